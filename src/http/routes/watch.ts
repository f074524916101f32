/** 监测: availability of sites, their visits, alerts, certificates, 重保 and maintenance. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { alertKinds } from '../../monitoring/alerts.ts'
import { availabilityOf, availabilityStandings, listAvailability, listProbes } from '../../monitoring/availability.ts'
import { findAlerts, findCertificates, type FoundAlert } from '../../monitoring/find-alerts.ts'
import { endGuard, listGuards, openGuard } from '../../monitoring/guard.ts'
import { listMaintenance, registerMaintenance } from '../../monitoring/maintenance.ts'
import { probeReport } from '../../monitoring/probe-report.ts'
import { findSite } from '../../registry/find-site.ts'
import { demandSite } from '../../registry/scope.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { windowAsked, windowQuery } from '../day-param.ts'
import { demandAll } from '../demand-all.ts'
import { checked } from '../errors.ts'
import { flagQuery, textQuery, todayOf } from '../list-filters.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import { idParam, readId } from '../row-id.ts'
import { nowOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody, keysOf, noContent, unit } from '../route-parts.ts'

const instant = z.string().openapi({ format: 'date-time' })
const counts = {
  opened: z.number(),
  slow: z.number().describe('15 秒或更久才打开，按失败计'),
  failed: z.number(),
  blocked: z.number(),
  maintenance: z.number(),
}
const ms = z.number().nullable()
const done = noContent('已办理')
export const siteParam = z.object({
  siteCode: z.string().openapi({ param: { in: 'path', name: 'siteCode' }, example: '3100000087' }),
})

const alert = z
  .object({
    id: z.number(),
    kind: keysOf(alertKinds),
    siteCode: z.string(),
    site: z.string(),
    unit,
    severity: z.string(),
    message: z.string(),
    evidence: z.record(z.string(), z.unknown()),
    openedAt: instant,
    closedAt: instant.nullable(),
    lastedMinutes: z.number().int().describe('持续中的算到现在'),
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
const siteQuery = { unit: textQuery('unit', 'D01'), search: textQuery('search', '统计局') }

/** The filters of the lists; their xlsx take the same. */
export const alertQuery = {
  ...siteQuery,
  kind: keysOf(alertKinds)
    .optional()
    .openapi({ param: { in: 'query', name: 'kind' } }),
  // not `open`: in the address of the list that names the row of its drawer
  lasting: flagQuery('lasting'),
}
export const availabilityQuery = { ...siteQuery, ...windowQuery, failing: flagQuery('failing') }
export const visitQuery = {
  ...windowQuery,
  outcome: z
    .enum(['opened', 'slow', 'failed', 'blocked', 'maintenance'])
    .optional()
    .openapi({ param: { in: 'query', name: 'outcome' } }),
}
export const certificateQuery = {
  ...siteQuery,
  withinDays: z
    .string()
    .regex(/^\d{1,4}$/)
    .optional()
    .openapi({ type: 'integer', param: { in: 'query', name: 'withinDays' }, example: 30 }),
}

const alerts = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/alerts',
  request: { query: z.object({ ...pageQuery, ...alertQuery }) },
  responses: jsonAnswer('告警，最近的在前', listOf(alert)),
})
const availability = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/availability',
  request: { query: z.object({ ...pageQuery, ...availabilityQuery }) },
  responses: jsonAnswer(
    '一段时间（默认最近七天）各网站首页的可用性，失败占比最高的在前',
    listOf(
      z
        .object({
          siteCode: z.string(),
          name: z.string(),
          url: z.string(),
          unit,
          ...counts,
          thinDays: z.number(),
          standing: keysOf(availabilityStandings),
          medianMs: ms,
          p95Ms: ms,
          down: z.boolean(),
        })
        .openapi('SiteAvailability'),
    ),
  ),
})
const oneSite = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/sites/{siteCode}/availability',
  request: { params: siteParam, query: z.object(windowQuery) },
  responses: jsonAnswer(
    '一个网站逐日的可用性（默认最近一年）和打开时间的分位数',
    z
      .object({
        siteCode: z.string(),
        name: z.string(),
        url: z.string(),
        from: z.string(),
        to: z.string(),
        days: z.array(z.object({ day: z.string(), ...counts, medianMs: ms, p95Ms: ms })),
        percentiles: z.object({ p50: ms, p90: ms, p95: ms, p99: ms }),
      })
      .openapi('AvailabilityOfSite'),
  ),
})
const visits = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/sites/{siteCode}/visits',
  request: { params: siteParam, query: z.object({ ...pageQuery, ...visitQuery }) },
  responses: jsonAnswer(
    '一个网站的逐次监测记录，最近的在前',
    listOf(
      z
        .object({
          at: instant,
          vantage: z.string(),
          outcome: z.string(),
          elapsedMs: ms,
          detail: z.string(),
          purpose: z.string(),
        })
        .openapi('Visit'),
    ),
  ),
})
const probes = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/sites/{siteCode}/probes',
  request: { params: siteParam },
  responses: jsonAnswer(
    '最近七天的可用性监测，按两种口径计数：全部访问；每天等间隔取20次',
    z.object({
      siteCode: z.string(),
      name: z.string(),
      from: z.string(),
      to: z.string(),
      all: count,
      spaced: count,
      vantages: z.array(z.object({ vantage: z.string(), visits: z.number(), last: instant })),
    }),
  ),
})
const certificates = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/certificates',
  request: { query: z.object({ ...pageQuery, ...certificateQuery }) },
  responses: jsonAnswer(
    '证书和到期时间，最早到期的在前',
    listOf(
      z
        .object({
          siteCode: z.string(),
          site: z.string(),
          url: z.string(),
          unit,
          expiresOn: z.string(),
          daysLeft: z.number(),
          seenAt: instant,
        })
        .openapi('Certificate'),
    ),
  ),
})
const shift = z.object({ from: instant, to: instant, person: z.string(), phone: z.string() })
const guards = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/guard-periods',
  responses: jsonAnswer(
    '重保期，最近的在前，最多 50 个',
    z.array(
      z
        .object({
          id: z.number(),
          name: z.string(),
          from: instant,
          until: instant,
          everyMinutes: z.number(),
          shifts: z.array(shift),
          openedBy: z.string(),
          endedAt: instant.nullable(),
          state: z.enum(['ahead', 'running', 'over']),
        })
        .openapi('GuardPeriod'),
    ),
  ),
})
const open = createRoute({
  ...needs('monitoring:manage'),
  method: 'post',
  path: '/api/guard-periods',
  request: jsonBody(
    z.object({
      name: z.string().trim().min(1).max(100),
      from: instant,
      until: instant,
      everyMinutes: z.number().int().optional(),
      shifts: z.array(shift).max(500).optional(),
      unit: z.string().nullable().optional(),
    }),
  ),
  responses: jsonAnswer('重保期的编号', z.object({ id: z.number() })),
})
const end = createRoute({
  ...needs('monitoring:manage'),
  method: 'post',
  path: '/api/guard-periods/{id}/end',
  request: { params: idParam, ...jsonBody(z.object({ reason: z.string().trim().min(1).max(2000) })) },
  responses: done,
})
const maintenance = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/sites/{siteCode}/maintenance',
  request: { params: siteParam },
  responses: jsonAnswer(
    '已登记的维护时段，最近的在前，最多 100 个',
    z.array(z.object({ id: z.number(), from: instant, until: instant, reason: z.string(), registeredBy: z.string() })),
  ),
})
const register = createRoute({
  ...needs('monitoring:manage'),
  method: 'post',
  path: '/api/sites/{siteCode}/maintenance',
  request: {
    params: siteParam,
    ...jsonBody(
      z.object({
        from: z.iso.datetime({ offset: true }),
        until: z.iso.datetime({ offset: true }),
        reason: z.string().trim().min(1).max(2000),
      }),
    ),
  },
  responses: done,
})

/** A row of the list. */
export type AlertRow = FoundAlert & { readonly lastedMinutes: number }

/** How long it has lasted, in whole minutes, by the server's clock. */
export function lastedMinutes({ openedAt, closedAt }: Pick<FoundAlert, 'openedAt' | 'closedAt'>, now: string): number {
  return Math.max(0, Math.round((Date.parse(closedAt ?? now) - Date.parse(openedAt)) / 60_000))
}

export function watchRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const app = new OpenAPIHono(checked)
  app.openapi(alerts, async (context) => {
    const { page, size, lasting, ...filter } = context.req.valid('query')
    const wanted = { ...filter, open: lasting === 'true' }
    const found = await findAlerts(db, actorOf(context), wanted, rowsOfPage({ page, size }))
    const items = found.items.map((row): AlertRow => ({ ...row, lastedMinutes: lastedMinutes(row, nowOf(settings)) }))
    return context.json({ total: found.total, items } as never, 200)
  })
  app.openapi(availability, async (context) => {
    const { page, size, from, to, days: last, failing, ...filter } = context.req.valid('query')
    const days = windowAsked({ from, to, days: last }, todayOf(context), 7)
    const wanted = { ...filter, failing: failing === 'true' }
    const found = await listAvailability(db, actorOf(context), wanted, rowsOfPage({ page, size }), days)
    return context.json(found as never, 200)
  })
  const siteAsked = async (context: Parameters<typeof actorOf>[0]) => {
    const site = await findSite(db, context.req.param('siteCode') ?? '')
    await demandSite(db, actorOf(context), site.id)
    return site
  }
  app.openapi(oneSite, async (context) => {
    const { id, siteCode, name, url } = await siteAsked(context)
    const days = windowAsked(context.req.valid('query'), todayOf(context), 366)
    return context.json({ siteCode, name, url, ...days, ...(await availabilityOf(db, id, days)) } as never, 200)
  })
  app.openapi(visits, async (context) => {
    const { page, size, outcome, ...days } = context.req.valid('query')
    const { id } = await siteAsked(context)
    const asked = { window: windowAsked(days, todayOf(context), 7), outcome }
    return context.json((await listProbes(db, id, asked, rowsOfPage({ page, size }))) as never, 200)
  })
  app.openapi(probes, async (context) => {
    const { siteCode } = await siteAsked(context)
    return context.json((await probeReport(db, siteCode, Date.parse(nowOf(settings)), 15_000)) as never, 200)
  })
  app.openapi(certificates, async (context) => {
    const { page, size, withinDays, ...filter } = context.req.valid('query')
    const wanted = { ...filter, withinDays: withinDays === undefined ? undefined : Number(withinDays) }
    const paging = rowsOfPage({ page, size })
    return context.json((await findCertificates(db, actorOf(context), wanted, paging, todayOf(context))) as never, 200)
  })
  app.openapi(guards, async (context) => {
    const found = await listGuards(db)
    // Who is on duty is for everybody to see, their telephone numbers are for the office.
    const now = nowOf(settings)
    const ofOffice = actorOf(context).units === 'all'
    const shown = found.map(({ fromAt, untilAt, duty, unitId: _unitId, ...row }) => {
      const { shifts } = duty as { shifts: readonly { readonly phone: string }[] }
      return {
        ...row,
        from: fromAt,
        until: untilAt,
        shifts: ofOffice ? shifts : shifts.map((one) => ({ ...one, phone: '' })),
        state: row.endedAt !== null || untilAt <= now ? 'over' : fromAt <= now ? 'running' : 'ahead',
      }
    })
    return context.json(shown as never, 200)
  })
  // All sites are looked at more often while one lasts.
  app.openapi(open, async (context) => {
    demandAll(actorOf(context), '重保期')
    const { id } = await transaction(db, (tx) => openGuard(tx, context.req.valid('json'), byOf(context)))
    return context.json({ id }, 200)
  })
  app.openapi(end, async (context) => {
    demandAll(actorOf(context), '重保期')
    const [id, { reason }] = [readId(context), context.req.valid('json')]
    await transaction(db, (tx) => endGuard(tx, id, reason, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(maintenance, async (context) => {
    const { id } = await siteAsked(context)
    return context.json(await listMaintenance(db, id), 200)
  })
  app.openapi(register, async (context) => {
    const { siteCode } = await siteAsked(context)
    const asked = { siteCode, ...context.req.valid('json') }
    await transaction(db, (tx) => registerMaintenance(tx, asked, byOf(context)))
    return context.body(null, 204)
  })
  return app
}
