/** Running a campaign: every waiting inspection becomes a job; when none waits any more, the review begins. */
import { record } from '../store/audit.ts'
import { transaction, type Tx } from '../store/database.ts'
import { enqueueInspections, type Jobs } from '../store/jobs.ts'
import { Failure } from '../kernel/failure.ts'
import { everything, type Scope } from '../registry/scope.ts'
import { hasEnded } from './inspection-state.ts'
import { roundKey } from './round.ts'
import { advance, inspectionCounts, inspectionsWithTargets, lockCampaign } from './store.ts'

export interface StartedRun {
  readonly inspectionIds: readonly number[]
}

/**
 * Puts the waiting inspections of the campaign, or of one round, into the queue. Those that are queued or running already
 * are left alone, so a run may be started again at any time.
 */
export async function startRun(
  db: Parameters<typeof transaction>[0],
  jobs: Jobs,
  campaignId: string,
  onlyRound: string | undefined,
  by: { readonly actor: string; readonly at: string },
): Promise<StartedRun> {
  return transaction(db, async (tx) => {
    const campaign = await lockCampaign(tx, campaignId)
    const rounds = campaign.rounds.filter((round) => !onlyRound || roundKey(round) === onlyRound)
    if (rounds.every((round) => round.sample === null)) {
      throw new Failure(
        'conflict.notSampled',
        `检查 ${campaignId} 还没有抽样`,
        '请先用 campaign freeze 和 campaign sample',
      )
    }
    const waiting = await tx
      .selectFrom('inspection')
      .select('id')
      .where('state', '=', 'waiting')
      .where(
        'roundId',
        'in',
        rounds.map((round) => round.id),
      )
      .orderBy('id')
      .execute()
    const inspectionIds = waiting.map((row) => row.id)
    if (inspectionIds.length > 0) {
      await advance(tx, campaignId, 'started')
      await enqueueInspections(jobs, tx, inspectionIds)
      const detail = { inspections: inspectionIds.length, round: onlyRound ?? null }
      await record(tx, { ...by, action: 'campaign.started', subject: campaignId, detail })
    }
    return { inspectionIds }
  })
}

export interface RunProgress {
  /** Judged or cancelled. */
  readonly done: number
  readonly paused: number
  readonly total: number
}

/** How far a round, or the whole campaign, has got. */
export async function runProgress(
  tx: Tx,
  campaignId: string,
  onlyRound?: string,
  scope: Scope = everything,
): Promise<RunProgress> {
  const rows = await inspectionCounts(tx, campaignId, scope)
  const wanted = rows.filter((row) => !onlyRound || roundKey(row) === onlyRound)
  const count = (list: typeof wanted) => list.reduce((sum, row) => sum + row.count, 0)
  return {
    done: count(wanted.filter(({ state }) => hasEnded(state))),
    paused: count(wanted.filter(({ state }) => state === 'paused')),
    total: count(wanted),
  }
}

/** Ends the collecting when every round is drawn and no inspection waits; returns whether it did. */
export async function finishCollecting(
  tx: Tx,
  campaignId: string,
  by: { readonly actor: string; readonly at: string },
): Promise<boolean> {
  const campaign = await lockCampaign(tx, campaignId)
  const { done, total } = await runProgress(tx, campaignId)
  if (campaign.state !== 'collecting' || done < total || campaign.rounds.some((round) => round.sample === null))
    return false
  await advance(tx, campaignId, 'collected')
  await record(tx, { ...by, action: 'campaign.collected', subject: campaignId, detail: { inspections: total } })
  return true
}

/** To be called when an inspection has ended: ends the collecting of its campaign when that was the last one. */
export async function finishAfter(
  db: Parameters<typeof transaction>[0],
  inspectionId: number,
  by: { readonly actor: string; readonly at: string },
): Promise<void> {
  const { campaignId } = await inspectionsWithTargets(db)
    .select('round.campaignId')
    .where('inspection.id', '=', inspectionId)
    .executeTakeFirstOrThrow()
  // Without the lock first: nearly always there are others.
  const { done, total } = await runProgress(db, campaignId)
  if (done === total) await transaction(db, (tx) => finishCollecting(tx, campaignId, by))
}
