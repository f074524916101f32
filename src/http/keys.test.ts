/** Keys of programs: some of what their maker may, never what only a person does, until they end. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { resetPassword, setUserState } from '../identity/change-user.ts'
import { usualPolicy } from '../identity/policy.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
let now = Date.now()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [], clock: () => now })
const supervisor = await signedIn(db, app)
beforeAll(() => storeCampaign(db, '甲'))
beforeEach(() => void (now = Date.now()))

const asJson = { 'content-type': 'application/json' }
async function make(capabilities: readonly string[], days = 30, who = supervisor) {
  const body = JSON.stringify({ name: crypto.randomUUID(), capabilities, days })
  const answer = await who.request('/api/me/keys', { method: 'POST', headers: asJson, body })
  return { status: answer.status, body: (await answer.json()) as { key: string; details: string[] } }
}
const statusWith = async (key: string, address: string, init: RequestInit = {}) =>
  (await app.request(address, { ...init, headers: { ...asJson, authorization: `Bearer ${key}` } })).status

describe('a key', () => {
  it('opens what it was given and nothing else, without a cookie', async () => {
    const { key } = (await make(['campaigns:read'])).body
    expect(await statusWith(key, '/api/campaigns')).toBe(200)
    expect(await statusWith(key, '/api/accounts')).toBe(403)
    expect(await statusWith(key, '/api/me')).toBe(401)
    expect(await statusWith(key, '/api/me/keys')).toBe(403)
    expect(JSON.stringify(await db.selectFrom('apiKey').selectAll().execute())).not.toContain(key)
  })

  it('that is wrong opens nothing, whatever cookie stands beside it', async () => {
    const headers = { authorization: 'Bearer mingcha_x', cookie: supervisor.cookie }
    expect((await app.request('/api/campaigns', { headers })).status).toBe(401)
  })

  it.each([
    'review:decide',
    'bulletins:draft',
    'rectification:close',
    'bulletins:publish',
    'users:authorise',
    'audit:read',
    'delivery:manage',
    'nonsense',
  ])('is never given %s', async (capability) => {
    const { status, body } = await make(['campaigns:read', capability])
    expect([status, body.details]).toEqual([422, [expect.stringContaining('不能给密钥的权限')]])
  })

  it('ends at its day, when it is revoked, and with its maker', async () => {
    const maker = await signedIn(db, app)
    const [short, other] = [
      (await make(['campaigns:read'], 1, maker)).body.key,
      (await make(['campaigns:read'], 30, maker)).body.key,
    ]
    now += 86_400_000 - 60_000
    expect(await statusWith(short, '/api/campaigns')).toBe(200)
    now += 60_000
    expect(await statusWith(short, '/api/campaigns')).toBe(401)
    expect(await statusWith(other, '/api/campaigns')).toBe(200)
    await setUserState(db, maker.name, 'disabled', { actor: '测试', at: new Date(now).toISOString() })
    expect(await statusWith(other, '/api/campaigns')).toBe(401)
  })

  it('ends with the password of its maker that an administrator resets', async () => {
    const maker = await signedIn(db, app)
    const { key } = (await make(['campaigns:read'], 30, maker)).body
    await resetPassword(db, maker.name, { actor: '测试', at: new Date(now).toISOString() }, usualPolicy)
    expect(await statusWith(key, '/api/campaigns')).toBe(401)
  })

  it('is seen by its maker, who alone revokes it', async () => {
    const [maker, stranger] = [await signedIn(db, app), await signedIn(db, app)]
    const { key } = (await make(['campaigns:read'], 30, maker)).body
    const { keys } = (await (await maker.request('/api/me/keys')).json()) as { keys: { id: number; hint: string }[] }
    expect(key.startsWith(keys[0]!.hint)).toBe(true)
    const revoke = (who: typeof maker) => who.request(`/api/me/keys/${keys[0]!.id}`, { method: 'DELETE' })
    expect((await revoke(stranger)).status).toBe(404)
    expect((await revoke(maker)).status).toBe(204)
    expect(await statusWith(key, '/api/campaigns')).toBe(401)
  })

  it('sees no more than its maker', async () => {
    const near = await signedIn(db, app, 'supervisor', { units: ['U1'] })
    const { key } = (await make(['registry:read', 'delivery:read'], 30, near)).body
    expect(await statusWith(key, '/api/accounts/1')).toBe(200)
    await db
      .insertInto('unit')
      .values({ code: 'U9', name: '外', shortName: '外', kind: 'department', printOrder: 9 })
      .execute()
    const far = await signedIn(db, app, 'supervisor', { units: ['U9'] })
    const other = (await make(['registry:read'], 30, far)).body.key
    expect(await statusWith(other, '/api/accounts/1')).toBe(404)
  })
})
