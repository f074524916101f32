/** Signing in as a browser does: cookie, locks, limits of a session, the first run, and writes from elsewhere. */
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { usualPolicy } from '../identity/policy.ts'
import { newSetUpCode } from '../identity/set-up.ts'
import { unlockUser } from '../identity/sign-in.ts'
import { createUser, setReach } from '../identity/users.ts'
import { createHttpApp } from './app.ts'

const { db } = await testStore()
let now = Date.parse('2025-08-14T01:00:00.000Z')
const minutes = (count: number) => void (now += count * 60_000)
const settings = { db, archiveFolder: '/nonexistent', hostNames: [], clock: () => now }
const setUpCode = newSetUpCode()
const app = createHttpApp({ ...settings, setUpCode })
const first = { userName: 'Admin', name: '管理员', password: 'Gongzhang-2025' }

async function send(address: string, body: unknown, { method = 'POST', ...headers }: Record<string, string> = {}) {
  const answer = await app.request(address, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { status: answer.status, body: text === '' ? null : JSON.parse(text), cookie, headers: answer.headers }
}
const signIn = (userName: string, password: string) => send('/api/session', { userName, password })
const me = async (cookie: string) => {
  const answer = await app.request('/api/me', { headers: { cookie } })
  return { status: answer.status, body: await answer.json() }
}
const audited = async () =>
  (await db.selectFrom('auditEntry').select(['action', 'subject', 'actor']).orderBy('id', 'desc').limit(1).execute())[0]

describe('the first run', () => {
  it('is wanted while nobody is there', async () => {
    const answer = await app.request('/api/setup')
    expect(await answer.json()).toMatchObject({ needed: true, users: [{ role: 'systemAdministrator' }] })
  })

  it('takes no wrong code, no weak password, and no process without a code', async () => {
    const wrong = await send('/api/setup', { code: 'AAAA-BBBB', users: [first] })
    expect([wrong.status, wrong.body.code]).toEqual([403, 'forbidden.setUpCode'])
    const weak = await send('/api/setup', { code: setUpCode.code, users: [{ ...first, password: 'abcdefghijkl' }] })
    expect([weak.status, weak.body.code]).toEqual([422, 'badInput.password'])
    const other = await createHttpApp(settings).request('/api/setup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'X', users: [first] }),
    })
    expect(other.status).toBe(403)
  })

  it('makes the administrator once', async () => {
    const typed = setUpCode.code.toLowerCase().replaceAll('-', ' ')
    expect((await send('/api/setup', { code: typed, users: [first] })).status).toBe(204)
    const again = await send('/api/setup', {
      code: setUpCode.code,
      users: [{ ...first, userName: 'second', name: '二' }],
    })
    expect([again.status, again.body.code]).toEqual([409, 'conflict.setUp'])
    expect(await (await app.request('/api/setup')).json()).toMatchObject({ needed: false })
  })
})

describe('a session', () => {
  it('opens with the right password, by a cookie that scripts and other sites do not get', async () => {
    const answer = await signIn('admin', first.password)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toMatch(/^mingcha=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(answer.body).toMatchObject({ userName: 'admin', name: '管理员', next: null, idleMinutes: 15 })
    expect(answer.body.capabilities).toContain('users:create')
    expect(answer.body.capabilities).not.toContain('registry:read')
    expect((await me(answer.cookie)).status).toBe(200)
    expect(await audited()).toEqual({ action: 'user.signedIn', subject: 'user/admin', actor: '管理员' })
  })

  it('is for TLS only where users come over TLS', async () => {
    const secure = createHttpApp({ ...settings, secure: true })
    const answer = await secure.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userName: 'admin', password: first.password }),
    })
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-mingcha=.*; Secure; /)
  })

  it('is stored as a digest only', async () => {
    const { cookie } = await signIn('admin', first.password)
    const stored = JSON.stringify(await db.selectFrom('userSession').selectAll().execute())
    expect(stored).not.toContain(cookie.split('=')[1])
    expect(JSON.stringify(await db.selectFrom('appUser').selectAll().execute())).toContain('$argon2id$')
  })

  it('ends with signing out', async () => {
    const { cookie } = await signIn('admin', first.password)
    expect((await send('/api/session', {}, { method: 'DELETE', cookie })).status).toBe(204)
    expect((await me(cookie)).status).toBe(401)
  })

  it('ends after 15 minutes without a request, and after 12 hours however busy', async () => {
    const { cookie } = await signIn('admin', first.password)
    minutes(14.9)
    expect((await me(cookie)).status).toBe(200)
    minutes(15)
    expect((await me(cookie)).status).toBe(401)
    const busy = await signIn('admin', first.password)
    for (let minute = 0; minute < 719; minute += 10) {
      expect((await me(busy.cookie)).status, `minute ${minute}`).toBe(200)
      minutes(10)
    }
    expect((await me(busy.cookie)).status).toBe(401)
  })

  it('ends when an administrator changes what the user may do', async () => {
    const by = { actor: '管理员', at: new Date(now).toISOString() }
    const reviewer = { userName: 'lisi', name: '李四', role: 'reviewer', units: [], campaigns: [] } as const
    await createUser(db, { ...reviewer, password: 'Fuhe-2025!', mustChangePassword: false }, by, usualPolicy)
    const { cookie, body } = await signIn('lisi', 'Fuhe-2025!')
    expect(body).toMatchObject({ idleMinutes: 30, scope: { allUnits: true } })
    await setReach(db, 'lisi', { ...reviewer, role: 'auditor' }, by)
    expect((await me(cookie)).status).toBe(401)
  })
})

describe('wrong passwords', () => {
  it.each(['admin', 'nobody'])('of %s lock after five, whether the name exists or not', async (userName) => {
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect((await signIn(userName, 'wrong')).body.code).toBe('signedOut.wrong')
    }
    expect((await signIn(userName, 'wrong')).body.code).toBe('signedOut.locked')
    expect((await signIn(userName, first.password)).body.code).toBe('signedOut.locked')
    minutes(29.9)
    expect((await signIn(userName, first.password)).body.code).toBe('signedOut.locked')
    minutes(0.2)
    expect((await signIn(userName, first.password)).status).toBe(userName === 'admin' ? 200 : 401)
  })

  it('sent at once are not more attempts than sent in turn', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn('admin', 'wrong')))
    expect(answers.filter(({ body }) => body.code === 'signedOut.wrong')).toHaveLength(4)
    expect((await signIn('admin', first.password)).body.code).toBe('signedOut.locked')
    await unlockUser(db, 'admin', { actor: '终端', at: new Date(now).toISOString() })
    expect((await signIn('admin', first.password)).status).toBe(200)
  })

  it('take as long for a name that nobody has', async () => {
    const took = async (userName: string) => {
      const times: number[] = []
      for (let n = 0; n < 4; n += 1) {
        const started = performance.now()
        await signIn(userName, 'wrong')
        times.push(performance.now() - started)
      }
      return Math.min(...times)
    }
    const [known, unknown] = [await took('admin'), await took('nobody-else')]
    expect(unknown).toBeGreaterThan(known / 3)
    await unlockUser(db, 'admin', { actor: '终端', at: new Date(now).toISOString() })
  })

  it('leave no password in the log, not even one typed as the name', async () => {
    await signIn('mY-paSSword-1', 'wrong')
    expect(await audited()).toMatchObject({ action: 'user.signInFailed', subject: 'user/?' })
    expect(JSON.stringify(await db.selectFrom('auditEntry').selectAll().execute()).toLowerCase()).not.toContain(
      'my-password-1',
    )
  })
})

describe('a password', () => {
  const by = { actor: '管理员', at: '2025-08-14T01:00:00.000Z' }
  beforeAll(async () => {
    const user = { userName: 'wangwu', name: '王五', role: 'reviewer', units: [], campaigns: [] } as const
    await createUser(db, { ...user, password: 'Chushi-001', mustChangePassword: true }, by, usualPolicy)
  })

  it('given by an administrator must be changed before anything else', async () => {
    now = Date.parse(by.at)
    const { cookie, body } = await signIn('wangwu', 'Chushi-001')
    expect(body).toMatchObject({ next: 'changePassword', capabilities: [] })
    const refused = await app.request('/api/campaigns', { headers: { cookie } })
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'forbidden.changePassword' }])
    const wrong = await send('/api/me/password', { current: 'x', password: 'Xinmima-001' }, { method: 'PUT', cookie })
    expect([wrong.status, wrong.body.code]).toEqual([403, 'forbidden.password'])
    const changed = await send(
      '/api/me/password',
      { current: 'Chushi-001', password: 'Xinmima-001' },
      { method: 'PUT', cookie },
    )
    expect([changed.status, changed.body.next]).toEqual([200, null])
    expect((await app.request('/api/campaigns', { headers: { cookie: changed.cookie } })).status).toBe(200)
    expect((await app.request('/api/campaigns', { headers: { cookie } })).status).toBe(401)
  })

  it.each([
    ['Ab1-xyz', '至少 8 个字符'],
    ['abcdefgh1', '四类中'],
    ['Aa1Aa1Aa1', '不同的字符太少'],
    ['X1-wangwu-y', '不能含有用户名'],
    ['Chushi-001', '最近 5 次'],
    ['Xinmima-001', '最近 5 次'],
  ])('%s is refused: %s', async (password, words) => {
    const { cookie } = await signIn('wangwu', 'Xinmima-001')
    const answer = await send('/api/me/password', { current: 'Xinmima-001', password }, { method: 'PUT', cookie })
    expect([answer.status, answer.body.details.join()]).toEqual([422, expect.stringContaining(words)])
  })

  it('is taken again after five others', async () => {
    const passwords = [
      'Xinmima-001',
      'Xinmima-002',
      'Xinmima-003',
      'Xinmima-004',
      'Xinmima-005',
      'Xinmima-006',
      'Xinmima-001',
    ]
    let { cookie } = await signIn('wangwu', passwords[0]!)
    for (const [index, password] of passwords.slice(1).entries()) {
      minutes(1)
      const answer = await send('/api/me/password', { current: passwords[index], password }, { method: 'PUT', cookie })
      expect(answer.status, password).toBe(200)
      cookie = answer.cookie
    }
    expect((await db.selectFrom('formerPassword').selectAll().execute()).length).toBe(4)
  })

  it('lives 90 days', async () => {
    minutes(90 * 24 * 60 - 1)
    expect((await signIn('wangwu', 'Xinmima-001')).body.next).toBeNull()
    minutes(1)
    expect((await signIn('wangwu', 'Xinmima-001')).body.next).toBe('changePassword')
  })
})

describe('a body', () => {
  const endless = (pieces: number) => {
    const seen = { pieces: 0 }
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        seen.pieces += 1
        if (seen.pieces > pieces) controller.close()
        else controller.enqueue(new TextEncoder().encode(' '.repeat(1000)))
      },
    })
    return { seen, init: { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' } }
  }

  it('of nobody in particular is read to 64 kB and no further', async () => {
    const { seen, init } = endless(100_000)
    const answer = await app.request('/api/session', init as RequestInit)
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'badInput.tooLarge' }])
    expect(seen.pieces).toBeLessThan(100)
    const announced = { ...endless(1).init.headers, 'content-length': '70000' }
    expect((await app.request('/api/session', { ...endless(1).init, headers: announced } as RequestInit)).status).toBe(
      422,
    )
    const broken = await app.request('/api/session', endless(60).init as RequestInit)
    expect([broken.status, await broken.json()]).toMatchObject([422, { code: 'badInput.request' }])
  })

  it('of a user is read to 16 MB', async () => {
    const { cookie } = await signIn('admin', first.password)
    const post = async (pieces: number) => {
      const { init } = endless(pieces)
      const headers = { ...init.headers, cookie }
      const answer = await app.request('/api/me/sessions/999999', { ...init, method: 'DELETE', headers } as RequestInit)
      return ((await answer.json()) as { code: string }).code
    }
    expect([await post(16_500), await post(17_000)]).toEqual(['notFound.session', 'badInput.tooLarge'])
  })
})

describe('a write', () => {
  const body = { userName: 'admin', password: first.password }
  it.each([
    [200, { 'sec-fetch-site': 'same-origin' }],
    [200, { origin: 'http://localhost' }],
    [200, { origin: 'https://localhost' }],
    [200, {}],
    [403, { 'sec-fetch-site': 'cross-site' }],
    [403, { 'sec-fetch-site': 'same-site' }],
    [403, { origin: 'http://evil.example' }],
    [403, { origin: 'http://localhost:8611' }],
    [403, { origin: 'null' }],
    [403, { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }],
    [403, { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('is answered %d with %j', async (status, headers) => {
    expect((await send('/api/session', body, headers as Record<string, string>)).status).toBe(status)
  })
})
