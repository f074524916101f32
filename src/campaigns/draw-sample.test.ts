/** A sample in the database: drawn, explained, with a member replaced, and what it covers of the year. */
import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { day } from '../kernel/day.ts'
import { accountFormat, importAccounts } from '../registry/import-accounts.ts'
import { transaction } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { coverageOf } from './coverage.ts'
import { drawRounds, type StoredSample } from './draw.ts'
import { explainSample } from './explain-sample.ts'
import { freezeRounds } from './freeze.ts'
import { openCampaign } from './open.ts'
import { planSample } from './plan-sample.ts'
import { replaceMember } from './replace-member.ts'
import { findCampaign } from './store.ts'
import { parseStrata } from './stratum.ts'

const { db } = await testStore()
const by = { actor: '王五', at: '2025-08-14T01:00:00.000Z' }
const strata = parseStrata(
  JSON.stringify([
    { id: 'new', rule: 'newlyFiled', label: '本季度新备案账号', since: '2025-07-01' },
    { id: 'hand', rule: 'handPicked', label: '重点账号', accounts: ['微信/gh_0', '微信/gh_nowhere'] },
    { id: 'spot', rule: 'spotCheck', label: '其他账号', sharePercent: 10, each: ['district', 'platform'] },
  ]),
)

beforeAll(async () => {
  const units = [
    { code: 'sh', name: '市政府', shortName: '市', kind: 'municipal', parentId: null, printOrder: 0 },
    { code: 'hp', name: '黄浦区', shortName: '黄浦', kind: 'district', parentId: 1, printOrder: 1 },
    { code: 'jd', name: '黄浦街道', shortName: '街道', kind: 'subordinate', parentId: 2, printOrder: 2 },
    { code: 'xh', name: '徐汇区', shortName: '徐汇', kind: 'district', parentId: 1, printOrder: 3 },
  ]
  await upsertRows(db, 'unit', ['code'], units)
  const lines = Array.from({ length: 60 }, (_, n) => {
    const filed = n === 1 ? '2025-07-01' : '2025-06-30'
    return `${n % 2 === 0 ? '微信' : '微博'},gh_${n},账号${n},${['hp', 'jd', 'xh'][n % 3]},${filed}`
  })
  const rows = await sheetRows(accountFormat, `账号类型,账号标识,账号名称,主办单位,备案日期\n${lines.join('\n')}`)
  await importAccounts(db, rows, { author: by.actor, at: by.at })
  await openCampaign(db, {
    id: '2025Q3',
    issuer: '市政府办公厅',
    style: 'shanghai',
    ruleSet: 'shanghai-2025',
    monitorPoint: day('2025-08-14'),
    siteRounds: [day('2025-08-14')],
    strata,
    seed: 'seed',
    demonstration: false,
    openedBy: by.actor,
    openedAt: by.at,
  })
})

const stored = async () => {
  const round = (await findCampaign(db, '2025Q3')).rounds.find(({ target }) => target === 'account')!
  const inspections = await db.selectFrom('inspection').select('targetId').where('roundId', '=', round.id).execute()
  return { sample: round.sample as StoredSample, targets: inspections.map(({ targetId }) => targetId) }
}
const spotOf = (sample: StoredSample) => sample.strata.find(({ id }) => id === 'spot')!
const keyOf = async (id: number) => {
  const { platform, platformId } = await db
    .selectFrom('account')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return `${platform === 'weixin' ? '微信' : '微博'}/${platformId}`
}

describe('a sample', () => {
  test('is drawn as it was planned: of each district and platform, a street counts with its district', async () => {
    const planned = await planSample(db, strata, 'seed')
    expect(planned.notFound).toEqual(['微信/gh_nowhere'])
    expect(planned.strata.find(({ id }) => id === 'spot')!.parts).toEqual([
      { cell: 'hp weibo', population: 19, members: 2 },
      { cell: 'hp weixin', population: 19, members: 2 },
      { cell: 'xh weibo', population: 10, members: 1 },
      { cell: 'xh weixin', population: 10, members: 1 },
    ])
    await transaction(db, (tx) => freezeRounds(tx, '2025Q3', 'account-1', by))
    const [drawn] = await transaction(db, (tx) => drawRounds(tx, '2025Q3', by))
    expect(drawn).toMatchObject({ population: 60, inspections: planned.sampled, statement: planned.statement })
    expect(planned.sampled).toBe(8)
    expect(drawn!.statement).toContain('按区和部门、平台分别抽取 10%')
    expect(drawn!.statement).toContain('指定名单中有 1 个不在冻结名录中')
    const keys = await Promise.all((await stored()).targets.map(keyOf))
    expect(keys.toSorted()).toEqual(planned.members.map(({ key }) => key).toSorted())
  })

  test('is explained: why in, why not, and who comes next', async () => {
    const { sample } = await stored()
    const { memberIds, reserveIds } = spotOf(sample).parts![0]!
    expect(await explainSample(db, '2025Q3', await keyOf(memberIds[1]!))).toMatchObject({
      sampled: true,
      strata: [{ taken: false }, { taken: false }, { taken: true, queue: { rank: 2, of: 19, drawn: 2 } }],
    })
    const next = await explainSample(db, '2025Q3', await keyOf(reserveIds[0]!))
    expect(next).toMatchObject({ sampled: false, strata: [{}, {}, { queue: { rank: 3 } }] })
    expect(next.strata[2]!.because).toContain('为第 1 候补')
    expect((await explainSample(db, '2025Q3', '微博/gh_1')).strata.map(({ taken }) => taken)).toEqual([
      true,
      false,
      false,
    ])
    await expect(explainSample(db, '2025Q3', '微信/gh_999')).rejects.toMatchObject({ code: 'notFound.account' })
  })

  test('a member that vanished is replaced by the first of the reserve, in sample, inspections, statement and audit', async () => {
    const { memberIds, reserveIds } = spotOf((await stored()).sample).parts![0]!
    const [gone, next] = [memberIds[0]!, reserveIds[0]!]
    const key = await keyOf(gone)
    const replace = (account: string) => transaction(db, (tx) => replaceMember(tx, '2025Q3', account, '已注销', by))
    expect(await replace(key)).toEqual({ out: key, in: await keyOf(next), stratum: 'spot' })
    const { sample, targets } = await stored()
    expect([targets.includes(gone), targets.includes(next), targets.length]).toEqual([false, true, 8])
    expect(spotOf(sample).memberIds).toContain(next)
    expect(sample.statement).toContain(`替换：${key}（已注销）由同层候补`)
    await expect(replace(key)).rejects.toMatchObject({ code: 'notFound.account' })
    expect(await replace(await keyOf(next))).toMatchObject({ in: await keyOf(reserveIds[1]!) })
    await expect(replace('微信/gh_0')).rejects.toMatchObject({ code: 'conflict.noReserve' })
  })

  test('once the inspection has begun nobody is replaced any more', async () => {
    await db.updateTable('campaign').set({ state: 'collecting' }).where('id', '=', '2025Q3').execute()
    const key = await keyOf(spotOf((await stored()).sample).memberIds[0]!)
    const late = transaction(db, (tx) => replaceMember(tx, '2025Q3', key, '已注销', by))
    await expect(late).rejects.toMatchObject({ code: 'conflict.started' })
  })
})

test('coverage counts what was inspected, not what was drawn', async () => {
  expect(await coverageOf(db, 2025)).toMatchObject({ total: 60, covered: 0 })
  await db.updateTable('inspection').set({ state: 'judged' }).execute()
  const coverage = await coverageOf(db, 2025)
  expect(coverage).toMatchObject({ total: 60, covered: 8 })
  expect(coverage.open).toHaveLength(52)
  expect(coverage.parts.reduce((sum, { covered }) => sum + covered, 0)).toBe(8)
  expect(await coverageOf(db, 2024)).toMatchObject({ covered: 0 })
})
