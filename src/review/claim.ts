/**
 * 领取: a reviewer takes the next item; for some minutes nobody else gets it. What was not decided by then is free again, so
 * nobody who goes home holds anything up.
 */
import { sql } from 'kysely'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import type { ReviewRole } from '../judging/verdict.ts'
import type { Tx } from '../store/database.ts'
import {
  outcomesInOrder,
  reviewQueue,
  type JudgementKey,
  type QueueFilter,
  type ReviewItem,
  type WaitingFor,
} from './queue.ts'

/** What each role may decide next. */
const offered: Readonly<Record<ReviewRole, readonly WaitingFor[]>> = {
  inspector: ['check'],
  reviewer: ['review', 'second', 'agreement', 'check'],
  municipalSupervisor: ['supervisor', 'agreement', 'review', 'second', 'check'],
}

export interface Claim {
  readonly item: ReviewItem
  /** ISO instant at which others may have it. */
  readonly until: string
}

/** Takes the next free item for a reviewer, or renews the one that the reviewer has; `null` when nothing is left. */
export async function claimNext(
  tx: Tx,
  campaign: CampaignWithRounds,
  who: { readonly reviewer: string; readonly role: ReviewRole; readonly minutes: number; readonly now: string },
  filter: QueueFilter = {},
): Promise<Claim | null> {
  const { reviewer, role, minutes, now } = who
  const until = new Date(Date.parse(now) + minutes * 60_000).toISOString()
  for (;;) {
    const item = await firstFree(tx, campaign, { waitingFor: offered[role], ...filter }, { reviewer, now })
    if (item === null) return null
    const { inspectionId, clause: clauseId } = item
    const taken = await tx
      .insertInto('reviewClaim')
      .values({ inspectionId, clauseId, reviewer, claimedAt: now, until })
      .onConflict((conflict) =>
        conflict
          .columns(['inspectionId', 'clauseId'])
          .doUpdateSet({ reviewer, claimedAt: now, until })
          .where((eb) => eb.or([eb('reviewClaim.until', '<=', now), eb('reviewClaim.reviewer', '=', reviewer)])),
      )
      .executeTakeFirst()
    // Somebody else was quicker: the next look no longer shows the item.
    if (taken.numInsertedOrUpdatedRows === 1n) return { item: { ...item, claimedBy: reviewer }, until }
  }
}

/**
 * Outcome by outcome and stretch by stretch in order of the key, so that whoever asks waits for a few hundred judgements and
 * not for all; the stretches grow, as what was decided lies in front.
 */
async function firstFree(
  tx: Tx,
  campaign: CampaignWithRounds,
  filter: QueueFilter,
  free: { readonly reviewer: string; readonly now: string },
): Promise<ReviewItem | null> {
  for (const outcome of filter.outcome === undefined ? outcomesInOrder : [filter.outcome]) {
    let after: JudgementKey = { inspectionId: 0, clause: '' }
    for (let length = 200; ; length *= 2) {
      const last = await endOfStretch(tx, campaign.id, outcome, after, length)
      if (last === undefined) break
      const between = { after, last }
      const { items } = await reviewQueue(tx, campaign, { filter: { ...filter, outcome }, limit: 1, free, between })
      if (items[0] !== undefined) return items[0]
      after = last
    }
  }
  return null
}

async function endOfStretch(
  tx: Tx,
  campaignId: string,
  outcome: string,
  after: JudgementKey,
  length: number,
): Promise<JudgementKey | undefined> {
  const { rows } = await sql<JudgementKey>`
    select * from (
      select j.inspection_id as "inspectionId", j.clause_id as clause
      from judgement j join inspection i on i.id = j.inspection_id join round r on r.id = i.round_id
      where r.campaign_id = ${campaignId} and j.outcome = ${outcome}
        and (j.inspection_id, j.clause_id) > (${after.inspectionId}, ${after.clause})
      order by j.inspection_id, j.clause_id limit ${length}
    ) stretch order by "inspectionId" desc, clause desc limit 1`.execute(tx)
  return rows[0]
}

/** Who has which items of a campaign at an instant, by inspection and clause. */
export async function claimsInForce(
  tx: Tx,
  campaignId: string,
  now: string,
): Promise<ReadonlyMap<string, { readonly reviewer: string; readonly until: string }>> {
  const rows = await tx
    .selectFrom('reviewClaim')
    .innerJoin('inspection', 'inspection.id', 'reviewClaim.inspectionId')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .selectAll('reviewClaim')
    .where('round.campaignId', '=', campaignId)
    .where('until', '>', now)
    .execute()
  return new Map(rows.map((row) => [`${row.inspectionId}\n${row.clauseId}`, row]))
}

/** Gives back what was decided. */
export async function releaseClaims(
  tx: Tx,
  reviewed: readonly { readonly inspectionId: number; readonly clauseId: string; readonly author: string }[],
): Promise<void> {
  await sql`delete from review_claim claim
    using json_to_recordset(${JSON.stringify(reviewed)}::json) as done("inspectionId" int, "clauseId" text, author text)
    where claim.inspection_id = done."inspectionId" and claim.clause_id = done."clauseId"
      and claim.reviewer = done.author`.execute(tx)
}
