/** Messages sent: what became of each, and sending one again. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { dispatchStates, findDispatch, listDispatches, resend, unaddressed } from '../../delivery/dispatch-list.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { checked } from '../errors.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody, keysOf } from '../route-parts.ts'

const instant = z.string().openapi({ format: 'date-time' })
const reason = z.string().trim().min(1).max(500).openapi({ example: '邮箱已恢复' })

const dispatchFields = {
  id: z.number(),
  key: z.string(),
  channel: z.string(),
  address: z.string(),
  unit: z.string().nullable(),
  severe: z.boolean(),
  digestOn: z.string().nullable(),
  state: z.string(),
  notBefore: instant,
  attempts: z.number(),
  uncertain: z.boolean(),
  lastError: z.string(),
  subject: z.string().nullable(),
  createdAt: instant,
  acceptedAt: instant.nullable(),
  receipt: z.string(),
  readAt: instant.nullable(),
  readBy: z.string().nullable(),
  resendOf: z.number().nullable(),
}
const dispatch = z.object(dispatchFields).openapi('Dispatch')
export const dispatchWithText = z
  .object({
    ...dispatchFields,
    text: z.string().nullable(),
    items: z.array(
      z.object({
        id: z.number(),
        kind: z.string(),
        subject: z.string(),
        text: z.string(),
        severity: z.string(),
        createdAt: instant,
      }),
    ),
  })
  .openapi('DispatchWithText')

export type DispatchAnswer = z.output<typeof dispatch>
export type DispatchDetailAnswer = z.output<typeof dispatchWithText>

const unaddressedMessage = z
  .object({
    id: z.number(),
    kind: z.string(),
    subject: z.string(),
    unit: z.string().nullable(),
    createdAt: instant,
  })
  .openapi('UnaddressedMessage')
export type UnaddressedAnswer = z.output<typeof unaddressedMessage>

const states = keysOf(dispatchStates)
/** The filter of the list; its xlsx takes the same. */
export const dispatchQuery = {
  state: states.optional(),
  channel: z.string().max(100).optional(),
  search: z.string().max(200).optional().describe('主题或收件地址中含有'),
}
const dispatchesRoute = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/dispatches',
  request: {
    query: z.object({ ...dispatchQuery, ...pageQuery }),
  },
  responses: jsonAnswer('一页消息，最近的在前', listOf(dispatch).openapi('DispatchPage')),
})

export const dispatchId = z.coerce
  .number()
  .int()
  .min(1)
  .max(Number.MAX_SAFE_INTEGER)
  .openapi({ type: 'integer', param: { in: 'path', name: 'id', required: true } })
const dispatchRoute = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/dispatches/{id}',
  request: { params: z.object({ id: dispatchId }) },
  responses: jsonAnswer('一条消息：全文、回执和所含各项', dispatchWithText),
})
const resendRoute = createRoute({
  ...needs('delivery:manage'),
  method: 'post',
  path: '/api/delivery/dispatches/{id}/resend',
  request: { params: z.object({ id: dispatchId }), ...jsonBody(z.object({ reason })) },
  responses: jsonAnswer('重发的消息；原来的一条保持不变', z.object({ id: z.number().int() })),
})
const unaddressedRoute = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/unaddressed',
  responses: jsonAnswer('没有收件方的消息，最近 100 条', z.array(unaddressedMessage)),
})

export function dispatchRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(dispatchesRoute, async (context) => {
    const { page: _page, size: _size, ...given } = context.req.valid('query')
    const filter = { ...given, scope: actorOf(context) }
    return context.json(await listDispatches(db, filter, rowsOfPage(context.req.valid('query'))), 200)
  })
  app.openapi(dispatchRoute, async (context) =>
    context.json(await findDispatch(db, context.req.valid('param').id, actorOf(context)), 200),
  )
  app.openapi(resendRoute, async (context) => {
    const [{ id }, { reason: why }] = [context.req.valid('param'), context.req.valid('json')]
    await findDispatch(db, id, actorOf(context))
    const again = await transaction(db, (tx) => resend(tx, id, why, byOf(context)))
    return context.json({ id: again.id }, 200)
  })
  app.openapi(unaddressedRoute, async (context) => context.json(await unaddressed(db, actorOf(context)), 200))
  return app
}
