/** What people and files provide becomes sources beside the program's own readings. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { day } from '../kernel/day.ts'
import type { Failure } from '../kernel/failure.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { captureFormat, importCaptures, previewCaptures } from './import-captures.ts'
import { importPosts, postFormat } from './import-posts.ts'
import { rawAnswer, sourceResults } from './source-readings.ts'
import { readSpreadsheet } from './spreadsheet.ts'

const { db } = await testStore()
const folder = await temporaryFolder('captures')
const by = { author: '李四', at: '2025-08-15T01:00:00.000Z' }
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('picture')])

beforeEach(async () => {
  for (const table of [
    'accountPosts',
    'sourceResult',
    'accountSource',
    'deliveredAccount',
    'postDelivery',
    'accountName',
    'account',
  ] as const)
    await db.deleteFrom(table).execute()
  await upsertRows(db, 'unit', ['code'], [{ code: 'u', name: 'u', shortName: 'u', kind: 'district', printOrder: 1 }])
  const { id: organiserId } = await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
  const account = { platform: 'weixin', purpose: 'publish', state: 'active', sourceKind: 'delivered', organiserId }
  await upsertRows(
    db,
    'account',
    [],
    [1, 2].map((n) => ({ ...account, platformId: `gh_${n}`, identityKey: `weixin/gh_${n}`, name: `${n}号` })),
  )
  await writeFile(path.join(folder, 'a.png'), png)
})

async function sheet(name: string, text: string, format: typeof captureFormat) {
  await writeFile(path.join(folder, name), text)
  return readSpreadsheet(path.join(folder, name), format)
}
const sources = () =>
  db
    .selectFrom('accountSource')
    .leftJoin('accountPosts', 'sourceId', 'accountSource.id')
    .selectAll()
    .orderBy('kind')
    .orderBy('accountSource.accountId')
    .execute()

const headings = '账号类型,账号标识,网址,最近发布时间,最近标题,截图文件,采集人,采集时间'
const captures = (lines: string) => sheet('采集表.csv', `${headings}\n${lines}`, captureFormat)

test('a person’s capture: the newest post that was seen, by whom, and the picture as proof', async () => {
  const rows = await captures(
    '微信,gh_1,https://mp.example.cn/1,2025-08-10 09:00,标题,a.png,王五,2025-08-14 10:00\n' +
      '微信,gh_1,https://mp.example.cn/1,2025-08-12 09:00,标题,a.png,王五,2025-08-14 18:00\n' +
      '微信,gh_2,https://mp.example.cn/2,,,a.png,王五,2025-08-14 10:00',
  )
  expect(await previewCaptures(db, rows, { folder, at: by.at })).toMatchObject({ added: 3 })
  expect(await sources()).toEqual([])
  expect(await importCaptures(db, rows, { ...by, folder })).toMatchObject({ added: 3 })
  expect(await sources()).toMatchObject([
    {
      kind: 'capture',
      trust: 2,
      nextDueAt: null,
      lastOutcome: 'read',
      days: ['2025-08-12', '2025-08-10'],
      knownUntil: '2025-08-14T10:00:00.000Z',
    },
    { kind: 'capture', lastOutcome: 'empty', days: null },
  ])
  const [first] = await db.selectFrom('accountSource').select('id').orderBy('accountId').execute()
  const [result] = await sourceResults(db, first!.id, 5)
  expect(result).toMatchObject({ providedBy: '王五', newestOn: '2025-08-12' })
  expect((await rawAnswer(db, result!.sha256!)).content.equals(png)).toBe(true)
})

test('a capture without proof, from elsewhere or from the future is refused, and all is said at once', async () => {
  await mkdir(path.join(folder, 'sub'), { recursive: true })
  await writeFile(path.join(folder, 'text.png'), 'no picture')
  await symlink('/etc/passwd', path.join(folder, 'link.png')).catch(() => undefined)
  const row = (picture: string, last = '2025-08-10', at = '2025-08-14 10:00') =>
    `微信,gh_1,https://mp.example.cn/1,${last},标题,${picture},王五,${at}`
  const rows = await captures(
    [
      row('../a.png'),
      row('missing.png'),
      row('text.png'),
      row('link.png'),
      row('a.png', '2025-08-15'),
      row('a.png', '2025-02-30'),
      row('a.png', '2025-08-10', '2026-01-01 00:00'),
    ].join('\n'),
  )
  const failure = (await importCaptures(db, rows, { ...by, folder }).catch((error: unknown) => error)) as Failure
  const details = failure.details.join('\n')
  for (const words of [
    '不带路径',
    '没有文件“missing.png”',
    '不是 png 或 jpg 图片',
    '没有文件“link.png”',
    '晚于采集时间',
    '不是存在的日期',
    '采集时间在将来',
  ])
    expect(details).toContain(words)
  expect(await sources()).toEqual([])
})

test('files and a unit’s report are two sources; a json export is read like a spreadsheet', async () => {
  const post = {
    账号类型: '微信',
    账号标识: 'gh_1',
    标题: '甲 😀',
    链接: 'https://mp.example.cn/1',
    发布时间: '2025-08-01 08:30',
    多余: 1,
  }
  const exported = await sheet(
    '导出.json',
    JSON.stringify({ code: 0, data: [post, { 账号类型: '微信', 账号标识: 'gh_2' }] }),
    postFormat,
  )
  const period = { source: '数据商', knownThrough: day('2025-08-14'), coveredFrom: day('2025-07-01') }
  await importPosts(db, exported, { ...by, ...period })
  const reported = await sheet('自报.csv', '账号类型,账号标识,标题,链接,发布时间\n微信,gh_1,乙,,2025-08-13', postFormat)
  await importPosts(db, reported, { ...by, ...period, source: '某局', isReport: true })
  expect(await sources()).toMatchObject([
    { kind: 'file', trust: 4, days: ['2025-08-01'], knownUntil: '2025-08-14T16:00:00.000Z', coveredFrom: '2025-07-01' },
    { kind: 'file', trust: 4, days: [], lastOn: null, lastOutcome: 'read' },
    { kind: 'unitReport', trust: 5, days: ['2025-08-13'] },
  ])
  expect(await db.selectFrom('postDelivery').select('source').execute()).toEqual([{ source: '数据商' }])
})

test.each([
  ['cut off', '[{"账号类型":"微信"', '不是有效的 JSON'],
  ['no list', '{"a":1}', '不是记录的列表'],
  ['two lists', '{"a":[],"b":[]}', '不是记录的列表'],
  ['not of records', '[1,2]', '不是记录的列表'],
  [
    'numbers that lost digits',
    '[{"账号类型":"微信","账号标识":12345678901234567890,"标题":"","链接":"","发布时间":""}]',
    '数字位数过多',
  ],
  ['lists in cells', '[{"账号类型":["微信"],"账号标识":"1","标题":"","链接":"","发布时间":""}]', '不能是列表'],
])('a json file %s is refused', async (_name, text, words) => {
  const failure = (await sheet('坏.json', text, postFormat).catch((error: unknown) => error)) as Failure
  expect([failure.message, ...(failure.details ?? [])].join('\n')).toContain(words)
})
