import { describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { identityPolicy, usualPolicy } from '../identity/policy.ts'
import { createUser } from '../identity/users.ts'
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

  it('a role is used from its networks only: at signing in, after, and by key', async () => {
    const networks = { administrators: ['10.9.0.0/16'], others: ['10.0.0.0/8', '2001:db8::/32'] }
    const settings = { db, archiveFolder: '/nonexistent', hostNames: [], proxies: 1 }
    const closed = createHttpApp({ ...settings, identity: identityPolicy.parse({ networks }) })
    const by = { actor: '测试', at: new Date().toISOString() }
    const password = 'Mima-2025-okay'
    for (const [userName, role] of [
      ['netadmin', 'systemAdministrator'],
      ['netuser', 'reviewer'],
    ] as const) {
      const user = { userName, name: userName, role, units: [], campaigns: [], password, mustChangePassword: false }
      await createUser(db, user, by, usualPolicy)
    }
    const from = async (userName: string, address: string) => {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': address }
      const body = JSON.stringify({ userName, password })
      const answer = await closed.request('/api/session', { method: 'POST', headers, body })
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      return { status: answer.status, cookie }
    }
    const { cookie, status } = await from('netuser', '10.1.2.3')
    expect([status, (await from('netuser', '2001:db8::7')).status]).toEqual([200, 200])
    expect((await from('netuser', '::ffff:10.1.2.3')).status).toBe(200)
    for (const address of ['11.0.0.1', '2001:db9::7', 'nonsense', '::1']) {
      expect([address, (await from('netuser', address)).status]).toEqual([address, 403])
    }
    expect([(await from('netadmin', '10.1.2.3')).status, (await from('netadmin', '10.9.2.3')).status]).toEqual([
      403, 200,
    ])
    const ask = async (headers: Record<string, string>) =>
      (await closed.request('/api/me', { headers: { cookie, ...headers } })).status
    expect(await ask({ 'x-forwarded-for': '10.1.2.3' })).toBe(200)
    expect(await ask({ 'x-forwarded-for': '11.0.0.1' })).toBe(403)
    const maker = await signedIn(db, closed)
    const made = await maker.request('/api/me/keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.1.2.3' },
      body: JSON.stringify({ name: '接口', capabilities: ['campaigns:read'], days: 1 }),
    })
    const { key } = (await made.json()) as { key: string }
    const byKey = async (address: string) => {
      const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': address }
      return (await closed.request('/api/campaigns', { headers })).status
    }
    expect([await byKey('10.1.2.3'), await byKey('11.0.0.1')]).toEqual([200, 403])
    expect(identityPolicy.safeParse({ networks: { others: ['10.0.0.1'] } }).success).toBe(false)
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
