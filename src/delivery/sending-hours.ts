/** When a message may leave: quiet hours, days off, and one digest per unit and day. Pure. */
import { nextWithin, type DailyHours } from '../kernel/daily-hours.ts'
import { addDays, dayOfInstant, startOfDay, type Day } from '../kernel/day.ts'
import { isWorkingDay, type HolidayCalendar } from '../kernel/working-days.ts'

export interface SendingHours {
  /** Hours without messages; `null`: none. */
  readonly quiet: DailyHours | null
  /** Whether days off are without messages. */
  readonly workingDaysOnly: boolean
  readonly calendar: HolidayCalendar
  /** Minute of the day before which no digest leaves. */
  readonly digestAtMinute: number
  /** So long a digest waits for more before it leaves. */
  readonly collectMinutes: number
}

/** The first instant at or after `nowMs` at which an ordinary message may leave. */
export function nextSendingTime(nowMs: number, { quiet, workingDaysOnly, calendar }: SendingHours): number {
  let at = nowMs
  for (;;) {
    const awake = quiet === null ? at : nextWithin({ from: quiet.to, to: quiet.from }, at)
    const day = dayOfInstant(awake)
    if (!workingDaysOnly || isWorkingDay(day, calendar)) return awake
    at = startOfDay(addDays(day, 1))
  }
}

/** When the digest leaves that a message of `createdMs` joins, if the last one was planned for `lastDigest`. */
export function digestTime(createdMs: number, lastDigest: Day | null, hours: SendingHours): number {
  let at = createdMs + hours.collectMinutes * 60_000
  for (;;) {
    const day = dayOfInstant(at)
    const earliest = Math.max(at, startOfDay(day) + hours.digestAtMinute * 60_000)
    const free = lastDigest !== null && day <= lastDigest ? startOfDay(addDays(lastDigest, 1)) : earliest
    const next = nextSendingTime(free, hours)
    if (next === at) return at
    at = next
  }
}
