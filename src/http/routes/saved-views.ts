/** 常用视图: the filters of a list under a name, each person's own or shared with everybody. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { deleteView, listViews, saveView, shareView } from '../../identity/saved-views.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs, needsOwner } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { checked } from '../errors.ts'
import { jsonAnswer, jsonBody, noContent } from '../route-parts.ts'
import { idParam, readId } from '../row-id.ts'
import type { HttpSettings } from '../settings.ts'

const list = z
  .string()
  .regex(/^[a-z\d-]{1,60}$/)
  .openapi({ example: 'accounts', description: '控制台中列表的名称' })
const value = z.string().max(500)
const search = z
  .record(z.string().min(1).max(60), z.union([value, z.array(value).max(50)]))
  .refine((given) => Object.keys(given).length <= 40, '最多 40 个条件')
  .openapi({ example: { state: 'active', platform: ['weixin', 'weibo'] } })

const view = z
  .object({
    id: z.number().int(),
    list,
    name: z.string(),
    search,
    shared: z.boolean().describe('所有人可见'),
    savedBy: z.string(),
    own: z.boolean(),
  })
  .openapi('SavedView')
export type SavedViewAnswer = z.output<typeof view>

const get = createRoute({
  ...needsOwner,
  method: 'get',
  path: '/api/me/views',
  request: { query: z.object({ list }) },
  responses: jsonAnswer('一个列表的视图：自己的在前，然后是共享的', z.array(view)),
})
const put = createRoute({
  ...needsOwner,
  method: 'put',
  path: '/api/me/views',
  request: jsonBody(
    z.object({
      list,
      name: z
        .string()
        .trim()
        .regex(/^[^\p{Cc}]{1,30}$/u, '1 至 30 个字'),
      search,
    }),
  ),
  responses: jsonAnswer('已保存；同名的被替换', z.object({ id: z.number().int() })),
})
const remove = createRoute({
  ...needsOwner,
  method: 'delete',
  path: '/api/me/views/{id}',
  request: { params: idParam },
  responses: noContent('已删除'),
})
const share = createRoute({
  ...needs('views:share'),
  method: 'put',
  path: '/api/views/{id}/shared',
  request: { params: idParam, ...jsonBody(z.object({ shared: z.boolean() })) },
  responses: noContent('已共享，或不再共享'),
})

export function savedViewRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(get, async (context) => {
    const views = await listViews(db, actorOf(context).userId, context.req.valid('query').list)
    return context.json(
      views.map((one) => ({ ...one, search: copied(one.search) })),
      200,
    )
  })
  app.openapi(put, async (context) => {
    const wanted = context.req.valid('json')
    const id = await transaction(db, (tx) => saveView(tx, actorOf(context).userId, wanted, byOf(context)))
    return context.json({ id }, 200)
  })
  app.openapi(remove, async (context) => {
    const id = readId(context)
    await transaction(db, (tx) => deleteView(tx, actorOf(context).userId, id, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(share, async (context) => {
    demandAll(actorOf(context), '共享视图')
    const [id, { shared }] = [readId(context), context.req.valid('json')]
    await transaction(db, (tx) => shareView(tx, actorOf(context).userId, id, shared, byOf(context)))
    return context.body(null, 204)
  })
  return app
}

const copied = (given: Readonly<Record<string, string | readonly string[]>>) =>
  Object.fromEntries(
    Object.entries(given).map(([name, one]) => [name, typeof one === 'string' ? one : [...one]] as const),
  )
