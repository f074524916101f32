/**
 * 领取: a reviewer takes the next item; for some minutes nobody else gets it. What was not decided by then is free again, so
 * nobody who goes home holds anything up.
 */
import { sql } from 'kysely'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import type { ReviewRole } from '../judging/verdict.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import { transaction, type Tx } from '../store/database.ts'
import { findingSubject } from './note-decisions.ts'
import {
  outcomesInOrder,
  reviewQueue,
  type JudgementKey,
  type QueueFilter,
  type QueueOptions,
  type ReviewItem,
  type WaitingFor,
} from './queue.ts'

/** What each role may decide next. */
export const offered: Readonly<Record<ReviewRole, readonly WaitingFor[]>> = {
  inspector: ['check'],
  reviewer: ['review', 'second', 'agreement', 'check'],
  municipalSupervisor: ['supervisor', 'agreement', 'review', 'second', 'check'],
}

export interface Claim {
  readonly item: ReviewItem
  /** ISO instant at which others may have it. */
  readonly until: string
}

export interface Claimer {
  readonly reviewer: string
  readonly role: ReviewRole
  readonly minutes: number
  readonly now: string
}

/**
 * Takes the next free item for a reviewer, or renews the one that the reviewer has; `null` when nothing is left. `except` are
 * items that the reviewer looks at just now: the one behind them is fetched meanwhile.
 */
export async function claimNext(
  tx: Tx,
  campaign: CampaignWithRounds,
  who: Claimer,
  filter: QueueFilter = {},
  except: readonly JudgementKey[] = [],
): Promise<Claim | null> {
  const { reviewer, role, now } = who
  for (;;) {
    const item = await firstFree(tx, campaign, { waitingFor: offered[role], ...filter }, { reviewer, now, except })
    if (item === null) return null
    const until = await take(tx, campaign.id, item, who)
    // Somebody else was quicker: the next look no longer shows the item.
    if (until !== null) return { item: { ...item, claimedBy: reviewer }, until }
  }
}

/** Takes one item that a reviewer has chosen; a `conflict` failure says who has it. Its end as ISO instant. */
export async function claimItem(tx: Tx, campaignId: string, key: JudgementKey, who: Claimer): Promise<string> {
  const until = await take(tx, campaignId, key, who)
  if (until !== null) return until
  const claims = await claimsInForce(tx, campaignId, who.now)
  const holder = claims.get(`${key.inspectionId}\n${key.clause}`)
  throw new Failure(
    'conflict.claimed',
    holder === undefined ? '这一条刚刚被他人领取' : `这一条正由${holder.reviewer}处理（至 ${holder.until}）`,
    '请处理下一条，或等领取到期',
  )
}

/** Gives an item back before its minutes are over; what is not the reviewer's stays as it is. */
export async function releaseItem(
  tx: Tx,
  { inspectionId, clause }: JudgementKey,
  by: { readonly actor: string; readonly at: string },
): Promise<void> {
  await transaction(tx, async (within) => {
    const released = await within
      .deleteFrom('reviewClaim')
      .where('inspectionId', '=', inspectionId)
      .where('clauseId', '=', clause)
      .where('reviewer', '=', by.actor)
      .returning('until')
      .executeTakeFirst()
    if (released === undefined) return
    const before = { reviewer: by.actor, until: released.until }
    const subject = findingSubject(inspectionId, clause)
    await record(within, { ...by, action: 'review.claimReleased', subject, detail: {}, before })
  })
}

/** Until when the item is the reviewer's; `null` when somebody else has it. A claim that is only renewed is no event. */
async function take(
  tx: Tx,
  campaignId: string,
  { inspectionId, clause: clauseId }: JudgementKey,
  { reviewer, role, minutes, now }: Claimer,
): Promise<string | null> {
  const until = new Date(Date.parse(now) + minutes * 60_000).toISOString()
  return transaction(tx, async (within) => {
    const held = await within
      .selectFrom('reviewClaim')
      .select(['reviewer', 'until'])
      .where('inspectionId', '=', inspectionId)
      .where('clauseId', '=', clauseId)
      .executeTakeFirst()
    const taken = await within
      .insertInto('reviewClaim')
      .values({ inspectionId, clauseId, reviewer, claimedAt: now, until })
      .onConflict((conflict) =>
        conflict
          .columns(['inspectionId', 'clauseId'])
          .doUpdateSet({ reviewer, claimedAt: now, until })
          .where((eb) => eb.or([eb('reviewClaim.until', '<=', now), eb('reviewClaim.reviewer', '=', reviewer)])),
      )
      .executeTakeFirst()
    if (taken.numInsertedOrUpdatedRows !== 1n) return null
    if (held?.reviewer !== reviewer || held.until <= now) {
      await record(within, {
        at: now,
        actor: reviewer,
        action: 'review.claimed',
        subject: findingSubject(inspectionId, clauseId),
        detail: { campaignId, role },
        ...(held === undefined ? {} : { before: { ...held } }),
        after: { reviewer, until },
      })
    }
    return until
  })
}

/**
 * Outcome by outcome and stretch by stretch in order of the key, so that whoever asks waits for a few hundred judgements and
 * not for all; the stretches grow, as what was decided lies in front.
 */
async function firstFree(
  tx: Tx,
  campaign: CampaignWithRounds,
  filter: QueueFilter,
  free: NonNullable<QueueOptions['free']>,
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
