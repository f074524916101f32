/** Messages as people look for them: by unit, person, standing and time; paged, the most urgent first. */
import { sql } from 'kysely'
import type { Day } from '../kernel/day.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import type { Tx } from '../store/database.ts'
import { standingOf, tookOverMonth, workingDaysLeft, type MessageCategory, type MessageStanding } from './message.ts'

export interface MessageFilter {
  readonly unit?: string | undefined
  readonly handler?: string | undefined
  /** Open messages that nobody handles. */
  readonly unassigned?: boolean | undefined
  readonly standing?: MessageStanding | undefined
  /** Only those that took, or are taking, more than a month. */
  readonly overMonth?: boolean | undefined
}

export interface ListedMessage {
  readonly number: string
  readonly siteCode: string
  readonly siteName: string
  readonly unit: string
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
  let matching = tx
    .selectFrom('message')
    .innerJoin('site', 'site.id', 'message.siteId')
    .innerJoin('unit', 'unit.id', 'message.unitId')
  if (filter.unit !== undefined) matching = matching.where('unit.code', '=', filter.unit)
  if (filter.handler !== undefined) matching = matching.where('message.handler', '=', filter.handler)
  if (filter.unassigned) matching = matching.where('message.handler', 'is', null).where('answeredAt', 'is', null)
  if (filter.standing !== undefined) matching = matching.where(standing(filter.standing, today))
  if (filter.overMonth) matching = matching.where(overMonth(today))
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await matching
    .select(['number', 'site.siteCode', 'site.name as siteName', 'unit.shortName as unit', 'message.handler'])
    .select(['message.category', 'content', 'pageUrl', 'receivedAt', 'answeredAt', 'dueOn', 'valid'])
    .orderBy(sql`answered_at is not null`)
    .orderBy('dueOn')
    .orderBy('number')
    .offset(offset)
    .limit(limit)
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
