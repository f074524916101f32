import { describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { identityPolicy } from '../identity/policy.ts'
import { createHttpApp } from './app.ts'
import { createLimiter } from './rate-limit.ts'
import { signedIn } from './sign-in-fixture.ts'

describe('a bucket', () => {
  it('allows so many at once, and as many again after a minute', () => {
    const allow = createLimiter(5)
    const burst = (at: number) => Array.from({ length: 7 }, () => allow('a', at)).filter(Boolean).length
    expect([burst(0), burst(0), burst(12_000), burst(72_000)]).toEqual([5, 0, 1, 5])
    expect(allow('b', 0)).toBe(true)
  })

  it('is kept for 10,000 at most', () => {
    const allow = createLimiter(5)
    for (let n = 0; n < 25_000; n += 1) expect(allow(String(n), 0)).toBe(true)
  })
})

describe('at the door', async () => {
  const { db } = await testStore()
  let now = Date.parse('2025-08-14T01:00:00.000Z')
  const identity = identityPolicy.parse({ rateLimits: { signInsPerMinute: 5, requestsPerMinute: 60 } })
  const app = createHttpApp({
    db,
    archiveFolder: '/nonexistent',
    hostNames: [],
    identity,
    proxies: 1,
    clock: () => now,
  })
  const signIn = async (forwarded: string) => {
    const answer = await app.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
      body: JSON.stringify({ userName: crypto.randomUUID().slice(0, 8), password: 'x' }),
    })
    return answer.status
  }

  it('an address may try five names a minute, and cannot pretend to be others', async () => {
    const statuses = []
    for (let n = 0; n < 6; n += 1) statuses.push(await signIn(`198.51.100.${n}, 203.0.113.1`))
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    expect(await signIn('203.0.113.1, 203.0.113.2')).toBe(401)
    now += 60_000
    expect(await signIn('203.0.113.1')).toBe(401)
  })

  it('a user may ask so often, whatever others do', async () => {
    const [busy, other] = [await signedIn(db, app), await signedIn(db, app)]
    const statuses = []
    for (let n = 0; n < 61; n += 1) statuses.push((await busy.request('/api/campaigns')).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(60)
    const refused = await busy.request('/api/campaigns')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    expect((await other.request('/api/campaigns')).status).toBe(200)
  })
})
