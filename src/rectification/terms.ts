/** Terms of this stage: who acts, and how many working days everything takes. The regulation names no numbers (3.6). */
import { addWorkingDays, type HolidayCalendar } from '../kernel/working-days.ts'
import { dayOfInstant, startOfDay, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import type { CaseRole } from './case.ts'

export interface By {
  readonly actor: string
  /** ISO instant. */
  readonly at: string
  readonly role: CaseRole
  /** Of a unit's person: which unit. */
  readonly unitId?: number
}

export interface Terms {
  readonly calendar: HolidayCalendar
  /** Working days for vetoes and for all others. */
  readonly vetoDays: number
  readonly otherDays: number
  readonly appealDays: number
  /** A closed problem that is confirmed again within so many days is the same case. */
  readonly recurrenceDays: number
  /** A target is inspected again so long after the last answer. */
  readonly recheckAfterMinutes: number
  /** Self-checks of one target within 30 days. */
  readonly selfChecks: number
}

/** What holds unless an installation says otherwise. */
export const usualTerms = {
  vetoDays: 3,
  otherDays: 7,
  appealDays: 5,
  recurrenceDays: 90,
  recheckAfterMinutes: 10,
  selfChecks: 5,
} as const satisfies Omit<Terms, 'calendar'>

/** The working day that is `days` working days after an instant's day. */
export function dueAfter(at: string, days: number, { calendar }: Terms): Day {
  return addWorkingDays(dayOfInstant(Date.parse(at)), days, calendar)
}

/** Nine o'clock in Shanghai: when offices open, people are told. */
export function officeHour(day: Day): string {
  return new Date(startOfDay(day) + 9 * 3_600_000).toISOString()
}

/** Refuses a unit that acts for another. */
export function demandUnit({ role, unitId }: By, owner: number): void {
  if (role === 'unit' && unitId === owner) return
  throw new Failure('conflict.otherUnit', '不能代其他单位办理', '请由通知所列的责任单位办理')
}
