/** Early warnings: lists with filters, paged by the server, and a plain page. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { dayOfInstant } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import { listUnknown, listWarnings, type ListedWarning } from '../../monitoring/list-warnings.ts'
import { warningStates, type WarningLevel, type WarningState } from '../../monitoring/warning.ts'
import { needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import { page, table } from '../page.ts'
import type { HttpSettings } from '../settings.ts'

const unit = z.object({ code: z.string(), name: z.string() })
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

/** One value or several of them: `?level=3&level=1`. */
const several = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(schema).max(10).optional())

const common = {
  unit: z.string().max(500).optional().describe('单位代码：该单位及其下属'),
  target: target.optional(),
  clause: z.string().max(100).optional(),
  search: z.string().max(200).optional().describe('名称中含有'),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}
const query = z.object({
  ...common,
  level: several(z.enum(['7', '3', '1', '0'])),
  state: several(z.enum(Object.keys(warningStates) as [WarningState, ...WarningState[]])),
  ended: z.enum(['true', 'false']).default('false').describe('包括已更新和不再检查的'),
})

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...otherwise,
})

const list = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/warnings',
  request: { query },
  responses: json(
    '一页预警和总数，最紧的在前',
    z.object({ today: z.string(), total: z.number().int(), warnings: z.array(warning) }).openapi('WarningPage'),
  ),
})

const listOfUnknown = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/warnings/unknown',
  request: { query: z.object(common) },
  responses: json(
    '一页更新情况无法判断的对象和总数',
    z.object({ today: z.string(), total: z.number().int(), unknown: z.array(unknown) }).openapi('UpdateUnknownPage'),
  ),
})

export function warningRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw badQuery(result.error.issues)
    },
  })
  app.openapi(list, async (context) => {
    const { filter, paging } = asked(context.req.valid('query'))
    const today = dayOfInstant(Date.now())
    const { total, warnings } = await listWarnings(db, filter, paging, today)
    return context.json({ today, total, warnings: [...warnings] }, 200)
  })
  app.openapi(listOfUnknown, async (context) => {
    const { offset, limit, ...filter } = context.req.valid('query')
    const today = dayOfInstant(Date.now())
    const { total, unknown: found } = await listUnknown(db, filter, { offset, limit }, today)
    return context.json({ today, total, unknown: [...found] }, 200)
  })
  app.get('/warnings', needs('monitoring:read').middleware, async (context) => {
    const given = query.safeParse(context.req.query())
    if (!given.success) throw badQuery(given.error.issues)
    const { filter, paging } = asked(given.data)
    const today = dayOfInstant(Date.now())
    const { total, warnings } = await listWarnings(db, filter, paging, today)
    const { total: unclear } = await listUnknown(db, filter, { offset: 0, limit: 1 }, today)
    const link = (offset: number, text: string) => {
      const next = new URLSearchParams({ ...context.req.query(), offset: String(offset) })
      return html`<a href="/warnings?${next.toString()}">${text}</a>`
    }
    const { offset, limit } = paging
    const body = html`<section>
      <h1>更新预警</h1>
      <p class="muted">
        以 ${today} 已有的采集结果为准，共 ${total} 条，另有 ${unclear}
        条无法判断。到“不合格起始日”仍没有新的发布，当天检查即为不合格。
      </p>
      ${table(['距不合格', '单位', '对象', '栏目', '不合格起始日', '如在当天检查', '状态'], warnings.map(cells))}
      <p class="buttons">
        ${offset > 0 ? link(Math.max(0, offset - limit), '上一页') : ''}
        ${offset + limit < total ? link(offset + limit, '下一页') : ''}
      </p>
    </section>`
    return context.html(page('更新预警', body))
  })
  return app
}

function asked({ offset, limit, level, state, ended, ...rest }: z.output<typeof query>) {
  const levels = level?.map((text) => Number(text) as WarningLevel)
  return { filter: { ...rest, levels, states: state, ended: ended === 'true' }, paging: { offset, limit } }
}

function cells({ daysLeft, unit: of, name, placeName, failsOn, because, unknownBecause, state }: ListedWarning) {
  const left =
    daysLeft > 0
      ? html`<span class="undecided">${daysLeft} 天</span>`
      : html`<span class="failed">已超期 ${1 - daysLeft} 天</span>`
  const now = unknownBecause === null ? because : `${because}；目前无法判断：${unknownBecause}`
  return [left, of.name, name, placeName, failsOn, now, warningStates[state]]
}

function badQuery(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): Failure {
  return new Failure(
    'badInput.query',
    '查询条件不正确',
    '可用的条件见 /api/openapi.json',
    issues.map(({ path, message }) => `${path.join('.')}：${message}`),
  )
}
