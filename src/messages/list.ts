/** Messages as people look for them: by unit, person, standing and time; paged, the most urgent first. */
import { sql, type SqlBool } from 'kysely'
import { addDays, startOfDay, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { unitsUnder } from '../registry/account-list.ts'
import { everything, withinUnits, type Scope } from '../registry/scope.ts'
import { listAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { standingOf, tookOverMonth, workingDaysLeft, type MessageCategory, type MessageStanding } from './message.ts'

export interface MessageFilter {
  readonly number?: string | undefined
  /** Code of the unit that answers, or of one above it. */
  readonly unit?: string | undefined
  readonly handler?: string | undefined
  /** Open messages that nobody handles. */
  readonly unassigned?: boolean | undefined
  readonly standing?: MessageStanding | undefined
  /** Only those that took, or are taking, more than a month. */
  readonly overMonth?: boolean | undefined
  readonly category?: MessageCategory | undefined
  /** Part of the number, the site's name or the text. */
  readonly search?: string | undefined
  /** Received on these days. */
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  /** Only of the units that whoever asks may see; all when absent. */
  readonly scope?: Pick<Scope, 'units'> | undefined
}

export interface ListedMessage {
  readonly number: string
  readonly siteCode: string
  readonly siteName: string
  readonly unit: string
  readonly unitCode: string
  readonly handler: string | null
  readonly category: MessageCategory
  readonly content: string
  readonly pageUrl: string | null
  readonly receivedAt: string
  readonly answeredAt: string | null
  readonly dueOn: Day
  readonly valid: boolean | null
  readonly standing: MessageStanding
  /** Working days left, negative when overdue; `null` once answered. */
  readonly daysLeft: number | null
  readonly overMonth: boolean
}

export interface MessagePage {
  readonly total: number
  readonly messages: readonly ListedMessage[]
}

/** One page of messages; `today` decides what is overdue. */
export async function listMessages(
  tx: Tx,
  filter: MessageFilter,
  {
    today,
    calendar,
    offset = 0,
    limit = 50,
  }: { readonly today: Day; readonly calendar: HolidayCalendar; readonly offset?: number; readonly limit?: number },
): Promise<MessagePage> {
  const { unit, category, search, from, to, scope = everything } = filter
  let matching = tx.selectFrom('message').where(withinUnits(scope, 'message.unitId'))
  if (unit !== undefined) matching = matching.where(sql<SqlBool>`message.unit_id in (${unitsUnder(unit)})`)
  if (filter.number !== undefined) matching = matching.where('number', '=', filter.number)
  if (category !== undefined) matching = matching.where('message.category', '=', category)
  if (from !== undefined) matching = matching.where('receivedAt', '>=', new Date(startOfDay(from)).toISOString())
  if (to !== undefined) matching = matching.where('receivedAt', '<', new Date(startOfDay(addDays(to, 1))).toISOString())
  if (search) matching = matching.where(says(search))
  if (filter.handler !== undefined) matching = matching.where('message.handler', '=', filter.handler)
  if (filter.unassigned) matching = matching.where('message.handler', 'is', null).where('answeredAt', 'is', null)
  if (filter.standing !== undefined) matching = matching.where(standing(filter.standing, today))
  if (filter.overMonth) matching = matching.where(overMonth(today))
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  // The page is cut along the index first: a message that is skipped need not be read.
  const urgentFirst = sql`message.answered_at is not null`
  const page = matching
    .select('number')
    .orderBy(urgentFirst)
    .orderBy('dueOn')
    .orderBy('number')
    .offset(offset)
    .limit(limit)
  const rows = await tx
    .selectFrom('message')
    .innerJoin('site', 'site.id', 'message.siteId')
    .innerJoin('unit', 'unit.id', 'message.unitId')
    .where('number', 'in', page)
    .select(['number', 'site.siteCode', 'site.name as siteName', 'unit.shortName as unit', 'unit.code as unitCode'])
    .select('message.handler')
    .select(['message.category', 'content', 'pageUrl', 'receivedAt', 'answeredAt', 'dueOn', 'valid'])
    .orderBy(urgentFirst)
    .orderBy('dueOn')
    .orderBy('number')
    .execute()
  return {
    total,
    messages: rows.map((row) => ({
      ...row,
      category: row.category as MessageCategory,
      standing: standingOf(row, today),
      daysLeft: row.answeredAt === null ? workingDaysLeft(row, today, calendar) : null,
      overMonth: tookOverMonth(row, today),
    })),
  }
}

/** The number, the content or the name of the site holds these words; the search is folded as they are. */
function says(search: string) {
  const folded = sql`lower(normalize(${search}, NFKC))`
  return sql<SqlBool>`(strpos(message.search_text, ${folded}) > 0
    or message.site_id in (select id from site where strpos(lower(normalize(name, NFKC)), ${folded}) > 0))`
}

/** One message with what was answered. @throws Failure `notFound.message` when it is not of a unit within the scope */
export async function showMessage(
  tx: Tx,
  scope: Pick<Scope, 'units'>,
  number: string,
  { today, calendar }: { readonly today: Day; readonly calendar: HolidayCalendar },
) {
  const { messages } = await listMessages(tx, { scope, number }, { today, calendar, limit: 1 })
  if (messages[0] !== undefined) {
    const stored = tx.selectFrom('message').select('answer').where('number', '=', number)
    const { answer } = await stored.executeTakeFirstOrThrow()
    return { ...messages[0], answer, history: await listAudit(tx, { subject: number, limit: 100 }) }
  }
  throw new Failure('notFound.message', `没有编号为“${number}”的留言`, '请从留言列表中选择')
}

const answeredOn = sql`(answered_at at time zone 'Asia/Shanghai')::date`

/** `standingOf` for the database. */
export function standing(wanted: MessageStanding, today: Day) {
  switch (wanted) {
    case 'open':
      return sql<boolean>`answered_at is null and due_on >= ${today}`
    case 'overdue':
      return sql<boolean>`answered_at is null and due_on < ${today}`
    case 'answered':
      return sql<boolean>`${answeredOn} <= due_on`
    case 'answeredLate':
      return sql<boolean>`${answeredOn} > due_on`
    default:
      return wanted satisfies never
  }
}

/** `tookOverMonth` for the database. */
export function overMonth(today: Day) {
  return sql<boolean>`coalesce(${answeredOn}, ${today}::date) > (received_at at time zone 'Asia/Shanghai')::date + interval '1 month'`
}
