/** The number of a row as it stands in an address. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { Failure } from '../kernel/failure.ts'

export const idParam = z.object({
  id: z
    .string()
    .openapi({ type: 'integer', minimum: 1, param: { in: 'path', name: 'id', required: true }, example: 1 }),
})

/** The largest `integer` of PostgreSQL; a greater number would be an error there, not "not found". */
const largest = 2_147_483_647

/** `{id}` of the request's address. @throws Failure `notFound.row` when it cannot be a number of anything */
export function readId(context: Context): number {
  const text = context.req.param('id') ?? ''
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0
  if (id >= 1 && id <= largest) return id
  throw new Failure('notFound.row', `没有编号“${text.slice(0, 40)}”`, '编号是正整数，请从列表中选择')
}
