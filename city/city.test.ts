import { expect, test } from 'vitest'
import { day, inWindow, windowOfDays } from '../src/kernel/day.ts'
import { cityAsOf } from './as-of.ts'
import { dayOf, epochOf, monitorPoint } from './calendar.ts'
import { buildCity, plants, type Plant } from './city.ts'
import type { SiteTruth } from './truth/site-truth.ts'

const city = buildCity({ seed: 'test', port: 8000 })
const { truth } = city

const site = (slug: string, of = truth): SiteTruth => of.sites.find((entry) => entry.slug === slug)!

test('the counts of the reference bulletin', () => {
  expect(truth.counts).toMatchObject({ sites: 67, portalsAndDepartments: 59, subsites: 4, committees: 4 })
  expect(truth.counts).toMatchObject({ accounts: 1609, sampled: 348, census: 331, earlierProblems: 20, both: 3 })
  expect(truth.counts.formerSites).toBe(8)
  expect(truth.counts.formerAccounts).toBe(60)
})

test('the counts hold for every seed', () => {
  for (const seed of ['a', 'b', '2025Q3', 'shanghai-2025Q3']) {
    const other = buildCity({ seed, port: 1 })
    expect(other.truth.counts).toEqual(truth.counts)
    expect(other.truth.accounts.stale).toHaveLength(5)
    expect(other.truth.accounts.unknown).toHaveLength(7)
    expect(other.truth.sites.flatMap(({ rounds }) => [...rounds.first.vetoes, ...rounds.second.vetoes])).toEqual([])
  }
})

test('the register is consistent', () => {
  const keys = [
    city.units.map(({ code }) => code),
    city.sites.map(({ code }) => code),
    city.sites.map(({ slug }) => slug),
    city.sites.flatMap(({ origin, columns }) => columns.map(({ path }) => origin + path)),
    city.sites.flatMap(({ origin, columns }) =>
      columns.flatMap(({ articles }) => articles.map(({ path }) => origin + path)),
    ),
    city.accounts.map(({ platform, platformId }) => `${platform}/${platformId}`),
  ]
  for (const list of keys) expect(new Set(list).size).toBe(list.length)
  const seen = new Set<string>()
  for (const { code, parent } of city.units) {
    expect(parent === null || seen.has(parent.code)).toBe(true)
    seen.add(code)
  }
  for (const { code } of city.sites) expect(code).toMatch(/^3101\d{2}\d{4}$|^310000\d{4}$/)
})

test('the units of the annex stand in the order of the published table', () => {
  const order = city.units.toSorted((a, b) => a.printOrder - b.printOrder).map(({ shortName }) => shortName)
  const annex = ['市城管执法局', '市民族宗教局', '市商务委', '市统计局']
  expect(order.filter((name) => annex.includes(name))).toEqual(annex)
})

test('the five stale accounts are those of the annex', () => {
  const names = truth.accounts.stale.map(({ organiser, platform, name }) => `${organiser} ${platform} ${name}`)
  expect(names.toSorted()).toEqual([
    '市商务委 微信 上海追溯',
    '市城管执法局 微信 长三角城管综合执法',
    '市民族宗教局 微博 上海民宗发布',
    '市统计局 微信 上海统计',
    '市统计局 澎湃号 上海统计',
  ])
  expect(truth.accounts.stale.map(({ lastBefore }) => lastBefore)).toContain('2025-07-31 23:59')
})

test('boundaries and decoys among the accounts', () => {
  expect(truth.accounts.boundaryFresh.map(({ lastBefore }) => lastBefore)).toEqual(['2025-08-01 00:00'])
  const boundary = city.accounts.find(({ name }) => name === '上海财政')!
  expect(new Date(epochOf(boundary.posts[0]!.at)).toISOString()).toBe('2025-07-31T16:00:00.000Z')
  expect(truth.accounts.unsampledStale.map(({ lastBefore }) => lastBefore)).toContain('2025-07-31 23:59')
  expect(truth.accounts.posthumous).toHaveLength(1)
  expect(truth.accounts.inapplicable.length).toBeGreaterThanOrEqual(4)
  // 卡点: posts before the window and two days after the monitoring point.
  const resumed = city.accounts.find(({ name }) => name === '上海追溯')!
  expect(resumed.posts[1]!.at).toBe('2025-08-16 17:30')
})

test('every other sampled account has a post in the window', () => {
  const exceptions = [...truth.accounts.stale, ...truth.accounts.unknown, ...truth.accounts.inapplicable]
  const excepted = new Set(exceptions.map(({ platformId }) => platformId))
  const window = windowOfDays(monitorPoint, 14)
  const census = city.accounts.filter(
    ({ state, organiser }) => state === 'active' && (organiser.kind === 'district' || organiser.kind === 'department'),
  )
  const rest = [...census, ...city.earlierProblems].filter(({ platformId }) => !excepted.has(platformId))
  expect(rest.length).toBeGreaterThan(320)
  for (const account of rest) expect(account.posts.some(({ at }) => inWindow(dayOf(at), window))).toBe(true)
  for (const account of city.earlierProblems) expect(excepted).not.toContain(account.platformId)
})

test('site faults stay one short of a veto', () => {
  expect(site('jinshan').rounds.second.staleColumns).toEqual(['部门动态', '街镇动态', '通知公告', '政策文件'])
  expect(site('zhishi').blankColumns).toHaveLength(4)
  expect(site('chongming').rounds.second.longStaleColumns).toHaveLength(9)
  expect(site('fengxian').rounds.second.staleColumns).toHaveLength(3)
  expect(site('nongye').rounds.second.failedProbes).toBe(6)
  expect(site('liangshi').rounds.second).toMatchObject({ newestHome: '2025-08-01', homeFresh: true })
  expect(site('changning').faults.falsifiedDates).toMatchObject([{ shown: '2025-08-13', meta: '2025-04-03' }])
  expect(site('fangguan').faults.incompleteGuides).toBe(4)
})

test.each<[Plant, string, 'first' | 'second', string]>([
  ['home-stale', 'hongkou', 'second', 'WEB-V3'],
  ['columns-stale', 'baoshan', 'second', 'WEB-V4.1'],
  ['blank-columns', 'minzheng', 'second', 'WEB-V4.3'],
  ['unreachable', 'songjiang', 'second', 'WEB-V2'],
])('%s fails %s and nobody else', (plant, slug, round, clause) => {
  const planted = buildCity({ seed: 'test', port: 8000, plant: [plant] }).truth
  expect(site(slug, planted).rounds[round].vetoes).toEqual([clause])
  const failed = planted.sites.filter(({ rounds }) => rounds.second.vetoes.length > 0)
  expect(failed.map((entry) => entry.slug)).toEqual([slug])
  // Only columns that never had content are a fault in the first round already.
  expect(site(slug, planted).rounds.first.vetoes).toEqual(plant === 'blank-columns' ? [clause] : [])
})

test.each<[Plant, string, string]>([
  ['channel-closed', 'caizheng', 'WEB-V5.1'],
  ['message-late', 'jiaoyu', 'WEB-V5.2'],
  ['services-missing', 'shichang', 'WEB-V6.1'],
  ['guides-incomplete', 'shuiwu', 'WEB-V6.2'],
  ['guides-few', 'shengtai', 'WEB-V6.3'],
])('%s fails %s in both rounds, and nobody else', (plant, slug, clause) => {
  const planted = buildCity({ seed: 'test', port: 8000, plant: [plant] }).truth
  const failed = planted.sites.filter(({ rounds }) => rounds.second.vetoes.length > 0)
  expect(failed.map((entry) => [entry.slug, entry.rounds.first.vetoes, entry.rounds.second.vetoes])).toEqual([
    [slug, [clause], [clause]],
  ])
})

test('account-stale adds one stale account', () => {
  const planted = buildCity({ seed: 'test', port: 8000, plant: ['account-stale'] }).truth.accounts.stale
  expect(planted).toHaveLength(6)
  expect(planted.map(({ name }) => name)).toContain('上海水务海洋')
})

test('the same options give the same city', () => {
  const options = { seed: 'twice', port: 8000, plant: plants, articlesPerSite: 60 }
  expect(JSON.stringify(buildCity(options))).toBe(JSON.stringify(buildCity(options)))
  expect(JSON.stringify(buildCity({ ...options, seed: 'other' }))).not.toBe(JSON.stringify(buildCity(options)))
})

test('articlesPerSite makes the sites larger without changing who is stale', () => {
  const large = buildCity({ seed: 'test', port: 8000, articlesPerSite: 1000 })
  const count = (of: typeof city): number =>
    of.sites.find(({ slug }) => slug === 'tongji')!.columns.reduce((sum, { articles }) => sum + articles.length, 0)
  expect(count(city)).toBeLessThan(60)
  expect(count(large)).toBeGreaterThan(900)
  expect(large.truth.sites.map(({ rounds }) => rounds.second.staleColumns)).toEqual(
    truth.sites.map(({ rounds }) => rounds.second.staleColumns),
  )
})

test('an earlier day shows nothing that was published later', () => {
  const today = day('2025-07-16')
  const earlier = cityAsOf(city, today)
  for (const { columns } of earlier.sites) {
    for (const { articles } of columns) {
      for (const { publishedAt, metaAt } of articles) {
        expect(dayOf(publishedAt) <= today && dayOf(metaAt) <= today).toBe(true)
      }
    }
  }
  for (const { posts, source } of earlier.accounts) {
    expect(posts.every(({ at }) => dayOf(at) <= today)).toBe(true)
    expect(source.kind === 'delivered' || source.builtOn <= today).toBe(true)
  }
  expect(earlier.truth).toBe(city.truth)
})
