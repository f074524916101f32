/**
 * Working days (工作日): Monday to Friday, less the holidays and plus the make-up days (调休上班) that the State Council announces
 * every autumn for the next year. Deadlines count in them; windows of the indicators never do.
 */
import { addDays, daysBetween, day as dayOf, parts, type Day } from './day.ts'

/** One year's announcement (国务院办公厅关于…年部分节假日安排的通知). */
export interface YearOfHolidays {
  /** Days off, as ranges with both ends. */
  readonly off: readonly (readonly [from: Day, to: Day])[]
  /** Saturdays and Sundays that are worked. */
  readonly worked: readonly Day[]
  /** Where it was announced. */
  readonly source: string
}

/** By year. Of a year that nobody has announced only the weekdays are known. */
export type HolidayCalendar = Readonly<Record<number, YearOfHolidays>>

/** Whether the holidays of the day's year are known. */
export function isAnnounced(day: Day, calendar: HolidayCalendar): boolean {
  return calendar[parts(day)[0]] !== undefined
}

/** Whether people work on the day. */
export function isWorkingDay(day: Day, calendar: HolidayCalendar): boolean {
  const year = calendar[parts(day)[0]]
  if (year?.worked.includes(day)) return true
  if (year?.off.some(([from, to]) => day >= from && day <= to)) return false
  return weekday(day) <= 5
}

/**
 * The working day that is `count` working days after `from`: the day itself is not counted, as in “收到后3个工作日内”. With a
 * negative count the working day before.
 */
export function addWorkingDays(from: Day, count: number, calendar: HolidayCalendar): Day {
  const step = count < 0 ? -1 : 1
  let [day, left] = [from, Math.abs(count)]
  while (left > 0) {
    day = addDays(day, step)
    if (isWorkingDay(day, calendar)) left -= 1
  }
  return day
}

/** Working days after `from` up to and with `to`; negative when `to` is earlier. The inverse of `addWorkingDays`. */
export function workingDaysBetween(from: Day, to: Day, calendar: HolidayCalendar): number {
  if (to < from) return -workingDaysBetween(to, from, calendar)
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) count += 1
  return count
}

/** The day itself when it is worked, else the next one that is. */
export function firstWorkingDayFrom(day: Day, calendar: HolidayCalendar): Day {
  let worked = day
  while (!isWorkingDay(worked, calendar)) worked = addDays(worked, 1)
  return worked
}

const monday = dayOf('2024-01-01')

/** 1 = Monday … 7 = Sunday. */
export function weekday(day: Day): number {
  return (((daysBetween(monday, day) % 7) + 7) % 7) + 1
}
