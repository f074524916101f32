import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { rawAnswer, sourceResults } from '../../registry/source-readings.ts'
import { serve } from '../test-server.ts'
import { collectDue } from './collect.ts'
import type { CollectionLimits } from './limits.ts'
import { collectionStore, feed, item } from './test-accounts.ts'

const { db, clock, register, settings, sources, shown } = await collectionStore()

function collect(collection: Partial<CollectionLimits> = {}, signal = new AbortController().signal) {
  return collectDue(db, settings(collection, { signal }))
}

const host = (origin: string) => new URL(origin).host

describe('a run', () => {
  test('reads what the register names: posts by day, the raw bytes, and when it asks again', async () => {
    const text = feed(`${item('b', '2025-08-13 09:00')}${item('a', '2025年8月1日')}`)
    const origin = await serve((_request, response) => response.end(text))
    await register([`${origin}/1`])
    expect(await collect()).toMatchObject({ done: 1, total: 1, outcomes: { read: 1 } })
    const [source] = await sources()
    expect(source).toMatchObject({ kind: 'feed', trust: 3, failures: 0, lastOutcome: 'read', claimedUntil: null })
    expect(Date.parse(source!.nextDueAt!) - clock.now).toBeGreaterThanOrEqual(6 * 3_600_000)
    expect(await shown()).toMatchObject([
      {
        days: ['2025-08-13', '2025-08-01'],
        goneDays: [],
        lastOn: '2025-08-13',
        knownUntil: '2025-08-14T03:30:00.000Z',
      },
    ])
    const [result] = await sourceResults(db, source!.id, 5)
    expect(result).toMatchObject({
      outcome: 'read',
      builtAt: '2025-08-14T03:30:00.000Z',
      postCount: 2,
      newestOn: '2025-08-13',
    })
    expect((await rawAnswer(db, result!.sha256!)).content.toString()).toBe(text)
    expect(await collect()).toMatchObject({ done: 0, total: 0 })
  })

  test('asks under conditions: what has not changed is still known, up to then', async () => {
    const asked: (string | undefined)[] = []
    const play = (request: IncomingMessage, response: ServerResponse) => {
      asked.push(request.headers['if-none-match'])
      if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304).end()
      return response
        .writeHead(200, { etag: '"v1"' })
        .end(`<rss version="2.0"><channel>${item('a', '2025-08-13')}</channel></rss>`)
    }
    const origin = await serve(play)
    await register([`${origin}/1`])
    await collect()
    clock.now += 24 * 3_600_000
    expect(await collect()).toMatchObject({ outcomes: { read: 1 } })
    clock.now += 24 * 3_600_000
    await collect()
    expect(asked).toEqual([undefined, '"v1"', '"v1"'])
    expect(await shown()).toMatchObject([{ days: ['2025-08-13'], knownUntil: new Date(clock.now).toISOString() }])
  })

  test('a feed that says it was built long ago is stale, and known no longer than that, also by 304', async () => {
    const play = (request: IncomingMessage, response: ServerResponse) =>
      request.headers['if-none-match']
        ? response.writeHead(304).end()
        : response.writeHead(200, { etag: '"v"' }).end(feed(item('a', '2025-08-01'), '2025-08-10 08:00'))
    const origin = await serve(play)
    await register([`${origin}/1`])
    for (let run = 0; run < 2; run += 1) {
      expect(await collect()).toMatchObject({ outcomes: { stale: 1 } })
      expect(await shown()).toMatchObject([{ knownUntil: '2025-08-10T00:00:00.000Z' }])
      clock.now += 24 * 3_600_000
    }
  })

  test('a failure takes nothing away, and is asked ever later', async () => {
    let broken = false
    const origin = await serve((_request, response) =>
      broken ? response.writeHead(412).end('<html></html>') : response.end(feed(item('a', '2025-08-13'))),
    )
    await register([`${origin}/1`])
    await collect()
    const before = await shown()
    broken = true
    const pauses: number[] = []
    for (let run = 0; run < 5; run += 1) {
      clock.now = Date.parse((await sources())[0]!.nextDueAt!)
      expect(await collect()).toMatchObject({ outcomes: { blocked: 1 } })
      pauses.push(Math.round((Date.parse((await sources())[0]!.nextDueAt!) - clock.now) / 3_600_000))
    }
    expect(pauses.map((hours) => Math.floor(hours / 6) * 6)).toEqual([6, 12, 24, 48, 48])
    expect(await shown()).toEqual(before)
    expect(await sources()).toMatchObject([{ failures: 5, lastOutcome: 'blocked' }])
  })

  test('one feed in twenty hangs: it is asked again at the end, and delays nobody', async () => {
    const answered: number[] = []
    const started = performance.now()
    const origin = await serve((request, response) => {
      const number = Number(request.url!.slice(1))
      if (number % 20 === 0) return
      answered.push(performance.now() - started)
      response.end(feed(item(String(number), '2025-08-13')))
    })
    await register(Array.from({ length: 200 }, (_, index) => `${origin}/${index}`))
    const run = await collect({ ownHosts: [host(origin)], ownHostInFlight: 8 })
    expect(run).toMatchObject({ done: 200, outcomes: { read: 190, unreachable: 10 } })
    expect(new Set(answered).size).toBe(190)
    expect(
      (await sources()).every(
        ({ claimedUntil, nextDueAt }) => claimedUntil === null && Date.parse(nextDueAt!) > clock.now,
      ),
    ).toBe(true)
    const retries = await db.selectFrom('sourceResult').select('detail').where('outcome', '=', 'unreachable').execute()
    expect(retries.every(({ detail }) => detail.includes('0.8 秒'))).toBe(true)
  })

  test('a host that asks to be left alone is left alone, other hosts are read', async () => {
    let asked = 0
    const busy = await serve((_request, response) => {
      asked += 1
      response.writeHead(429, { 'retry-after': '1800' }).end()
    })
    const calm = await serve((_request, response) => response.end(feed(item('a', '2025-08-13'))))
    await register([...Array.from({ length: 20 }, (_, index) => `${busy}/${index}`), `${calm}/1`])
    const run = await collect()
    expect(run).toMatchObject({ outcomes: { read: 1 }, postponedHosts: [host(busy)] })
    expect(asked).toBeLessThanOrEqual(2)
    clock.now += 1_799_000
    expect(await collect()).toMatchObject({ total: 0 })
    clock.now += 1000
    expect((await collect()).total).toBeGreaterThan(10)
  })

  test('stopped, it stores what it has read and gives the rest back', async () => {
    const abort = new AbortController()
    const origin = await serve((request, response) => {
      if (request.url === '/5') abort.abort()
      else response.end(feed(item('a', '2025-08-13')))
    })
    await register(Array.from({ length: 30 }, (_, index) => `${origin}/${index}`))
    await expect(collect({}, abort.signal)).rejects.toThrow()
    const after = await sources()
    expect(after.every(({ claimedUntil }) => claimedUntil === null)).toBe(true)
    expect((await shown()).length).toBeGreaterThan(0)
    expect(await collect()).toMatchObject({ outcomes: { read: expect.any(Number) } })
  })

  test('two runs at once read everything once', async () => {
    const asked: string[] = []
    const origin = await serve((request, response) => {
      asked.push(request.url!)
      response.end(feed(item('a', '2025-08-13')))
    })
    await register(Array.from({ length: 300 }, (_, index) => `${origin}/${index}`))
    const own = { ownHosts: [host(origin)], quickMs: 20_000, timeoutMs: 20_000 }
    const runs = await Promise.all([collect(own), collect(own)])
    expect(runs.reduce((sum, { done }) => sum + done, 0)).toBe(300)
    expect(new Set(asked).size).toBe(asked.length)
  })
})

describe('clocks that jump', () => {
  test('ahead and back again: a source that was put off for ever is due now', async () => {
    const origin = await serve((_request, response) => response.end(feed(item('a', '2025-08-13'))))
    await register([`${origin}/1`])
    const real = clock.now
    clock.now = real + 365 * 24 * 3_600_000
    await collect()
    clock.now = real
    expect(await collect()).toMatchObject({ total: 1, outcomes: { read: 1 } })
    expect(await shown()).toMatchObject([{ days: ['2025-08-13'] }])
  })
})

describe('a clock that ran ahead', () => {
  test('leaves no knowledge of the future: a feed that fails from then on is unknown, and nobody is stale', async () => {
    let blocked = false
    const origin = await serve((_request, response) =>
      blocked
        ? response.writeHead(412).end()
        : response.end(`<rss version="2.0"><channel>${item('a', '2025-08-13')}</channel></rss>`),
    )
    await register([`${origin}/1`])
    const real = clock.now
    clock.now = real + 365 * 24 * 3_600_000
    await collect()
    expect(await shown()).toMatchObject([{ knownUntil: new Date(clock.now).toISOString() }])
    clock.now = real
    blocked = true
    expect(await collect()).toMatchObject({ outcomes: { blocked: 1 } })
    const [posts] = await shown()
    expect(posts).toMatchObject({ days: ['2025-08-13'], knownUntil: new Date(real).toISOString() })
    // what is known now grows again from here
    blocked = false
    clock.now = real + 24 * 3_600_000
    await collect()
    expect(await shown()).toMatchObject([{ knownUntil: new Date(clock.now).toISOString() }])
  })
})

describe('bad feeds never take a post away', () => {
  const good = feed(`${item('b', '2025-08-13')}${item('a', '2025-08-01')}`)
  test.each([
    ['a challenge page', 'blocked', '<!doctype html><html><body>请完成安全验证</body></html>', '质询'],
    ['a web page', 'unreadable', '<!doctype html><html><body>关注我们</body></html>', '网页'],
    ['cut off', 'unreadable', good.slice(0, -40), '不完整'],
    ['without any post', 'empty', feed(''), '没有任何内容'],
    ['without dates', 'read', feed('<item><title>甲</title><guid>x</guid></item>'), '没有可信的发布日期'],
    ['of the future', 'read', feed(item('x', '2031-01-01')), '在将来'],
    ['larger than the limit', 'unreadable', `${good}${' '.repeat(300_000)}`, '字节'],
  ])('%s', async (_name, outcome, text, words) => {
    let body = good
    const origin = await serve((_request, response) => response.end(body))
    await register([`${origin}/1`])
    await collect()
    body = text
    clock.now += 24 * 3_600_000
    expect(await collect({ maxBytes: 200_000 })).toMatchObject({ outcomes: { [outcome]: 1 } })
    expect((await sources())[0]!.lastDetail).toContain(words)
    const [posts] = await shown()
    expect([...posts!.days, ...posts!.goneDays]).toEqual(['2025-08-13', '2025-08-01'])
  })

  test('a feed of 100 MB is given up at the limit, and sends no more', async () => {
    let sent = 0
    const origin = await serve((_request, response) => {
      const chunk = `<item><title>${'大'.repeat(20_000)}</title></item>`
      response.write('<rss version="2.0"><channel>')
      const more = () => {
        while (sent < 100_000_000 && !response.destroyed) {
          sent += Buffer.byteLength(chunk)
          if (!response.write(chunk)) return
        }
        if (sent >= 100_000_000) response.end('</channel></rss>')
      }
      response.on('drain', more)
      more()
    })
    await register([`${origin}/1`])
    expect(await collect({ quickMs: 15_000, timeoutMs: 15_000 })).toMatchObject({ outcomes: { unreadable: 1 } })
    expect((await sources())[0]!.lastDetail).toContain('5000000 字节')
    expect(sent).toBeLessThan(50_000_000)
    expect(await shown()).toEqual([])
  })

  test('emoji, control characters, halves of characters and repeated ids are stored and found again', async () => {
    const odd = '\ud83d\ude00 甲\u0000乙\u0007\ud83d'
    const json = JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      items: ['2025-08-13', '2025-08-13', '2025-08-12'].map((date) => ({
        id: 'same\u0000',
        title: odd,
        date_published: date,
      })),
    })
    const origin = await serve((_request, response) => response.end(json))
    await register([`${origin}/1`])
    expect(await collect()).toMatchObject({ outcomes: { read: 1 } })
    expect(await shown()).toMatchObject([
      { days: ['2025-08-13', '2025-08-12'], posts: [{ title: expect.stringContaining('😀') }, {}] },
    ])
  })
})
