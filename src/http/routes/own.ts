/** 单位首页: what is due, the unit's own sites and accounts, and self-checks. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { Failure } from '../../kernel/failure.ts'
import { dueWork, listSelfChecks, ownTargets } from '../../monitoring/own-work.ts'
import { startSelfCheck } from '../../rectification/self-check.ts'
import { seesAccount, seesSite, type Scope } from '../../registry/scope.ts'
import { transaction, type Tx } from '../../store/database.ts'
import { actorOf, needs } from '../actor.ts'
import { checked } from '../errors.ts'
import { textQuery, todayOf } from '../list-filters.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import { unitBy } from '../rectification-by.ts'
import { calendarOf, queueOf, termsOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const target = z.enum(['site', 'account'])

const due = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/my/due',
  responses: jsonAnswer(
    '等待本单位办理的事项，最急的在前，最多 100 条',
    z
      .object({
        today: z.string(),
        total: z.number(),
        overdue: z.number(),
        counts: z.object({ case: z.number(), message: z.number(), warning: z.number() }),
        items: z.array(
          z
            .object({
              kind: z.enum(['case', 'message', 'warning']),
              key: z.string(),
              title: z.string(),
              target: z.string(),
              unit: z.string(),
              dueOn: z.string(),
              daysLeft: z.number().describe('整改和留言按工作日，预警按自然日；负数为已过期'),
              severe: z.boolean(),
            })
            .openapi('DueItem'),
        ),
        selfChecksEvery30Days: z.number(),
      })
      .openapi('DueWork'),
  ),
})
const targets = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/my/targets',
  request: {
    query: z.object({
      ...pageQuery,
      target: target.default('site').openapi({ param: { in: 'query', name: 'target' } }),
      search: textQuery('search', '统计'),
    }),
  },
  responses: jsonAnswer(
    '本单位及下级单位的网站或账号，有事要办的在前',
    listOf(
      z
        .object({
          target,
          id: z.number(),
          key: z.string(),
          name: z.string(),
          url: z.string().nullable(),
          state: z.string(),
          unit: z.string(),
          openCases: z.number(),
          warnings: z.number(),
          failsOn: z.string().nullable(),
          unknownBecause: z.string().nullable(),
          down: z.boolean(),
          lastInspection: z.number().nullable(),
          lastInspectedAt: z.string().nullable(),
          selfChecks: z.number(),
        })
        .openapi('OwnTarget'),
    ),
  ),
})
const selfChecks = createRoute({
  ...needs('findings:read'),
  method: 'get',
  path: '/api/self-checks',
  request: { query: z.object(pageQuery) },
  responses: jsonAnswer(
    '自查，最近的在前；不影响任何检查',
    listOf(
      z
        .object({
          inspectionId: z.number(),
          target,
          name: z.string(),
          unit: z.string(),
          state: z.string(),
          monitorPoint: z.string(),
          gatheredAt: z.string().nullable(),
          failed: z.number().nullable(),
          cantTell: z.number().nullable(),
        })
        .openapi('SelfCheck'),
    ),
  ),
})
const start = createRoute({
  ...needs('selfCheck:start'),
  method: 'post',
  path: '/api/self-checks',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.object({ target, id: z.number().int().positive() }) } },
    },
  },
  responses: jsonAnswer('自查的编号', z.object({ inspectionId: z.number() })),
})

export function ownRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const app = new OpenAPIHono(checked)
  app.openapi(due, async (context) => {
    const today = todayOf(context)
    const work = await dueWork(db, actorOf(context), { today, calendar: calendarOf(settings), limit: 100 })
    return context.json({ today, ...work, selfChecksEvery30Days: termsOf(settings).selfChecks } as never, 200)
  })
  app.openapi(targets, async (context) => {
    const { page, size, ...filter } = context.req.valid('query')
    const found = await ownTargets(db, actorOf(context), filter, rowsOfPage({ page, size }), todayOf(context))
    return context.json(found as never, 200)
  })
  app.openapi(selfChecks, async (context) => {
    const found = await listSelfChecks(db, actorOf(context), rowsOfPage(context.req.valid('query')))
    return context.json(found as never, 200)
  })
  app.openapi(start, async (context) => {
    const { target: kind, id } = context.req.valid('json')
    const inspectionId = await transaction(db, async (tx) => {
      const organiserId = await organiserOf(tx, actorOf(context), kind, id)
      return startSelfCheck(
        tx,
        { kind, id, organiserId },
        queueOf(settings),
        termsOf(settings),
        unitBy(context, organiserId),
      )
    })
    return context.json({ inspectionId }, 200)
  })
  return app
}

/** Whose the target is, within the scope; its supervisor sees an account as well and acts for its organiser. */
async function organiserOf(tx: Tx, scope: Scope, kind: 'site' | 'account', id: number): Promise<number> {
  const { rows } = await (
    kind === 'site'
      ? sql<{ id: number }>`select organiser_id as id from site where id = ${id} and ${seesSite(scope, 'site')}`
      : sql<{
          id: number
        }>`select organiser_id as id from account where id = ${id} and ${seesAccount(scope, 'account')}`
  ).execute(tx)
  if (rows[0]) return rows[0].id
  throw new Failure('notFound.target', '没有这个网站或账号', '请从本单位的网站和账号中选择')
}
