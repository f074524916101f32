/** The days the city lives by, and its way of writing moments. */
import { day, parts, startOfDay, type Day } from '../src/kernel/day.ts'

/** The city's own "today": pages and feeds show nothing later. */
export const cityToday = day('2025-08-20')

/** The two passes over the sites; the second is also the monitoring point of the accounts. */
export const firstMonitorPoint = day('2025-07-15')
export const monitorPoint = day('2025-08-14')

/** A minute in Beijing: `2025-08-12 09:30`. Two moments compare with `<` like strings. */
export type Moment = string & { readonly __brand: 'Moment' }

export function moment(on: Day, time: string): Moment {
  return `${on} ${time}` as Moment
}

export function dayOf(at: Moment): Day {
  return day(at.slice(0, 10))
}

export function timeOf(at: Moment): string {
  return at.slice(11)
}

/** Milliseconds since 1970 (UTC). */
export function epochOf(at: Moment): number {
  return startOfDay(dayOf(at)) + (Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16))) * 60_000
}

/** `20250812` */
export function compactDay(on: Day): string {
  return on.replaceAll('-', '')
}

/** A time of day in office hours from a number: 540 + n minutes, `09:00` to `17:59`. */
export function officeTime(chance: number): string {
  const minutes = 540 + (chance % 540)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** `2025年8月12日 08:30`, as Chinese software prints it. */
export function chineseMoment(at: Moment): string {
  const [year, month, date] = parts(dayOf(at))
  return `${year}年${month}月${date}日 ${timeOf(at)}`
}

const weekdays = ['日', '一', '二', '三', '四', '五', '六'] as const

/** `星期三` */
export function weekday(on: Day): string {
  // 1970-01-01 was a Thursday; noon keeps clear of the day's ends.
  const days = Math.floor((startOfDay(on) + 12 * 3_600_000) / 86_400_000)
  return `星期${weekdays[(((days + 4) % 7) + 7) % 7]!}`
}
