/** 常用视图: each person's own, replaced by name, shared by the supervisor alone, and told in the audit log. */
import { describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttpApp } from './app.ts'
import type { SavedViewAnswer } from './routes/saved-views.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
const supervisor = await signedIn(db, app)
const reviewer = await signedIn(db, app, 'reviewer')
type Who = typeof supervisor

async function views(who: Who, list = 'accounts'): Promise<SavedViewAnswer[]> {
  return (await (await who.request(`/api/me/views?list=${list}`)).json()) as SavedViewAnswer[]
}
const send = (who: Who, method: string, address: string, body: unknown = {}) =>
  who.request(address, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const save = async (who: Who, name: string, search: unknown = { state: 'active' }, list = 'accounts') =>
  (await send(who, 'PUT', '/api/me/views', { list, name, search })).status
const idOf = async (who: Who, name: string) => (await views(who)).find((view) => view.name === name)!.id

describe('a view', () => {
  it("is its person's own, of one list, and replaced by name", async () => {
    expect(await save(reviewer, '微信', { platform: ['weixin', 'weibo'], search: '统计' })).toBe(200)
    expect(await save(reviewer, '微信', { platform: 'weixin' })).toBe(200)
    const own = await views(reviewer)
    expect(own).toEqual([
      {
        id: expect.any(Number) as number,
        list: 'accounts',
        name: '微信',
        search: { platform: 'weixin' },
        shared: false,
        savedBy: reviewer.name,
        own: true,
      },
    ])
    expect(await views(reviewer, 'sites')).toEqual([])
    expect(await views(supervisor)).toEqual([])
    const address = `/api/me/views/${own[0]!.id}`
    expect((await send(supervisor, 'DELETE', address)).status).toBe(404)
    expect((await send(reviewer, 'DELETE', address)).status).toBe(204)
    expect(await views(reviewer)).toEqual([])
  })

  it('is shared by the supervisor alone, read by everybody, changed by none but its person', async () => {
    await save(supervisor, '季度')
    await save(reviewer, '私有')
    const id = await idOf(supervisor, '季度')
    const share = async (who: Who, of: number, shared: boolean) =>
      (await send(who, 'PUT', `/api/views/${of}/shared`, { shared })).status
    expect(await share(reviewer, await idOf(reviewer, '私有'), true)).toBe(403)
    expect(await share(supervisor, await idOf(reviewer, '私有'), true)).toBe(404)
    expect(await share(supervisor, id, true)).toBe(204)
    expect((await views(reviewer)).map(({ name, own, shared }) => [name, own, shared])).toEqual([
      ['私有', true, false],
      ['季度', false, true],
    ])
    expect((await send(reviewer, 'DELETE', `/api/me/views/${id}`)).status).toBe(404)
    await save(supervisor, '季度', { state: 'closed' })
    expect((await views(reviewer))[1]).toMatchObject({ shared: true, search: { state: 'closed' } })
    const second = await signedIn(db, app)
    expect(await share(second, id, false)).toBe(204)
    expect((await views(reviewer)).map(({ name }) => name)).toEqual(['私有'])
    const told = await db
      .selectFrom('auditEntry')
      .select(['action', 'actor', 'subject'])
      .where('action', 'like', 'view.%')
      .orderBy('id')
      .execute()
    expect(told).toEqual([
      { action: 'view.shared', actor: supervisor.name, subject: 'view/accounts/季度' },
      { action: 'view.unshared', actor: second.name, subject: 'view/accounts/季度' },
    ])
  })

  it('has a name and a query of a sensible size, and not more than 50 stand in one list', async () => {
    expect(await save(reviewer, '  ')).toBe(422)
    expect(await save(reviewer, '字'.repeat(30))).toBe(200)
    expect(await save(reviewer, '字'.repeat(31))).toBe(422)
    expect(await save(reviewer, '甲', { a: 'x'.repeat(501) })).toBe(422)
    expect(await save(reviewer, '甲', Object.fromEntries([...Array(41).keys()].map((key) => [key, ''])))).toBe(422)
    expect(await save(reviewer, '甲', {}, '../x')).toBe(422)
    for (let count = 0; count < 50; count += 1) expect(await save(reviewer, `${count}`, {}, 'sites')).toBe(200)
    expect(await save(reviewer, '50', {}, 'sites')).toBe(409)
    expect(await save(reviewer, '49', { state: 'x' }, 'sites')).toBe(200)
  })
})
