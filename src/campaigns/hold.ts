/** Holding inspections: paused ones keep what they have seen and take no worker; resumed ones go on from there. */
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { enqueueInspections, type Jobs } from '../store/jobs.ts'
import { Failure } from '../kernel/failure.ts'
import { nextInspectionState, statesBefore, type InspectionEvent, type InspectionState } from './inspection-state.ts'
import { roundKey } from './round.ts'
import { lockCampaign } from './store.ts'

/** A whole campaign, one of its rounds, or one inspection. */
export interface HoldScope {
  readonly campaignId: string
  readonly round?: string | undefined
  readonly inspectionId?: number | undefined
}

interface By {
  readonly actor: string
  readonly at: string
}

/** Pauses what waits or runs; workers see it within two seconds. Returns the inspections. */
export async function pauseInspections(tx: Tx, scope: HoldScope, by: By): Promise<readonly number[]> {
  return changeInspections(tx, scope, 'paused', by)
}

/** Lets paused inspections go on where they were. Returns them. */
export async function resumeInspections(tx: Tx, jobs: Jobs, scope: HoldScope, by: By): Promise<readonly number[]> {
  const resumed = await changeInspections(tx, scope, 'resumed', by)
  await enqueueInspections(jobs, tx, resumed)
  return resumed
}

/**
 * Brings `event` about in every inspection of the scope in which it can happen, with an entry in the audit log; returns
 * them in order. An inspection that was named itself and cannot is a `conflict` failure.
 */
export async function changeInspections(
  tx: Tx,
  { campaignId, round, inspectionId }: HoldScope,
  event: Exclude<InspectionEvent, 'judged'>,
  by: By,
): Promise<readonly number[]> {
  const campaign = await lockCampaign(tx, campaignId)
  const rounds = campaign.rounds.filter((entry) => round === undefined || roundKey(entry) === round)
  if (rounds.length === 0) {
    const known = campaign.rounds.map(roundKey).join('、')
    throw new Failure('notFound.round', `检查 ${campaignId} 没有轮次“${round}”`, `可用的轮次：${known}`)
  }
  const roundIds = rounds.map(({ id }) => id)
  const inScope = tx.selectFrom('inspection').select(['id', 'state']).where('roundId', 'in', roundIds).orderBy('id')
  const candidates =
    inspectionId === undefined
      ? await inScope.where('state', 'in', statesBefore(event)).forUpdate().execute()
      : await inScope.where('id', '=', inspectionId).forUpdate().execute()
  if (inspectionId !== undefined && candidates.length === 0) {
    throw new Failure(
      'notFound.inspection',
      `检查 ${campaignId} 中没有编号为 ${inspectionId} 的检查对象`,
      '可用 campaign status 查看正在检查的对象及其编号',
    )
  }
  if (candidates.length === 0) return []
  const next = candidates.map(({ state }) => nextInspectionState(state as InspectionState, event))
  const ids = candidates.map(({ id }) => id)
  await tx.updateTable('inspection').set({ state: next[0]! }).where('id', 'in', ids).execute()
  const detail = { inspections: ids.length, round: round ?? null, inspection: inspectionId ?? null }
  await record(tx, { ...by, action: `inspections.${event}`, subject: campaignId, detail })
  return ids
}
