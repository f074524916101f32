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
  readonly onError: (inspectionId: number | null, error: unknown) => void
  readonly reportEveryMs?: number
}

/** A terminal rewrites one line; a log gets a new one each time. */
const LOG_EVERY_MS = 5000

/**
 * Starts or resumes the run of a campaign or of one round. Returns when it is finished, or what is left
 * is paused, or, when not working, as soon as it
 * is queued: then `queued` says how many inspections wait.
 */
export async function runRound(
  app: App,
  campaignId: string,
  round: string | undefined,
  by: { readonly actor: string; readonly at: string },
  settings: RunRoundSettings,
): Promise<RunProgress & { readonly queued?: number }> {
  const { db } = app.store
  const before = await runProgress(db, campaignId, round)
  const { inspectionIds } = await startRun(db, await app.jobs(), campaignId, round, by)
  if (!settings.work) {
    if (inspectionIds.length === 0) await transaction(db, (tx) => finishCollecting(tx, campaignId, by))
    return { ...before, queued: inspectionIds.length }
  }
  await app.work(settings.onError)
  const started = Date.now()
  const gapMs = process.stdout.isTTY && process.stderr.isTTY ? 0 : LOG_EVERY_MS
  let reported = Number.NEGATIVE_INFINITY
  for (;;) {
    const progress = await runProgress(db, campaignId, round)
    const now = Date.now()
    const rests = progress.done + progress.paused === progress.total
    if (now - reported >= gapMs || rests) {
      reported = now
      settings.onProgress({ ...progress, elapsedMs: now - started, doneBefore: before.done })
    }
    if (rests) {
      await transaction(db, (tx) => finishCollecting(tx, campaignId, by))
      return progress
    }
    await sleep(settings.reportEveryMs ?? 1000)
  }
}
