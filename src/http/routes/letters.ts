/** The whole text of a message for whoever got it: a channel may have had to cut it short. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { confirmRead, findDispatch } from '../../delivery/dispatch-list.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { checked } from '../errors.ts'
import { jsonAnswer, noContent } from '../route-parts.ts'
import type { HttpSettings } from '../settings.ts'
import { dispatchId, dispatchWithText } from './dispatches.ts'

const letter = dispatchWithText
  .pick({ id: true, subject: true, unit: true, state: true, acceptedAt: true, readAt: true, readBy: true, items: true })
  .openapi('Letter')
export type LetterAnswer = z.output<typeof letter>

const letterRoute = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/delivery/letters/{id}',
  request: { params: z.object({ id: dispatchId }) },
  responses: jsonAnswer('发给本单位的一条消息，不截短', letter),
})
const readRoute = createRoute({
  ...needs('rectification:answer'),
  method: 'post',
  path: '/api/delivery/letters/{id}/reading',
  request: { params: z.object({ id: dispatchId }) },
  responses: noContent('已登记已读；第一次的登记保留'),
})

export function letterRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(letterRoute, async (context) => {
    const found = await findDispatch(db, context.req.valid('param').id, actorOf(context))
    const { id, subject, unit, state, acceptedAt, readAt, readBy, items } = found
    return context.json({ id, subject, unit, state, acceptedAt, readAt, readBy, items }, 200)
  })
  app.openapi(readRoute, async (context) => {
    const { id } = context.req.valid('param')
    await findDispatch(db, id, actorOf(context))
    await transaction(db, (tx) => confirmRead(tx, id, byOf(context)))
    return context.body(null, 204)
  })
  return app
}
