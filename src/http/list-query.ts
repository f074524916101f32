/** What list routes share: `?page=1&size=20&…filters`, answered with `{ total, items }`. */
import { z } from '@hono/zod-openapi'

const sizes = ['10', '20', '50', '100'] as const
/** Beyond it a filter is the better way; the database would count through all of them. */
const lastPage = 100_000

/** The page of a list, for its query. */
export const pageQuery = {
  page: z.coerce.number().int().min(1).max(lastPage).default(1).describe('第几页，从 1 起'),
  size: z.enum(sizes).default('20').describe('每页条数'),
}

interface PageGiven {
  readonly page: number
  readonly size: (typeof sizes)[number]
}

/** Which rows of all these are. */
export function rowsOfPage({ page, size }: PageGiven): { readonly offset: number; readonly limit: number } {
  return { offset: (page - 1) * Number(size), limit: Number(size) }
}

/** The order of a list, for its query. */
export const orderQuery = <Order extends string>(orders: readonly [Order, ...Order[]]) => ({
  order: z.enum(orders).default(orders[0] as never),
  descending: z.enum(['true', 'false']).default('false'),
})

/** One value or several of them: `?state=active&state=closed`. */
export const several = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(schema).max(50).optional())

/** The answer of a list. */
export const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ total: z.number().int(), items: z.array(schema) })
