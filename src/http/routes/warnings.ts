/** Early warnings: lists with filters, paged by the server, and who has most to do. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { daysBetween } from '../../kernel/day.ts'
import { listUnknown, listWarnings, warningsByUnit } from '../../monitoring/list-warnings.ts'
import { warningStates, type WarningLevel, type WarningState } from '../../monitoring/warning.ts'
import { actorOf, needs } from '../actor.ts'
import { checked } from '../errors.ts'
import { severalQuery, targetIdQuery, todayOf } from '../list-filters.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer, unit } from '../route-parts.ts'

const target = z.enum(['site', 'account'])
const of = { target, targetId: z.number().int(), targetKey: z.string(), name: z.string(), unit, clause: z.string() }

const warning = z
  .object({
    id: z.number().int(),
    ...of,
    place: z.string().describe('栏目地址；空为整个对象'),
    placeName: z.string(),
    level: z.number().int().describe('到期前几天：7、3、1；0 为已超期'),
    failsOn: z.string().describe('没有新的发布，从这一天起检查即为不合格'),
    daysLeft: z.number().int(),
    because: z.string(),
    unknownBecause: z.string().nullable().describe('目前无法判断的原因'),
    state: z.enum(Object.keys(warningStates) as [WarningState, ...WarningState[]]),
    raisedAt: z.string(),
    sentAt: z.string().nullable(),
    endedAt: z.string().nullable(),
  })
  .openapi('Warning')

const unknown = z
  .object({
    ...of,
    because: z.string(),
    knownThrough: z.string().nullable(),
    ageDays: z.number().int().nullable().describe('所知情况距今几天；从未读到为空'),
    since: z.string(),
  })
  .openapi('UpdateUnknown')

/** The filters of the lists; their xlsx take the same. */
export const unknownQuery = {
  unit: z.string().max(500).optional().describe('单位代码：该单位及其下属'),
  target: target.optional(),
  targetId: targetIdQuery,
  clause: z.string().max(100).optional(),
  search: z.string().max(200).optional().describe('名称中含有'),
}
export const warningQuery = {
  ...unknownQuery,
  level: severalQuery('level', { 7: 7, 3: 3, 1: 1, 0: 0 }),
  state: severalQuery('state', warningStates),
  ended: z.enum(['true', 'false']).default('false').describe('包括已更新和不再检查的'),
}
/** What a query of warnings asks for. */
export const warningsAsked = ({ level, state, ended, ...rest }: z.output<z.ZodObject<typeof warningQuery>>) => ({
  ...rest,
  levels: level?.map((text) => Number(text) as WarningLevel),
  states: state,
  ended: ended === 'true',
})

const list = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/warnings',
  request: { query: z.object({ ...pageQuery, ...warningQuery }) },
  responses: jsonAnswer(
    '一页预警和总数，最紧的在前',
    z.object({ today: z.string(), total: z.number().int(), items: z.array(warning) }).openapi('WarningPage'),
  ),
})

const listOfUnknown = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/warnings/unknown',
  request: { query: z.object({ ...pageQuery, ...unknownQuery }) },
  responses: jsonAnswer(
    '一页更新情况无法判断的对象和总数',
    z.object({ today: z.string(), total: z.number().int(), items: z.array(unknown) }).openapi('UpdateUnknownPage'),
  ),
})

const byUnit = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/warnings/units',
  request: { query: z.object({ ...pageQuery, unit: unknownQuery.unit }) },
  responses: jsonAnswer(
    '各单位的预警，按距不合格的天数分；超期最多的在前',
    listOf(
      z
        .object({
          unit,
          expired: z.number(),
          within1: z.number(),
          within3: z.number(),
          within7: z.number(),
          failsOn: z.string(),
          daysLeft: z.number(),
        })
        .openapi('UnitWarnings'),
    ),
  ),
})

export function warningRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(list, async (context) => {
    const { page, size, ...asked } = context.req.valid('query')
    const filter = { ...warningsAsked(asked), scope: actorOf(context) }
    const today = todayOf(context)
    const { total, warnings } = await listWarnings(db, filter, rowsOfPage({ page, size }), today)
    return context.json({ today, total, items: [...warnings] }, 200)
  })
  app.openapi(listOfUnknown, async (context) => {
    const { page, size, ...rest } = context.req.valid('query')
    const today = todayOf(context)
    const filter = { ...rest, scope: actorOf(context) }
    const { total, unknown: found } = await listUnknown(db, filter, rowsOfPage({ page, size }), today)
    return context.json({ today, total, items: [...found] }, 200)
  })
  app.openapi(byUnit, async (context) => {
    const { page, size, unit: under } = context.req.valid('query')
    const filter = { unit: under, scope: actorOf(context) }
    const found = await warningsByUnit(db, filter, rowsOfPage({ page, size }))
    const items = found.items.map((row) => ({ ...row, daysLeft: daysBetween(todayOf(context), row.failsOn) }))
    return context.json({ total: found.total, items }, 200)
  })
  return app
}
