/** Days in the queries of routes. */
import { z } from '@hono/zod-openapi'
import { parseDay, type Day } from '../kernel/day.ts'
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
