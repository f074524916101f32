/** Notices as people look for them, within what they may see; paged, the newest first. */
import { sql, type SqlBool } from 'kysely'
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { unitsUnder } from '../registry/account-list.ts'
import { withinCampaigns, withinUnits, type Scope } from '../registry/scope.ts'
import { listAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import type { NoticeState } from './notice.ts'

export interface NoticeFilter {
  readonly campaign?: string | undefined
  /** Code of a unit: its own notices and those of the units below it. */
  readonly unit?: string | undefined
  readonly states?: readonly NoticeState[] | undefined
  /** Only those with a case whose day has passed. */
  readonly overdue?: boolean | undefined
  /** Part of the number or of the unit's name. */
  readonly search?: string | undefined
}

export interface Paging {
  readonly offset: number
  readonly limit: number
}

export interface FoundNotice {
  readonly id: number
  readonly campaignId: string
  readonly number: string
  readonly unit: { readonly code: string; readonly name: string }
  readonly state: NoticeState
  readonly draftedAt: string
  readonly sentAt: string | null
  readonly readAt: string | null
  readonly readBy: string | null
  readonly repliedAt: string | null
  readonly closedAt: string | null
  readonly cases: number
  readonly vetoes: number
  /** Neither closed nor withdrawn. */
  readonly open: number
  /** Cases that wait for the unit, and the first day by which it has to answer. */
  readonly waiting: number
  readonly dueOn: Day | null
  /** A request for more time waits for its decision. */
  readonly extensionAsked: boolean
}

/** One page and how many there are. `today` decides what is overdue. */
export async function findNotices(
  tx: Tx,
  scope: Scope,
  filter: NoticeFilter,
  { offset, limit }: Paging,
  today: Day,
): Promise<{ readonly total: number; readonly items: readonly FoundNotice[] }> {
  const matching = visibleNotices(tx, scope)
    .where(conditions(filter, today))
    .$if(filter.states !== undefined && filter.states.length > 0, (query) =>
      query.where('notice.state', 'in', filter.states!),
    )
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const page = await matching
    .select('notice.id')
    .orderBy('notice.year', 'desc')
    .orderBy('notice.sequence', 'desc')
    .offset(offset)
    .limit(limit)
    .execute()
  const ids = page.map(({ id }) => id)
  return { total, items: await noticesById(tx, ids) }
}

/** A unit does not see what has not been sent yet. */
function visibleNotices(tx: Tx, scope: Scope) {
  return tx
    .selectFrom('notice')
    .innerJoin('unit', 'unit.id', 'notice.unitId')
    .where(withinUnits(scope, 'notice.unitId'))
    .where(withinCampaigns(scope, 'notice.campaignId'))
    .where(scope.units === 'all' ? sql<SqlBool>`true` : sql<SqlBool>`notice.state <> 'draft'`)
}

function conditions({ campaign, unit, overdue, search }: NoticeFilter, today: Day) {
  const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
  const all = [
    sql<SqlBool>`true`,
    ...(campaign === undefined ? [] : [sql<SqlBool>`notice.campaign_id = ${campaign}`]),
    ...(unit === undefined ? [] : [sql<SqlBool>`notice.unit_id in (${unitsUnder(unit)})`]),
    ...(overdue
      ? [
          sql<SqlBool>`exists (select from rectification_case c where c.notice_id = notice.id and c.state = 'notified'
            and c.due_on < ${today})`,
        ]
      : []),
    ...(search ? [sql<SqlBool>`(notice.number ilike ${pattern} or unit.name ilike ${pattern})`] : []),
  ]
  return sql<SqlBool>`(${sql.join(all, sql` and `)})`
}

async function noticesById(tx: Tx, ids: readonly number[]): Promise<FoundNotice[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Omit<FoundNotice, 'unit'> & { code: string; name: string }>`
    select notice.id, campaign_id as "campaignId", number, unit.code, unit.name, notice.state, drafted_at as "draftedAt",
      sent_at as "sentAt", read_at as "readAt", read_by as "readBy", replied_at as "repliedAt", closed_at as "closedAt",
      counts.*, exists (select from extension e where e.notice_id = notice.id and e.state = 'asked') as "extensionAsked"
    from notice join unit on unit.id = notice.unit_id
    cross join lateral (
      select count(*) as cases, count(*) filter (where veto) as vetoes,
        count(*) filter (where state not in ('closed', 'withdrawn')) as open,
        count(*) filter (where state = 'notified') as waiting, min(due_on) filter (where state = 'notified') as "dueOn"
      from rectification_case where notice_id = notice.id) counts
    where notice.id = any(${[...ids]}::int[]) order by year desc, sequence desc`.execute(tx)
  return rows.map(({ code, name, ...row }) => ({ ...row, unit: { code, name } }))
}

export interface Extension {
  readonly id: number
  readonly noticeId: number
  readonly wantedOn: Day
  readonly reason: string
  readonly askedBy: string
  readonly askedAt: string
  readonly state: string
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly decisionReason: string | null
}

/** One notice with its requests for more time and what was done to it, the newest first. @throws Failure `notFound.notice` */
export async function showNotice(tx: Tx, scope: Scope, id: number) {
  await demandNotice(tx, scope, id)
  const [notice] = await noticesById(tx, [id])
  const extensions = await tx.selectFrom('extension').selectAll().where('noticeId', '=', id).orderBy('id').execute()
  const history = await listAudit(tx, { subject: `notice/${id}`, limit: 100 })
  return { ...notice!, extensions: extensions as Extension[], history }
}

/** The unit of a notice within the scope. @throws Failure `notFound.notice` */
export async function demandNotice(tx: Tx, scope: Scope, id: number): Promise<{ readonly unitId: number }> {
  const found = await visibleNotices(tx, scope).select('notice.unitId').where('notice.id', '=', id).executeTakeFirst()
  if (found) return found
  throw new Failure('notFound.notice', `没有整改通知 ${id}`, '请从整改通知列表中选择')
}
