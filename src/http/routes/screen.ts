/** The big screen, for whoever sees everything or for a wall with a kiosk token; and those tokens. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import {
  createKioskToken,
  extendKioskToken,
  kioskTokenEnds,
  listKioskTokens,
  revokeKioskToken,
} from '../../identity/kiosk-tokens.ts'
import { Failure } from '../../kernel/failure.ts'
import { unitKinds } from '../../registry/register.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs, needsOr } from '../actor.ts'
import type { CampaignResults } from '../campaign-results.ts'
import { checked, otherwise } from '../errors.ts'
import { areaStates, screenFacts } from '../screen-facts.ts'
import { nowOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody, keysOf } from '../route-parts.ts'

const count = z.number().int()
const verdicts = z.object({
  total: count,
  qualified: count,
  unqualified: count,
  undecided: count,
  waiting: count,
})
const rate = z.object({ qualified: count, inspected: count }).nullable()

const screen = z
  .object({
    at: z.string().openapi({ format: 'date-time' }),
    tokenEndsAt: z
      .string()
      .nullable()
      .openapi({ format: 'date-time', description: '大屏令牌到期的时间；登录打开时为 null' }),
    campaign: z
      .object({
        id: z.string(),
        year: count,
        quarter: count,
        stateName: z.string(),
        demonstration: z.boolean(),
      })
      .nullable(),
    sites: verdicts,
    accounts: verdicts,
    numbers: z.object({
      waitingForReview: count,
      warnings: count,
      failingNow: count.describe('如在今天检查即不合格'),
      updateUnknown: count.describe('更新情况无法判断的对象'),
      openMessages: count,
      overdueMessages: count,
      openCases: count,
      overdueCases: count,
      outages: count,
      openAlerts: count.describe('正在告警，不论种类'),
    }),
    trend: z.array(z.object({ campaign: z.string(), demonstration: z.boolean(), sites: rate, accounts: rate })),
    areas: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        kind: keysOf(unitKinds),
        state: keysOf(areaStates),
        targets: count,
        unqualified: count,
        undecided: count,
        outages: count,
        warnings: count,
        overdueMessages: count,
      }),
    ),
    warnings: z.array(
      z.object({
        id: count,
        unit: z.string(),
        name: z.string(),
        place: z.string(),
        failsOn: z.string(),
        daysLeft: count,
      }),
    ),
    review: z.array(z.object({ target: z.string(), unit: z.string(), clause: z.string(), waitingFor: z.string() })),
    messages: z.array(
      z.object({ id: count, unit: z.string(), site: z.string(), category: z.string(), daysLate: count }),
    ),
    alerts: z.array(z.object({ id: count, site: z.string(), kind: z.string(), openedAt: z.string() })),
  })
  .openapi('Screen')
export type ScreenAnswer = z.output<typeof screen>

const token = z
  .object({
    id: count,
    name: z.string(),
    hint: z.string().describe('令牌开头的几个字符'),
    createdBy: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    revokedAt: z.string().nullable(),
    lastUsedAt: z.string().nullable(),
  })
  .openapi('KioskToken')
export type KioskTokenAnswer = z.output<typeof token>

const listTokens = createRoute({
  ...needs('system:manage'),
  method: 'get',
  path: '/api/kiosk-tokens',
  responses: jsonAnswer('大屏令牌，最近的在前', z.array(token)),
})
const createToken = createRoute({
  ...needs('system:manage'),
  method: 'post',
  path: '/api/kiosk-tokens',
  request: jsonBody(
    z.object({
      name: z.string().trim().min(1).max(60).openapi({ example: '三楼大厅' }),
      days: z.number().int().min(1).max(366).default(180),
    }),
  ),
  responses: jsonAnswer('新的令牌，只显示这一次', z.object({ id: count, token: z.string() })),
})
const tokenId = z.object({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .openapi({ type: 'integer', param: { in: 'path', name: 'id', required: true } }),
})
const revokeToken = createRoute({
  ...needs('system:manage'),
  method: 'post',
  path: '/api/kiosk-tokens/{id}/revocation',
  request: {
    params: tokenId,
    ...jsonBody(z.object({ reason: z.string().trim().min(1).max(500).openapi({ example: '大厅改造' }) })),
  },
  responses: { 204: { description: '已吊销，随即失效' }, ...otherwise },
})

const extendToken = createRoute({
  ...needs('system:manage'),
  method: 'post',
  path: '/api/kiosk-tokens/{id}/extension',
  request: {
    params: tokenId,
    ...jsonBody(z.object({ days: z.number().int().min(1).max(366).default(180) })),
  },
  responses: jsonAnswer('已延期，屏幕上的地址不变', z.object({ expiresAt: z.string() })),
})

/** The header of a wall's requests. */
const tokenHeader = 'x-kiosk-token'

export function screenRoutes(settings: HttpSettings, results: CampaignResults): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db } = settings

  /** A token that is given must be good: a wall never falls back on somebody's session. */
  async function openedByToken(context: Context): Promise<boolean> {
    const given = context.req.header(tokenHeader)
    if (given === undefined) return false
    const endsAt = await kioskTokenEnds(db, given, nowOf(settings))
    context.set('tokenEndsAt', endsAt)
    if (endsAt !== null) return true
    throw new Failure('signedOut.kioskToken', '大屏令牌无效、已到期或已吊销', '请系统管理员在“大屏令牌”中新建一个')
  }

  const show = createRoute({
    ...needsOr('campaigns:read', openedByToken),
    method: 'get',
    path: '/api/screen',
    request: { headers: z.object({ [tokenHeader]: z.string().max(200).optional().describe('大屏令牌；代替登录') }) },
    responses: jsonAnswer('大屏的全部内容，不含个人信息；全市数据，须能看到全部单位', screen),
  })
  app.openapi(show, async (context) => {
    if (context.req.header(tokenHeader) === undefined) {
      const { units, campaigns } = actorOf(context)
      if (units !== 'all' || campaigns !== 'all') {
        throw new Failure('forbidden.scope', '大屏显示全部单位的数据，不在您的范围内', '可在总览中查看本单位的情况')
      }
    }
    const facts = await screenFacts(db, results, nowOf(settings))
    const tokenEndsAt = ((context as Context).get('tokenEndsAt') as string | undefined) ?? null
    return context.json({ ...structuredClone(facts), tokenEndsAt } as unknown as z.output<typeof screen>, 200)
  })
  app.openapi(listTokens, async (context) => context.json([...(await listKioskTokens(db))], 200))
  app.openapi(createToken, async (context) =>
    context.json(await transaction(db, (tx) => createKioskToken(tx, context.req.valid('json'), byOf(context))), 200),
  )
  app.openapi(extendToken, async (context) => {
    const [{ id }, { days }] = [context.req.valid('param'), context.req.valid('json')]
    const expiresAt = await transaction(db, (tx) => extendKioskToken(tx, id, days, byOf(context)))
    return context.json({ expiresAt }, 200)
  })
  app.openapi(revokeToken, async (context) => {
    const [{ id }, { reason }] = [context.req.valid('param'), context.req.valid('json')]
    await transaction(db, (tx) => revokeKioskToken(tx, id, reason, byOf(context)))
    return context.body(null, 204)
  })
  return app
}
