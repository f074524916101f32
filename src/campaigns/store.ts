/** Queries over campaigns, rounds and inspections. */
import { sql } from 'kysely'
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { everything, seesInspection, withinCampaigns, type Scope } from '../registry/scope.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import type { Tx } from '../store/database.ts'
import { nextState, type CampaignEvent, type CampaignState } from './campaign.ts'

/** The campaign with its rounds in order; a `notFound` failure when there is none. */
export async function findCampaign(tx: Tx, id: string) {
  const campaign = await tx.selectFrom('campaign').selectAll().where('id', '=', id).executeTakeFirst()
  if (!campaign) {
    throw new Failure(
      'notFound.campaign',
      `没有检查 ${id}`,
      '请先用 campaign open 立项，或用 campaign status 查看已有的检查',
    )
  }
  const rounds = await tx
    .selectFrom('round')
    .selectAll()
    .where('campaignId', '=', id)
    .orderBy(sql`target desc`)
    .orderBy('ordinal')
    .execute()
  return { ...campaign, rounds }
}
export type CampaignWithRounds = Awaited<ReturnType<typeof findCampaign>>

/** The campaign, locked until the transaction ends: two people who freeze or draw at once do it one after the other. */
export async function lockCampaign(tx: Tx, id: string): Promise<CampaignWithRounds> {
  await tx.selectFrom('campaign').select('id').where('id', '=', id).forUpdate().execute()
  return findCampaign(tx, id)
}

/** All campaigns of a scope, newest first. */
export async function listCampaigns(tx: Tx, scope: Scope = everything) {
  return tx
    .selectFrom('campaign')
    .selectAll()
    .where(withinCampaigns(scope, 'campaign.id'))
    .orderBy('id', 'desc')
    .execute()
}

/** Moves the campaign along its life cycle; a `conflict` failure when the event cannot happen now. */
export async function advance(tx: Tx, id: string, event: CampaignEvent): Promise<CampaignState> {
  const row = await tx.selectFrom('campaign').select('state').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  const state = nextState(row.state as CampaignState, event)
  await tx.updateTable('campaign').set({ state }).where('id', '=', id).execute()
  return state
}

/**
 * Inspections with their round, campaign and frozen target, to select from. Six stages ask for different fields of the same
 * four tables; how they hang together stands here.
 */
export function inspectionsWithTargets(tx: Tx) {
  return tx
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .innerJoin('campaign', 'campaign.id', 'round.campaignId')
    .innerJoin('frozenTarget', (join) =>
      join
        .onRef('frozenTarget.roundId', '=', 'inspection.roundId')
        .onRef('frozenTarget.targetId', '=', 'inspection.targetId'),
    )
}

/** The monitoring point of an inspection: its own, as re-checks and self-checks have, else that of its round. */
export const ownMonitorPoint = sql<Day>`coalesce(inspection.monitor_point, round.monitor_point)`.as('monitorPoint')

/** The frozen population of a round, in order of the targets' ids. Sites or accounts, as the round says. */
export async function frozenTargets<Snapshot extends SiteSnapshot | AccountSnapshot>(
  tx: Tx,
  roundId: number,
): Promise<Snapshot[]> {
  const rows = await tx
    .selectFrom('frozenTarget')
    .select('snapshot')
    .where('roundId', '=', roundId)
    .orderBy('targetId')
    .execute()
  return rows.map((row) => row.snapshot as Snapshot)
}

/** Counts of inspections per round and state; re-checks and self-checks are no part of a round's work. */
export async function inspectionCounts(tx: Tx, campaignId: string, scope: Scope = everything) {
  return tx
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select(['round.target', 'round.ordinal', 'inspection.state'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('round.campaignId', '=', campaignId)
    .where('inspection.purpose', '=', 'regular')
    .where(seesInspection(scope, 'inspection.id'))
    .groupBy(['round.target', 'round.ordinal', 'inspection.state'])
    .execute()
}
