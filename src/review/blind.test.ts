/** The double-blind share and what review measures: agreement, precision, clauses on trial. */
import { describe, expect, it } from 'vitest'
import { currentRules } from '../campaigns/rule-set-version.ts'
import { national2019 } from '../regulations/national-2019.ts'
import { transaction } from '../store/database.ts'
import { json } from '../store/json.ts'
import { agreement, inBlindShare, setBlindPercent } from './blind.ts'
import { loadInspection } from './inspection.ts'
import { measuredPrecision, precisionOf } from './precision.ts'
import { loadResults } from './results.ts'
import { db, at, by, store, campaign, queue, make, someReviewer } from './queue-fixture.ts'

describe('the double-blind share', () => {
  it('is drawn alike by the database and by the program', async () => {
    await store(300, { 'WEB-V3': 'failed' })
    await transaction(db, (tx) => setBlindPercent(tx, '2025Q3', 20, by))
    await make(
      ...Array.from(
        { length: 300 },
        (_, index) => ({ target: String(3_100_000_001 + index), kind: 'dismissed', reason: '已更新' }) as const,
      ),
    )
    const second = (await queue()).items.map(({ inspectionId, waitingFor }) => [inspectionId, waitingFor])
    const ids = (await db.selectFrom('inspection').select('id').orderBy('id').execute()).map(({ id }) => id)
    const drawn = ids.filter((id) => inBlindShare('x', id, 'WEB-V3', 20))
    expect(second).toEqual(drawn.map((id) => [id, 'second']))
    expect(drawn.length).toBeGreaterThan(30)
    expect(drawn.length).toBeLessThan(90)
  })

  it('hides the first decision from everybody, measures agreement, and leaves the disputed open', async () => {
    const [first] = await store(2, { 'WEB-V3': 'failed' })
    await transaction(db, (tx) => setBlindPercent(tx, '2025Q3', 100, by))
    await someReviewer({ author: '甲' })
    await someReviewer({ author: '甲', target: '3100000002' })
    expect((await loadInspection(db, first!)).decisions).toEqual([])
    await someReviewer({ author: '乙' })
    await make({ author: '乙', target: '3100000002' })
    expect((await loadInspection(db, first!)).decisions).toHaveLength(2)
    expect(await agreement(db, '2025Q3')).toEqual({ items: 2, agreed: 1 })
    expect((await queue()).items.map(({ target, waitingFor }) => [target, waitingFor])).toEqual([
      ['3100000002', 'agreement'],
    ])
    // a third who settles it changes nothing of what was measured
    await make({ author: '乙', target: '3100000002', kind: 'dismissed', reason: '已更新' })
    expect(await agreement(db, '2025Q3')).toEqual({ items: 2, agreed: 1 })
  })
})

it('precision is what was confirmed of what was decided; reasons are counted by code', async () => {
  await store(4, { 'WEB-D-FUN-3': 'failed' })
  const clause = 'WEB-D-FUN-3'
  await make({ clause, target: '3100000001' }, { clause, target: '3100000002' })
  await someReviewer({ clause, target: '3100000003' })
  const [measured] = await measuredPrecision(db, { campaignId: '2025Q3' })
  expect(measured).toMatchObject({ clause, found: 4, confirmed: 2, dismissed: 1, disputed: 0 })
  expect(measured!.reasons).toEqual([{ code: 'temporaryFault', label: '临时故障', count: 1 }])
  expect(precisionOf(measured!)).toBeCloseTo(2 / 3)
  expect(await measuredPrecision(db, { clause: 'WEB-V3' })).toEqual([])
})

it('a clause on trial is judged and reviewed, but neither counts nor holds anything up', async () => {
  await store(1, { 'WEB-V3': 'failed' })
  const rules = await currentRules(db, national2019.id, by)
  const clauses = { ...rules.clauses, 'WEB-V3': { ...rules.clauses['WEB-V3']!, shadow: true } }
  await db
    .insertInto('ruleSetVersion')
    .values({
      ruleSet: national2019.id,
      version: 99,
      value: json({ ...rules, clauses, version: 99 }),
      programSha256: '',
      corrections: null,
      author: '',
      storedAt: at,
    })
    .execute()
  expect((await loadResults(db, await campaign()))[0]!.result.open).toHaveLength(1)
  await db.updateTable('campaign').set({ ruleSetVersion: 99 }).execute()
  expect((await loadResults(db, await campaign()))[0]!.result).toMatchObject({ failed: [], open: [] })
  expect((await queue()).items).toMatchObject([{ clause: 'WEB-V3', waitingFor: 'review', shadow: true }])
  await make({})
  expect((await queue()).total).toBe(0)
  expect((await measuredPrecision(db))[0]).toMatchObject({ clause: 'WEB-V3', confirmed: 1 })
  expect((await loadResults(db, await campaign()))[0]!.result.failed).toEqual([])
})
