/** Running a round from this process: put it into the queue, work on it, and report progress until it is done. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../app.ts'
import { finishCollecting, runProgress, startRun, type RunProgress } from '../campaigns/run.ts'
import { transaction } from '../store/database.ts'
import type { Progress } from './progress.ts'

export interface RunRoundSettings {
  /** Whether this process works on the queue, too. */
  readonly work: boolean
  readonly onProgress: (progress: Progress) => void
  readonly onError: (inspectionId: number, error: unknown) => void
  readonly reportEveryMs?: number
}

/** Starts or resumes the run of a campaign or of one round and returns when it is finished, or queued when not working. */
export async function runRound(
  app: App,
  campaignId: string,
  round: string | undefined,
  by: { readonly actor: string; readonly at: string },
  settings: RunRoundSettings,
): Promise<RunProgress> {
  const { db } = app.store
  const before = await runProgress(db, campaignId, round)
  await startRun(db, await app.jobs(), campaignId, round, by)
  if (!settings.work) return before
  await app.work(settings.onError)
  const started = Date.now()
  for (;;) {
    const progress = await runProgress(db, campaignId, round)
    settings.onProgress({ ...progress, elapsedMs: Date.now() - started, doneBefore: before.done })
    if (progress.done === progress.total) {
      await transaction(db, (tx) => finishCollecting(tx, campaignId, by))
      return progress
    }
    await sleep(settings.reportEveryMs ?? 1000)
  }
}
