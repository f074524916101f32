/** Days in the queries of routes. */
import { z } from '@hono/zod-openapi'
import { addDays, parseDay, type Day, type DayWindow } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'

export const dayParam = (name: string) =>
  z
    .string()
    .optional()
    .openapi({ param: { in: 'query', name }, format: 'date', example: '2025-08-14' })

/** The day of a query; a `badInput` failure when it is none. */
export function wantedDay(text: string): Day {
  const day = parseDay(text)
  if (day !== null) return day
  throw new Failure('badInput.day', `日期“${text}”不正确`, '请写作 2025-08-14')
}

/** The longest window of a question, in days. */
const longest = 732

/** The days that a query asks for; the last `usual` days when it does not say. */
export function windowAsked(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: Day,
  usual: number,
): DayWindow {
  const last = to === undefined ? today : wantedDay(to)
  const first = from === undefined ? addDays(last, 1 - usual) : wantedDay(from)
  if (first <= last && addDays(first, longest) > last) return { from: first, to: last }
  throw new Failure('badInput.window', `时间段 ${first} 至 ${last} 不正确`, `开始不晚于结束，最长 ${longest} 天`)
}
