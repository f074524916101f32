/** Paging of list routes: `?page=1&size=20`, answered as `{ total, items }`. */
import { z } from '@hono/zod-openapi'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import type { Context } from 'hono'
import { epochMs } from '../kernel/instant.ts'

export const pageSizes = ['10', '20', '50', '100'] as const

/** For the query of a list. */
export const pageQuery = {
  page: z
    .string()
    .regex(/^[1-9]\d{0,6}$/)
    .default('1')
    .openapi({ type: 'integer', minimum: 1, param: { in: 'query', name: 'page' }, example: 1 }),
  size: z
    .enum(pageSizes)
    .default('20')
    .openapi({ param: { in: 'query', name: 'size' } }),
}

export function pagingOf({ page, size }: { readonly page: string; readonly size: string }) {
  return { offset: (Number(page) - 1) * Number(size), limit: Number(size) }
}

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

/** The answer of a list, and its other answers. */
export const listed = <Item extends z.ZodType>(name: string, item: Item) =>
  z.object({ total: z.number().int(), items: z.array(item) }).openapi(name)

/** The day of a request in Shanghai. */
export function todayOf(context: Context): Day {
  return dayOfInstant(epochMs(context.get('now') as string))
}
