/** Signing in at a real OpenID provider over HTTP, as a browser does it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { identityPolicy, usualPolicy } from '../identity/policy.ts'
import { createUser } from '../identity/users.ts'
import { openSafe, storeCredential } from '../store/credentials.ts'
import { createHttpApp } from './app.ts'
import { listen, type Listening } from './listen.ts'

const { db, url: databaseUrl } = await testStore()
const home = await temporaryFolder('providers')
const at = new Date().toISOString()
const secret = 'geheim-'.repeat(8)

let issuer = ''
let ours: Listening

beforeAll(async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const policy = identityPolicy.parse({
    providers: [
      { id: 'oa', title: '统一认证', issuer, clientId: 'mingcha' },
      { id: 'off', title: '停用的', issuer: 'http://127.0.0.1:9', clientId: 'mingcha' },
    ],
  })
  await storeCredential(db, await openSafe(home), { kind: 'oidc', name: 'oa' }, secret, { actor: '测试', at })
  const installation = {
    home,
    databaseUrl,
    config: {},
    usualConfig: {},
    backups: { folder: '/nonexistent', daily: null },
    safe: () => openSafe(home),
    jobs: () => Promise.reject(new Error('no queue here')),
  }
  const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [], identity: policy, installation })
  ours = await listen(app.fetch, { host: '127.0.0.1', port: 0 })
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'mingcha', client_secret: secret, redirect_uris: [`${ours.url}api/sign-in/oa/callback`] }],
    cookies: { keys: ['test'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    async findAccount(_context, id) {
      return { accountId: id, claims: async () => ({ sub: `sub-of-${id}`, preferred_username: id }) }
    },
  })
  server.on('request', provider.callback())
  afterAll(async () => {
    await ours.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const reviewer = { role: 'reviewer', units: [], campaigns: [], mustChangePassword: false } as const
  const by = { actor: '测试', at }
  await createUser(db, { ...reviewer, userName: 'lisi', name: '李四', password: null }, by, usualPolicy)
  await createUser(db, { ...reviewer, userName: 'admin', name: '管理员', password: 'Mima-2025-ok' }, by, usualPolicy)
})

/** A browser: follows redirects and fills the provider's forms, with its own cookies. */
function browser(login: string) {
  const jar = new Map<string, Map<string, string>>()
  async function go(
    address: string,
    init: RequestInit = {},
  ): Promise<{ answer: Response; address: string; text: string }> {
    const { origin } = new URL(address)
    const cookies = jar.get(origin) ?? new Map<string, string>()
    jar.set(origin, cookies)
    const headers = {
      ...(init.headers as Record<string, string>),
      cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
    }
    const answer = await fetch(address, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [name, ...value] = line.split(';')[0]!.split('=')
      if (value.join('=') === '') cookies.delete(name!)
      else cookies.set(name!, value.join('='))
    }
    const text = await answer.text()
    const next = answer.headers.get('location')
    if (next !== null) {
      const target = new URL(next, address)
      // The console's page is not built here: the address is enough.
      return target.origin === new URL(ours.url).origin && !target.pathname.startsWith('/api/')
        ? { answer, address: target.href, text }
        : go(target.href)
    }
    const form = /<form[^>]*action="([^"]+)"[^>]*>/.exec(text)?.[1]
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1]
    if (form === undefined || prompt === undefined) return { answer, address, text }
    const body = new URLSearchParams({ prompt, login, password: 'x' })
    return go(new URL(form, address).href, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  }
  const me = async () => (await go(`${ours.url}api/me`)).answer.status
  return { go, me, jar }
}
const start = (to = '/') => `${ours.url}api/sign-in/oa?to=${encodeURIComponent(to)}`

describe('a provider', () => {
  it('is offered by its name', async () => {
    const answer = await fetch(`${ours.url}api/sign-in`)
    expect(await answer.json()).toEqual([
      { id: 'oa', title: '统一认证' },
      { id: 'off', title: '停用的' },
    ])
  })

  it('signs in a user without a password of their own, who comes back to the page they wanted', async () => {
    const { go, me } = browser('lisi')
    const end = await go(start('/campaigns/2025Q3?tab=1'))
    expect(end.address).toBe(`${ours.url}campaigns/2025Q3?tab=1`)
    expect(await me()).toBe(200)
    const bound = await db.selectFrom('externalIdentity').select(['issuer', 'subject']).execute()
    expect(bound).toEqual([{ issuer, subject: 'lisi' }])
    const entry = await db
      .selectFrom('auditEntry')
      .select(['action', 'actor'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(entry).toEqual({ action: 'user.signedIn', actor: '李四' })
    await db.updateTable('appUser').set({ userName: 'lisi2' }).where('userName', '=', 'lisi').execute()
    const again = browser('lisi')
    await again.go(start())
    expect(await again.me()).toBe(200)
  })

  it('opens nobody whom a password guards, nobody unknown, and nobody disabled', async () => {
    for (const login of ['admin', 'wangwu']) {
      const { go, me } = browser(login)
      const end = await go(start())
      expect([end.answer.status, end.text]).toEqual([403, expect.stringContaining('没有对应的用户')])
      expect(await me()).toBe(401)
    }
    await db.updateTable('appUser').set({ state: 'disabled' }).where('name', '=', '李四').execute()
    const { go, me } = browser('lisi')
    expect((await go(start())).text).toContain('此用户已停用')
    expect(await me()).toBe(401)
  })

  it.each(['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', '/a\nb'])(
    'sends nobody to %j',
    async (to) => {
      await db.updateTable('appUser').set({ state: 'active' }).where('name', '=', '李四').execute()
      expect((await browser('lisi').go(start(to))).address).toBe(ours.url)
    },
  )

  it('gives an answer that counts once, in the browser that asked', async () => {
    const asked = await fetch(start(), { redirect: 'manual' })
    const cookie = asked.headers.getSetCookie()[0]!.split(';')[0]!
    const callback = `${ours.url}api/sign-in/oa/callback?code=x&state=y&iss=${encodeURIComponent(issuer)}`
    const elsewhere = await fetch(callback)
    expect([elsewhere.status, await elsewhere.text()]).toEqual([403, expect.stringContaining('不是在这个浏览器')])
    const forged = await fetch(callback, { headers: { cookie } })
    expect([forged.status, await forged.text()]).toEqual([403, expect.stringContaining('没有确认登录')])
    const again = await fetch(callback, { headers: { cookie } })
    expect(await again.text()).toContain('已经过期')
  })

  it('that does not answer is a trouble with advice, and an unknown one is not found', async () => {
    const off = await fetch(`${ours.url}api/sign-in/off`)
    expect([off.status, await off.json()]).toMatchObject([503, { code: 'unavailable.provider' }])
    expect((await fetch(`${ours.url}api/sign-in/none`)).status).toBe(404)
  })
})
