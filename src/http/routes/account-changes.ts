/** The same change for many accounts at once: previewed, then made exactly as it was seen. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { changeAccounts, previewChange, readAssignments, settableHeadings } from '../../registry/change-accounts.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { checked } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { importResult, shownImport } from './imports.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'

const change = z.object({
  keys: z.array(z.string().max(500)).min(1).max(5000).describe('账号类型/账号标识'),
  field: z.string().describe(`可设置的字段：${settableHeadings.join('、')}`),
  value: z.string().max(500),
})

const preview = createRoute({
  ...needs('registry:change'),
  method: 'post',
  path: '/api/account-changes/preview',
  request: jsonBody(change),
  responses: jsonAnswer('批量修改会改变什么；不写入', importResult),
})
const apply = createRoute({
  ...needs('registry:change'),
  method: 'post',
  path: '/api/account-changes',
  request: jsonBody(change.extend({ previewId: z.string().max(64) })),
  responses: jsonAnswer('已作的修改', importResult),
})
const fields = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/account-changes/fields',
  responses: jsonAnswer('可以批量设置的字段', z.array(z.string())),
})

export function accountChangeRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(fields, (context) => context.json([...settableHeadings], 200))
  app.openapi(preview, async (context) => {
    demandAll(actorOf(context), '批量修改')
    const { keys, field, value } = context.req.valid('json')
    return context.json(shownImport(await previewChange(db, { keys }, readAssignments([`${field}=${value}`]))), 200)
  })
  app.openapi(apply, async (context) => {
    demandAll(actorOf(context), '批量修改')
    const { keys, field, value, previewId } = context.req.valid('json')
    const { actor: author, at } = byOf(context)
    const set = readAssignments([`${field}=${value}`])
    return context.json(shownImport(await changeAccounts(db, { keys }, set, { author, at }, previewId)), 200)
  })
  return app
}
