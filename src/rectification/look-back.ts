/** 回头看: what a campaign finds where earlier campaigns had confirmed a problem. */
import { sql } from 'kysely'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import type { Tx } from '../store/database.ts'

export interface LookBack {
  /** Earlier problems whose target this campaign has inspected again. */
  readonly looked: number
  /** Confirmed again. */
  readonly again: number
  /** Passed, or no longer asked. */
  readonly gone: number
  /** Still open. */
  readonly open: number
  readonly caseIds: readonly number[]
}

/** 回头看: what this campaign has found where earlier campaigns had confirmed a problem, clause by clause. */
export async function lookBack(tx: Tx, campaign: CampaignWithRounds, failed: FailedClauses): Promise<LookBack> {
  const { clauses } = await rulesOfCampaign(tx, campaign)
  const { rows } = await sql<{ id: number; clause: string; inspections: readonly number[] }>`
    select c.id, c.clause_id as clause, array_agg(i.id order by i.id) as inspections
    from rectification_case c
    join notice n on n.id = c.notice_id
    join campaign earlier on earlier.id = n.campaign_id
    join round r on r.campaign_id = ${campaign.id} and r.target = c.target
    join inspection i on i.round_id = r.id and i.target_id = c.target_id and i.purpose = 'regular' and i.state = 'judged'
    where c.state <> 'withdrawn' and earlier.monitor_point < ${campaign.monitorPoint}
    group by c.id order by c.id`.execute(tx)
  const known = rows.filter(({ clause }) => clauses[clause] !== undefined)
  const again = known.filter(({ clause, inspections }) =>
    inspections.some((id) => failed.failed.has(`${id}\n${clause}`)),
  )
  const open = known.filter(
    (row) => !again.includes(row) && row.inspections.some((id) => failed.open.has(`${id}\n${row.clause}`)),
  )
  return {
    looked: known.length,
    again: again.length,
    open: open.length,
    gone: known.length - again.length - open.length,
    caseIds: known.map(({ id }) => id),
  }
}

/** Inspection and clause of what is confirmed, and of what waits for a person. */
export interface FailedClauses {
  readonly failed: ReadonlySet<string>
  readonly open: ReadonlySet<string>
}
