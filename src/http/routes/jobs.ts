/** The queue, who works at it, what does not get on, and the stop switch of all crawling. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { enqueueStuck, queueNames, queueOverview } from '../../judging/queue-overview.ts'
import { findSite } from '../../registry/find-site.ts'
import { resumeCrawling, stopCrawling, stopsInForce, type StopScope } from '../../registry/crawl-stop.ts'
import { demandSite } from '../../registry/scope.ts'
import { transaction } from '../../store/database.ts'
import { isAdministrator } from '../../identity/policy.ts'
import type { Actor } from '../../kernel/actor.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandAll, demandWhole } from '../demand-all.ts'
import { checked } from '../errors.ts'
import { installationOf, nowOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody, keysOf, noContent } from '../route-parts.ts'

const instant = z.string().openapi({ format: 'date-time' })
const count = z.number().int()
const ofInspection = { inspectionId: count, campaignId: z.string(), round: z.string(), targetName: z.string() }

const jobs = z
  .object({
    queues: z.array(
      z.object({
        queue: keysOf(queueNames),
        title: z.string(),
        ready: count.describe('等待领取'),
        later: count.describe('定时以后再做：夜间时段、停止指令、两次尝试之间'),
        active: count,
        doneLastHour: count,
        failed: count.describe('全部尝试都失败，已放弃'),
      }),
    ),
    workers: z.array(
      z.object({
        worker: z.string().describe('主机和进程号'),
        startedAt: instant,
        seenAt: instant,
        state: z.enum(['working', 'silent', 'stopped']).describe('工作中、失去联系、已停止'),
        slots: count.describe('同时可进行的检查'),
      }),
    ),
    running: z.array(
      z.object({
        ...ofInspection,
        target: z.enum(['site', 'account']),
        worker: z.string().nullable(),
        startedAt: instant,
        earlierTries: count,
        pagesDone: count.nullable(),
        pagesKnown: count.nullable(),
        pagesPerSecond: z.number().nullable(),
        remainingSeconds: count.nullable(),
        savedAt: instant.nullable(),
      }),
    ),
    stuck: z.array(
      z.object({
        ...ofInspection,
        reason: z.enum(['silent', 'gaveUp', 'notQueued']).describe('执行者失去联系、已放弃、不在队列中'),
        since: instant.nullable(),
        detail: z.string(),
      }),
    ),
    stuckTotal: count,
    deadlines: z.object({
      open: count,
      late: z.array(
        z.object({
          id: count,
          kind: z.string(),
          subject: z.string(),
          dueAt: instant,
          attempts: count,
          detail: z.string(),
        }),
      ),
    }),
    stops: z.array(
      z.object({
        siteCode: z.string().nullable().describe('网站和主机都为 null 时停止全部'),
        name: z.string().nullable(),
        host: z.string().nullable().describe('单独停止的主机，例如订阅源的桥'),
        reason: z.string(),
        author: z.string(),
        stoppedAt: instant,
      }),
    ),
  })
  .openapi('Jobs')
export type JobsAnswer = z.output<typeof jobs>

const list = createRoute({
  ...needs('system:read'),
  method: 'get',
  path: '/api/jobs',
  responses: jsonAnswer('队列、执行者、正在进行和卡住的检查、停止指令', jobs),
})

const reason = z.string().trim().min(1).max(500).openapi({ example: '对方单位来电要求暂停' })
const wanted = z.object({
  siteCode: z.string().max(20).nullable().default(null).describe('网站和主机都为 null 时为全部'),
  host: z.string().max(300).nullable().default(null),
  reason,
})
const done = noContent('已生效；采集进程两秒内照办')
const stop = createRoute({
  ...needs('crawling:stop'),
  method: 'post',
  path: '/api/crawling/stop',
  request: jsonBody(wanted),
  responses: done,
})
const resume = createRoute({
  ...needs('crawling:stop'),
  method: 'post',
  path: '/api/crawling/resume',
  request: jsonBody(wanted),
  responses: done,
})
const requeue = createRoute({
  ...needs('system:manage'),
  method: 'post',
  path: '/api/jobs/requeue',
  request: jsonBody(z.object({ reason })),
  responses: jsonAnswer('放回队列的检查', z.object({ inspections: z.array(z.number().int()) })),
})

export function jobRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db } = settings
  app.openapi(list, async (context) => {
    demandWhole(actorOf(context), '任务队列')
    const { queues, workers, running, stuck, stuckTotal, deadlines } = await queueOverview(db, nowOf(settings))
    const stops = (await stopsInForce(db)).map(({ siteId: _siteId, url: _url, ...shown }) => shown)
    return context.json(
      {
        queues: queues.map((state) => ({ ...state, title: queueNames[state.queue] })),
        workers: [...workers],
        running: [...running],
        stuck: [...stuck],
        stuckTotal,
        deadlines: { open: deadlines.open, late: [...deadlines.late] },
        stops,
      },
      200,
    )
  })
  app.openapi(stop, async (context) => {
    const { reason: why, ...scope } = context.req.valid('json')
    await demandStoppable(actorOf(context), scope)
    await transaction(db, (tx) => stopCrawling(tx, scope, why, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(resume, async (context) => {
    const { reason: why, ...scope } = context.req.valid('json')
    await demandStoppable(actorOf(context), scope)
    await transaction(db, (tx) => resumeCrawling(tx, scope, why, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(requeue, async (context) => {
    const opened = await installationOf(settings).jobs()
    const ids = await enqueueStuck(db, opened, context.req.valid('json').reason, byOf(context))
    return context.json({ inspections: [...ids] }, 200)
  })
  return app

  /** Whoever reaches some units stops what is asked of their sites; hosts and everything are nobody's own. */
  async function demandStoppable(actor: Actor, { siteCode, host }: StopScope): Promise<void> {
    if (isAdministrator(actor.role)) return
    if (siteCode && !host) await demandSite(db, actor, (await findSite(db, siteCode)).id)
    else demandAll(actor, '停止或恢复采集')
  }
}
