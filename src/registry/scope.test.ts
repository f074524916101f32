import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import {
  demandAccount,
  demandCampaign,
  demandSite,
  demandUnit,
  everything,
  seesAccount,
  seesSite,
  unitsWithin,
  withinCampaigns,
  withinUnits,
  type Scope,
} from './scope.ts'

const { db } = await testStore()
const ids: Record<string, number> = {}

beforeAll(async () => {
  // city ─ district ─ street; another district beside
  for (const [code, parent] of [
    ['city', null],
    ['district', 'city'],
    ['street', 'district'],
    ['other', 'city'],
  ] as const) {
    const unit = {
      code,
      name: code,
      shortName: code,
      kind: 'district',
      parentId: parent && ids[parent]!,
      printOrder: 1,
    }
    await upsertRows(db, 'unit', ['code'], [unit])
    ids[code] = (await db.selectFrom('unit').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id
  }
  const site = { url: 'http://a.example/', category: 'department', state: 'active', hasServices: false }
  const sites = ['district', 'street', 'other'].map((code, n) => ({
    ...site,
    siteCode: `s${n}`,
    name: code,
    organiserId: ids[code]!,
  }))
  await upsertRows(db, 'site', ['siteCode'], sites)
  const account = { platform: 'weixin', purpose: 'publish', state: 'active', sourceKind: 'delivered', feedUrl: null }
  const accounts = [
    { name: 'of street', organiserId: ids['street']!, supervisorId: null },
    { name: 'of other', organiserId: ids['other']!, supervisorId: null },
    { name: 'of other, supervised by street', organiserId: ids['other']!, supervisorId: ids['street']! },
  ].map((row, n) => ({ ...account, ...row, platformId: `gh_${n}`, identityKey: `weixin/gh_${n}` }))
  await upsertRows(db, 'account', [], accounts)
})

const of = async (...codes: string[]): Promise<Scope> => ({
  units: await unitsWithin(
    db,
    codes.map((code) => ids[code]!),
  ),
  campaigns: 'all',
})
const sitesSeen = async (scope: Scope) => {
  const rows = await db.selectFrom('site').select('name').where(seesSite(scope, 'site')).orderBy('siteCode').execute()
  return rows.map(({ name }) => name)
}
const accountsSeen = async (scope: Scope) => {
  const rows = await db.selectFrom('account as a').select('name').where(seesAccount(scope, 'a')).orderBy('id').execute()
  return rows.map(({ name }) => name)
}

describe('units', () => {
  it('reach down the tree, never up or aside', async () => {
    expect(await unitsWithin(db, [ids['district']!])).toEqual([ids['district'], ids['street']])
    expect(await unitsWithin(db, [ids['city']!])).toHaveLength(4)
    expect(await unitsWithin(db, [])).toEqual([])
  })

  it('that stand in a circle end', async () => {
    await db.updateTable('unit').set({ parentId: ids['street']! }).where('code', '=', 'city').execute()
    expect(await unitsWithin(db, [ids['street']!])).toHaveLength(4)
    await db.updateTable('unit').set({ parentId: null }).where('code', '=', 'city').execute()
  })
})

describe('the register', () => {
  it('is cut to the units', async () => {
    expect(await sitesSeen(everything)).toEqual(['district', 'street', 'other'])
    expect(await sitesSeen(await of('district'))).toEqual(['district', 'street'])
    expect(await sitesSeen(await of('street'))).toEqual(['street'])
    expect(await sitesSeen({ units: [], campaigns: 'all' })).toEqual([])
  })

  it('shows an account to its organiser and to its supervisor', async () => {
    expect(await accountsSeen(await of('street'))).toEqual(['of street', 'of other, supervised by street'])
    expect(await accountsSeen(await of('other'))).toEqual(['of other', 'of other, supervised by street'])
  })

  it('of a contract without a frozen campaign is empty', async () => {
    expect(await sitesSeen({ units: 'all', campaigns: ['2025Q3'] })).toEqual([])
    expect(await accountsSeen({ units: 'all', campaigns: [] })).toEqual([])
  })

  it('outside the scope is not found, as if it did not exist', async () => {
    const street = await of('street')
    const site = await db.selectFrom('site').select('id').where('name', '=', 'other').executeTakeFirstOrThrow()
    const account = await db.selectFrom('account').select('id').where('name', '=', 'of other').executeTakeFirstOrThrow()
    await expect(demandSite(db, street, site.id)).rejects.toMatchObject({ code: 'notFound.site' })
    await expect(demandAccount(db, street, account.id)).rejects.toMatchObject({ code: 'notFound.account' })
    await demandSite(db, everything, site.id)
    await demandAccount(db, await of('other'), account.id)
    expect(() => demandUnit(street, ids['other']!)).toThrow(expect.objectContaining({ code: 'notFound.unit' }))
    demandUnit(street, ids['street']!)
    const contract = { campaigns: ['2025Q3'] }
    expect(() => demandCampaign(contract, '2025Q4')).toThrow(expect.objectContaining({ code: 'notFound.campaign' }))
    demandCampaign(contract, '2025Q3')
  })
})

it('conditions on plain fields', async () => {
  const units = db.selectFrom('unit').select('code').orderBy('code')
  expect(await units.where(withinUnits(await of('street'), 'unit.id')).execute()).toEqual([{ code: 'street' }])
  expect(await units.where(withinCampaigns({ campaigns: ['city'] }, 'unit.code')).execute()).toEqual([{ code: 'city' }])
  expect(await units.where(withinCampaigns({ campaigns: 'all' }, 'unit.code')).execute()).toHaveLength(4)
})
