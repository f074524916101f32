/** The load ledger of a site: a unit must be able to see what our crawler asked of it. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { addDays, dayOfInstant, startOfDay } from '../../kernel/day.ts'
import { findSite } from '../../registry/find-site.ts'
import { hostsOf, loadByHour } from '../../registry/host-load.ts'
import { dayParam, wantedDay } from '../day-param.ts'
import { needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'

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

export function loadRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(ofSite, async (context) => {
    const site = await findSite(db, context.req.valid('param').siteCode)
    const query = context.req.valid('query')
    const to = query.to === undefined ? dayOfInstant(Date.now()) : wantedDay(query.to)
    const from = query.from === undefined ? addDays(to, -6) : wantedDay(query.from)
    const instants = { from: iso(startOfDay(from)), to: iso(startOfDay(addDays(to, 1))) }
    const hours = await loadByHour(db, { ...instants, hosts: hostsOf(site) })
    return context.json({ site: site.siteCode, from, to, hours }, 200)
  })
  return app
}

const iso = (epochMs: number) => new Date(epochMs).toISOString()
