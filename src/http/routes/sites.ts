/** Sites and their columns: lists, one site, exports. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { changesOf } from '../../registry/change-history.ts'
import { findSite } from '../../registry/find-site.ts'
import { siteFields } from '../../registry/import-sites.ts'
import { columnClassNames, siteCategories, siteStates } from '../../registry/register.ts'
import { demandSite } from '../../registry/scope.ts'
import { listColumns, listSites, siteOrders, type ListedColumn, type ListedSite } from '../../registry/site-list.ts'
import { actorOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { listOf, orderQuery, pageQuery, rowsOfPage, several } from '../list-query.ts'
import type { HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'
import { registerChange, shownChanges, type RegisterChangeAnswer } from './units.ts'
import { jsonAnswer, keysOf, named } from '../route-parts.ts'

const site = z
  .object({
    id: z.number().int(),
    siteCode: z.string(),
    name: z.string(),
    url: z.string(),
    category: keysOf(siteCategories),
    state: keysOf(siteStates),
    hasServices: z.boolean(),
    organiser: z.object({ code: z.string(), name: z.string() }),
    columns: z.number().int().describe('登记的栏目'),
    warnings: z.number().int().describe('未解除的更新预警'),
  })
  .openapi('Site')
export type SiteAnswer = z.output<typeof site>
export type SiteDetailAnswer = SiteAnswer & { readonly changes: readonly RegisterChangeAnswer[] }

const column = z
  .object({
    id: z.number().int(),
    siteCode: z.string(),
    siteName: z.string(),
    name: z.string(),
    url: z.string(),
    class: keysOf(columnClassNames),
    level: z.number().int(),
    onHome: z.boolean(),
    updateDuty: z.boolean(),
  })
  .openapi('Column')
export type ColumnAnswer = z.output<typeof column>

const filters = {
  state: several(keysOf(siteStates)).describe('运行状态'),
  category: several(keysOf(siteCategories)).describe('网站类别'),
  organiser: z.string().max(500).optional().describe('主办单位代码'),
  under: z.string().max(500).optional().describe('主办单位或其上级的代码'),
  search: z.string().max(200).optional().describe('名称、网址或标识码中含有'),
  ...orderQuery(siteOrders),
}
const columnFilters = {
  site: z.string().max(500).optional().describe('网站标识码'),
  class: several(keysOf(columnClassNames)).describe('栏目类别'),
  updateDuty: z.enum(['true', 'false']).optional().describe('是否有更新要求'),
  search: z.string().max(200).optional().describe('栏目名称、网址或网站名称中含有'),
}

const get = <Path extends string>(path: Path) => ({ ...needs('registry:read'), method: 'get', path }) as const
const list = createRoute({
  ...get('/api/sites'),
  request: { query: z.object({ ...filters, ...pageQuery }) },
  responses: jsonAnswer('一页网站和总数', listOf(site)),
})
const sheet = createRoute({
  ...get('/api/sites.xlsx'),
  request: { query: z.object(filters) },
  responses: { 200: { description: '符合条件的全部网站（xlsx）' }, ...otherwise },
})
const one = createRoute({
  ...get('/api/sites/{siteCode}'),
  request: { params: named('siteCode', '3100000087') },
  responses: jsonAnswer('一个网站及其变更', site.extend({ changes: z.array(registerChange) }).openapi('SiteDetail')),
})
const columns = createRoute({
  ...get('/api/columns'),
  request: { query: z.object({ ...columnFilters, ...pageQuery }) },
  responses: jsonAnswer('一页栏目和总数', listOf(column)),
})
const columnSheet = createRoute({
  ...get('/api/columns.xlsx'),
  request: { query: z.object(columnFilters) },
  responses: { 200: { description: '符合条件的全部栏目（xlsx）' }, ...otherwise },
})

export function siteRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(list, async (context) => {
    const given = context.req.valid('query')
    const page = { ...rowsOfPage(given), order: given.order, descending: given.descending === 'true' }
    const { total, items } = await listSites(db, actorOf(context), siteFilter(given), page)
    return context.json({ total, items: [...items] }, 200)
  })
  app.openapi(sheet, (context) => {
    const given = context.req.valid('query')
    const [actor, sorted] = [actorOf(context), { order: given.order, descending: given.descending === 'true' }]
    return sendSheet<ListedSite>(
      '网站名录',
      [
        { title: '网站标识码', width: 14, value: ({ siteCode }) => siteCode },
        { title: '网站名称', width: 36, value: ({ name }) => name },
        { title: '首页网址', width: 40, value: ({ url }) => url },
        { title: '网站类别', width: 20, value: ({ category }) => siteCategories[category] },
        { title: '主办单位', width: 30, value: ({ organiser }) => organiser.name },
        { title: '运行状态', width: 12, value: ({ state }) => siteStates[state] },
        { title: '是否有办事服务', width: 14, value: ({ hasServices }) => (hasServices ? '是' : '否') },
        { title: '登记栏目', width: 10, value: (item) => item.columns },
        { title: '更新预警', width: 10, value: ({ warnings }) => warnings },
      ],
      async (offset, limit) => (await listSites(db, actor, siteFilter(given), { offset, limit, ...sorted })).items,
    ) as never
  })
  app.openapi(one, async (context) => {
    const { id, siteCode } = await findSite(db, context.req.valid('param')['siteCode']!)
    await demandSite(db, actorOf(context), id)
    const page = { offset: 0, limit: 1, order: 'siteCode', descending: false } as const
    const { items } = await listSites(db, actorOf(context), { siteCode }, page)
    const changes = await changesOf(db, { subject: 'site', key: siteCode, fields: siteFields })
    return context.json({ ...items[0]!, changes: shownChanges(changes) }, 200)
  })
  app.openapi(columns, async (context) => {
    const given = context.req.valid('query')
    const { total, items } = await listColumns(db, actorOf(context), columnFilter(given), rowsOfPage(given))
    return context.json({ total, items: [...items] }, 200)
  })
  app.openapi(columnSheet, (context) => {
    const [actor, filter] = [actorOf(context), columnFilter(context.req.valid('query'))]
    return sendSheet<ListedColumn>(
      '栏目名录',
      [
        { title: '网站标识码', width: 14, value: ({ siteCode }) => siteCode },
        { title: '网站名称', width: 36, value: ({ siteName }) => siteName },
        { title: '栏目名称', width: 24, value: ({ name }) => name },
        { title: '栏目网址', width: 44, value: ({ url }) => url },
        { title: '栏目类别', width: 14, value: (item) => columnClassNames[item.class] },
        { title: '级次', width: 8, value: ({ level }) => level },
        { title: '是否在首页', width: 12, value: ({ onHome }) => (onHome ? '是' : '否') },
        { title: '是否有更新要求', width: 14, value: ({ updateDuty }) => (updateDuty ? '是' : '否') },
      ],
      async (offset, limit) => (await listColumns(db, actor, filter, { offset, limit })).items,
    ) as never
  })
  return app
}

type Given<Filters extends z.ZodRawShape> = z.output<z.ZodObject<Filters>>

function siteFilter({ state, category, organiser, under, search }: Given<typeof filters>) {
  return { states: state, categories: category, organiser, under, search }
}

function columnFilter({ site: siteCode, class: classes, updateDuty, search }: Given<typeof columnFilters>) {
  return { siteCode, classes, updateDuty: updateDuty === undefined ? undefined : updateDuty === 'true', search }
}
