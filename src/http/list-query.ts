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

/** The words of a table of labels. */
export const keysOf = <Key extends string>(labels: Readonly<Record<Key, unknown>>) =>
  z.enum(Object.keys(labels) as [Key, ...Key[]])

/** The answer of a list. */
export const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ total: z.number().int(), items: z.array(schema) })

/** A part of an address that names something. */
export const named = (name: string, example: string) =>
  z.object({
    [name]: z
      .string()
      .max(500)
      .openapi({ param: { in: 'path', name }, example }),
  })

/** The `responses` of a route that answers JSON, without those of trouble. */
export const jsonAnswer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  200: { description, content: { 'application/json': { schema } } },
})

/** The `request` body of a route that takes JSON. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})
