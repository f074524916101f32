/** Filters of list routes. */
import { z } from '@hono/zod-openapi'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import type { Context } from 'hono'
import { epochMs } from '../kernel/instant.ts'

/** Text of a filter; what is empty asks for nothing. */
export const textQuery = (name: string, example: string) =>
  z
    .string()
    .max(200)
    .optional()
    .transform((text) => (text === '' ? undefined : text))
    .openapi({ type: 'string', param: { in: 'query', name }, example })

/** `true`, or nothing. */
export const flagQuery = (name: string) =>
  z
    .enum(['true', 'false'])
    .optional()
    .openapi({ param: { in: 'query', name } })

/** Beside `target`: the id of one site or account. */
export const targetIdQuery = z.coerce
  .number()
  .int()
  .min(1)
  .max(2_147_483_647)
  .optional()
  .openapi({
    type: 'integer',
    param: { in: 'query', name: 'targetId' },
    description: '只看这一个网站或账号，与 target 同用',
  })

/** One value or several of them: `?state=a&state=b`. */
export function severalQuery<Word extends string>(name: string, words: Readonly<Record<Word, unknown>>) {
  const one = z.enum(Object.keys(words) as [Word, ...Word[]])
  return z
    .preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(one).max(20).optional())
    .openapi({
      type: 'array',
      items: { type: 'string', enum: Object.keys(words) },
      param: { in: 'query', name, required: false, explode: true },
    })
}

/** The day of a request in Shanghai. */
export function todayOf(context: Context): Day {
  return dayOfInstant(epochMs(context.get('now') as string))
}
