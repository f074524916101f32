/** The load ledger: what our crawler asked of a site, which its unit must be able to see, and of all hosts. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { addDays, dayOfInstant, startOfDay } from '../../kernel/day.ts'
import { findSite } from '../../registry/find-site.ts'
import { hostsOf, loadByHour, pageOfHosts } from '../../registry/host-load.ts'
import { demandSite } from '../../registry/scope.ts'
import { dayParam, wantedDay } from '../day-param.ts'
import { actorOf, needs } from '../actor.ts'
import { demandWhole } from '../demand-all.ts'
import { checked, otherwise } from '../errors.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const load = z
  .object({
    hour: z.string(),
    host: z.string(),
    worker: z.string(),
    requests: z.number(),
    bytes: z.number(),
    errors: z.number(),
    slowDowns: z.number(),
    slowestMs: z.number(),
    meanMs: z.number(),
  })
  .openapi('Load')

const ofSite = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/sites/{siteCode}/load',
  request: {
    params: z.object({
      siteCode: z.string().openapi({ param: { in: 'path', name: 'siteCode' }, example: '3100000087' }),
    }),
    query: z.object({ from: dayParam('from'), to: dayParam('to') }),
  },
  responses: {
    200: {
      description: '采集程序每小时向该网站的主机发出的请求（默认最近七天）',
      content: {
        'application/json': {
          schema: z.object({ site: z.string(), from: z.string(), to: z.string(), hours: z.array(load) }),
        },
      },
    },
    ...otherwise,
  },
})

const hostLoad = load.omit({ hour: true, worker: true }).openapi('HostLoad')
export type HostLoadAnswer = z.output<typeof hostLoad>
export type LoadAnswer = z.output<typeof load>
const period = { from: dayParam('from'), to: dayParam('to') }

/** The filter of the list; its xlsx takes the same. */
export const loadQuery = { ...period, search: z.string().max(200).optional().describe('主机名中含有') }
const ofHosts = createRoute({
  ...needs('system:read'),
  method: 'get',
  path: '/api/load',
  request: {
    query: z.object({ ...loadQuery, ...pageQuery }),
  },
  responses: jsonAnswer(
    '采集程序向各主机发出的请求（默认最近七天），最多的在前',
    listOf(hostLoad).openapi('HostLoadPage'),
  ),
})
const ofHost = createRoute({
  ...needs('system:read'),
  method: 'get',
  path: '/api/load/{host}',
  request: {
    params: z.object({
      host: z
        .string()
        .max(300)
        .openapi({ param: { in: 'path', name: 'host' }, example: 'www.shanghai.gov.cn' }),
    }),
    query: z.object(period),
  },
  responses: jsonAnswer('一台主机每小时的请求', z.object({ host: z.string(), hours: z.array(load) })),
})

export function loadRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(ofHosts, async (context) => {
    demandWhole(actorOf(context), '全部主机的负载')
    const { search, from, to, ...page } = context.req.valid('query')
    const { total, items } = await pageOfHosts(db, { ...instantsOf({ from, to }), search }, rowsOfPage(page))
    return context.json({ total, items: [...items] }, 200)
  })
  app.openapi(ofHost, async (context) => {
    demandWhole(actorOf(context), '全部主机的负载')
    const { host } = context.req.valid('param')
    const hours = await loadByHour(db, { ...instantsOf(context.req.valid('query')), hosts: [host] })
    return context.json({ host, hours }, 200)
  })
  app.openapi(ofSite, async (context) => {
    const site = await findSite(db, context.req.valid('param').siteCode)
    await demandSite(db, actorOf(context), site.id)
    const { first, last } = daysOf(context.req.valid('query'))
    const hours = await loadByHour(db, { ...instantsOf({ from: first, to: last }), hosts: hostsOf(site) })
    return context.json({ site: site.siteCode, from: first, to: last, hours }, 200)
  })
  return app
}

const iso = (epochMs: number) => new Date(epochMs).toISOString()

interface Period {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The last seven days, unless told otherwise. */
function daysOf({ from, to }: Period) {
  const last = to === undefined ? dayOfInstant(Date.now()) : wantedDay(to)
  return { first: from === undefined ? addDays(last, -6) : wantedDay(from), last }
}

/** A period of days as instants; the last seven days, unless told otherwise. */
export function instantsOf(period: Period) {
  const { first, last } = daysOf(period)
  return { from: iso(startOfDay(first)), to: iso(startOfDay(addDays(last, 1))) }
}
