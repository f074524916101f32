/**
 * Calendar days of Asia/Shanghai. The law counts in days, so the program does too: every window, deadline and
 * monitoring point is a `Day`; an instant becomes a day exactly once, in `dayOfInstant`.
 *
 * Pure: arithmetic on the proleptic Gregorian calendar, no clock and no `Date`.
 */

/** `YYYY-MM-DD`, a real calendar day in Asia/Shanghai. Two days compare with `<` like strings. */
export type Day = string & { readonly __brand: 'Day' }

/** A window of days; both ends belong to it (PROC-12: windows end on T and include T). */
export interface DayWindow {
  readonly from: Day
  readonly to: Day
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** Reads `YYYY-MM-DD`; `null` when the text is not an existing day (2025-02-30). */
export function parseDay(text: string): Day | null {
  const match = DAY.exec(text)
  if (!match) return null
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) return null
  return text as Day
}

/** Reads `YYYY-MM-DD`; throws a `RangeError` on anything else. For literals and stored values. */
export function day(text: string): Day {
  const parsed = parseDay(text)
  if (parsed === null) throw new RangeError(`not a calendar day (YYYY-MM-DD): ${text}`)
  return parsed
}

/** The day from year, month 1–12 and day of month; `null` when there is no such day. */
export function dayFrom(year: number, month: number, date: number): Day | null {
  return parseDay(`${String(year).padStart(4, '0')}-${pad(month)}-${pad(date)}`)
}

/** The Shanghai day of an instant given in milliseconds since 1970 (UTC). China has had no summer time since 1991. */
export function dayOfInstant(epochMs: number): Day {
  return fromOrdinal(Math.floor((epochMs + 8 * 3_600_000) / 86_400_000))
}

/** Milliseconds since 1970 (UTC) at which the day begins in Shanghai. */
export function startOfDay(value: Day): number {
  return ordinal(value) * 86_400_000 - 8 * 3_600_000
}

/** `days` later (or earlier, when negative). */
export function addDays(value: Day, days: number): Day {
  return fromOrdinal(ordinal(value) + days)
}

/** Calendar months later or earlier; the day of month is cut to the month's length (31 March − 1 month = 28 February). */
export function addMonths(value: Day, months: number): Day {
  const [year, month, date] = parts(value)
  const index = year * 12 + (month - 1) + months
  const [targetYear, targetMonth] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1]
  return dayFrom(targetYear, targetMonth, Math.min(date, daysInMonth(targetYear, targetMonth)))!
}

/** Days from `from` to `to`: 0 for the same day, negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return ordinal(to) - ordinal(from)
}

/** The `days` calendar days that end on T: 14 days before 2025-08-14 are 2025-08-01 to 2025-08-14 (S01). */
export function windowOfDays(monitorPoint: Day, days: number): DayWindow {
  return { from: addDays(monitorPoint, 1 - days), to: monitorPoint }
}

/** The calendar months that end on T: `[T − n months + 1 day, T]` (PROC-12). */
export function windowOfMonths(monitorPoint: Day, months: number): DayWindow {
  return { from: addDays(addMonths(monitorPoint, -months), 1), to: monitorPoint }
}

/** Whether the day lies in the window, ends included. */
export function inWindow(value: Day, window: DayWindow): boolean {
  return value >= window.from && value <= window.to
}

/** `2025年8月14日`: full year, no leading zeros, as official documents print it (GB/T 9704). */
export function chineseDay(value: Day): string {
  const [year, month, date] = parts(value)
  return `${year}年${month}月${date}日`
}

/** `8月1日`, for a range whose year is already said. */
export function chineseMonthDay(value: Day): string {
  const [, month, date] = parts(value)
  return `${month}月${date}日`
}

/** Year, month (1–12) and day of month. */
export function parts(value: Day): readonly [year: number, month: number, date: number] {
  return [Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8, 10))]
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days since 1970-01-01 (Howard Hinnant's `days_from_civil`). */
function ordinal(value: Day): number {
  const [year, month, date] = parts(value)
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function fromOrdinal(days: number): Day {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(date)}` as Day
}
