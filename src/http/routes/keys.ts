/** Keys for programs, made and revoked by the user whom they stand for. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { createApiKey, keyCapabilities, listApiKeys, revokeApiKey } from '../../identity/api-keys.ts'
import { capabilities, type Capability } from '../../kernel/actor.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'

const capability = z.string() as unknown as z.ZodType<Capability>
const key = z
  .object({
    id: z.number().int(),
    name: z.string(),
    hint: z.string().describe('密钥的开头，用来辨认'),
    capabilities: z.array(z.string()),
    createdAt: z.string(),
    expiresAt: z.string(),
    revokedAt: z.string().nullable(),
    lastUsedAt: z.string().nullable(),
    lastAddress: z.string().nullable(),
  })
  .openapi('ApiKey')

const ownKeys = z.object({ keys: z.array(key), available: z.array(z.object({ id: capability, title: z.string() })) })
/** The keys of a user, and what a key of theirs can be given. */
export type KeyListAnswer = z.output<typeof ownKeys>

const list = createRoute({
  ...needs('keys:own'),
  method: 'get',
  path: '/api/me/keys',
  responses: jsonAnswer('自己的接口密钥，和能给密钥的权限', ownKeys),
})
const create = createRoute({
  ...needs('keys:own'),
  method: 'post',
  path: '/api/me/keys',
  request: jsonBody(
    z.object({
      name: z.string().min(1).max(100),
      capabilities: z.array(z.string().max(100)).max(100),
      days: z.number().int().min(1).max(366),
    }),
  ),
  responses: jsonAnswer('密钥只显示这一次；请求头写作 Authorization: Bearer …', z.object({ key: z.string() })),
})
const revoke = createRoute({
  ...needs('keys:own'),
  method: 'delete',
  path: '/api/me/keys/{id}',
  request: {
    params: z.object({
      id: z.coerce
        .number()
        .int()
        .min(1)
        .max(2_147_483_647)
        .openapi({ param: { in: 'path', name: 'id' } }),
    }),
  },
  responses: { 204: { description: '已撤销' }, ...otherwise },
})

export function keyRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(list, async (context) => {
    const actor = actorOf(context)
    const available = keyCapabilities(actor.capabilities).map((id) => ({ id, title: capabilities[id] }))
    return context.json({ keys: await listApiKeys(db, actor.userId), available }, 200)
  })
  app.openapi(create, async (context) => {
    const wanted = context.req.valid('json')
    const made = await transaction(db, (tx) => createApiKey(tx, actorOf(context), wanted, byOf(context)))
    return context.json({ key: made }, 200)
  })
  app.openapi(revoke, async (context) => {
    const { id } = context.req.valid('param')
    await transaction(db, (tx) => revokeApiKey(tx, actorOf(context), id, byOf(context)))
    return context.body(null, 204)
  })
  return app
}
