import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readXlsx } from 'hucre'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shanghai2025 } from '../src/regulations/shanghai-2025.ts'
import { buildCity, plants } from './city.ts'
import { personClauses } from './files/decisions-sheet.ts'
import { registryFiles, writeRegistryFiles } from './registry-files.ts'

const city = buildCity({ seed: 'test', port: 8000 })
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'city-'))
  await writeRegistryFiles(city, folder)
})
afterAll(() => rm(folder, { recursive: true }))

async function xlsx(name: string, of = folder): Promise<string[][]> {
  const { sheets } = await readXlsx(await readFile(path.join(of, name)))
  return sheets[0]!.rows.map((row) => row.map((cell) => String(cell ?? '')))
}

async function csv(name: string, charset: string): Promise<string[]> {
  return new TextDecoder(charset, { fatal: true })
    .decode(await readFile(path.join(folder, name)))
    .split('\r\n')
    .slice(0, -1)
}

test('the same city gives the same bytes', async () => {
  const again = await mkdtemp(path.join(tmpdir(), 'city-'))
  await writeRegistryFiles(buildCity({ seed: 'test', port: 8000 }), again)
  const names = await readdir(folder)
  expect(names.toSorted()).toEqual(Object.values(registryFiles).toSorted())
  for (const name of names) {
    expect(Buffer.compare(await readFile(path.join(folder, name)), await readFile(path.join(again, name)))).toBe(0)
  }
  await rm(again, { recursive: true })
})

test('headings are those of the import formats', async () => {
  const formats = await readFile(path.resolve(import.meta.dirname, '../docs/import-formats.md'), 'utf8')
  const headingsOf = (kind: string): string[] => {
    const line = formats.split('\n').find((row) => row.startsWith(`| ${kind} |`))!
    return line.split('|')[3]!.trim().replaceAll('*', '').split(', ')
  }
  const required = (kind: string): string[] => {
    const line = formats.split('\n').find((row) => row.startsWith(`| ${kind} |`))!
    return [...line.split('|')[3]!.matchAll(/([^,|*]+)\*/g)].map((match) => match[1]!.trim())
  }
  const files = {
    机构: 'units',
    网站: 'sites',
    栏目: 'columns',
    前期问题账号: 'earlierProblems',
  } as const
  for (const [kind, file] of Object.entries(files))
    expect((await xlsx(registryFiles[file]))[0]).toEqual(headingsOf(kind))
  // A city keeps no costs and followers of its accounts: of the optional headings a file has what it has.
  const ofAccounts = (await xlsx(registryFiles.accounts))[0]!
  expect(ofAccounts).toEqual(expect.arrayContaining(required('账号')))
  expect(headingsOf('账号')).toEqual(expect.arrayContaining(ofAccounts))
  // What its accounts deliver are posts: no file says so of each.
  const ofPosts = headingsOf('账号发布记录').filter((heading) => heading !== '内容类型')
  expect((await xlsx(registryFiles.postsXlsx))[0]).toEqual(ofPosts)
  expect((await xlsx(registryFiles.securityScan))[0]).toEqual(headingsOf('第三方安全扫描'))
  expect((await xlsx(registryFiles.decisions))[0]).toEqual(headingsOf('检查与复核结论'))
  expect((await csv(registryFiles.postsCsv, 'gb18030'))[0]!.split(',')).toEqual(ofPosts)
  expect((await csv(registryFiles.probes, 'utf-8'))[0]!.split(',')).toEqual(headingsOf('可用性监测记录'))
})

test('rows of the register', async () => {
  expect((await xlsx(registryFiles.sites)).filter((row) => row[5] === '正常运行')).toHaveLength(67)
  const accounts = await xlsx(registryFiles.accounts)
  expect(accounts.filter((row) => row[5] === '正常')).toHaveLength(1609)
  for (const row of accounts.slice(1)) expect(row[6] === '订阅源').toBe(row[7] !== '')
  expect(await xlsx(registryFiles.earlierProblems)).toHaveLength(21)
  expect(await xlsx(registryFiles.securityScan)).toHaveLength(68)
})

test('about one account in twenty is delivered in files, each in one of them', async () => {
  const inXlsx = new Set((await xlsx(registryFiles.postsXlsx)).slice(1).map((row) => row[1]))
  const inCsv = new Set((await csv(registryFiles.postsCsv, 'gb18030')).slice(1).map((line) => line.split(',')[1]))
  const delivered = city.accounts.filter(({ state, source }) => state === 'active' && source.kind === 'delivered')
  expect(inXlsx.size + inCsv.size).toBe(delivered.length)
  expect(delivered.length / 1609).toBeGreaterThan(0.035)
  expect(delivered.length / 1609).toBeLessThan(0.07)
})

test('20 counted probes a day in both weeks, six failures at most', async () => {
  const rows = (await csv(registryFiles.probes, 'utf-8')).slice(1).map((line) => line.split(','))
  const perDay = new Map<string, number>()
  const failedPerWeek = new Map<string, number>()
  for (const [code, at, result] of rows) {
    const counted = result !== '拦截' && result !== '维护'
    if (counted) perDay.set(`${code} ${at!.slice(0, 10)}`, (perDay.get(`${code} ${at!.slice(0, 10)}`) ?? 0) + 1)
    if (counted && result !== '正常')
      failedPerWeek.set(`${code} ${at!.slice(0, 7)}`, (failedPerWeek.get(`${code} ${at!.slice(0, 7)}`) ?? 0) + 1)
  }
  expect(perDay.size).toBe(67 * 14)
  expect(new Set(perDay.values())).toEqual(new Set([20]))
  expect(Math.max(...failedPerWeek.values())).toBe(6)
  expect(new Set(rows.map(([code, at]) => `${code} ${at}`)).size).toBe(rows.length)
  expect(rows.some(([, , result]) => result === '拦截') && rows.some(([, , result]) => result === '维护')).toBe(true)
})

test('the clauses for persons and for confirmation are those of the rule set', () => {
  const { site, siteWithServices, account, app } = personClauses
  const persons = Object.entries(shanghai2025.clauses).filter(([, clause]) => clause.decidedBy !== 'machine')
  expect(persons.map(([id]) => id).toSorted()).toEqual([...site, ...siteWithServices, ...account, ...app].toSorted())
})

test('decisions: every person clause of every target, two persons for the stale five', async () => {
  const rows = (await xlsx(registryFiles.decisions)).slice(1)
  const of = (round: string) => rows.filter((row) => row[0] === round)
  const withServices = city.sites.filter(({ state, hasServices }) => state === 'active' && hasServices).length
  expect(of('site-1')).toHaveLength(67 * 8 + withServices * 3)
  // One more: the reviewer looked into the one article whose dates disagree.
  expect(of('site-2')).toHaveLength(67 * 8 + withServices * 3 + 1)
  expect(rows.filter((row) => row[3] === '误报').map((row) => [row[1], row[2]])).toEqual([['3101050001', 'WEB-V1.5']])
  expect(new Set(of('account-1').map((row) => row[1])).size).toBe(348)
  const confirmed = rows.filter((row) => row[3] === '确认')
  expect(confirmed).toHaveLength(10)
  expect(new Set(confirmed.map((row) => row[1])).size).toBe(5)
  expect(new Set(confirmed.map((row) => `${row[6]} ${row[7]}`)).size).toBe(2)
  const looked = rows.filter((row) => row[2] === 'NM-V2.1' && row[3] === '通过')
  expect(looked).toHaveLength(14)
  expect(looked.filter((row) => /^人工登录平台查看，最近发布2025-08-(0[1-9]|1[0-4])$/.test(row[5]!))).toHaveLength(7)
})

test('planted vetoes come with two signatures each', async () => {
  const planted = await mkdtemp(path.join(tmpdir(), 'city-'))
  await writeRegistryFiles(buildCity({ seed: 'test', port: 8000, plant: plants }), planted)
  const confirmed = (await xlsx(registryFiles.decisions, planted)).filter((row) => row[3] === '确认')
  const sites = confirmed.filter((row) => row[0]!.startsWith('site')).map((row) => `${row[0]} ${row[2]} ${row[7]}`)
  expect(sites.toSorted()).toEqual(
    ['WEB-V4.3', 'WEB-V5.1', 'WEB-V5.2', 'WEB-V6.1', 'WEB-V6.2', 'WEB-V6.3']
      .flatMap((clause) => [`site-1 ${clause}`, `site-2 ${clause}`])
      .concat('site-2 WEB-V2', 'site-2 WEB-V3', 'site-2 WEB-V4.1')
      .flatMap((row) => [`${row} 复核人员`, `${row} 市级主管`])
      .toSorted(),
  )
  expect(confirmed.filter((row) => row[0] === 'account-1')).toHaveLength(12)
  await rm(planted, { recursive: true })
})
