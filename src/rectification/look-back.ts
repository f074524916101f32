/** 回头看: what a campaign finds where earlier campaigns had confirmed a problem. */
import { sql } from 'kysely'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { conclude } from '../judging/verdict.ts'
import { everything, withinUnits, type Scope } from '../registry/scope.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import type { InspectionResult } from '../review/results.ts'
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
  const cases = await lookBackCases(tx, campaign, failed)
  const count = (wanted: LookBackResult) => cases.filter(({ result }) => result === wanted).length
  return {
    looked: cases.length,
    again: count('again'),
    open: count('open'),
    gone: count('gone'),
    caseIds: cases.map(({ id }) => id),
  }
}

export const lookBackResults = { again: '再次出现', gone: '已不存在', open: '尚待复核' } as const
export type LookBackResult = keyof typeof lookBackResults

export interface LookBackCase {
  readonly id: number
  /** Inspections of this campaign that looked at the target. */
  readonly inspections: readonly number[]
  readonly result: LookBackResult
}

/** The earlier cases whose target this campaign has inspected, in order of ids. */
export async function lookBackCases(
  tx: Tx,
  campaign: CampaignWithRounds,
  { failed, open }: FailedClauses,
  scope: Scope = everything,
): Promise<LookBackCase[]> {
  const { clauses } = await rulesOfCampaign(tx, campaign)
  const { rows } = await sql<{ id: number; clause: string; inspections: readonly number[] }>`
    select c.id, c.clause_id as clause, array_agg(i.id order by i.id) as inspections
    from rectification_case c
    join notice n on n.id = c.notice_id
    join campaign earlier on earlier.id = n.campaign_id
    join round r on r.campaign_id = ${campaign.id} and r.target = c.target
    join inspection i on i.round_id = r.id and i.target_id = c.target_id and i.purpose = 'regular' and i.state = 'judged'
    where c.state <> 'withdrawn' and earlier.monitor_point < ${campaign.monitorPoint} and ${withinUnits(scope, 'c.unitId')}
    group by c.id order by c.id`.execute(tx)
  const among = (keys: ReadonlySet<string>, { clause, inspections }: (typeof rows)[number]) =>
    inspections.some((id) => keys.has(`${id}\n${clause}`))
  return rows
    .filter(({ clause }) => clauses[clause] !== undefined)
    .map((row) => {
      const { id, inspections } = row
      return { id, inspections, result: among(failed, row) ? 'again' : among(open, row) ? 'open' : 'gone' }
    })
}

/** Inspection and clause of what is confirmed, and of what waits for a person. */
export interface FailedClauses {
  readonly failed: ReadonlySet<string>
  readonly open: ReadonlySet<string>
}

/** Of a campaign's results after review. */
export function failedClauses(
  results: readonly InspectionResult[],
  { clauses }: Pick<RuleSet, 'clauses'>,
): FailedClauses {
  const concluded = results.flatMap(({ inspectionId, judgements, decisions }) =>
    judgements.map((judgement) => {
      const clause = clauses[judgement.clause]
      const own = decisions.filter((decision) => decision.clause === judgement.clause)
      const state = clause === undefined ? 'passed' : conclude(clause, judgement, own).state
      return { key: `${inspectionId}\n${judgement.clause}`, state }
    }),
  )
  const keysOf = (wanted: string) => new Set(concluded.filter(({ state }) => state === wanted).map(({ key }) => key))
  return { failed: keysOf('failed'), open: keysOf('open') }
}
