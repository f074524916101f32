import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { addDays, dayOfInstant } from '../kernel/day.ts'
import { accountFormat, importAccounts } from '../registry/import-accounts.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db } = await testStore()
const door = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
const app = await signedIn(db, door)
const at = '2025-08-14T01:00:00.000Z'
// The door asks the clock itself: days are told from today.
const today = dayOfInstant(Date.now())

beforeAll(async () => {
  const units = ['甲', '乙'].map((name, n) => ({
    code: `u${n}`,
    name,
    shortName: name,
    kind: 'district',
    printOrder: n,
  }))
  await upsertRows(db, 'unit', ['code'], units)
  const csv = `账号类型,账号标识,账号名称,主办单位\n${Array.from({ length: 3 }, (_, n) => `微信,gh_${n},账号<b>${n},u${n % 2}`).join('\n')}`
  await importAccounts(db, await sheetRows(accountFormat, csv), { author: '张三', at })
  const accounts = await db.selectFrom('account').select(['id', 'organiserId']).orderBy('platformId').execute()
  const common = { target: 'account', clauseId: 'NM-V2.1', because: '最近发布于…' }
  const rules = { ruleSet: 'national-2019', ruleSetVersion: 1, raisedAt: at, levelAt: at, place: '', placeName: '' }
  const states = [
    { level: 7, state: 'raised', failsOn: addDays(today, 7) },
    { level: 1, state: 'sent', failsOn: addDays(today, 1) },
    { level: 0, state: 'expired', failsOn: addDays(today, -2) },
  ] as const
  const rows = accounts.map(({ id, organiserId }, n) => ({
    ...common,
    ...rules,
    targetId: id,
    organiserId,
    ...states[n]!,
  }))
  await upsertRows(db, 'warning', [], rows)
  const unknown = accounts.map(({ id, organiserId }, n) => {
    return { ...common, targetId: id, organiserId, knownThrough: n === 0 ? null : addDays(today, -n), since: today }
  })
  await upsertRows(db, 'updateUnknown', ['target', 'targetId', 'clauseId'], unknown)
})

const get = async (query: string) => {
  const answer = await app.request(`/api/warnings${query}`)
  return { status: answer.status, body: (await answer.json()) as never }
}
const found = async (query: string) => {
  const { body } = await get(query)
  const { total, items } = body as { total: number; items: { targetKey: string; daysLeft: number }[] }
  return [total, ...items.map(({ targetKey, daysLeft }) => `${targetKey} ${daysLeft}`)]
}

describe('warnings over HTTP', () => {
  it('come nearest to the limit first, with days left', async () => {
    expect(await found('')).toEqual([3, '微信/gh_2 -2', '微信/gh_1 1', '微信/gh_0 7'])
    expect(await found('?size=10&page=2')).toEqual([3])
  })

  it.each([
    ['?unit=u1', [1, '微信/gh_1 1']],
    ['?level=7&level=0', [2, '微信/gh_2 -2', '微信/gh_0 7']],
    ['?state=sent', [1, '微信/gh_1 1']],
    ['?target=site', [0]],
    ['?clause=NM-V2.1&search=b%3E2', [1, '微信/gh_2 -2']],
    ['?search=%25', [0]],
    ['?unit=nobody', [0]],
    ['?ended=true', [3, '微信/gh_2 -2', '微信/gh_1 1', '微信/gh_0 7']],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected)
  })

  it('are those of one account', async () => {
    const { id } = await db
      .selectFrom('account')
      .select('id')
      .where('platformId', '=', 'gh_1')
      .executeTakeFirstOrThrow()
    expect(await found(`?target=account&targetId=${id}`)).toEqual([1, '微信/gh_1 1'])
    expect(await found(`?target=site&targetId=${id}`)).toEqual([0])
    expect((await get(`/unknown?target=account&targetId=${id}`)).body).toMatchObject({ total: 1 })
  })

  it.each(['?targetId=0', '?level=5', '?state=x', '?size=201', '?page=0', '?ended=yes'])(
    'refuses %s',
    async (query) => {
      expect((await get(query)).status).toBe(422)
    },
  )

  it('list what nobody can tell, the oldest knowledge first', async () => {
    const { body } = await get('/unknown?size=10')
    expect(body).toMatchObject({
      total: 3,
      items: [{ ageDays: null, targetKey: '微信/gh_0' }, { ageDays: 2 }, { ageDays: 1 }],
    })
    expect((await get('/unknown?unit=u1&search=1')).body).toMatchObject({ total: 1 })
  })

  it('are counted by unit, whoever has most expired first', async () => {
    const { body } = await get('/units')
    expect(body).toMatchObject({
      total: 2,
      items: [
        { unit: { code: 'u0' }, expired: 1, within7: 1, within1: 0, daysLeft: -2 },
        { unit: { code: 'u1' }, expired: 0, within1: 1, daysLeft: 1 },
      ],
    })
  })

  it('of another unit are seen by nobody else', async () => {
    const operator = await signedIn(db, door, 'operator', { units: ['u1'] })
    for (const [list, total] of [
      ['', 1],
      ['?unit=u0', 0],
      ['/unknown', 1],
      ['/units', 1],
    ] as const) {
      const answer = await operator.request(`/api/warnings${list}`)
      expect([list, ((await answer.json()) as { total: number }).total]).toEqual([list, total])
    }
  })

  it('are exported as xlsx with the filter of the list', async () => {
    const operator = await signedIn(db, door, 'operator', { units: ['u1'] })
    const rows = async (who: typeof operator, address: string) => {
      const answer = await who.request(`/api/warnings${address}`)
      const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()))
      return sheets[0]!.rows.slice(1)
    }
    expect((await rows(app, '.xlsx?level=7&level=0')).map((row) => row.slice(0, 4))).toEqual([
      ['新媒体账号', '微信/gh_2', '账号<b>2', '整个对象'],
      ['新媒体账号', '微信/gh_0', '账号<b>0', '整个对象'],
    ])
    expect((await rows(app, '/unknown.xlsx')).map((row) => row[6])).toEqual([
      '从未采集',
      addDays(today, -2),
      addDays(today, -1),
    ])
    expect(await rows(app, '/units.xlsx')).toEqual([
      ['甲', 1, 0, 0, 1, addDays(today, -2), -2],
      ['乙', 0, 1, 0, 0, addDays(today, 1), 1],
    ])
    for (const list of ['', '/unknown', '/units']) expect(await rows(operator, `${list}.xlsx`)).toHaveLength(1)
  })
})
