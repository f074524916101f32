/** Signing in with a second factor: enrolling, codes that count once, recovery, locking, roles that must. */
import { beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { identityPolicy, usualPolicy } from '../identity/policy.ts'
import { stepOf, totpCode } from '../identity/totp.ts'
import { createUser } from '../identity/users.ts'
import { openSafe } from '../store/credentials.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db, url } = await testStore()
const home = await temporaryFolder('second-factor')
let now = Date.parse('2025-08-14T01:00:00.000Z')
const installation = {
  home,
  databaseUrl: url,
  config: {},
  usualConfig: {},
  backups: { folder: '/nonexistent', daily: null },
  safe: () => openSafe(home),
  jobs: () => Promise.reject(new Error('no queue here')),
}
const settings = { db, archiveFolder: '/nonexistent', hostNames: [], clock: () => now, installation }
const app = createHttpApp(settings)
const password = 'Mima-2025-ok'
let userName = ''
let made = 0

/** A new user each time. */
beforeEach(async () => {
  made += 1
  userName = `fuhe${made}`
  const user = {
    userName,
    name: userName,
    role: 'reviewer',
    units: [],
    campaigns: [],
    mustChangePassword: false,
  } as const
  await createUser(db, { ...user, password }, { actor: '测试', at: new Date(now).toISOString() }, usualPolicy)
})

async function send(method: string, address: string, body: unknown, cookie = '', to = app) {
  const headers = { 'content-type': 'application/json', cookie }
  const answer = await to.request(address, {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const set = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { status: answer.status, body: text === '' ? null : JSON.parse(text), cookie: set }
}
const signIn = () => send('POST', '/api/session', { userName, password })
const give = (code: string, cookie: string) => send('POST', '/api/session/second-factor', { code }, cookie)
const codeOf = (secret: string, offset = 0) => totpCode(secret, stepOf(now) + offset)
const wait = (seconds: number) => void (now += seconds * 1000)

/** Signs in and enrols an authenticator. */
async function enrolled() {
  const { cookie } = await signIn()
  const { body } = await send('POST', '/api/me/second-factor', { password }, cookie)
  const confirmed = await send('PUT', '/api/me/second-factor', { code: codeOf(body.secret) }, cookie)
  wait(30)
  return { cookie: confirmed.cookie, secret: body.secret as string, codes: confirmed.body.recoveryCodes as string[] }
}

describe('an authenticator', () => {
  it('is enrolled by password and a first code, and its secret lies sealed', async () => {
    const other = await signIn()
    const { cookie } = await signIn()
    const wrong = await send('POST', '/api/me/second-factor', { password: 'x' }, cookie)
    expect([wrong.status, wrong.body.code]).toEqual([403, 'forbidden.password'])
    const begun = await send('POST', '/api/me/second-factor', { password }, cookie)
    expect(begun.body.uri).toContain(`secret=${begun.body.secret}`)
    expect((await signIn()).body.next).toBeNull()
    const refused = await send('PUT', '/api/me/second-factor', { code: '000000' }, cookie)
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden.code'])
    const confirmed = await send('PUT', '/api/me/second-factor', { code: codeOf(begun.body.secret) }, cookie)
    expect(confirmed.body.recoveryCodes).toHaveLength(10)
    expect((await send('GET', '/api/me', {}, confirmed.cookie)).status).toBe(200)
    expect((await send('GET', '/api/me', {}, other.cookie)).status).toBe(401)
    const stored = await db
      .selectFrom('appUser')
      .select('totpSealed')
      .where('userName', '=', userName)
      .executeTakeFirstOrThrow()
    expect(stored.totpSealed!.toString('latin1')).not.toContain(begun.body.secret)
    expect((await send('POST', '/api/me/second-factor', { password }, confirmed.cookie)).status).toBe(409)
  })

  it('is asked for after the password, and nothing is open before', async () => {
    const { secret } = await enrolled()
    const { cookie, body } = await signIn()
    expect(body).toMatchObject({ next: 'secondFactor', capabilities: [] })
    expect((await send('GET', '/api/campaigns', {}, cookie)).body.code).toBe('forbidden.secondFactor')
    for (const [method, address, sent] of [
      ['POST', '/api/me/second-factor', { password }],
      ['DELETE', '/api/me/second-factor', { password }],
      ['PUT', '/api/me/password', { current: password, password: 'Lingyige-2025' }],
    ] as const) {
      expect((await send(method, address, sent, cookie)).body.code, address).toBe('forbidden.secondFactor')
    }
    const given = await give(codeOf(secret), cookie)
    expect(given.status).toBe(204)
    expect((await send('GET', '/api/campaigns', {}, given.cookie)).status).toBe(200)
    // whoever had put the half-open session into the browser holds nothing
    expect((await send('GET', '/api/me', {}, cookie)).status).toBe(401)
  })

  it('gives a code that counts once', async () => {
    const { secret } = await enrolled()
    const [one, other] = [await signIn(), await signIn()]
    expect((await give(codeOf(secret), one.cookie)).status).toBe(204)
    expect((await give(codeOf(secret), other.cookie)).status).toBe(403)
    expect((await give(codeOf(secret, -1), other.cookie)).status).toBe(403)
    wait(30)
    expect((await give(codeOf(secret), other.cookie)).status).toBe(204)
  })

  it('locks after five wrong codes, whatever was signed in to in between', async () => {
    const { secret } = await enrolled()
    let codes = 0
    for (let round = 0; round < 4; round += 1) {
      const { cookie, status } = await signIn()
      if (status !== 200) break
      for (let n = 0; n < 2; n += 1) if ((await give('000000', cookie)).status === 403) codes += 1
    }
    expect(codes).toBeLessThanOrEqual(5)
    expect((await signIn()).body.code).toBe('signedOut.locked')
    wait(31 * 60)
    const { cookie } = await signIn()
    expect((await give(codeOf(secret), cookie)).status).toBe(204)
  })

  it('is replaced by a recovery code, once each', async () => {
    const { codes } = await enrolled()
    const first = await signIn()
    expect((await give(codes[0]!.toUpperCase(), first.cookie)).status).toBe(204)
    const second = await signIn()
    expect((await give(codes[0]!, second.cookie)).status).toBe(403)
    expect((await give(codes[1]!.replaceAll('-', ' '), second.cookie)).status).toBe(204)
  })

  it('is given up with the password, or taken away by an administrator', async () => {
    const { cookie } = await enrolled()
    expect((await send('DELETE', '/api/me/second-factor', { password: 'x' }, cookie)).status).toBe(403)
    expect((await send('DELETE', '/api/me/second-factor', { password }, cookie)).status).toBe(204)
    expect((await signIn()).body.next).toBeNull()
    await enrolled()
    const admin = await signedIn(
      db,
      createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] }),
      'systemAdministrator',
    )
    const taken = await admin.request(`/api/users/${userName}/second-factor`, { method: 'DELETE' })
    expect(taken.status).toBe(204)
    expect((await signIn()).body.next).toBeNull()
  })
})

it('a role that must use one does nothing else before', async () => {
  const strict = createHttpApp({ ...settings, identity: identityPolicy.parse({ secondFactorFor: ['reviewer'] }) })
  const { body, cookie } = await send('POST', '/api/session', { userName, password }, '', strict)
  expect(body).toMatchObject({ next: 'enrolSecondFactor', capabilities: [] })
  expect((await send('GET', '/api/campaigns', {}, cookie, strict)).body.code).toBe('forbidden.enrolSecondFactor')
  const begun = await send('POST', '/api/me/second-factor', { password }, cookie, strict)
  const confirmed = await send('PUT', '/api/me/second-factor', { code: codeOf(begun.body.secret) }, cookie, strict)
  expect(confirmed.status).toBe(200)
  expect((await send('GET', '/api/campaigns', {}, confirmed.cookie, strict)).status).toBe(200)
  expect((await send('GET', '/api/me', {}, cookie, strict)).status).toBe(401)
  expect((await send('DELETE', '/api/me/second-factor', { password }, confirmed.cookie, strict)).status).toBe(403)
})
