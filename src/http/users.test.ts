/** Users as administrators handle them, with one administrator and with the three that are separated. */
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { identityPolicy } from '../identity/policy.ts'
import { newSetUpCode } from '../identity/set-up.ts'
import type { Role } from '../kernel/actor.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db } = await testStore()
const plain = { db, archiveFolder: '/nonexistent', hostNames: [] }
const together = createHttpApp(plain)
const setUpCode = newSetUpCode()
const separated = createHttpApp({
  ...plain,
  setUpCode,
  identity: identityPolicy.parse({ separatedAdministrators: true }),
})

interface Asked {
  request(address: string, init?: RequestInit): Response | Promise<Response>
}
async function send(who: Asked, method: string, address: string, body: unknown = {}) {
  const answer = await who.request(address, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: text === '' ? null : JSON.parse(text),
    cookie: answer.headers.getSetCookie()[0],
  }
}
/** Signs in with a given password and chooses another one. */
async function enter(app: Asked, userName: string, password: string): Promise<Asked> {
  const signedIn = await send(app, 'POST', '/api/session', { userName, password })
  const headers = { cookie: signedIn.cookie!.split(';')[0]! }
  const request = (address: string, init: RequestInit = {}) =>
    app.request(address, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } })
  const changed = await send({ request }, 'PUT', '/api/me/password', { current: password, password: 'Zixuan-Mima-9' })
  // at a second sign-in the password has been chosen already
  if (changed.cookie) headers.cookie = changed.cookie.split(';')[0]!
  return { request }
}

beforeAll(async () => {
  await upsertRows(
    db,
    'unit',
    ['code'],
    [{ code: 'hp', name: '黄浦区', shortName: '黄浦', kind: 'district', printOrder: 1 }],
  )
})

describe('the three separated administrators', () => {
  const three = ['xitong', 'anquan', 'shenji'].map((userName) => ({
    userName,
    name: `${userName}员`,
    password: `Yi-Er-San-${userName.length}aB`,
  }))
  let system: Asked
  let security: Asked
  let audit: Asked

  it('are made by the first run together, or not at all', async () => {
    const one = await send(separated, 'POST', '/api/setup', { code: setUpCode.code, users: three.slice(0, 1) })
    expect([one.status, one.body.code]).toEqual([422, 'badInput.user'])
    expect((await send(separated, 'POST', '/api/setup', { code: setUpCode.code, users: three })).status).toBe(204)
    const opened = await Promise.all(three.map(({ userName, password }) => enter(separated, userName, password)))
    ;[system, security, audit] = opened as [Asked, Asked, Asked]
  })

  it('make a user in two steps: one creates, another authorises', async () => {
    const wanted = { userName: 'lisi', name: '李四' }
    const both = await send(system, 'POST', '/api/users', { ...wanted, role: 'reviewer' })
    expect([both.status, both.body.code]).toEqual([403, 'forbidden.role'])
    expect((await send(security, 'POST', '/api/users', wanted)).status).toBe(403)
    const made = await send(system, 'POST', '/api/users', wanted)
    expect(made.status).toBe(200)
    const early = await send(separated, 'POST', '/api/session', made.body)
    expect([early.status, early.body.code]).toEqual([403, 'forbidden.noRole'])
    expect((await send(system, 'PUT', '/api/users/lisi/reach', { role: 'reviewer' })).status).toBe(403)
    expect((await send(security, 'PUT', '/api/users/lisi/reach', { role: 'reviewer' })).status).toBe(204)
    expect((await send(separated, 'POST', '/api/session', made.body)).body).toMatchObject({
      role: 'reviewer',
      next: 'changePassword',
    })
  })

  it('see no business data, and only one of them the log', async () => {
    for (const administrator of [system, security, audit]) {
      for (const address of ['/api/campaigns', '/api/accounts', '/api/messages', '/api/warnings', '/api/notices']) {
        expect((await administrator.request(address)).status, address).toBe(403)
      }
    }
    const statuses = await Promise.all(
      [system, security, audit].map(async (who) => (await who.request('/api/audit')).status),
    )
    expect(statuses).toEqual([403, 403, 200])
    const { body } = await send(audit, 'GET', '/api/audit?action=user.&subject=user/lisi&size=10')
    expect(body.items.map(({ action, actor }: { action: string; actor: string }) => [action, actor])).toEqual([
      ['user.signedIn', '李四'],
      ['user.authorised', 'anquan员'],
      ['user.created', 'xitong员'],
    ])
    expect((await send(audit, 'GET', '/api/audit/verify')).body).toMatchObject({ faults: [] })
  })

  it('cannot become one another by a new password, nor change themselves', async () => {
    const reset = await send(system, 'POST', '/api/users/anquan/password')
    expect([reset.status, reset.body.code]).toEqual([403, 'forbidden.administrator'])
    const own = await send(security, 'PUT', '/api/users/anquan/reach', { role: 'auditAdministrator' })
    expect([own.status, own.body.code]).toEqual([403, 'forbidden.self'])
    expect((await send(system, 'PUT', '/api/users/xitong/state', { state: 'disabled' })).status).toBe(403)
    expect((await send(system, 'POST', '/api/users/lisi/password')).status).toBe(200)
  })

  it('are the only ones who manage users', async () => {
    const others: readonly Role[] = ['supervisor', 'technicalSupport', 'inspector', 'reviewer', 'publisher', 'auditor']
    for (const role of others) {
      const who = await signedIn(db, separated, role)
      expect((await send(who, 'GET', '/api/users')).status, role).toBe(403)
      expect((await send(who, 'POST', '/api/users', { userName: 'x1', name: 'x1' })).status, role).toBe(403)
      expect((await send(who, 'GET', '/api/audit')).status, role).toBe(403)
    }
  })
})

describe('one administrator', () => {
  it('makes users with role and units, sees them, and puts them out', async () => {
    const admin = await signedIn(db, together, 'systemAdministrator')
    const made = await send(admin, 'POST', '/api/users', {
      userName: 'Huangpu',
      name: '黄浦',
      role: 'operator',
      units: ['hp'],
    })
    expect(made.body).toEqual({ userName: 'huangpu', password: expect.stringMatching(/^\S{19}$/) })
    const listed = await send(admin, 'GET', '/api/users?search=huangpu')
    expect(listed.body).toMatchObject({
      total: 1,
      items: [{ role: 'operator', allUnits: false, units: [{ code: 'hp', name: '黄浦区' }] }],
    })
    const user = await enter(together, 'huangpu', made.body.password)
    expect((await user.request('/api/accounts')).status).toBe(200)
    expect((await send(admin, 'DELETE', '/api/users/huangpu/sessions')).status).toBe(204)
    expect((await user.request('/api/accounts')).status).toBe(401)
    expect((await send(admin, 'PUT', '/api/users/huangpu/state', { state: 'disabled' })).status).toBe(204)
    const refused = await send(together, 'POST', '/api/session', { userName: 'huangpu', password: 'Zixuan-Mima-9' })
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden.disabled'])
  })

  it('opens a lock', async () => {
    const admin = await signedIn(db, together, 'systemAdministrator')
    const { body } = await send(admin, 'POST', '/api/users', { userName: 'zhao', name: '赵', role: 'auditor' })
    for (let n = 0; n < 5; n += 1) await send(together, 'POST', '/api/session', { userName: 'zhao', password: 'x' })
    expect((await send(admin, 'GET', '/api/users?search=zhao')).body.items[0].lockedUntil).not.toBeNull()
    expect((await send(together, 'POST', '/api/session', body)).body.code).toBe('signedOut.locked')
    await send(admin, 'DELETE', '/api/users/zhao/lock')
    expect((await send(together, 'POST', '/api/session', body)).status).toBe(200)
  })

  it.each([
    [{ userName: 'x', name: '甲' }, '用户名'],
    [{ userName: 'x y', name: '甲' }, '用户名'],
    [{ userName: 'xy', name: '' }, '姓名'],
    [{ userName: 'xy', name: '乙', role: 'operator' }, '必须属于'],
    [{ userName: 'xy', name: '乙', role: 'operator', units: ['no'] }, '没有代码为 no'],
    [{ userName: 'xy', name: '乙', role: 'systemAdministrator', units: ['hp'] }, '不涉及业务数据'],
    [{ userName: 'xy', name: '乙', role: 'reviewer', campaigns: ['2025Q3'] }, '没有检查'],
    [{ userName: 'xy', name: '黄浦', role: 'reviewer' }, null],
    [{ userName: 'huangpu', name: '丙', role: 'reviewer' }, null],
  ])('refuses %j', async (wanted, words) => {
    const admin = await signedIn(db, together, 'systemAdministrator')
    const { status, body } = await send(admin, 'POST', '/api/users', wanted)
    expect([status, body.details.join()]).toEqual(words === null ? [409, ''] : [422, expect.stringContaining(words)])
  })
})

it('a user sees and ends the own sessions only', async () => {
  const admin = await signedIn(db, together, 'systemAdministrator')
  const { body } = await send(admin, 'POST', '/api/users', { userName: 'qian', name: '钱', role: 'auditor' })
  const one = await enter(together, 'qian', body.password)
  const other = await enter(together, 'qian', 'Zixuan-Mima-9')
  const sessions = (await send(one, 'GET', '/api/me/sessions')).body as { id: number; current: boolean }[]
  expect(sessions.filter(({ current }) => current)).toHaveLength(1)
  expect(sessions).toHaveLength(2)
  const id = sessions.find(({ current }) => !current)!.id
  expect((await send(admin, 'DELETE', `/api/me/sessions/${id}`)).status).toBe(404)
  expect((await send(one, 'DELETE', `/api/me/sessions/${id}`)).status).toBe(204)
  expect((await other.request('/api/me')).status).toBe(401)
  expect((await one.request('/api/me')).status).toBe(200)
})
