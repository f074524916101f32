/** What watching found: alerts, and the visits of a site's home page counted both ways. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listAlerts } from '../../monitoring/alerts.ts'
import { probeReport } from '../../monitoring/probe-report.ts'
import { needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'

const instant = z.string().openapi({ format: 'date-time' })

const alert = z
  .object({
    id: z.number(),
    kind: z.string(),
    siteCode: z.string(),
    site: z.string(),
    severity: z.string(),
    message: z.string(),
    evidence: z.record(z.string(), z.unknown()),
    openedAt: instant,
    closedAt: instant.nullable(),
  })
  .openapi('Alert')

const count = z
  .object({
    opened: z.number(),
    failed: z.number(),
    blocked: z.number(),
    maintenance: z.number(),
    thinDays: z.array(z.string()).describe('不足20次的日子'),
  })
  .openapi('ProbeCount')

const alertsRoute = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/alerts',
  request: { query: z.object({ all: z.enum(['true', 'false']).default('false') }) },
  responses: {
    200: {
      description: '告警，最近的在前；默认只列持续中的，最多 200 条',
      content: { 'application/json': { schema: z.object({ alerts: z.array(alert) }) } },
    },
    ...otherwise,
  },
})

const probesRoute = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/sites/{siteCode}/probes',
  request: {
    params: z.object({
      siteCode: z.string().openapi({ param: { in: 'path', name: 'siteCode' }, example: '3100000087' }),
    }),
  },
  responses: {
    200: {
      description: '最近七天的可用性监测，按两种口径计数：全部访问；每天等间隔取20次',
      content: {
        'application/json': {
          schema: z.object({
            siteCode: z.string(),
            name: z.string(),
            from: z.string(),
            to: z.string(),
            all: count,
            spaced: count,
            vantages: z.array(z.object({ vantage: z.string(), visits: z.number(), last: instant })),
          }),
        },
      },
    },
    ...otherwise,
  },
})

export function watchRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(alertsRoute, async (context) => {
    const all = context.req.valid('query').all === 'true'
    return context.json({ alerts: [...(await listAlerts(db, { all, limit: 200 }))] }, 200)
  })
  app.openapi(probesRoute, async (context) => {
    const { siteCode } = context.req.valid('param')
    const report = await probeReport(db, siteCode, Date.now(), 15_000)
    const copied = (counts: typeof report.all) => ({ ...counts, thinDays: [...counts.thinDays] })
    const answer = { ...report, all: copied(report.all), spaced: copied(report.spaced), vantages: [...report.vantages] }
    return context.json(answer, 200)
  })
  return app
}
