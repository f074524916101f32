/** 找错留言 of a period in numbers, for the bulletin and the yearly assessment. Rates keep both counts. */
import { sql, type SqlBool } from 'kysely'
import { startOfDay, addDays, type Day, type DayWindow } from '../kernel/day.ts'
import type { Rate } from '../kernel/rate.ts'
import { unitsUnder } from '../registry/account-list.ts'
import { everything, withinUnits, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'
import { overMonth, standing } from './list.ts'

export interface MessageStatistics {
  /** Received in the period; every other number counts among these. */
  readonly received: number
  readonly valid: number
  readonly invalid: number
  /** Sites that they are about. */
  readonly sites: number
  readonly answered: number
  readonly answeredLate: number
  readonly open: number
  readonly overdue: number
  /** SUP-D-2: closed after more than a month. */
  readonly answeredAfterMonth: number
  /** SUP-D-1: open for more than a month. */
  readonly openOverMonth: number
  /** Open, and nobody handles them. */
  readonly unassigned: number
  /** 办结率 */
  readonly closedRate: Rate
  /** 按期办结率: of those that are closed or overdue. */
  readonly inTimeRate: Rate
}

/** Counts the messages received in the period as they stand `today`; of a unit and those below it, or of all in scope. */
export async function messageStatistics(
  tx: Tx,
  period: DayWindow,
  today: Day,
  unit?: string,
  scope: Pick<Scope, 'units'> = everything,
): Promise<MessageStatistics> {
  let received = tx
    .selectFrom('message')
    .innerJoin('unit', 'unit.id', 'message.unitId')
    .where('receivedAt', '>=', new Date(startOfDay(period.from)).toISOString())
    .where('receivedAt', '<', new Date(startOfDay(addDays(period.to, 1))).toISOString())
    .where(withinUnits(scope, 'message.unitId'))
  if (unit !== undefined) received = received.where(sql<SqlBool>`message.unit_id in (${unitsUnder(unit)})`)
  const count = (condition: ReturnType<typeof standing>) => sql<number>`count(*) filter (where ${condition})`
  const row = await received
    .select([
      sql<number>`count(*)`.as('received'),
      count(sql`valid`).as('valid'),
      count(sql`not valid`).as('invalid'),
      sql<number>`count(distinct site_id)`.as('sites'),
      count(standing('answered', today)).as('inTime'),
      count(standing('answeredLate', today)).as('answeredLate'),
      count(standing('open', today)).as('open'),
      count(standing('overdue', today)).as('overdue'),
      count(sql`answered_at is not null and ${overMonth(today)}`).as('answeredAfterMonth'),
      count(sql`answered_at is null and ${overMonth(today)}`).as('openOverMonth'),
      count(sql`answered_at is null and handler is null`).as('unassigned'),
    ])
    .executeTakeFirstOrThrow()
  const { inTime, ...counts } = row
  const answered = inTime + counts.answeredLate
  return {
    ...counts,
    answered,
    closedRate: { numerator: answered, denominator: counts.received },
    inTimeRate: { numerator: inTime, denominator: answered + counts.overdue },
  }
}
