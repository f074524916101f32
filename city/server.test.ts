import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '../src/kernel/day.ts'
import { startCity, type RunningCity } from './server.ts'
import type { Column, Site } from './sites/site.ts'
import { familyIds, familyOf, type FamilyId } from './templates/family.ts'
import { visit } from './visit.ts'

let city: RunningCity

beforeAll(async () => {
  city = await startCity({ seed: 'test', port: 0, slowMs: 120 })
})
afterAll(() => city.stop())

const site = (slug: string): Site => city.model.sites.find((entry) => entry.slug === slug)!
const truth = (slug: string) => city.model.truth.sites.find((entry) => entry.slug === slug)!
/** The first site of a family in whose identity nothing is planted. */
const ofFamily = (family: FamilyId): Site =>
  city.model.sites.find(
    ({ family: own, identity, footer, code }) =>
      own === family && Object.keys(identity).length === 0 && footer.reportCode === code,
  )!
const mainColumn = ({ columns }: Site): Column => columns.find(({ onHome }) => onHome)!

async function text(of: Site, path: string): Promise<string> {
  const { body } = await visit(of.origin + path)
  return new TextDecoder(familyOf(of.family).charset, { fatal: true }).decode(body)
}

test.each<[FamilyId, RegExp, RegExp]>([
  [
    'list',
    /<li><a href="[^"]+" title="[^"]+">[^<]+<\/a><span class="date">2025-08-\d\d</,
    /发布时间：2025-08-\d\d \d\d:\d\d/,
  ],
  ['table', /<td align="right" nowrap>2025\/08\/\d\d</, /发布日期：2025\/08\/\d\d \d\d:\d\d/],
  ['definition', /<\/dt><dd>2025年8月\d+日</, /<dd>2025年8月\d+日 \d\d:\d\d</],
  ['front', /<div class="when">2025\.08\.\d\d<\/div>/, /<b>2025\.08\.\d\d \d\d:\d\d</],
  ['glued', /[^\d]2025-08-\d\d<\/a>/, /2025-08-\d\d \d\d:\d\d<\/center>/],
  ['short', /<em>\[08-\d\d\]<\/em>/, /时间：2025-08-\d\d　/],
  ['time', /<time datetime="2025-08-\d\dT\d\d:\d\d:00\+08:00">/, /<time datetime="2025-08-\d\dT/],
])('family %s prints its dates on home, list and article', async (family, inLists, onArticle) => {
  const own = ofFamily(family)
  const column = mainColumn(own)
  const newest = column.articles[0]!
  expect(await text(own, '/')).toMatch(inLists)
  const list = await text(own, column.path)
  expect(list).toMatch(inLists)
  expect(list).toContain(newest.title)
  expect(list).toContain(newest.path)
  const article = await text(own, newest.path)
  expect(article).toMatch(onArticle)
  const pubDate = /<meta name="PubDate" content="([^"]+)">/i.exec(article)?.[1]
  expect(pubDate).toBe(newest.metaAt)
  expect(pubDate === newest.publishedAt).toBe(family !== 'short')
})

test.each(familyIds)('family %s carries the footer of the law', async (family) => {
  const own = ofFamily(family)
  const home = await text(own, '/')
  expect(home).toContain(own.code)
  expect(home).toContain(`site_code=${own.code}`)
  expect(home).toMatch(/沪ICP备\d{8}号-1/)
  expect(home).toMatch(/沪公网安备 31\d{12}号/)
  expect(home).toContain('bszs.conac.cn')
  expect(home).toContain(own.organiser.name)
})

test('charsets: declared GBK, undeclared GBK, UTF-8', async () => {
  const types = async (family: FamilyId) => (await visit(`${ofFamily(family).origin}/`)).headers['content-type']
  expect(await types('table')).toBe('text/html; charset=GBK')
  expect(await types('glued')).toBe('text/html')
  expect(await types('list')).toBe('text/html; charset=utf-8')
  expect(await text(ofFamily('table'), '/')).toContain('charset=gb2312')
  expect(await text(ofFamily('glued'), '/')).not.toContain('charset')
})

test('the header clock shows the city’s today, and the pinned item is old', async () => {
  expect(await text(ofFamily('definition'), '/')).toContain('今天是2025年8月20日 星期三')
  const pinned = ofFamily('front')
  const list = await text(pinned, mainColumn(pinned).path)
  const dates = [...list.matchAll(/<div class="when">([\d.]+)</g)].map(([, date]) => date!)
  expect(list).toContain('置顶')
  expect(dates[0]! < dates[1]!).toBe(true)
})

test('lists have further pages', async () => {
  const own = site('www')
  const column = mainColumn(own)
  expect(column.articles.length).toBeGreaterThan(8)
  const second = await text(own, '/ywdt/index_2.html')
  expect(second).toContain(column.articles[8]!.title)
  expect(second).not.toContain(column.articles[0]!.path)
})

test('search finds titles, asked in UTF-8 or GBK', async () => {
  const own = ofFamily('table')
  const { title } = mainColumn(own).articles[0]!
  expect(await text(own, `/search?q=${encodeURIComponent(title)}`)).toMatch(/共找到[1-9]/)
  expect(await text(own, '/search?q=%B2%BB%B4%E6%D4%DA%B5%C4%B4%CA')).toContain('“不存在的词”共找到0条结果')
})

test('every link within the city works, except the planted ones', async () => {
  const planted = new Set(city.model.truth.sites.flatMap(({ faults }) => faults.deadLinks))
  const broken: string[] = []
  for (const family of familyIds) {
    for (const own of city.model.sites
      .filter((entry) => entry.family === family && entry.state === 'active')
      .slice(0, 3)) {
      broken.push(...(await brokenLinks(own)))
    }
  }
  expect(broken.filter((url) => !planted.has(url))).toEqual([])
})

async function brokenLinks(own: Site): Promise<string[]> {
  const seen = new Set([`${own.origin}/`])
  const broken: string[] = []
  for (const url of seen) {
    const { status, headers, body } = await visit(url)
    if (status === 404) broken.push(url)
    if (!headers['content-type']?.includes('html')) continue
    for (const match of body.toString('latin1').matchAll(/(?:href|src)=(?:"([^"]+)"|([^\s>]+))/g)) {
      const next = new URL((match[1] ?? match[2]!).replaceAll('&amp;', '&'), url)
      if (next.origin === own.origin) seen.add(next.href)
    }
  }
  expect(seen.size).toBeGreaterThan(50)
  return broken
}

test('planted faults answer as planted', async () => {
  expect((await visit(truth('pudong').faults.deadLinks[0]!)).status).toBe(404)
  await expect(visit(truth('weijian').faults.refusedLinks[0]!)).rejects.toThrow('ECONNREFUSED')
  const soft = await visit(truth('wenlv').faults.softNotFound[0]!)
  expect([soft.status, soft.body.toString().includes('页面不存在')]).toEqual([200, true])
  const started = performance.now()
  await visit(truth('lvhua').faults.slow[0]!)
  expect(performance.now() - started).toBeGreaterThan(110)
  for (const slug of ['gongan', 'yibao']) {
    const { url, status } = truth(slug).faults.blocked[0]!
    const answer = await visit(url)
    expect([answer.status, answer.body.toString().includes('document.cookie')]).toEqual([status, true])
  }
  expect(await text(site('shuju'), '/')).toContain('site_code=3100000999')
  expect(await text(site('xinfang'), '/')).toContain('name="SiteIDCode" content=""')
  const forged = truth('changning').faults.falsifiedDates[0]!
  const page = (await visit(forged.url)).body.toString()
  expect([page.includes('2025年8月13日'), page.includes('content="2025-04-03 10:05"')]).toEqual([true, true])
  expect((await text(site('fangguan'), '/bsfw/guide_1.html')).match(/<th>/g)).toHaveLength(4)
  expect((await text(site('fangguan'), '/bsfw/guide_5.html')).match(/<th>/g)).toHaveLength(8)
})

test('blank columns exist and hold nothing', async () => {
  const own = site('zhishi')
  const blank = own.columns.filter(({ kind, articles }) => kind === 'articles' && articles.length === 0)
  expect(blank).toHaveLength(4)
  for (const { path } of blank) expect(await text(own, path)).toContain('暂无内容')
})

test('attachments are real files', async () => {
  const starts = { pdf: '%PDF-1.4', doc: '{\\rtf1', xlsx: 'PK' }
  const own = site('www')
  const articles = own.columns.flatMap((column) => column.articles).filter(({ attachment }) => attachment !== null)
  expect(articles.length).toBeGreaterThan(0)
  for (const { id, attachment } of articles) {
    const { status, body } = await visit(`${own.origin}/attachments/${id}.${attachment!}`)
    expect([status, body.toString('latin1').startsWith(starts[attachment!])]).toEqual([200, true])
  }
})

test('former sites: notice, redirect, not served', async () => {
  expect((await visit(`${site('expo').origin}/`)).body.toString()).toContain('永久下线')
  const moved = await visit(`${site('zhongyao').origin}/`)
  expect([moved.status, moved.headers.location]).toEqual([301, `${site('www').origin}/`])
  await expect(visit(`${site('wuliu').origin}/`)).rejects.toThrow('socket hang up')
  expect((await visit(`http://nobody.city.localhost:${city.port}/`)).status).toBe(404)
})

test('the same page is the same bytes in another process of the same seed', async () => {
  const own = site('huangpu')
  const first = await visit(`${own.origin}/`)
  const twin = await startCity({ seed: 'test', port: 0 })
  const second = await visit(`http://huangpu.city.localhost:${twin.port}/`)
  await twin.stop()
  const portless = (body: Buffer): string => body.toString('latin1').replaceAll(/:\d{4,5}|%3A\d{4,5}/g, '')
  expect(portless(second.body)).toBe(portless(first.body))
})

test('the calendar can go back and forth', async () => {
  const own = ofFamily('definition')
  city.setToday(day('2025-07-16'))
  const earlier = await text(own, '/')
  city.setToday(day('2025-08-20'))
  const now = await text(own, '/')
  expect([earlier.includes('今天是2025年7月16日 星期三'), earlier.includes('2025年8月')]).toEqual([true, false])
  expect(earlier).toMatch(/2025年7月1[0-5]日/)
  expect(now).toContain('2025年8月1')
})
