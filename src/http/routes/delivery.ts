/** Delivery: channels, and who hears through them. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { addRecipient, listChannels, removeRecipient, retireChannel, saveChannel } from '../../delivery/channel-list.ts'
import type { Channel } from '../../delivery/channel.ts'
import { channels } from '../../delivery/channels/index.ts'
import { enqueueTest } from '../../delivery/dispatch-list.ts'
import { isAdministrator } from '../../identity/policy.ts'
import { withinUnits } from '../../registry/scope.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandWhole } from '../demand-all.ts'
import { checked } from '../errors.ts'
import { installationOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody, named, noContent } from '../route-parts.ts'

const instant = z.string().openapi({ format: 'date-time' })

const channel = z
  .object({
    name: z.string(),
    kind: z.string(),
    title: z.string(),
    active: z.boolean(),
    asleepUntil: instant.nullable(),
    asleepReason: z.string(),
    counts: z.record(z.string(), z.number()),
    recipients: z.array(
      z.object({
        unit: z.string().nullable(),
        unitName: z.string().nullable(),
        everyUnit: z.boolean(),
        address: z.string(),
        kinds: z.array(z.string()).nullable(),
      }),
    ),
  })
  .openapi('Channel')

export type ChannelAnswer = z.output<typeof channel>
const kind = z
  .object({
    id: z.string(),
    title: z.string(),
    hasAddress: z.boolean().describe('收件方是否各有地址（邮箱）；否则渠道本身就是地址'),
    settings: z.record(z.string(), z.unknown()).describe('设置的 JSON Schema'),
    secret: z.record(z.string(), z.unknown()).describe('密钥的 JSON Schema；加密保存，不再显示'),
  })
  .openapi('ChannelKind')
export type ChannelKindAnswer = z.output<typeof kind>

const done = noContent('已完成')
const reason = z.string().trim().min(1).max(500).openapi({ example: '邮箱已恢复' })
const byName = named('name', '值班群')

const channelRoute = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/channels',
  responses: jsonAnswer('投送渠道：状态、限频、收件方', z.object({ channels: z.array(channel) })),
})
const kindRoute = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/kinds',
  responses: jsonAnswer('渠道的种类和各自的设置', z.array(kind)),
})
const saveRoute = createRoute({
  ...needs('delivery:manage'),
  method: 'put',
  path: '/api/delivery/channels/{name}',
  request: {
    params: byName,
    ...jsonBody(
      z.object({
        kind: z.string().openapi({ example: 'wecom' }),
        settings: z.record(z.string(), z.unknown()).default({}),
        secret: z
          .record(z.string(), z.unknown())
          .default({})
          .openapi({ example: { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…' } }),
      }),
    ),
  },
  responses: done,
})
const retireRoute = createRoute({
  ...needs('delivery:manage'),
  method: 'post',
  path: '/api/delivery/channels/{name}/retirement',
  request: { params: byName, ...jsonBody(z.object({ reason })) },
  responses: done,
})
const recipientRoute = createRoute({
  ...needs('delivery:manage'),
  method: 'post',
  path: '/api/delivery/channels/{name}/recipients',
  request: {
    params: byName,
    ...jsonBody(
      z.object({
        unit: z.string().max(500).nullable().describe('单位代码；null 为主管部门'),
        everyUnit: z.boolean().default(false).describe('也收发给任何单位的消息'),
        address: z.string().max(320).default('').describe('邮箱；渠道本身就是地址时留空'),
        kinds: z.array(z.string().max(60)).max(50).nullable().default(null).describe('消息种类；null 为全部'),
      }),
    ),
  },
  responses: done,
})
const removeRecipientRoute = createRoute({
  ...needs('delivery:manage'),
  method: 'delete',
  path: '/api/delivery/channels/{name}/recipients',
  request: {
    params: byName,
    query: z.object({ unit: z.string().max(500).optional(), address: z.string().max(320).default('') }),
  },
  responses: done,
})
const testRoute = createRoute({
  ...needs('delivery:manage'),
  method: 'post',
  path: '/api/delivery/channels/{name}/tests',
  request: { params: byName, ...jsonBody(z.object({ address: z.string().max(320).default('') })) },
  responses: jsonAnswer('已放入渠道的队列，进展见该消息', z.object({ id: z.number().int() })),
})

export function deliveryRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db } = settings
  const safe = () => installationOf(settings).safe()
  app.openapi(channelRoute, async (context) => {
    const { units, role } = actorOf(context)
    const all = await listChannels(db)
    if (units === 'all' || isAdministrator(role)) return context.json({ channels: all }, 200)
    const seen = await db.selectFrom('unit').select('code').where(withinUnits({ units }, 'unit.id')).execute()
    const own = new Set(seen.map(({ code }) => code))
    const cut = all.map((entry) => ({
      ...entry,
      recipients: entry.recipients.filter(({ unit }) => unit !== null && own.has(unit)),
    }))
    return context.json({ channels: cut }, 200)
  })
  app.openapi(kindRoute, (context) => context.json(channels.map(shownKind), 200))
  app.openapi(saveRoute, async (context) => {
    demandWhole(actorOf(context), '消息渠道')
    const [{ name }, entry, opened] = [context.req.valid('param'), context.req.valid('json'), await safe()]
    await transaction(db, (tx) => saveChannel(tx, opened, name!, entry, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(retireRoute, async (context) => {
    demandWhole(actorOf(context), '消息渠道')
    const { reason: why } = context.req.valid('json')
    await transaction(db, (tx) => retireChannel(tx, context.req.valid('param').name!, why, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(recipientRoute, async (context) => {
    demandWhole(actorOf(context), '消息渠道')
    const [{ name }, wanted] = [context.req.valid('param'), context.req.valid('json')]
    await transaction(db, (tx) => addRecipient(tx, name!, wanted, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(removeRecipientRoute, async (context) => {
    demandWhole(actorOf(context), '消息渠道')
    const { unit = null, address } = context.req.valid('query')
    const { name } = context.req.valid('param')
    await transaction(db, (tx) => removeRecipient(tx, name!, { unit, address }, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(testRoute, async (context) => {
    demandWhole(actorOf(context), '消息渠道')
    const [{ name }, { address }] = [context.req.valid('param'), context.req.valid('json')]
    return context.json({ id: await transaction(db, (tx) => enqueueTest(tx, name!, address, byOf(context))) }, 200)
  })
  return app
}

function shownKind({ id, title, address, settings, secret }: Channel): ChannelKindAnswer {
  const described = (schema: Channel['settings']) =>
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>
  return { id, title, hasAddress: address !== null, settings: described(settings), secret: described(secret) }
}
