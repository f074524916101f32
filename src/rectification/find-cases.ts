/** Cases as people look for them, within what they may see; and one case with the re-check beside the original. */
import { sql, type SqlBool } from 'kysely'
import type { Finding } from '../indicators/define.ts'
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { unitsUnder } from '../registry/account-list.ts'
import { withinCampaigns, withinUnits, type Scope } from '../registry/scope.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import type { CaseState } from './case.ts'
import type { Paging } from './find-notices.ts'
import type { Grade, GradedPlace } from './grade.ts'
import { caseHistory } from './list.ts'

export interface CaseFilter {
  readonly ids?: readonly number[] | undefined
  readonly notice?: number | undefined
  readonly campaign?: string | undefined
  readonly unit?: string | undefined
  readonly states?: readonly CaseState[] | undefined
  readonly grades?: readonly Grade[] | undefined
  readonly clause?: string | undefined
  readonly target?: TargetKind | undefined
  /** With `target`: of this site or account alone. */
  readonly targetId?: number | undefined
  readonly veto?: boolean | undefined
  /** Waits for the unit, and its day has passed. */
  readonly overdue?: boolean | undefined
  /** Part of the target's name. */
  readonly search?: string | undefined
}

export interface FoundCase {
  readonly id: number
  readonly noticeId: number
  readonly noticeNumber: string
  readonly campaignId: string
  readonly inspectionId: number
  readonly clause: string
  readonly problem: string
  readonly target: TargetKind
  readonly targetId: number
  readonly targetName: string
  readonly unit: { readonly code: string; readonly name: string }
  readonly veto: boolean
  readonly places: number
  readonly state: CaseState
  readonly dueOn: Day | null
  readonly grade: Grade | null
  readonly recurrence: number
  readonly acceptedBy: string | null
  readonly closedAt: string | null
  readonly closedBy: string | null
}

/** One page, what waits for the unit first, and how many there are. */
export async function findCases(
  tx: Tx,
  scope: Scope,
  filter: CaseFilter,
  { offset, limit }: Paging,
  today: Day,
): Promise<{ readonly total: number; readonly items: readonly FoundCase[] }> {
  const matching = sql`from rectification_case c join notice on notice.id = c.notice_id
    where ${conditions(scope, filter, today)}`
  const counted = await sql<{ total: number }>`select count(*) as total ${matching}`.execute(tx)
  const order = sql`order by c.state in ('closed', 'withdrawn'), c.due_on nulls last, c.id`
  const { rows } = await sql<Omit<FoundCase, 'unit'> & { code: string; name: string }>`
    select c.id, c.notice_id as "noticeId", notice.number as "noticeNumber", notice.campaign_id as "campaignId",
      c.inspection_id as "inspectionId", c.clause_id as clause, c.problem, c.target, c.target_id as "targetId",
      c.target_name as "targetName", unit.code, unit.name, c.veto, jsonb_array_length(c.places) as places, c.state,
      c.due_on as "dueOn", c.grade, c.recurrence, c.accepted_by as "acceptedBy", c.closed_at as "closedAt",
      c.closed_by as "closedBy"
    from rectification_case c join notice on notice.id = c.notice_id join unit on unit.id = c.unit_id
    where c.id in (select c.id ${matching} ${order} offset ${offset} limit ${limit}) ${order}`.execute(tx)
  return {
    total: counted.rows[0]!.total,
    items: rows.map(({ code, name, ...row }) => ({ ...row, unit: { code, name } })),
  }
}

function conditions(scope: Scope, filter: CaseFilter, today: Day) {
  const { ids, notice, campaign, unit, states, grades, clause, target, targetId, veto, overdue, search } = filter
  const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
  const all = [
    visible(scope),
    ...(ids === undefined ? [] : [sql<SqlBool>`c.id = any(${[...ids]}::int[])`]),
    ...(notice === undefined ? [] : [sql<SqlBool>`c.notice_id = ${notice}`]),
    ...(campaign === undefined ? [] : [sql<SqlBool>`notice.campaign_id = ${campaign}`]),
    ...(unit === undefined ? [] : [sql<SqlBool>`c.unit_id in (${unitsUnder(unit)})`]),
    ...(states?.length ? [sql<SqlBool>`c.state = any(${[...states]}::text[])`] : []),
    ...(grades?.length ? [sql<SqlBool>`c.grade = any(${[...grades]}::text[])`] : []),
    ...(clause === undefined ? [] : [sql<SqlBool>`c.clause_id = ${clause}`]),
    ...(target === undefined ? [] : [sql<SqlBool>`c.target = ${target}`]),
    ...(targetId === undefined ? [] : [sql<SqlBool>`c.target_id = ${targetId}`]),
    ...(veto === undefined ? [] : [sql<SqlBool>`c.veto = ${veto}`]),
    ...(overdue ? [sql<SqlBool>`c.state = 'notified' and c.due_on < ${today}`] : []),
    ...(search ? [sql<SqlBool>`c.target_name ilike ${pattern}`] : []),
  ]
  return sql.join(all, sql` and `)
}

/** A unit does not see what has not been sent yet. `c` is the case, `notice` its notice. */
function visible(scope: Scope) {
  const sent = scope.units === 'all' ? sql<SqlBool>`true` : sql<SqlBool>`c.state <> 'drafted'`
  return sql<SqlBool>`${withinUnits(scope, 'c.unitId')} and ${withinCampaigns(scope, 'notice.campaignId')} and ${sent}`
}

export interface CaseOwner {
  readonly unitId: number
  readonly target: TargetKind
  readonly targetId: number
}

/** Unit and target of a case within the scope. @throws Failure `notFound.case` */
export async function demandCase(tx: Tx, scope: Scope, id: number): Promise<CaseOwner> {
  const { rows } = await sql<CaseOwner>`
    select c.unit_id as "unitId", c.target, c.target_id as "targetId"
    from rectification_case c join notice on notice.id = c.notice_id where c.id = ${id} and ${visible(scope)}`.execute(
    tx,
  )
  if (rows[0]) return rows[0]
  throw new Failure('notFound.case', `没有整改事项 ${id}`, '请从整改事项列表中选择')
}

/** What one inspection saw of the clause of a case. */
export interface SeenAt {
  readonly inspectionId: number
  readonly capturedAt: string | null
  readonly monitorPoint: Day
  readonly outcome: string | null
  readonly because: string
  readonly findings: readonly Finding[]
  readonly archived: boolean
}

export interface RecheckOfCase extends SeenAt {
  readonly grade: Grade | null
  /** Grade by place of the original finding. */
  readonly places: readonly GradedPlace[]
  readonly gradedAt: string | null
}

/** One case: answers with proof, the original beside its re-checks, appeals, and everything that was done. */
export async function showCase(tx: Tx, scope: Scope, id: number) {
  await demandCase(tx, scope, id)
  const found = await caseHistory(tx, id)
  const notice = await tx
    .selectFrom('notice')
    .innerJoin('unit', 'unit.id', 'notice.unitId')
    .select(['notice.number', 'campaignId', 'unit.code', 'unit.name', 'notice.state'])
    .where('notice.id', '=', found.noticeId)
    .executeTakeFirstOrThrow()
  const ids = [found.inspectionId, ...found.rechecks.map(({ inspectionId }) => inspectionId)]
  const seen = await seenAt(tx, ids, found.clauseId)
  const { rechecks, answers, attachments, ...rest } = found
  return {
    ...rest,
    noticeNumber: notice.number,
    noticeState: notice.state,
    campaignId: notice.campaignId,
    unit: { code: notice.code, name: notice.name },
    answers: answers.map((answer) => ({
      ...answer,
      files: attachments.filter(({ answerId }) => answerId === answer.id),
    })),
    original: seen.get(found.inspectionId)!,
    rechecks: rechecks.map(({ inspectionId, grade, places, gradedAt }): RecheckOfCase => ({
      ...seen.get(inspectionId)!,
      grade: grade as Grade | null,
      places: (places ?? []) as GradedPlace[],
      gradedAt,
    })),
  }
}

async function seenAt(tx: Tx, inspectionIds: readonly number[], clause: string): Promise<ReadonlyMap<number, SeenAt>> {
  const { rows } = await sql<SeenAt>`
    select i.id as "inspectionId", i.gathered_at as "capturedAt", coalesce(i.monitor_point, r.monitor_point) as "monitorPoint",
      j.outcome, coalesce(j.because, '') as because, coalesce(j.findings, '[]') as findings, i.archive is not null as archived
    from inspection i join round r on r.id = i.round_id
    left join judgement j on j.inspection_id = i.id and j.clause_id = ${clause}
    where i.id = any(${[...inspectionIds]}::int[])`.execute(tx)
  return new Map(rows.map((row) => [row.inspectionId, row]))
}

export interface FoundAttachment {
  readonly sha256: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
}

/** A file that was handed in as proof for a case within the scope. @throws Failure `notFound.attachment` */
export async function findAttachment(tx: Tx, scope: Scope, caseId: number, sha256: string): Promise<FoundAttachment> {
  await demandCase(tx, scope, caseId)
  const found = await tx
    .selectFrom('attachment')
    .innerJoin('caseAnswer', 'caseAnswer.id', 'attachment.answerId')
    .select(['attachment.sha256', 'attachment.name', 'mediaType', 'bytes'])
    .where('caseAnswer.caseId', '=', caseId)
    .where('attachment.sha256', '=', sha256)
    .executeTakeFirst()
  if (found) return found
  throw new Failure('notFound.attachment', '没有这份佐证材料', '请从整改事项中打开')
}
