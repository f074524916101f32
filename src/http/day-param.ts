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

/** A window of days, for the query of a route: from and to, or so many days up to today by the server's clock. */
export const windowQuery = {
  from: dayParam('from'),
  to: dayParam('to'),
  days: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .optional()
    .openapi({ type: 'integer', param: { in: 'query', name: 'days' }, example: 30 })
    .describe('最近多少天；给出起止日期时不用'),
}

interface WindowGiven {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly days?: string | undefined
}

/** The days that a query asks for; the last `usual` days when it does not say. */
export function windowAsked({ from, to, days }: WindowGiven, today: Day, otherwise: number): DayWindow {
  const usual = days === undefined ? otherwise : Number(days)
  const last = to === undefined ? today : wantedDay(to)
  const first = from === undefined ? addDays(last, 1 - usual) : wantedDay(from)
  if (first <= last && addDays(first, longest) > last) return { from: first, to: last }
  throw new Failure('badInput.window', `时间段 ${first} 至 ${last} 不正确`, `开始不晚于结束，最长 ${longest} 天`)
}
