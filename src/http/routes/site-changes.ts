/** The same change for many sites at once: previewed, then made exactly as it was seen. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { changeSites, previewSiteChange, settableSiteHeadings } from '../../registry/change-sites.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { checked } from '../errors.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import type { HttpSettings } from '../settings.ts'
import { importResult, shownImport } from './imports.ts'

const change = z.object({
  keys: z.array(z.string().max(500)).min(1).max(5000).describe('网站标识码'),
  field: z.string().describe(`可设置的字段：${settableSiteHeadings.join('、')}`),
  value: z.string().max(500),
})

const preview = createRoute({
  ...needs('registry:change'),
  method: 'post',
  path: '/api/site-changes/preview',
  request: jsonBody(change),
  responses: jsonAnswer('批量修改会改变什么；不写入', importResult),
})
const apply = createRoute({
  ...needs('registry:change'),
  method: 'post',
  path: '/api/site-changes',
  request: jsonBody(change.extend({ previewId: z.string().max(64) })),
  responses: jsonAnswer('已作的修改', importResult),
})
const fields = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/site-changes/fields',
  responses: jsonAnswer('可以批量设置的字段', z.array(z.string())),
})

export function siteChangeRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(fields, (context) => context.json([...settableSiteHeadings], 200))
  app.openapi(preview, async (context) => {
    demandAll(actorOf(context), '批量修改')
    const { keys, field, value } = context.req.valid('json')
    return context.json(shownImport(await previewSiteChange(db, keys, `${field}=${value}`)), 200)
  })
  app.openapi(apply, async (context) => {
    demandAll(actorOf(context), '批量修改')
    const { keys, field, value, previewId } = context.req.valid('json')
    const { actor: author, at } = byOf(context)
    const made = await changeSites(db, keys, `${field}=${value}`, { author, at }, previewId)
    return context.json(shownImport(made), 200)
  })
  return app
}
