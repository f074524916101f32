/** What units ask for and somebody has to decide: more time, and appeals. Paged, within what one may see. */
import { sql, type SqlBool } from 'kysely'
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { withinCampaigns, withinUnits, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'
import type { Extension, Paging } from './find-notices.ts'

export const extensionStates = { asked: '待审批', granted: '已同意', refused: '未同意' } as const
export type ExtensionState = keyof typeof extensionStates
export const appealStates = { filed: '待答复', upheld: '成立', rejected: '驳回' } as const
export type AppealState = keyof typeof appealStates

export interface FoundExtension extends Extension {
  readonly noticeNumber: string
  readonly unit: { readonly code: string; readonly name: string }
  /** The first day of the cases that wait. */
  readonly dueOn: Day | null
}

/** Requests for more time, those that wait first. */
export async function findExtensions(
  tx: Tx,
  scope: Scope,
  { states }: { readonly states?: readonly ExtensionState[] | undefined },
  { offset, limit }: Paging,
): Promise<{ readonly total: number; readonly items: readonly FoundExtension[] }> {
  const from = sql`from extension e join notice n on n.id = e.notice_id join unit u on u.id = n.unit_id
    where ${withinUnits(scope, 'n.unitId')} and ${withinCampaigns(scope, 'n.campaignId')} and ${isOneOf('e.state', states)}`
  const { rows } = await sql<Omit<FoundExtension, 'unit'> & Names>`
    select e.id, e.notice_id as "noticeId", e.wanted_on as "wantedOn", e.reason, e.asked_by as "askedBy", e.asked_at as "askedAt",
      e.state, e.decided_by as "decidedBy", e.decided_at as "decidedAt", e.decision_reason as "decisionReason",
      n.number as "noticeNumber", u.code, u.name,
      (select min(due_on) from rectification_case c where c.notice_id = n.id and c.state = 'notified') as "dueOn"
    ${from} order by e.state = 'asked' desc, e.id desc offset ${offset} limit ${limit}`.execute(tx)
  return { total: await count(tx, from), items: rows.map(named) }
}

export interface FoundAppeal {
  readonly id: number
  readonly caseId: number
  readonly clause: string
  readonly problem: string
  readonly targetName: string
  readonly unit: { readonly code: string; readonly name: string }
  readonly text: string
  readonly author: string
  readonly filedAt: string
  readonly dueOn: Day
  readonly state: AppealState
  readonly rejudgedOutcome: string | null
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly reason: string | null
}

/** Appeals, those that wait first, the most urgent on top. */
export async function findAppeals(
  tx: Tx,
  scope: Scope,
  { states, clause }: { readonly states?: readonly AppealState[] | undefined; readonly clause?: string | undefined },
  { offset, limit }: Paging,
): Promise<{ readonly total: number; readonly items: readonly FoundAppeal[] }> {
  const from = sql`from appeal a join rectification_case c on c.id = a.case_id join notice n on n.id = c.notice_id
    join unit u on u.id = c.unit_id
    where ${withinUnits(scope, 'c.unitId')} and ${withinCampaigns(scope, 'n.campaignId')}
      and ${isOneOf('a.state', states)} and ${isOneOf('c.clauseId', clause === undefined ? [] : [clause])}`
  const { rows } = await sql<Omit<FoundAppeal, 'unit'> & Names>`
    select a.id, a.case_id as "caseId", c.clause_id as clause, c.problem, c.target_name as "targetName", u.code, u.name,
      a.text, a.author, a.filed_at as "filedAt", a.due_on as "dueOn", a.state, a.rejudged_outcome as "rejudgedOutcome",
      a.decided_by as "decidedBy", a.decided_at as "decidedAt", a.reason
    ${from} order by a.state = 'filed' desc, a.due_on, a.id offset ${offset} limit ${limit}`.execute(tx)
  return { total: await count(tx, from), items: rows.map(named) }
}

/** @throws Failure `notFound.appeal` when it is not of a unit and campaign within the scope */
export async function demandAppeal(tx: Tx, scope: Scope, id: number): Promise<void> {
  const { rows } = await sql`
    select a.id from appeal a join rectification_case c on c.id = a.case_id join notice n on n.id = c.notice_id
    where a.id = ${id} and ${withinUnits(scope, 'c.unitId')} and ${withinCampaigns(scope, 'n.campaignId')}`.execute(tx)
  if (rows.length === 0) throw new Failure('notFound.appeal', `没有申诉 ${id}`, '请从申诉列表中选择')
}

/** @throws Failure `notFound.extension` when it is not of a unit and campaign within the scope */
export async function demandExtension(tx: Tx, scope: Scope, id: number): Promise<void> {
  const { rows } = await sql`
    select e.id from extension e join notice n on n.id = e.notice_id
    where e.id = ${id} and ${withinUnits(scope, 'n.unitId')} and ${withinCampaigns(scope, 'n.campaignId')}`.execute(tx)
  if (rows.length === 0) throw new Failure('notFound.extension', `没有延期申请 ${id}`, '请从延期申请列表中选择')
}

interface Names {
  readonly code: string
  readonly name: string
}

function named<Found extends Names>({ code, name, ...row }: Found) {
  return { ...row, unit: { code, name } }
}

/** One of these values; any when there are none. */
function isOneOf(field: string, values: readonly string[] = []) {
  return values.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.ref(field)} = any(${[...values]}::text[])`
}

async function count(tx: Tx, from: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total ${from}`.execute(tx)
  return rows[0]!.total
}
