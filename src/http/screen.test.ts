/** The big screen over HTTP: what it counts, who opens it, and that a token opens nothing else. */
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
let now = Date.parse('2025-09-28T02:00:00.000Z')
const open = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [], clock: () => now })
const [admin, supervisor] = [await signedIn(db, open, 'systemAdministrator'), await signedIn(db, open)]
const bySession = (user: typeof admin) => open.request('/api/screen', { headers: { cookie: user.cookie } })
const byToken = (token: string, address = '/api/screen') =>
  open.request(address, { headers: { 'x-kiosk-token': token } })
const post = async (address: string, body: unknown, user = admin) => {
  const answer = await user.request(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}

// The clock of the application is that of the fixture's sessions.
beforeAll(async () => {
  now = Date.now()
  await storeCampaign(db, '统计局')
})

describe('the big screen', () => {
  it('counts what the last campaign found, and calls nothing fine of which nothing is known', async () => {
    const units = { kind: 'district', shortName: '黄浦', name: '黄浦区', parentId: null }
    await db
      .insertInto('unit')
      .values({ ...units, code: 'hp', printOrder: 2 })
      .execute()
    const answer = await bySession(supervisor)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      at: new Date(now).toISOString(),
      campaign: { id: '2025Q3', demonstration: true },
      sites: { total: 1, undecided: 1 },
      accounts: { total: 1, unqualified: 1 },
      areas: [
        { code: 'hp', name: '黄浦', state: 'unknown', targets: 0 },
        { code: 'U1', kind: 'department', state: 'failing', targets: 2, unqualified: 1 },
      ],
      numbers: { openMessages: 0, outages: 0 },
    })
  })

  it('shows the worst of an area, and of a message neither its text nor who wrote or handles it', async () => {
    const { id: siteId } = await db.selectFrom('site').select('id').executeTakeFirstOrThrow()
    const { id: unitId } = await db.selectFrom('unit').select('id').where('code', '=', 'U1').executeTakeFirstOrThrow()
    const today = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)
    const late = new Date(now - 10 * 86_400_000).toISOString()
    await db
      .insertInto('message')
      .values({
        number: 'N-1',
        siteId,
        category: 'wrong',
        content: '我是张三，电话13800000000',
        receivedAt: late,
        answer: '',
        unitId,
        handler: '李四',
        dueOn: late.slice(0, 10),
      } as never)
      .execute()
    const raised = { kind: 'outage', siteId, severity: 'severe', message: 'x', evidence: '{}', openedAt: late }
    await db
      .insertInto('alert')
      .values([raised, { ...raised, kind: 'certificate' }] as never)
      .execute()
    const text = await (await bySession(supervisor)).text()
    expect(JSON.parse(text)).toMatchObject({
      numbers: { overdueMessages: 1, outages: 1, openAlerts: 2 },
      messages: [{ unit: '统计局', daysLate: expect.any(Number) }],
      alerts: [{ kind: '证书即将到期' }, { kind: '首页无法访问' }],
      areas: [{ code: 'hp' }, { code: 'U1', state: 'down', outages: 1, overdueMessages: 1 }],
    })
    for (const word of ['张三', '13800000000', '李四', 'N-1']) expect(text).not.toContain(word)
    expect(JSON.parse(text).messages[0].daysLate).toBe(
      Math.round((Date.parse(today) - Date.parse(late.slice(0, 10))) / 86_400_000),
    )
  })

  it('is for those who see everything', async () => {
    expect((await open.request('/api/screen')).status).toBe(401)
    expect((await bySession(admin)).status).toBe(403)
    const operator = await signedIn(db, open, 'operator', { units: ['U1'] })
    const answer = await bySession(operator)
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'forbidden.scope' }])
    const reviewer = await signedIn(db, open, 'reviewer', { units: ['hp'] })
    expect((await bySession(reviewer)).status).toBe(403)
  })
})

describe('a kiosk token', () => {
  it('is made and revoked by the system administrator alone', async () => {
    expect((await supervisor.request('/api/kiosk-tokens')).status).toBe(403)
    expect((await post('/api/kiosk-tokens', { name: '大厅' }, supervisor)).status).toBe(403)
    expect((await post('/api/kiosk-tokens', { name: ' ' })).status).toBe(422)
    expect((await post('/api/kiosk-tokens', { name: '大厅', days: 400 })).status).toBe(422)
    expect((await post('/api/kiosk-tokens/99/revocation', { reason: '试' })).status).toBe(404)
  })

  it('opens the screen and nothing else, until it ends', async () => {
    const { status, body } = await post('/api/kiosk-tokens', { name: '大厅', days: 1 })
    expect(status).toBe(200)
    expect((await post('/api/kiosk-tokens', { name: '大厅' })).status).toBe(409)
    expect((await byToken(body.token)).status).toBe(200)
    for (const address of ['/api/me', '/api/campaigns', '/api/overview', '/api/kiosk-tokens', '/api/warnings']) {
      expect((await byToken(body.token, address)).status, address).toBe(401)
    }
    const stored = JSON.stringify(await db.selectFrom('kioskToken').selectAll().execute())
    expect(stored).not.toContain(body.token)
    expect(await (await admin.request('/api/kiosk-tokens')).json()).toMatchObject([
      { name: '大厅', hint: body.token.slice(0, 10), revokedAt: null, lastUsedAt: expect.any(String) },
    ])
    now += 86_400_000 - 1
    expect((await byToken(body.token)).status).toBe(200)
    now += 1
    const ended = await byToken(body.token)
    expect([ended.status, await ended.json()]).toMatchObject([401, { code: 'signedOut.kioskToken' }])
    now -= 86_400_000
    // the address on the wall stays
    const { id } = body
    expect((await post(`/api/kiosk-tokens/${id}/extension`, { days: 30 }, supervisor)).status).toBe(403)
    const { expiresAt } = (await post(`/api/kiosk-tokens/${id}/extension`, { days: 30 })).body
    expect(Date.parse(expiresAt)).toBe(now + 30 * 86_400_000)
    now += 86_400_000
    expect(await (await byToken(body.token)).json()).toMatchObject({ tokenEndsAt: expiresAt })
    now -= 86_400_000
  })

  it('that was revoked opens nothing, not even beside a good session', async () => {
    const { body } = await post('/api/kiosk-tokens', { name: '二楼' })
    expect((await post(`/api/kiosk-tokens/${body.id}/revocation`, { reason: '丢失' })).status).toBe(204)
    expect((await post(`/api/kiosk-tokens/${body.id}/extension`, {})).status).toBe(409)
    const headers = { 'x-kiosk-token': body.token, cookie: supervisor.cookie }
    expect((await open.request('/api/screen', { headers })).status).toBe(401)
    const actions = await db.selectFrom('auditEntry').select(['action', 'reason']).orderBy('id', 'desc').execute()
    expect(actions[0]).toEqual({ action: 'kiosk.revoked', reason: '丢失' })
  })
})
