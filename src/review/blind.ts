/**
 * 双盲复核: a stated share of what the machine has found goes to two reviewers who do not see each other's decision, so that
 * their agreement can be measured. Which findings is told by a digest: nobody chooses them, and anybody can draw them again.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { everything, seesInspection, type Scope } from '../registry/scope.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'

/** Persons who decide an item of the share before anybody sees what was decided. */
export const blindReviewers = 2

/** Whether a finding belongs to the share. */
export function inBlindShare(seed: string, inspectionId: number, clause: string, percent: number): boolean {
  const digest = createHash('md5').update(`${seed}\n${inspectionId}\n${clause}`).digest('hex')
  return Number.parseInt(digest.slice(0, 7), 16) % 100 < percent
}

/** The same in SQL, of the row's inspection and clause. */
export function inBlindShareSql(seed: string, percent: number) {
  return sql<boolean>`('x' || substr(md5(${seed}::text || chr(10) || j.inspection_id || chr(10) || j.clause_id), 1, 7))
    ::bit(28)::int % 100 < ${percent}::int`
}

/** States the share of a campaign, in whole per cent. What was decided blind before stays counted. */
export async function setBlindPercent(
  tx: Tx,
  campaignId: string,
  percent: number,
  by: { readonly actor: string; readonly at: string },
): Promise<void> {
  const campaign = await tx
    .selectFrom('campaign')
    .select('blindPercent')
    .where('id', '=', campaignId)
    .forUpdate()
    .executeTakeFirst()
  if (!campaign) throw new Failure('notFound.campaign', `没有检查 ${campaignId}`, '可用 campaign status 查看已有的检查')
  await tx.updateTable('campaign').set({ blindPercent: percent }).where('id', '=', campaignId).execute()
  await record(tx, {
    ...by,
    action: 'review.blindShareSet',
    subject: campaignId,
    detail: {},
    before: { percent: campaign.blindPercent },
    after: { percent },
  })
}

export interface Agreement {
  /** Findings that two persons have decided without seeing each other's decision. */
  readonly items: number
  readonly agreed: number
}

/** How often two persons came to the same conclusion on the findings within a scope: the first two who decided each finding of the share, at their first go. */
export async function agreement(tx: Tx, campaignId: string, scope: Scope = everything): Promise<Agreement> {
  const { rows } = await sql<Agreement>`
    with first_of_each as (
      select distinct on (d.inspection_id, d.clause_id, d.author) d.*
      from decision d join inspection i on i.id = d.inspection_id join round r on r.id = i.round_id
      where r.campaign_id = ${campaignId} and d.blind and ${seesInspection(scope, 'i.id')}
      order by d.inspection_id, d.clause_id, d.author, d.id
    ), ranked as (
      select *, row_number() over (partition by inspection_id, clause_id order by id) as place from first_of_each
    ), pairs as (
      select count(distinct case when kind in ('confirmed', 'failed') then 'against'
                                 when kind in ('dismissed', 'passed') then 'in favour' else 'doubtful' end) as sides
      from ranked where place <= ${blindReviewers} group by inspection_id, clause_id having count(*) = ${blindReviewers}
    )
    select count(*) as items, count(*) filter (where sides = 1) as agreed from pairs`.execute(tx)
  return rows[0]!
}
