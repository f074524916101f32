/** Results of a campaign: the rows behind every number, their export, and the comparison with the campaign before. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { compareResults, perTarget, type ResultRow } from '../../bulletins/result-rows.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { actorOf, needs } from '../actor.ts'
import { campaignBefore, type CampaignResults } from '../campaign-results.ts'
import { checked, otherwise } from '../errors.ts'
import { listOf, pageQuery, rowsOfPage, several } from '../list-query.ts'
import type { HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'
import { jsonAnswer, keysOf } from '../route-parts.ts'

const verdictNames = { qualified: '合格', unqualified: '不合格', undecided: '未定', waiting: '未检查' } as const
const verdict = keysOf(verdictNames)

const row = z
  .object({
    inspectionId: z.number().int(),
    kind: z.enum(['site', 'account']),
    targetId: z.number().int(),
    name: z.string(),
    address: z.string().describe('网址或账号标识'),
    organiser: z.object({ id: z.number().int(), name: z.string(), kind: z.string() }),
    area: z.object({ code: z.string(), name: z.string(), kind: z.string() }).describe('所属区、部门或管委会'),
    category: z.string(),
    categoryName: z.string(),
    round: z.string(),
    purpose: z.enum(['regular', 'recheck']),
    verdict,
    score: z.string().nullable(),
    problems: z.array(z.object({ clause: z.string(), group: z.string(), title: z.string() })),
    open: z.number().int().describe('待人工处理的条款'),
  })
  .openapi('Result')
export type ResultAnswer = z.output<typeof row>

const filters = {
  kind: z.enum(['site', 'account']).optional(),
  round: z.string().max(20).optional().describe('轮次，如 site-1'),
  verdict: several(verdict),
  category: z.string().max(100).optional().describe('网站类别或账号类型'),
  clause: z.string().max(100).optional().describe('有此条款的问题'),
  area: z.string().max(500).optional().describe('区、部门或管委会的代码'),
  search: z.string().max(200).optional().describe('名称、网址、标识或主办单位中含有'),
  per: z.enum(['target', 'inspection']).default('target').describe('每个对象一行（取最差的一次），或每次检查一行'),
}

const params = z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) })
const get = <Path extends string>(path: Path) => ({ ...needs('findings:read'), method: 'get', path }) as const
const list = createRoute({
  ...get('/api/campaigns/{id}/results'),
  request: { params, query: z.object({ ...filters, ...pageQuery }) },
  responses: jsonAnswer('一页检查结果和总数', listOf(row)),
})
const sheet = createRoute({
  ...get('/api/campaigns/{id}/results.xlsx'),
  request: { params, query: z.object(filters) },
  responses: { 200: { description: '符合条件的全部检查结果（xlsx）' }, ...otherwise },
})

const compared = z
  .object({
    before: z.string().nullable().describe('上一次检查的编号；没有时为空'),
    changes: z.array(
      z.object({
        kind: z.enum(['site', 'account']),
        name: z.string(),
        organiser: z.string(),
        categoryName: z.string(),
        before: verdict.nullable().describe('上一次没有检查时为空'),
        after: verdict.nullable().describe('这一次没有检查时为空'),
        inspectionBefore: z.number().int().nullable(),
        inspectionAfter: z.number().int().nullable(),
        problemsBefore: z.array(z.string()),
        problemsAfter: z.array(z.string()),
      }),
    ),
    same: z.number().int().describe('两次都检查且结论未变'),
  })
  .openapi('Comparison')
export type ComparisonAnswer = z.output<typeof compared>
const comparison = createRoute({
  ...get('/api/campaigns/{id}/comparison'),
  request: { params },
  responses: jsonAnswer('与上一次检查比较：结论有变化的对象', compared),
})

export function resultRoutes({ db }: HttpSettings, results: CampaignResults): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  type Context = Parameters<typeof actorOf>[0]
  async function rowsFor(context: Context, id: string): Promise<readonly ResultRow[]> {
    const actor = actorOf(context)
    demandCampaign(actor, id)
    return results.of(await findCampaign(db, id), actor)
  }
  app.openapi(list, async (context) => {
    const given = context.req.valid('query')
    const found = filtered(await rowsFor(context, context.req.valid('param').id), given)
    const { offset, limit } = rowsOfPage(given)
    return context.json({ total: found.length, items: found.slice(offset, offset + limit).map(shown) }, 200)
  })
  app.openapi(sheet, async (context) => {
    const id = context.req.valid('param').id
    const found = filtered(await rowsFor(context, id), context.req.valid('query'))
    return sendSheet<ResultRow>(
      `${id}检查结果`,
      [
        { title: '名称', width: 32, value: ({ name }) => name },
        { title: '网址或账号标识', width: 36, value: ({ address }) => address },
        { title: '类别', width: 18, value: ({ categoryName }) => categoryName },
        { title: '主办单位', width: 28, value: ({ organiser }) => organiser.name },
        { title: '区或部门', width: 16, value: ({ area }) => area.name },
        { title: '结论', width: 10, value: (item) => verdictNames[item.verdict] },
        { title: '得分', width: 8, value: ({ score }) => score },
        { title: '问题', width: 60, value: ({ problems }) => problems.map(({ title }) => title).join('；') },
        { title: '待处理条款', width: 12, value: ({ open }) => open },
        { title: '检查编号', width: 10, value: ({ inspectionId }) => inspectionId },
      ],
      (offset, limit) => Promise.resolve(found.slice(offset, offset + limit)),
    ) as never
  })
  app.openapi(comparison, async (context) => {
    const id = context.req.valid('param').id
    const after = perTarget(await rowsFor(context, id))
    const before = await campaignBefore(db, await findCampaign(db, id))
    const seen =
      before !== null && (actorOf(context).campaigns === 'all' || actorOf(context).campaigns.includes(before.id))
    if (!seen) return context.json({ before: null, changes: [], same: 0 }, 200)
    const earlier = perTarget(await results.of(before, actorOf(context)))
    const { changes, same } = compareResults(earlier, after)
    return context.json(
      {
        before: before.id,
        changes: changes.map((entry) => ({
          ...entry,
          problemsBefore: [...entry.problemsBefore],
          problemsAfter: [...entry.problemsAfter],
        })),
        same,
      },
      200,
    )
  })
  return app
}

type Filters = z.output<z.ZodObject<typeof filters>>

function filtered(rows: readonly ResultRow[], wanted: Filters): readonly ResultRow[] {
  const search = wanted.search?.toLowerCase()
  const inScope = rows.filter(
    (entry) =>
      (wanted.kind === undefined || entry.kind === wanted.kind) &&
      (wanted.round === undefined || entry.round === wanted.round) &&
      (wanted.per === 'inspection' || entry.purpose === 'regular'),
  )
  return (wanted.per === 'target' ? perTarget(inScope) : inScope).filter(
    (entry) =>
      (wanted.verdict === undefined || wanted.verdict.length === 0 || wanted.verdict.includes(entry.verdict)) &&
      (wanted.category === undefined || entry.category === wanted.category) &&
      (wanted.clause === undefined || entry.problems.some(({ clause }) => clause === wanted.clause)) &&
      (wanted.area === undefined || entry.area.code === wanted.area) &&
      (search === undefined ||
        `${entry.name}\n${entry.address}\n${entry.organiser.name}`.toLowerCase().includes(search)),
  )
}

function shown({ problems, ...rest }: ResultRow): ResultAnswer {
  return { ...rest, problems: problems.map((problem) => ({ ...problem })) }
}
