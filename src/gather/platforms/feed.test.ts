import { describe, expect, test } from 'vitest'
import { posts as postsSchema } from '../../evidence/posts.ts'
import { day } from '../../kernel/day.ts'
import { readFeed } from './feed.ts'

const source = 'http://feeds.example.cn/account.xml'
const capturedAt = new Date('2025-08-20T12:00:00+08:00')

function read(text: string) {
  const reading = readFeed(text, { source, capturedAt, capturedOn: day('2025-08-20') })
  if ('reason' in reading) throw new Error(reading.detail)
  return postsSchema.parse(reading)
}
function fails(text: string) {
  const reading = readFeed(text, { source, capturedAt, capturedOn: day('2025-08-20') })
  return 'reason' in reading ? reading : null
}

const item = (title: string, pubDate: string, id = title) =>
  `<item><title>${title}</title><link>http://p.example.cn/${id}</link><guid isPermaLink="false">${id}</guid>${pubDate === '' ? '' : `<pubDate>${pubDate}</pubDate>`}</item>`
const rss = (items: string, channel = '') =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>账号</title>${channel}${items}</channel></rss>`
const mail = (date: string) => new Date(`${date}T08:00:00+08:00`).toUTCString()

describe('kinds of feeds', () => {
  const first = {
    id: 'p1',
    title: '一条消息',
    url: 'http://p.example.cn/p1',
    publishedOn: '2025-08-12',
    publishedAt: '2025-08-12T00:00:00.000Z',
  }
  const rdf =
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
    '<channel rdf:about="x"><title>账号</title></channel><item rdf:about="p1"><title>一条消息</title><link>http://p.example.cn/p1</link><dc:date>2025-08-12T08:00:00+08:00</dc:date></item></rdf:RDF>'
  const atom =
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>账号</title><id>f</id><updated>2025-08-20T05:35:00+08:00</updated>' +
    '<entry><id>p1</id><title type="html">一条消息</title><link rel="alternate" href="http://p.example.cn/p1"/><updated>2025-08-12T00:00:00Z</updated></entry></feed>'
  const json = JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: '账号',
    items: [{ id: 'p1', url: 'http://p.example.cn/p1', title: '一条消息', date_modified: '2025-08-12T00:00:00.000Z' }],
  })

  test.each([
    ['RSS', rss(item('一条消息', 'Tue, 12 Aug 2025 00:00:00 GMT', 'p1'))],
    ['RSS behind blank lines and a mark', `\ufeff\n\n${rss(item('一条消息', '2025-08-12T08:00:00+08:00', 'p1'))}`],
    ['RSS with a raw ampersand', rss(item('一条消息', '2025-08-12 08:00', 'p1'), '<link>http://x/?a=1&b=2</link>')],
    ['RDF', rdf],
    ['Atom with nothing but "updated"', atom],
    ['JSON Feed with nothing but "date_modified"', json],
  ])('%s', (_name, text) => expect(read(text).posts).toMatchObject([first]))
})

describe('dates', () => {
  test.each([
    ['2025-08-12 23:30:00', '2025-08-12', '2025-08-12T15:30:00.000Z'],
    ['2025年8月12日 08:00', '2025-08-12', '2025-08-12T00:00:00.000Z'],
    ['Tue, 12 Aug 2025 16:00:00 GMT', '2025-08-13', '2025-08-12T16:00:00.000Z'],
    ['2025-08-12', '2025-08-12', null],
  ])('%s', (raw, publishedOn, publishedAt) =>
    expect(read(rss(item('甲', raw))).posts).toMatchObject([{ publishedOn, publishedAt, rawDate: raw }]),
  )

  test('what cannot be read, is missing or lies in the future is counted as undated, never guessed', () => {
    const items = ['昨天', '', '2025-08-21 00:00', '2025-08-20 23:59'].map((date, index) =>
      item('甲', date, `p${index}`),
    )
    expect(read(rss(items.join('')))).toMatchObject({ undatedCount: 3, posts: [{ publishedOn: '2025-08-20' }] })
  })
})

describe('what the feed knows', () => {
  const items = (...dates: string[]) => dates.map((date, index) => item('甲', mail(date), `p${index}`)).join('')

  test('knows through our visit when it does not say when it was built', () => {
    expect(read(rss(items('2025-08-01')))).toMatchObject({
      source,
      knownThrough: '2025-08-20',
      coveredFrom: '2025-08-01',
    })
  })

  test('knows no more than its build date', () => {
    const built = `<lastBuildDate>${mail('2025-08-18')}</lastBuildDate>`
    expect(read(rss(items('2025-08-01'), built)).knownThrough).toBe('2025-08-18')
    const future = `<lastBuildDate>${mail('2025-09-18')}</lastBuildDate>`
    expect(read(rss(items('2025-08-01'), future)).knownThrough).toBe('2025-08-20')
  })

  test('a "build date" that only repeats the newest item says nothing', () => {
    const built = `<lastBuildDate>${mail('2025-08-01')}</lastBuildDate>`
    expect(read(rss(items('2025-08-01'), built)).knownThrough).toBe('2025-08-20')
  })

  test('an old pinned item covers nothing', () => {
    expect(read(rss(items('2023-01-01', '2025-08-12', '2025-08-05'))).coveredFrom).toBe('2025-08-05')
    expect(read(rss(items('2025-08-12', '2025-08-05', '2023-01-01'))).coveredFrom).toBe('2023-01-01')
    expect(read(rss(items('2023-01-01', '2025-08-05', '2025-08-12'))).coveredFrom).toBe('2023-01-01')
  })

  test('an empty feed covers nothing before our visit', () => {
    expect(read(rss(''))).toMatchObject({ posts: [], coveredFrom: '2025-08-20', knownThrough: '2025-08-20' })
  })
})

describe('what is no feed', () => {
  test.each([
    ['a web page', '<!doctype html><html><body>请完成验证</body></html>', '返回的是网页'],
    ['cut off', rss(items1000()).slice(0, 5000), '内容不完整或格式有误'],
    ['nothing', '', '内容不完整或格式有误'],
    ['other JSON', '{"error":"no such account"}', '内容不完整或格式有误'],
  ])('%s', (_name, text, why) =>
    expect(fails(text)).toEqual({ reason: 'unreadable', detail: `订阅源 ${source} 不是可读的订阅源：${why}` }),
  )
})

describe('hostile feeds', () => {
  const entities = Array.from({ length: 30 }, (_, index) => `<!ENTITY e${index + 1} "&e${index};&e${index};">`).join('')
  test.each([
    [
      'entities that double thirty times',
      `<!DOCTYPE rss [<!ENTITY e0 "甲">${entities}]>${rss(item('&e30;', '2025-08-12'))}`,
    ],
    ['elements without end', `<rss version="2.0"><channel>${'<a>'.repeat(100_000)}`],
    ['a title without end', rss(item('甲'.repeat(3_000_000), '2025-08-12'))],
    ['twenty thousand items', rss(items1000().repeat(20))],
    ['deep JSON', `{"version":"https://jsonfeed.org/version/1.1","items":${'['.repeat(100_000)}`],
  ])('%s: an answer in good time', (_name, text) => {
    const started = performance.now()
    const reading = readFeed(text, { source, capturedAt, capturedOn: day('2025-08-20') })
    expect(JSON.stringify(reading).length).toBeLessThan(10_000_000)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

function items1000(): string {
  return Array.from({ length: 1000 }, (_, index) => item('甲', mail('2025-08-12'), `p${index}`)).join('')
}
