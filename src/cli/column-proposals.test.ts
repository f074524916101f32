/** Proposed columns go into the register through the spreadsheet that a person has corrected, and are not proposed again. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { compareColumns } from '../gather/compare-columns.ts'
import { findColumns, type FoundColumns } from '../gather/find-columns.ts'
import { serveSite, testLimits } from '../gather/test-server.ts'
import { list, row } from '../gather/test-site.ts'
import { columnFormat, importColumns, previewColumns } from '../registry/import-columns.ts'
import { readSpreadsheet } from '../registry/spreadsheet.ts'
import { columnsOf } from '../registry/store.ts'
import { proposalSheet } from './column-proposals.ts'

const { db } = await testStore()
const siteCode = '3101010001'
const by = { author: '李四', at: '2025-08-20T04:00:00.000Z' }
const page = (name: string, type: string, ...rows: string[]) =>
  `<meta name="ColumnName" content="${name}"><meta name="ColumnType" content="${type}">${list(...rows)}`
const menu = '<div class="nav"><a href="/">首页</a> <a href="/yw/">工作动态</a> <a href="/tz/">通知公告</a></div>'
const welcome = '<p>欢迎访问某区人民政府门户网站，本网站由区政府办公室主办，区大数据中心承办。</p>'
const pages: Record<string, string> = {
  '/': menu + welcome,
  '/yw/': page('工作动态', '动态要闻', row('/yw/1.html', '区政府召开常务会议', '2025-08-19')),
  '/tz/': page('通知公告', '通知公告', row('/tz/1.html', '关于道路施工的通告', '2025-07-01')),
}

async function found(origin: string, known: readonly string[] = []): Promise<FoundColumns> {
  const { signal } = new AbortController()
  const clock = () => Date.parse('2025-08-20T12:00:00+08:00')
  const result = await findColumns(`${origin}/`, { limits: testLimits(), clock, signal, known })
  if ('missing' in result) throw new Error(result.missing.detail)
  return result
}

async function rowsOf(sheet: Uint8Array) {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-proposals-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'columns.xlsx')
  await writeFile(file, sheet)
  return readSpreadsheet(file, columnFormat)
}

test('proposed, imported, and then only what is new, gone or contradicts', async () => {
  const { origin } = await serveSite(pages)
  const unit = { code: 'A', name: '某区', shortName: '某区', kind: 'district', parentId: null, printOrder: 1 }
  const { id: organiserId } = await db.insertInto('unit').values(unit).returning('id').executeTakeFirstOrThrow()
  const about = { siteCode, name: '某区政府', url: `${origin}/`, category: 'districtPortal', state: 'active' }
  const site = { ...about, hasServices: true, organiserId }
  const { id } = await db.insertInto('site').values(site).returning('id').executeTakeFirstOrThrow()

  const first = compareColumns(await found(origin), [])
  expect(first.proposals.map(({ change, name, class: kind, level }) => [change, name, kind, level])).toEqual([
    ['new', '工作动态', 'news', 1],
    ['new', '通知公告', 'notice', 1],
  ])
  const rows = await rowsOf(await proposalSheet(siteCode, first))
  expect(await previewColumns(db, rows)).toMatchObject({ added: 2, errorCount: 0 })
  await importColumns(db, rows, by)
  const register = await columnsOf(db, id)
  expect(register).toMatchObject([
    { name: '工作动态', url: `${origin}/yw/`, class: 'news', level: 1, onHome: false, updateDuty: true },
    { name: '通知公告', class: 'notice' },
  ])
  const again = async (known: typeof register) =>
    compareColumns(
      await found(
        origin,
        known.map(({ url }) => url),
      ),
      known,
    )
  expect(await again(register)).toEqual({ proposals: [], gone: [] })

  // One column is new, one went, and the register calls one by a class that its page and its name contradict.
  pages['/'] = `${menu}${welcome}`.replace('<a href="/tz/">通知公告</a>', '<a href="/zc/">政策文件</a>')
  pages['/zc/'] = page('政策文件', '政策文件', row('/zc/1.html', '某区人民政府关于印发办法的通知', '2025-06-01'))
  delete pages['/tz/']
  const changed = register.map((column) =>
    column.name === '工作动态' ? { ...column, class: 'other' as const } : column,
  )
  const compared = await again(changed)
  expect(compared).toMatchObject({
    proposals: [
      { change: 'contradicts', name: '工作动态', class: 'news', registered: { class: 'other', level: 1 } },
      { change: 'new', name: '政策文件', class: 'policy' },
    ],
    gone: [{ name: '通知公告', url: `${origin}/tz/`, reason: '应答 404' }],
  })
  const next = await rowsOf(await proposalSheet(siteCode, compared))
  expect(await previewColumns(db, next)).toMatchObject({ added: 1, unchanged: 1, errorCount: 0 })
})

test('what a person has set is not contradicted by a guess', () => {
  const set = {
    name: '便民',
    url: 'http://x/bm/',
    class: 'services' as const,
    level: 2,
    onHome: true,
    updateDuty: false,
  }
  const guess = { ...set, level: 1, classConfidence: 0.85, basis: '' }
  const compare = (levelConfidence: number) =>
    compareColumns({ columns: [{ ...guess, levelConfidence, confidence: levelConfidence }], gone: [] }, [set]).proposals
  expect(compare(0.79)).toEqual([])
  expect(compare(0.8)).toMatchObject([{ change: 'contradicts', level: 1, registered: { level: 2 } }])
})
