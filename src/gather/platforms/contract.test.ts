/** What every adapter must do, run over all of them with the recorded sample of each. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { post as postSchema, sourceKinds } from '../../evidence/posts.ts'
import { sourceKindFacts, type SourceReading } from '../../registry/source-reading.ts'
import { createHttp } from '../fetch/http.ts'
import { serve, testLimits, type Play } from '../test-server.ts'
import { sourceAdapters } from './index.ts'
import type { SourceAdapter, SourceVisit } from './adapter.ts'

const capturedAt = new Date('2025-08-14T12:00:00+08:00')
const secret = '0123456789abcdef0123456789abcdef'
const folder = path.resolve(import.meta.dirname, '../../../fixtures/platforms')
const addresses: Readonly<Record<string, string>> = { weixinApi: 'wx0123456789abcdef', weiboApi: '1234567890' }

const sampleOf = (adapter: SourceAdapter) =>
  readFileSync(path.join(folder, adapter.kind === 'feed' ? 'feed.xml' : `${adapter.kind}.json`))

/** Plays the adapter's platform; access tokens are always given. */
async function read(adapter: SourceAdapter, play: Play, changes: Partial<SourceVisit> = {}): Promise<SourceReading> {
  const origin = await serve((request, response) => {
    if (request.url?.startsWith('/cgi-bin/stable_token')) {
      response.setHeader('content-type', 'application/json')
      return response.end(JSON.stringify({ access_token: 'TOKEN+/=', expires_in: 7200 }))
    }
    return play(request, response)
  })
  const http = createHttp(testLimits({ timeoutMs: 300 }))
  const visit: SourceVisit = {
    http,
    address: addresses[adapter.kind] ?? `${origin}/feed`,
    baseUrl: origin,
    etag: null,
    lastModified: null,
    before: null,
    credential: adapter.kind === 'feed' ? null : secret,
    capturedAt,
    freshHours: 72,
    signal: new AbortController().signal,
    timeoutMs: 300,
    maxBytes: 100_000,
    ...changes,
  }
  try {
    return await adapter.read(visit)
  } finally {
    await http.close()
  }
}

const adapters = sourceAdapters(() => capturedAt.getTime())

test('every kind that the program asks by itself has an adapter, and no other', () => {
  const asked = sourceKinds.filter((kind) => sourceKindFacts[kind].everyMinutes !== null)
  expect(adapters.map(({ kind }) => kind).toSorted()).toEqual(asked.toSorted())
})

describe.each(adapters.map((adapter) => [adapter.kind, adapter] as const))('%s', (_kind, adapter) => {
  const sample = sampleOf(adapter)

  test('its sample becomes posts with days, raw dates and raw bytes', async () => {
    const reading = await read(adapter, (_request, response) => response.end(sample))
    expect(reading).toMatchObject({
      outcome: 'read',
      capturedAt: capturedAt.toISOString(),
      unchanged: false,
      waitMs: null,
    })
    expect(reading.raw).toMatchObject({ complete: true })
    expect(reading.raw!.bytes.equals(sample)).toBe(true)
    const shown = reading.shown!
    expect(shown.undatedCount).toBe(0)
    for (const post of shown.posts) expect(postSchema.parse(post)).toEqual(post)
    const days = shown.posts.map(({ publishedOn }) => publishedOn)
    expect(days).toEqual(expect.arrayContaining(['2025-08-13', '2025-08-01']))
    expect(shown.posts.map(({ title }) => title).join()).toContain('☀️')
    expect(shown.posts.every(({ rawDate }) => rawDate !== '')).toBe(true)
    expect(new Set(shown.posts.map(({ id }) => id)).size).toBe(shown.posts.length)
    expect(Date.parse(shown.knownUntil)).toBeLessThanOrEqual(capturedAt.getTime())
  })

  const big = Buffer.concat([sample, Buffer.alloc(200_000, ' ')])
  const troubles: readonly (readonly [string, SourceReading['outcome'], string, Play])[] = [
    ['a challenge page', 'blocked', '质询', (_, response) => response.writeHead(412).end('<html>…</html>')],
    [
      'a challenge of a firewall',
      'blocked',
      '403',
      (_, response) => response.writeHead(403).end('<html>拒绝访问</html>'),
    ],
    ['too many requests', 'blocked', '429', (_, response) => response.writeHead(429, { 'retry-after': '3600' }).end()],
    ['a web page', 'unreadable', '', (_, response) => response.end('<html><body>关注我们</body></html>')],
    ['an answer cut off', 'unreadable', '', (_, response) => response.end(sample.subarray(0, sample.length - 30))],
    ['nothing', 'unreadable', '', (_, response) => response.end()],
    ['not found', 'unreadable', '404', (_, response) => response.writeHead(404).end('not found')],
    ['broken', 'unreadable', '500', (_, response) => response.writeHead(500).end('{}')],
    ['too large', 'unreadable', '100000 字节', (_, response) => response.end(big)],
    ['other JSON', 'unreadable', '', (_, response) => response.end('{"hello":[]}')],
    ['noise', 'unreadable', '', (_, response) => response.end(Buffer.from([0, 255, 254, 1, 2, 3, 128, 60, 62]))],
    ['silence', 'unreachable', '超时', () => undefined],
    ['a broken connection', 'unreachable', '中断', (request) => request.socket.destroy()],
  ]
  test.each(troubles)('%s is an outcome with a reason, and shows nothing', async (_name, outcome, words, play) => {
    const reading = await read(adapter, play)
    expect([reading.outcome, reading.shown]).toEqual([outcome, null])
    expect(reading.detail).toContain(words)
    expect(reading.detail.length).toBeGreaterThan(5)
    for (const hidden of [secret, 'TOKEN']) expect(JSON.stringify(reading)).not.toContain(hidden)
  })

  test('a host that names a pause is left alone for it', async () => {
    const play: Play = (_, response) => response.writeHead(429, { 'retry-after': '1800' }).end()
    expect((await read(adapter, play)).waitMs).toBe(1_800_000)
  })
})
