import { afterAll, beforeAll, expect, test } from 'vitest'
import { platforms } from '../src/registry/platforms/index.ts'
import type { Account, DateStyle, FeedFault, FeedFormat, FeedSource } from './accounts/account.ts'
import { startCity, type RunningCity } from './server.ts'
import { visit } from './visit.ts'

let city: RunningCity

beforeAll(async () => {
  city = await startCity({ seed: 'test', port: 0 })
})
afterAll(() => city.stop())

function find(test: (source: FeedSource, account: Account) => boolean): Account & { readonly source: FeedSource } {
  return city.model.accounts.find(
    (account): account is Account & { readonly source: FeedSource } =>
      account.source.kind === 'feed' && test(account.source, account),
  )!
}

async function feed(account: { readonly source: FeedSource }) {
  const answer = await visit(city.model.feedOrigin + account.source.path)
  return { ...answer, text: answer.body.toString() }
}

test.each<[FeedFormat, RegExp]>([
  ['rss', /^<\?xml[^>]+>\n<rss version="2\.0"><channel>/],
  ['atom', /<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom">/],
  ['rdf', /<rdf:RDF /],
  ['json', /"version":"https:\/\/jsonfeed\.org\/version\/1\.1"/],
])('%s is served with all posts of the account', async (format, pattern) => {
  const account = find((source) => source.format === format && source.fault === null)
  const { status, text, headers } = await feed(account)
  expect(status).toBe(200)
  expect(text).toMatch(pattern)
  expect(text.match(/<item[ >]|<entry>|"date_published"/g)).toHaveLength(account.posts.length)
  expect(account.posts.length).toBeGreaterThanOrEqual(20)
  expect(headers['last-modified']).toBe('Wed, 20 Aug 2025 14:00:00 GMT')
})

test.each<[DateStyle, RegExp]>([
  ['rfc822', /[A-Z][a-z]{2}, \d\d (Jul|Aug) 2025 \d\d:\d\d:00 \+0800/],
  ['isoZ', /2025-08-\d\dT\d\d:\d\d:00Z/],
  ['isoOffset', /2025-08-\d\dT\d\d:\d\d:00\+08:00/],
  ['zoneless', /[>"]2025-08-\d\d \d\d:\d\d[<"]/],
  ['chinese', /2025年8月\d+日 \d\d:\d\d/],
])('dates as %s', async (dates, pattern) => {
  const { text } = await feed(
    find((source, account) => source.dates === dates && source.fault === null && account.state === 'active'),
  )
  expect(text).toMatch(pattern)
})

test('the first minute of the window is told in UTC', async () => {
  const { text } = await feed(find((_, { name, platform }) => name === '上海财政' && platform === 'weixin'))
  expect(/<published>([^<]+)</.exec(text)?.[1]).toBe('2025-07-31T16:00:00Z')
})

test('pinned first items, CDATA and raw ampersands occur', async () => {
  const pinned = await feed(
    find((source) => source.pinnedPost === 1 && source.format === 'rss' && source.fault === null),
  )
  const dates = [...pinned.text.matchAll(/<pubDate>([^<]+)</g)].map(([, date]) => date!)
  expect(dates.length).toBeGreaterThan(2)
  expect((await feed(find((source) => source.cdata && source.format === 'rss'))).text).toContain('<![CDATA[')
  expect((await feed(find((source) => source.rawAmpersands && source.fault === null))).text).toMatch(/from=feed&n=\d/)
})

test.each<[FeedFault, number, RegExp]>([
  ['error500', 500, /服务器内部错误/],
  ['truncated', 200, /^<\?xml(?![\s\S]*<\/item>)/],
  ['verification', 200, /完成验证后即可继续访问/],
  ['notRefreshed', 200, /<lastBuildDate>Tue, 05 Aug 2025 22:00:00 \+0800</],
  ['empty', 200, /<rss(?![\s\S]*<item>)[\s\S]*<\/rss>/],
  ['windowNotCovered', 200, /<item>/],
  ['wrongCharset', 200, /encoding="GB2312"/],
])('the feed with the fault %s', async (fault, status, pattern) => {
  const answer = await feed(find((source) => source.fault === fault))
  expect(answer.status).toBe(status)
  expect(answer.text).toMatch(pattern)
})

test('the hanging feed gives no answer, and does not keep the city from stopping', async () => {
  const own = await startCity({ seed: 'test', port: 0 })
  const { source } = find((entry) => entry.fault === 'hang')
  const outcome = visit(`http://feeds.city.localhost:${own.port}${source.path}`).then(
    () => 'answered',
    () => 'cut',
  )
  const waited = new Promise<string>((resolve) => setTimeout(() => resolve('waiting'), 100))
  expect(await Promise.race([outcome, waited])).toBe('waiting')
  await own.stop()
  expect(await outcome).toBe('cut')
})

test('only the newest days are in the feed that does not cover the window', async () => {
  const { posts } = find((source) => source.fault === 'windowNotCovered')
  expect(posts.every(({ at }) => at > '2025-08-15')).toBe(true)
})

test('post pages exist', async () => {
  const { platform, platformId, posts } = find((source) => source.fault === null)
  const { status, body } = await visit(
    `${city.model.feedOrigin}/p/${platform}/${platformId}/${posts[0]!.number}.html?from=feed&n=1`,
  )
  expect([status, body.toString().includes(posts[0]!.at)]).toEqual([200, true])
})

test('weixin is the largest platform, and the same name occurs on two', () => {
  const active = city.model.accounts.filter(({ state }) => state === 'active')
  const count = (id: string): number => active.filter(({ platform }) => platform === id).length
  const others = Object.keys(platforms).filter((id) => id !== 'weixin')
  expect(Math.max(...others.map(count))).toBeLessThan(count('weixin'))
  expect(active.filter(({ name }) => name === '上海统计').length).toBeGreaterThanOrEqual(2)
})
