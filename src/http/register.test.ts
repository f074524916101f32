/** Units, sites and columns over HTTP: filters, pages, exports, and what a unit sees of them. */
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { columnFormat, importColumns } from '../registry/import-columns.ts'
import { importSites, siteFormat } from '../registry/import-sites.ts'
import { importUnits, unitFormat } from '../registry/import-units.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
type Asker = Awaited<ReturnType<typeof signedIn>>
let supervisor: Asker
let operator: Asker

beforeAll(async () => {
  const by = { author: '张三', at: '2025-08-14T01:00:00.000Z' }
  const below = Array.from(
    { length: 12 },
    (_, index) => `s${index},街道${index},街道${index},下属单位,hp,${index + 10}`,
  )
  const units = `机构代码,机构名称,机构简称,机构类别,上级机构代码,序号
    hp,黄浦区人民政府,黄浦区,区政府,,1
    tj,市统计局,市统计局,市政府部门,,2
    ${below.join('\n    ')}`
  await importUnits(db, await sheetRows(unitFormat, units), by)
  const sites = (name: string) => `网站标识码,网站名称,首页网址,网站类别,主办单位代码,运行状态,是否有办事服务
    3101010001,${name},http://hp.example/,区政府门户网站,hp,正常运行,是
    3100000087,=HYPERLINK网,http://tj.example/,市政府部门网站,tj,正常运行,否`
  const safe = (name: string) => sites(name).replace('=HYPERLINK网', '统计网')
  await importSites(db, await sheetRows(siteFormat, safe('黄浦')), by)
  await importSites(db, await sheetRows(siteFormat, safe('黄浦门户')), { ...by, author: '李四' })
  // the import refuses formulas; a name that looks like one may still have come another way
  await db.updateTable('site').set({ name: '=HYPERLINK("http://x")' }).where('siteCode', '=', '3100000087').execute()
  const columns = `网站标识码,栏目名称,栏目网址,栏目类别,栏目级别,首页展示,更新要求
    3101010001,要闻,http://hp.example/news/,动态要闻,1,是,是
    3101010001,领导,http://hp.example/leaders/,领导信息,1,否,否`
  await importColumns(db, await sheetRows(columnFormat, columns), by)
  supervisor = await signedIn(db, app)
  operator = await signedIn(db, app, 'operator', { units: ['hp'] })
})

async function get(who: Asker, address: string) {
  const answer = await who.request(address)
  return { status: answer.status, body: (await answer.json()) as { total: number; items: Record<string, unknown>[] } }
}

describe('lists of the register', () => {
  it('come in pages', async () => {
    const first = await get(supervisor, '/api/units?size=10')
    const second = await get(supervisor, '/api/units?size=10&page=2')
    expect([first.body.total, first.body.items.length, second.body.items.length]).toEqual([14, 10, 4])
    const codes = [...first.body.items, ...second.body.items].map(({ code }) => code)
    expect(new Set(codes).size).toBe(14)
  })

  it.each([
    ['/api/units?kind=district', ['hp']],
    ['/api/units?search=%E7%BB%9F%E8%AE%A1', ['tj']],
    ['/api/units?under=tj', ['tj']],
  ])('%s', async (address, expected) => {
    expect((await get(supervisor, address)).body.items.map(({ code }) => code)).toEqual(expected)
  })

  it.each([
    ['/api/sites', ['3100000087', '3101010001']],
    ['/api/sites?descending=true', ['3101010001', '3100000087']],
    ['/api/sites?category=districtPortal', ['3101010001']],
    ['/api/sites?state=closed', []],
    ['/api/sites?under=hp&search=HP.EXAMPLE', ['3101010001']],
  ])('%s', async (address, expected) => {
    expect((await get(supervisor, address)).body.items.map(({ siteCode }) => siteCode)).toEqual(expected)
  })

  it.each([
    ['/api/columns', 2],
    ['/api/columns?site=3101010001&class=news', 1],
    ['/api/columns?updateDuty=false', 1],
    ['/api/columns?site=3100000087', 0],
  ])('%s', async (address, total) => {
    expect((await get(supervisor, address)).body.total).toBe(total)
  })

  it('of a site show who changed what', async () => {
    const { body } = await get(supervisor, '/api/sites/3101010001')
    expect(body).toMatchObject({
      name: '黄浦门户',
      columns: 2,
      organiser: { code: 'hp' },
      changes: [
        { author: '李四', fields: [{ field: '网站名称', before: '黄浦', after: '黄浦门户' }] },
        { author: '张三', fields: null },
      ],
    })
  })
})

describe('units to choose among', () => {
  const codes = async (who: Asker, query: string) => {
    const { body } = await get(who, `/api/unit-choices?${query}`)
    return (body as unknown as { units: { code: string }[] }).units.map(({ code }) => code)
  }
  const named = (search: string) => `search=${encodeURIComponent(search)}`

  it.each([
    ['part of the name', named('统计'), ['tj']],
    ['the short name, before what begins with it or holds it', named('黄浦'), ['hp']],
    ['the code, however wide it is typed', named('ＴＪ'), ['tj']],
    ['what is it before what begins with it', named('街道1'), ['s1', 's10', 's11']],
    ['no wildcards', named('%'), []],
    ['exactly these', 'code=tj&code=s3&code=none', ['tj', 's3']],
  ])('are found by %s', async (_, query, expected) => {
    expect(await codes(supervisor, query)).toEqual(expected)
  })

  it('are those of the scope, without a name above it', async () => {
    expect(await codes(operator, named('局'))).toEqual([])
    expect(await codes(operator, 'code=tj')).toEqual([])
    const street = await signedIn(db, app, 'operator', { units: ['s3'] })
    const { body } = await get(street, '/api/unit-choices')
    expect(body).toEqual({ units: [{ code: 's3', name: '街道3', shortName: '街道3', parentName: null }], more: false })
  })

  it('are all for administrators, who give them to users and channels', async () => {
    expect(await codes(await signedIn(db, app, 'systemAdministrator'), '')).toHaveLength(14)
  })
})

describe('a unit', () => {
  it('sees itself and what is below it, and nothing else', async () => {
    expect((await get(operator, '/api/units?size=100')).body.total).toBe(13)
    expect((await get(operator, '/api/unit-tree')).body).toHaveLength(13)
    expect((await get(operator, '/api/sites')).body.items).toMatchObject([{ siteCode: '3101010001' }])
    expect((await get(operator, '/api/columns')).body.total).toBe(2)
  })

  it.each(['/api/units/tj', '/api/sites/3100000087'])('%s does not exist for it', async (address) => {
    expect((await get(operator, address)).status).toBe(404)
  })

  it('gets only its own rows in an export', async () => {
    const bytes = new Uint8Array(await (await operator.request('/api/sites.xlsx')).arrayBuffer())
    const { sheets } = await readXlsx(bytes)
    expect(sheets[0]!.rows.map((row) => row[0])).toEqual(['网站标识码', '3101010001'])
  })
})

it('the pages of the columns are the whole list in its order, wherever one site ends and the next begins', async () => {
  const sites = await db.selectFrom('site').select('id').orderBy('id').execute()
  const more = Array.from({ length: 23 }, (_, n) => ({
    siteId: sites[n % sites.length]!.id,
    name: `第${n}栏`,
    url: `http://x.example/${n}`,
    class: 'news',
    level: 1,
    onHome: false,
    updateDuty: n % 3 === 0,
  }))
  await db.insertInto('siteColumn').values(more).execute()
  const expected = await db
    .selectFrom('siteColumn')
    .innerJoin('site', 'site.id', 'siteColumn.siteId')
    .select(['siteColumn.id', 'updateDuty'])
    .orderBy('site.siteCode')
    .orderBy('siteColumn.id')
    .execute()
  for (const [query, wanted] of [
    ['', expected],
    ['&updateDuty=true', expected.filter(({ updateDuty }) => updateDuty)],
  ] as const) {
    const ids: unknown[] = []
    for (const page of [1, 2, 3, 4]) {
      const { body } = await get(supervisor, `/api/columns?size=10&page=${page}${query}`)
      expect(body.total).toBe(wanted.length)
      ids.push(...body.items.map(({ id }) => id))
    }
    expect(ids).toEqual(wanted.map(({ id }) => id))
  }
  expect(
    (await get(operator, '/api/columns?size=100')).body.items.every(({ siteCode }) => siteCode === '3101010001'),
  ).toBe(true)
})

it('writes what looks like a formula as text', async () => {
  const answer = await supervisor.request('/api/sites.xlsx')
  expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('网站名录.xlsx'))
  const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()))
  expect(sheets[0]!.rows[1]![1]).toBe('=HYPERLINK("http://x")')
})
