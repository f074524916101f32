/** Handing warnings out: what waits for sending today, and noting that it was sent. */
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { addDays, chineseMonthDay, type Day } from '../kernel/day.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { post } from '../store/outbox.ts'
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
  const { today, calendar } = settings
  if (!sendsOn(today, calendar)) {
    throw new Failure('conflict.holiday', `${today} 不是工作日，预警不在当天发送`, '节前已提前发送；下一个工作日再发')
  }
  return markSent(tx, await waiting(tx, settings), settings)
}

/**
 * Posts what is to go out today, one message per unit, for the units that a channel reaches; the others wait until somebody
 * hands the list to them. On a day off nothing happens. Returns how many units were written to.
 */
export async function postWarnings(tx: Tx, settings: SendSettings): Promise<number> {
  const { today, calendar, at } = settings
  if (!sendsOn(today, calendar)) return 0
  const reached = await reachedUnits(tx)
  const due = (await waiting(tx, settings)).filter(({ unit }) => reached.has(unit.code))
  const byUnit = Map.groupBy(await markSent(tx, due, settings), ({ unit }) => unit.code)
  for (const [code, own] of byUnit) {
    const first = own[0]!
    await post(tx, {
      kind: 'warning.raised',
      recipientUnitId: reached.get(code)!,
      subject: `更新预警 ${own.length} 条，最近的 ${chineseMonthDay(first.failsOn)}起不合格`,
      text: [...own.map(line), '请在此前更新。'].join('\n'),
      severity: 'normal',
      dedupeKey: `warnings ${at} ${code}`,
      variables: { 截止日: addDays(first.failsOn, -1) },
      at,
    })
  }
  return byUnit.size
}

function line({ name, targetKey, placeName, because, failsOn, daysLeft }: ListedWarning): string {
  const column = placeName === '' ? '' : `栏目“${placeName}”`
  return `${name}（${targetKey}）${column}：${daysLeft} 天后即${chineseMonthDay(failsOn)}起不合格（如在当天检查：${because}）`
}

/** Ids by code of the units that an active channel reaches. */
async function reachedUnits(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: number; code: string }>`
    select unit.id, unit.code from unit where exists (
      select from recipient join channel on channel.id = channel_id and channel.active
      where (every_unit or unit_id = unit.id) and (kinds is null or 'warning.raised' = any(kinds)))`.execute(tx)
  return new Map(rows.map(({ id, code }) => [code, id]))
}

async function waiting(tx: Tx, { today, unit }: SendSettings): Promise<readonly ListedWarning[]> {
  await sql`select pg_advisory_xact_lock(hashtext('mingcha warnings'))`.execute(tx)
  const { warnings } = await listWarnings(tx, { unit, states: ['raised'] }, { offset: 0, limit: MOST }, today)
  return warnings.filter(({ unknownBecause }) => unknownBecause === null)
}

async function markSent(
  tx: Tx,
  due: readonly ListedWarning[],
  { today, unit, actor, at }: SendSettings,
): Promise<readonly ListedWarning[]> {
  if (due.length === 0) return []
  const ids = due.map(({ id }) => id)
  await sql`update warning set state = 'sent', sent_at = ${at}, sent_by = ${actor}
    where id = any(${ids}::bigint[]) and state = 'raised'`.execute(tx)
  const detail = { unit: unit ?? null, count: due.length, first: ids.slice(0, 100) }
  await record(tx, { at, actor, action: 'warnings.sent', subject: today, detail })
  return due.map((warning) => ({ ...warning, state: 'sent', sentAt: at }))
}
