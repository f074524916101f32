/** What is known of the accounts' posts, and from which sources. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { readingOutcomes, sourceKinds } from '../../evidence/posts.ts'
import { listSources } from '../../registry/account-sources.ts'
import { demandAccount } from '../../registry/scope.ts'
import { collectionStatus, knowledgeTitles, type Knowledge } from '../../registry/collection-status.ts'
import { actorOf, needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'

const source = z
  .object({
    id: z.number().int(),
    kind: z.enum(sourceKinds),
    address: z.string(),
    trust: z.number().int().describe('可信度，1 最可信'),
    freshHours: z.number().int(),
    everyMinutes: z.number().int().nullable(),
    active: z.boolean(),
    nextDueAt: z.string().nullable(),
    failures: z.number().int().describe('连续失败次数'),
    lastAt: z.string().nullable(),
    lastOutcome: z.enum(readingOutcomes).nullable(),
    lastDetail: z.string().nullable(),
    knownUntil: z.string().nullable().describe('该来源的内容截至何时'),
    lastOn: z.string().nullable().describe('最近发布日'),
  })
  .openapi('AccountSource')

const status = z
  .object({
    at: z.string(),
    accounts: z.number().int(),
    states: z.array(
      z.object({
        state: z.enum(Object.keys(knowledgeTitles) as [Knowledge, ...Knowledge[]]),
        title: z.string(),
        accounts: z.number().int(),
      }),
    ),
    sources: z.object({ active: z.number().int(), due: z.number().int(), failing: z.number().int() }),
  })
  .openapi('CollectionStatus')

const overview = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/collection',
  responses: {
    200: {
      description: '多少账号的发布情况是已知的，其余的为什么未知',
      content: { 'application/json': { schema: status } },
    },
    ...otherwise,
  },
})

const ofAccount = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/accounts/{id}/sources',
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
  responses: {
    200: {
      description: '一个账号的各个来源及其最近结果',
      content: { 'application/json': { schema: z.array(source) } },
    },
    ...otherwise,
  },
})

export function collectionRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(overview, async (context) => {
    const at = new Date().toISOString()
    const { accounts, states, sources } = await collectionStatus(db, at, actorOf(context))
    const titled = states.map(({ state, accounts: count }) => ({
      state,
      title: knowledgeTitles[state],
      accounts: count,
    }))
    return context.json({ at, accounts, states: titled, sources }, 200)
  })
  app.openapi(ofAccount, async (context) => {
    const accountId = context.req.valid('param').id
    await demandAccount(db, actorOf(context), accountId)
    const { sources } = await listSources(db, { accountId })
    // The name of a credential is nobody's business here.
    return context.json(
      sources.map(({ account: _account, credential: _credential, ...shown }) => shown),
      200,
    )
  })
  return app
}
