/**
 * An early warning (预警): its levels T-7, T-3, T-1 before the day on which the target fails, its life cycle, and when it is
 * sent. Days are counted through holidays; sending keeps to working days. Pure.
 */
import { addDays, daysBetween, type Day } from '../kernel/day.ts'
import { stateAfter } from '../kernel/life-cycle.ts'
import { addWorkingDays, firstWorkingDayFrom, isWorkingDay, type HolidayCalendar } from '../kernel/working-days.ts'

/** Days before the day on which the target fails; 0: that day has come. */
export type WarningLevel = 7 | 3 | 1 | 0

const levels: readonly WarningLevel[] = [7, 3, 1]

/** The levels of a clause: none in the first half of its window, else a weekly rule would warn on the day of a post. */
export function levelsOf(windowDays: number): readonly WarningLevel[] {
  return levels.filter((level) => 2 * level <= windowDays)
}

/** When a warning reaches a level, and the working day on which it is sent. */
export interface LevelDays {
  readonly reachedOn: Day
  readonly sendOn: Day
}

/**
 * A level that falls on a holiday is sent on the next working day before the limit; when there is none, on the last working
 * day before the holiday, and then it is reached that early.
 */
export function levelDays(level: WarningLevel, failsOn: Day, calendar: HolidayCalendar): LevelDays {
  const date = addDays(failsOn, -level)
  const next = firstWorkingDayFrom(date, calendar)
  if (next < failsOn) return { reachedOn: date, sendOn: next }
  const before = addWorkingDays(date, -1, calendar)
  return { reachedOn: before, sendOn: before }
}

/** The level at which a target stands today that fails on a day; `null`: it is too early to warn. */
export function levelOn(failsOn: Day, today: Day, windowDays: number, calendar: HolidayCalendar): WarningLevel | null {
  if (failsOn <= today) return 0
  const reached = levelsOf(windowDays).filter((level) => levelDays(level, failsOn, calendar).reachedOn <= today)
  return reached.at(-1) ?? null
}

/** How many days ahead something may fail that has to be warned of today, by the window of its clause. Holidays make it more. */
export function horizonDays(today: Day, windowDays: number, calendar: HolidayCalendar): number {
  const first = levelsOf(windowDays)[0] ?? 0
  const ahead = Array.from({ length: LONGEST_HOLIDAY_DAYS }, (_, n) => first + LONGEST_HOLIDAY_DAYS - n)
  return ahead.find((days) => levelOn(addDays(today, days), today, windowDays, calendar) !== null) ?? first
}

/** Spring Festival and National Day take up to nine days with their weekends. */
const LONGEST_HOLIDAY_DAYS = 14

/** Whether warnings go out today. */
export function sendsOn(today: Day, calendar: HolidayCalendar): boolean {
  return isWorkingDay(today, calendar)
}

/** 距不合格 n 天; negative or 0: so many days since. */
export function daysLeft(failsOn: Day, today: Day): number {
  return daysBetween(today, failsOn)
}

/** 待发送 · 已发送 · 已超期 · 已更新 · 不再检查 */
export const warningStates = {
  raised: '待发送',
  sent: '已发送',
  expired: '已超期',
  resolved: '已更新',
  withdrawn: '不再检查',
} as const
export type WarningState = keyof typeof warningStates

/** The life of a warning. `escalated`: it has reached a nearer level and is to be sent again. */
export const warningTransitions = [
  { from: 'raised', on: 'sent', to: 'sent' },
  { from: 'raised', on: 'escalated', to: 'raised' },
  { from: 'sent', on: 'escalated', to: 'raised' },
  { from: 'raised', on: 'expired', to: 'expired' },
  { from: 'sent', on: 'expired', to: 'expired' },
  { from: 'raised', on: 'updated', to: 'resolved' },
  { from: 'sent', on: 'updated', to: 'resolved' },
  { from: 'expired', on: 'updated', to: 'resolved' },
  { from: 'raised', on: 'notAsked', to: 'withdrawn' },
  { from: 'sent', on: 'notAsked', to: 'withdrawn' },
  { from: 'expired', on: 'notAsked', to: 'withdrawn' },
] as const satisfies readonly { from: WarningState; on: string; to: WarningState }[]
export type WarningEvent = (typeof warningTransitions)[number]['on']

/** The state after an event; `null` when the event changes nothing there. */
export function nextWarningState(state: WarningState, event: WarningEvent): WarningState | null {
  return stateAfter<WarningState, WarningEvent>(warningTransitions, state, event)
}
