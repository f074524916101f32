/** The client of 微博's interface against a server that speaks its documented contract, limits and errors included. */
import { expect, test } from 'vitest'
import { createHttp } from '../fetch/http.ts'
import { serve, testLimits } from '../test-server.ts'
import type { SourceVisit } from './adapter.ts'
import { weiboApi } from './weibo-api.ts'

const token = '2.00abcdefghijk+lmn'
const capturedAt = new Date('2025-08-14T12:20:00+08:00')

interface Platform {
  /** Numbers of posts, newest first; number 10 is of the tenth of August. */
  readonly posts: number[]
  readonly deleted?: number
  readonly error?: { readonly status: number; readonly code: number }
}

async function platform({ posts, deleted, error }: Platform) {
  const asked: URLSearchParams[] = []
  const origin = await serve((request, response) => {
    const url = new URL(request.url!, 'http://api')
    asked.push(url.searchParams)
    response.setHeader('content-type', 'application/json; charset=UTF-8')
    if (error) {
      const body = {
        request: url.pathname,
        error_code: error.code,
        error: `refused ${url.searchParams.get('access_token')}`,
      }
      return response.writeHead(error.status).end(JSON.stringify(body))
    }
    const newer = posts.filter((id) => id > Number(url.searchParams.get('since_id') ?? 0))
    const [count, page] = [Number(url.searchParams.get('count')), Number(url.searchParams.get('page'))]
    const statuses = newer.slice((page - 1) * count, page * count).map((id) => ({
      created_at: `Sun Aug ${String(Math.min(13, id)).padStart(2, '0')} 09:00:00 +0800 2025`,
      id,
      idstr: String(id),
      text: `第${id}条`,
      ...(id === deleted ? { deleted: '1' } : {}),
    }))
    return response.end(JSON.stringify({ statuses, total_number: newer.length }))
  })
  const http = createHttp(testLimits())
  const read = (changes: Partial<SourceVisit> = {}) =>
    weiboApi.read({
      http,
      address: '1234567890',
      baseUrl: origin,
      etag: null,
      lastModified: null,
      before: null,
      credential: token,
      capturedAt,
      freshHours: 72,
      signal: new AbortController().signal,
      timeoutMs: 1000,
      maxBytes: 1_000_000,
      ...changes,
    })
  return { asked, read }
}

const before = {
  knownUntil: '2025-08-12T04:00:00.000Z',
  builtAt: null,
  undatedCount: 0,
  newestId: '12',
  newestOn: null,
}

test('posts with their days; deleted ones were there once', async () => {
  const { asked, read } = await platform({ posts: [13, 12, 5], deleted: 12 })
  const reading = await read()
  expect(asked.map((query) => Object.fromEntries(query))).toEqual([
    { access_token: token, uid: '1234567890', count: '100', page: '1', trim_user: '1' },
  ])
  expect(reading.shown).toMatchObject({
    coveredFrom: '2025-08-05',
    showsAll: true,
    posts: [{ id: '13', publishedOn: '2025-08-13' }, { id: '12', kind: 'deleted' }, { id: '5' }],
  })
})

test('two pages at most', async () => {
  const { asked, read } = await platform({ posts: Array.from({ length: 500 }, (_, index) => 1000 - index) })
  expect((await read()).shown!.posts).toHaveLength(200)
  expect(asked.map((query) => query.get('page'))).toEqual(['1', '2'])
})

test('later, what is newer than the newest known post; nothing newer joins what was known', async () => {
  const { asked, read } = await platform({ posts: [13, 12, 5] })
  expect((await read({ before })).shown).toMatchObject({
    posts: [{ id: '13' }],
    showsAll: false,
    coveredFrom: '2025-08-13',
  })
  expect(asked[0]!.get('since_id')).toBe('12')
  const quiet = await platform({ posts: [12, 5] })
  expect(await quiet.read({ before })).toMatchObject({
    outcome: 'read',
    shown: { posts: [], coveredFrom: '2025-08-12' },
  })
})

test.each([
  [403, 10022, 'blocked', 'IP请求次数超过上限', 40 * 60_000],
  [403, 10023, 'blocked', '用户请求次数超过上限', 40 * 60_000],
  [403, 10024, 'blocked', '该接口的请求次数', 40 * 60_000],
  [403, 10014, 'blocked', '权限受限', null],
  [401, 21327, 'unreadable', '重新授权', null],
  [400, 20003, 'unreadable', '没有这个用户', null],
  [503, 10002, 'unreachable', '服务暂停', null],
  [400, 29999, 'unreadable', '29999', null],
])('%i with error %i: %s', async (status, code, outcome, words, waitMs) => {
  const { read } = await platform({ posts: [], error: { status, code } })
  const reading = await read()
  expect(reading).toMatchObject({ outcome, waitMs, shown: null, detail: expect.stringContaining(words) })
  expect(reading.detail).not.toContain(token)
})

test('without an authorisation nobody is asked', async () => {
  const { asked, read } = await platform({ posts: [13] })
  expect(await read({ credential: null })).toMatchObject({
    outcome: 'unreadable',
    detail: expect.stringContaining('授权'),
  })
  expect(asked).toEqual([])
})
