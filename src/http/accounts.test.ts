import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { addDays, dayOfInstant } from '../kernel/day.ts'
import { accountFormat, importAccounts } from '../registry/import-accounts.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db } = await testStore()
const app = await signedIn(db, createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] }))

beforeAll(async () => {
  await upsertRows(
    db,
    'unit',
    ['code'],
    [{ code: 'hp', name: '黄浦区', shortName: '黄浦', kind: 'district', printOrder: 1 }],
  )
  const import_ = async (csv: string, author: string) =>
    importAccounts(db, await sheetRows(accountFormat, csv), { author, at: '2025-08-14T01:00:00.000Z' })
  await import_(
    `账号类型,账号标识,账号名称,主办单位,账号状态,粉丝数
    微信,gh_1,甲,hp,正常,10
    微博,w1,乙,hp,正常,
    微博,w2,丙,hp,未备案,30`,
    '张三',
  )
  await import_('账号类型,账号标识,账号名称,主办单位\n微信,gh_1,甲二,hp', '李四')
})

const get = async (address: string) => {
  const answer = await app.request(address)
  return { status: answer.status, body: await answer.json() }
}
const names = async (query: string) => {
  const { body } = await get(`/api/accounts${query}`)
  const { total, items: accounts } = body as { total: number; items: { name: string }[] }
  return [total, ...accounts.map(({ name }) => name)]
}

describe('the list of accounts', () => {
  it.each([
    ['', [3, '甲二', '乙', '丙']],
    ['?size=10&page=2', [3]],
    ['?platform=weibo&state=unfiled&state=active', [2, '乙', '丙']],
    ['?under=hp&order=followers&descending=true', [3, '丙', '甲二', '乙']],
    ['?search=%E7%94%B2', [1, '甲二']],
    ['?search=GH_', [1, '甲二']],
    [`?search=${encodeURIComponent('ｇｈ＿１')}`, [1, '甲二']],
    ['?search=%25', [0]],
    ['?organiser=nowhere', [0]],
    ['?page=100', [3]],
    ['?order=name', [3, '丙', '甲二', '乙']],
    ['?order=name&descending=true', [3, '乙', '甲二', '丙']],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it.each(['?size=0', '?size=201', '?state=nonsense', '?page=0', '?order=password', '?size=abc'])(
    'refuses %s by name',
    async (query) => {
      const { status, body } = await get(`/api/accounts${query}`)
      expect([status, (body as { code: string }).code]).toEqual([422, 'badInput.query'])
    },
  )
})

describe('one account', () => {
  it('shows its names and its history with who changed what', async () => {
    const { body } = await get('/api/accounts?search=gh_1')
    const [{ id }] = (body as { items: [{ id: number }] }).items
    expect((await get(`/api/accounts/${id}`)).body).toMatchObject({
      key: '微信/gh_1',
      organiser: { code: 'hp', name: '黄浦区' },
      names: [{ name: '甲二' }, { name: '甲', untilOn: '2025-08-14' }],
    })
    expect((await get(`/api/accounts/${id}/history`)).body).toMatchObject([
      { author: '李四', fields: [{ field: '账号名称', before: '甲', after: '甲二' }] },
      { author: '张三', fields: null },
    ])
  })

  it.each(['/api/accounts/999999', '/api/accounts/999999/history'])('%s is not there', async (address) => {
    expect(await get(address)).toMatchObject({ status: 404, body: { code: 'notFound.account' } })
  })
})

describe('what is known of accounts', () => {
  it('is unknown where no source was read, page by page', async () => {
    const { body } = await get('/api/account-activity?limit=1')
    const { accounts } = body as { accounts: { id: number; name: string; record: unknown }[] }
    expect(accounts).toMatchObject([{ name: '甲二', unit: { code: 'hp' }, record: null }])
    const next = await get(`/api/account-activity?after=${accounts[0]!.id}&unit=hp`)
    expect(next.body).toMatchObject({ accounts: [{ name: '乙' }] })
  })

  it('counts what a source has shown', async () => {
    const { id } = await db.selectFrom('account').select('id').where('platformId', '=', 'w1').executeTakeFirstOrThrow()
    const at = new Date().toISOString()
    const source = { accountId: id, kind: 'feed', address: 'http://f', trust: 3, freshHours: 72, host: 'f' }
    await db
      .insertInto('accountSource')
      .values({ ...source, addedBy: 'x', addedAt: at })
      .execute()
    const { id: sourceId } = await db.selectFrom('accountSource').select('id').executeTakeFirstOrThrow()
    const today = dayOfInstant(Date.now())
    const known = {
      capturedAt: at,
      knownUntil: at,
      coveredFrom: null,
      undatedCount: 0,
      lastOn: today,
      goneDays: [],
      posts: [],
    }
    const days = [today, addDays(today, -100)]
    await upsertRows(db, 'accountPosts', ['sourceId'], [{ sourceId, accountId: id, days, ...known }])
    const { body } = await get('/api/account-activity?unit=hp')
    const record = { lastPostOn: today, daysSilent: 0, postsInYear: 2, isDormant: false, longestGapDays: 264 }
    expect(body).toMatchObject({ accounts: [{}, { name: '乙', record }] })
  })

  it('lists the doubts of a unit by rule', async () => {
    const { body } = await get('/api/account-doubts?under=hp&rule=unfiled')
    expect(body).toMatchObject({
      total: 1,
      withoutSource: 2,
      doubts: [{ rule: 'unfiled', title: '未备案', name: '丙' }],
    })
    expect((await get('/api/account-doubts?rule=x')).status).toBe(422)
  })
})
