/** Units: list, tree, one of them, export. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { findUnit } from '../../registry/find-unit.ts'
import { changesOf } from '../../registry/change-history.ts'
import { unitFields } from '../../registry/import-units.ts'
import { unitKinds } from '../../registry/register.ts'
import { demandUnit } from '../../registry/scope.ts'
import { listUnits, unitOrders, unitTree, type ListedUnit } from '../../registry/unit-list.ts'
import { actorOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { listOf, orderQuery, pageQuery, rowsOfPage, several } from '../list-query.ts'
import type { HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'
import { jsonAnswer, keysOf, named } from '../route-parts.ts'

const kind = keysOf(unitKinds)

const unit = z
  .object({
    id: z.number().int(),
    code: z.string(),
    name: z.string(),
    shortName: z.string(),
    kind,
    parentCode: z.string().nullable(),
    parentName: z.string().nullable(),
    sites: z.number().int().describe('正常运行的网站'),
    accounts: z.number().int().describe('正常的账号'),
    below: z.number().int().describe('直接下级单位'),
  })
  .openapi('Unit')
export type UnitAnswer = z.output<typeof unit>

const treeUnit = z
  .object({
    code: z.string(),
    name: z.string(),
    shortName: z.string(),
    kind,
    parentCode: z.string().nullable(),
    sites: z.number().int(),
    accounts: z.number().int(),
  })
  .openapi('TreeUnit')
export type TreeUnitAnswer = z.output<typeof treeUnit>

export const registerChange = z
  .object({
    at: z.string(),
    author: z.string(),
    fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })).nullable(),
  })
  .openapi('RegisterChange')
export type RegisterChangeAnswer = z.output<typeof registerChange>

const filters = {
  kind: several(kind).describe('单位类别'),
  under: z.string().max(500).optional().describe('单位代码：该单位及其下级'),
  search: z.string().max(200).optional().describe('名称、简称或代码中含有'),
  ...orderQuery(unitOrders),
}

const list = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/units',
  request: { query: z.object({ ...filters, ...pageQuery }) },
  responses: jsonAnswer('一页单位和总数', listOf(unit)),
})
const tree = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/unit-tree',
  responses: jsonAnswer('全部单位，按印发次序', z.array(treeUnit)),
})
const one = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/units/{code}',
  request: { params: named('code', 'D01') },
  responses: jsonAnswer('一个单位及其变更', unit.extend({ changes: z.array(registerChange) }).openapi('UnitDetail')),
})
export type UnitDetailAnswer = UnitAnswer & { readonly changes: readonly RegisterChangeAnswer[] }
const sheet = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/units.xlsx',
  request: { query: z.object(filters) },
  responses: { 200: { description: '符合条件的全部单位（xlsx）' }, ...otherwise },
})

export function unitRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(list, async (context) => {
    const { order, descending, kind: kinds, ...given } = context.req.valid('query')
    const page = { ...rowsOfPage(given), order, descending: descending === 'true' }
    const { total, items } = await listUnits(db, actorOf(context), { ...given, kinds }, page)
    return context.json({ total, items: [...items] }, 200)
  })
  app.openapi(tree, async (context) => context.json([...(await unitTree(db, actorOf(context)))], 200))
  app.openapi(one, async (context) => {
    const { id, code } = await findUnit(db, context.req.valid('param')['code']!)
    demandUnit(actorOf(context), id)
    const page = { offset: 0, limit: 1, order: 'printOrder', descending: false } as const
    const { items } = await listUnits(db, actorOf(context), { codes: [code] }, page)
    const changes = await changesOf(db, { subject: 'unit', key: code, fields: unitFields })
    return context.json({ ...items[0]!, changes: shownChanges(changes) }, 200)
  })
  app.openapi(sheet, (context) => {
    const { order, descending, kind: kinds, ...given } = context.req.valid('query')
    const [actor, sorted] = [actorOf(context), { order, descending: descending === 'true' }]
    return sendSheet<ListedUnit>(
      '单位名录',
      [
        { title: '单位代码', width: 16, value: ({ code }) => code },
        { title: '单位名称', width: 40, value: ({ name }) => name },
        { title: '简称', width: 20, value: ({ shortName }) => shortName },
        { title: '类别', width: 14, value: (item) => unitKinds[item.kind] },
        { title: '上级单位', width: 30, value: ({ parentName }) => parentName },
        { title: '正常运行网站', width: 14, value: ({ sites }) => sites },
        { title: '正常账号', width: 12, value: ({ accounts }) => accounts },
      ],
      async (offset, limit) => (await listUnits(db, actor, { ...given, kinds }, { offset, limit, ...sorted })).items,
    ) as never
  })
  return app
}

/** As the document describes it: lists that nobody holds on to. */
export function shownChanges(changes: Awaited<ReturnType<typeof changesOf>>): RegisterChangeAnswer[] {
  return changes.map((entry) => ({ ...entry, fields: entry.fields === null ? null : [...entry.fields] }))
}
