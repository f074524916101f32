/** The client of 微信公众号's interface against a server that speaks its documented contract, limits and errors included. */
import { describe, expect, test } from 'vitest'
import { createHttp } from '../fetch/http.ts'
import { serve, testLimits } from '../test-server.ts'
import type { SourceVisit } from './adapter.ts'
import { weixinApi } from './weixin-api.ts'

const appId = 'wx0123456789abcdef'
const appSecret = 'secret0123456789secret0123456789'
const start = Date.parse('2025-08-14T12:00:00+08:00')
const postedAt = (index: number) => Math.floor(start / 1000) - 3600 - index * 86_400

interface Platform {
  articles: number
  /** Error code of the next calls of the list, by call. */
  errors: number[]
  tokenError: number | null
  readonly calls: { readonly path: string; readonly body: Record<string, unknown>; readonly token: string | null }[]
  validToken: string
}

async function platform(changes: Partial<Platform> = {}) {
  const state: Platform = { articles: 3, errors: [], tokenError: null, calls: [], validToken: 'T1', ...changes }
  const origin = await serve(async (request, response) => {
    const url = new URL(request.url!, 'http://api')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>
    const token = url.searchParams.get('access_token')
    state.calls.push({ path: `${request.method} ${url.pathname}`, body, token })
    response.setHeader('content-type', 'application/json; charset=utf-8')
    const answer = (value: object) => response.end(JSON.stringify(value))
    if (url.pathname === '/cgi-bin/stable_token') {
      if (state.tokenError !== null) return answer({ errcode: state.tokenError, errmsg: `invalid ${appSecret} rid: 1` })
      if (body['secret'] !== appSecret) return answer({ errcode: 40125, errmsg: 'invalid appsecret' })
      return answer({ access_token: state.validToken, expires_in: 7200 })
    }
    const error = state.errors.shift()
    if (error) return answer({ errcode: error, errmsg: `hint ${token}` })
    if (token !== state.validToken) return answer({ errcode: 40001, errmsg: 'invalid credential' })
    const { offset, count } = body as { offset: number; count: number }
    const item = Array.from({ length: Math.max(0, Math.min(count, state.articles - offset)) }, (_, index) => ({
      article_id: `a${offset + index}`,
      update_time: postedAt(offset + index),
      content: {
        news_item: [{ title: `第${offset + index}篇`, url: 'http://mp.weixin.qq.com/s?1', is_deleted: false }],
      },
    }))
    return answer({ total_count: state.articles, item_count: item.length, item })
  })
  return { state, origin }
}

async function reader(origin: string) {
  let now = start
  const adapter = weixinApi(() => now)
  const http = createHttp(testLimits())
  const read = (changes: Partial<SourceVisit> = {}) =>
    adapter.read({
      http,
      address: appId,
      baseUrl: origin,
      etag: null,
      lastModified: null,
      before: null,
      credential: appSecret,
      capturedAt: new Date(now),
      freshHours: 72,
      signal: new AbortController().signal,
      timeoutMs: 1000,
      maxBytes: 1_000_000,
      ...changes,
    })
  return { read, pass: (ms: number) => (now += ms) }
}

describe('the list of published articles', () => {
  test('one token for many readings, a new one when it has nearly ended', async () => {
    const { state, origin } = await platform()
    const { read, pass } = await reader(origin)
    expect(await read()).toMatchObject({
      outcome: 'read',
      shown: { coveredFrom: null, posts: [{ title: '第0篇' }, {}, {}] },
    })
    await read()
    const tokens = () => state.calls.filter(({ path }) => path === 'POST /cgi-bin/stable_token').length
    expect(tokens()).toBe(1)
    expect(state.calls[0]!.body).toEqual({
      grant_type: 'client_credential',
      appid: appId,
      secret: appSecret,
      force_refresh: false,
    })
    pass(6900 * 1000 - 1)
    await read()
    expect(tokens()).toBe(1)
    pass(1)
    await read()
    expect(tokens()).toBe(2)
  })

  test('pages of twenty; what is known already is not asked again; five pages at most', async () => {
    const { state, origin } = await platform({ articles: 500 })
    const { read } = await reader(origin)
    const first = await read()
    const offsets = () => state.calls.filter(({ path }) => path.endsWith('batchget')).map(({ body }) => body['offset'])
    expect(offsets()).toEqual([0, 20, 40, 60, 80])
    expect(first.shown!.posts).toHaveLength(100)
    expect(first.shown!.coveredFrom).toBe(first.shown!.posts.at(-1)!.publishedOn)
    state.calls.length = 0
    const knownUntil = new Date(start - 10 * 86_400_000).toISOString()
    await read({ before: { knownUntil, builtAt: null, undatedCount: 0, newestId: 'a9', newestOn: null } })
    expect(offsets()).toEqual([0])
  })

  test('a token that ended early is renewed once, and only once', async () => {
    const { state, origin } = await platform()
    const { read } = await reader(origin)
    await read()
    state.validToken = 'T2'
    expect(await read()).toMatchObject({ outcome: 'read' })
    expect(state.calls.filter(({ path }) => path.endsWith('stable_token'))).toHaveLength(2)
    state.calls.length = 0
    state.errors.push(42001, 42001)
    expect(await read()).toMatchObject({ outcome: 'unreadable', detail: expect.stringContaining('42001') })
    expect(state.calls.filter(({ path }) => path.endsWith('batchget'))).toHaveLength(2)
  })

  test.each([
    [40001, 'unreadable', 'AppSecret 错误', null],
    [40164, 'blocked', '白名单', null],
    [45009, 'blocked', '次数已用完', 12 * 3_600_000],
    [45011, 'blocked', '频繁', 60_000],
    [48001, 'blocked', '没有该接口的权限', null],
    [-1, 'unreachable', '系统繁忙', 60_000],
    [99999, 'unreadable', '99999', null],
  ])('error %i: %s', async (code, outcome, words, waitMs) => {
    const { origin } = await platform({ errors: [code, code] })
    const reading = await (await reader(origin)).read()
    expect(reading).toMatchObject({ outcome, detail: expect.stringContaining(words), waitMs, shown: null })
    expect(JSON.stringify([reading.detail, reading.shown])).not.toContain('T1')
  })

  test.each([
    [40164, 'blocked'],
    [40125, 'unreadable'],
  ])('error %i of the token: neither the secret nor the answer is kept', async (tokenError, outcome) => {
    const { origin } = await platform({ tokenError })
    const reading = await (await reader(origin)).read()
    expect(reading).toMatchObject({ outcome, raw: null })
    expect(reading.detail).toContain('***')
    expect(reading.detail).not.toContain(appSecret)
  })

  test('without a credential nobody is asked', async () => {
    const { state, origin } = await platform()
    expect(await (await reader(origin)).read({ credential: null })).toMatchObject({
      outcome: 'unreadable',
      detail: expect.stringContaining('AppSecret'),
    })
    expect(state.calls).toEqual([])
  })

  test('an interface that sends elsewhere is not followed with the secret', async () => {
    const { state, origin } = await platform()
    const redirecting = await serve((_request, response) =>
      response.writeHead(307, { location: `${origin}/cgi-bin/stable_token` }).end(),
    )
    expect(await (await reader(redirecting)).read()).toMatchObject({ outcome: 'unreadable' })
    expect(state.calls).toEqual([])
  })

  test('articles of the future and of no time are counted, not believed', async () => {
    const origin = await serve((request, response) => {
      const item = [postedAt(0), Math.floor(start / 1000) + 60, 0].map((update_time, index) => ({
        article_id: `a${index}`,
        update_time,
      }))
      response.end(
        JSON.stringify(
          request.url!.includes('stable_token')
            ? { access_token: 'T', expires_in: 7200 }
            : { total_count: 3, item_count: 3, item },
        ),
      )
    })
    expect((await (await reader(origin)).read()).shown).toMatchObject({
      undatedCount: 2,
      posts: [{ id: 'a0', title: '' }],
    })
  })
})
