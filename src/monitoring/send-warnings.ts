/** Handing warnings out: what waits for sending today, and noting that it was sent. */
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import type { Day } from '../kernel/day.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { listWarnings, type ListedWarning } from './list-warnings.ts'
import { sendsOn } from './warning.ts'

export interface SendSettings {
  readonly today: Day
  readonly calendar: HolidayCalendar
  /** Code of a unit: only its targets and those of the units below it. */
  readonly unit?: string | undefined
  /** Who hands them out, and when. */
  readonly actor: string
  readonly at: string
}

/** The most that one list carries. */
const MOST = 1_000_000

/**
 * The warnings that are to go out today, marked as sent in the same transaction. What has become unknown since is held back: a
 * source that broke is our trouble. @throws Failure `conflict.holiday` when nobody works today
 */
export async function sendWarnings(tx: Tx, settings: SendSettings): Promise<readonly ListedWarning[]> {
  const { today, calendar, unit, actor, at } = settings
  if (!sendsOn(today, calendar)) {
    throw new Failure('conflict.holiday', `${today} 不是工作日，预警不在当天发送`, '节前已提前发送；下一个工作日再发')
  }
  await sql`select pg_advisory_xact_lock(hashtext('mingcha warnings'))`.execute(tx)
  const { warnings } = await listWarnings(tx, { unit, states: ['raised'] }, { offset: 0, limit: MOST }, today)
  const due = warnings.filter(({ unknownBecause }) => unknownBecause === null)
  if (due.length === 0) return []
  const ids = due.map(({ id }) => id)
  await sql`update warning set state = 'sent', sent_at = ${at}, sent_by = ${actor}
    where id = any(${ids}::bigint[]) and state = 'raised'`.execute(tx)
  const detail = { unit: unit ?? null, count: due.length, first: ids.slice(0, 100) }
  await record(tx, { at, actor, action: 'warnings.sent', subject: today, detail })
  return due.map((warning) => ({ ...warning, state: 'sent', sentAt: at }))
}
