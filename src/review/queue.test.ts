/** Review at work on many items: the queue in SQL against `conclude`, claims, two at once, batches. */
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../judging/judge.ts'
import { conclude, decisionKinds, reviewRoles, type CountedDecision } from '../judging/verdict.ts'
import { national2019 } from '../regulations/national-2019.ts'
import { transaction } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { agreement, setBlindPercent } from './blind.ts'
import { claimNext } from './claim.ts'
import { decideMatching } from './decide-matching.ts'
import { reviewQueue } from './queue.ts'
import { db, at, by, store, campaign, queue, make, clauseOf } from './queue-fixture.ts'

describe('the queue in SQL', () => {
  it('waits for the same as `conclude` says, whatever persons have decided', async () => {
    const outcomes: Outcome[] = ['passed', 'failed', 'inapplicable', 'cantTell', 'untested']
    const vetoes = Object.keys(national2019.clauses).filter(
      (id) => clauseOf(id).effect === 'veto' && clauseOf(id).target === 'site',
    )
    const one = fc.record({
      kind: fc.constantFrom(...(Object.keys(decisionKinds) as CountedDecision['kind'][])),
      author: fc.constantFrom('甲', '乙', '丙'),
      role: fc.constantFrom(...(Object.keys(reviewRoles) as CountedDecision['role'][])),
    })
    const cases = fc.sample(
      fc.record({
        clause: fc.constantFrom(...vetoes),
        outcome: fc.constantFrom(...outcomes),
        made: fc.array(one, { maxLength: 4 }),
      }),
      { numRuns: 400, seed: 7 },
    )
    const ids = await store(cases.length, {})
    const rows = cases.map(({ clause, outcome }, index) => ({
      inspectionId: ids[index]!,
      clauseId: clause,
      outcome,
      because: '',
      findings: [] as never,
      ruleSet: national2019.id,
      ruleSetVersion: national2019.version,
      judgedAt: at,
    }))
    await upsertRows(db, 'judgement', [], rows)
    const decisions = cases.flatMap(({ clause, made }, index) =>
      made.map((entry) => ({
        ...entry,
        inspectionId: ids[index]!,
        clauseId: clause,
        reason: '',
        note: '',
        decidedAt: at,
      })),
    )
    await upsertRows(db, 'decision', [], decisions)
    const found = new Map((await queue()).items.map((item) => [item.inspectionId, item.waitingFor]))
    const expected = cases.map(({ clause, outcome, made }) => {
      const judgement = { clause, outcome, because: '', findings: [] }
      const conclusion = conclude(
        clauseOf(clause),
        judgement,
        made.map((entry) => ({ ...entry, clause })),
      )
      return conclusion.state === 'open' ? conclusion.waitingFor : undefined
    })
    expect(ids.map((id) => found.get(id))).toEqual(expected)
  })

  it('has the deductions that the machine proposes, until somebody has looked at them; not those nobody can tell', async () => {
    await store(1, { 'WEB-D-FUN-3': 'failed', 'WEB-D-FUN-1': 'untested', 'WEB-V3': 'passed' })
    expect((await queue()).items.map(({ clause, waitingFor }) => [clause, waitingFor])).toEqual([
      ['WEB-D-FUN-3', 'review'],
    ])
    await make({ clause: 'WEB-D-FUN-3' })
    expect((await queue()).total).toBe(0)
  })

  it('can be narrowed down, and says how many there are beyond the limit', async () => {
    await store(3, { 'WEB-V3': 'failed', 'WEB-V1.1': 'cantTell' })
    expect((await queue({ clause: 'WEB-V3' })).total).toBe(3)
    expect((await queue({ outcome: 'cantTell', round: 'site-1', unit: '某区' })).total).toBe(3)
    expect((await queue({ round: 'site-2' })).total).toBe(0)
    const first = await reviewQueue(db, await campaign(), { limit: 1 })
    expect([first.total, first.items.map(({ outcome }) => outcome)]).toEqual([6, ['failed']])
    await expect(queue({ unit: '没有的单位' })).rejects.toThrow('没有单位')
  })
})

describe('a claim', () => {
  const take = async (reviewer: string, now: string, role: 'reviewer' | 'municipalSupervisor' = 'reviewer') =>
    claimNext(db, await campaign(), { reviewer, role, minutes: 15, now })

  it('gives every reviewer another item, also when they ask at once', async () => {
    await store(8, { 'WEB-V3': 'failed' })
    const claims = await Promise.all(['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛'].map((who) => take(who, at)))
    expect(new Set(claims.map((claim) => claim!.item.inspectionId)).size).toBe(8)
    expect(await take('壬', at)).toBeNull()
  })

  it('ends with its minutes, both sides; a decision gives it back at once', async () => {
    await store(1, { 'WEB-V3': 'failed' })
    await take('甲', '2025-08-20T02:00:00.000Z')
    expect(await take('乙', '2025-08-20T02:14:59.999Z')).toBeNull()
    expect((await take('乙', '2025-08-20T02:15:00.000Z'))!.item.claimedBy).toBe('乙')
    const refused = await make({ author: '丙' }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ details: [expect.stringContaining('正由乙处理')] })
    await make({ author: '乙' })
    expect((await take('丁', at, 'municipalSupervisor'))!.item.waitingFor).toBe('supervisor')
    expect(await take('戊', at)).toBeNull()
  })

  it('never offers what one has decided already', async () => {
    await store(1, { 'WEB-V3': 'failed' })
    await make({ author: '甲' })
    expect(await take('甲', at, 'municipalSupervisor')).toBeNull()
  })
})

describe('two reviewers at once', () => {
  const last = async () => (await db.selectFrom('decision').select('id').orderBy('id', 'desc').executeTakeFirst())?.id

  it('the second learns who decided, and decides over it only after having seen it', async () => {
    await store(1, { 'WEB-V3': 'failed' })
    await make({ author: '甲', seen: 0 })
    const refused = await make({ author: '乙', kind: 'dismissed', reason: '已更新', seen: 0 }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'conflict.decisions', message: expect.stringContaining('甲作出结论“确认”') })
    expect(await db.selectFrom('decision').selectAll().execute()).toHaveLength(1)
    await make({ author: '乙', kind: 'dismissed', reason: '已更新', seen: (await last())! })
    await make({ author: '甲', kind: 'dismissed', reason: '已更新', seen: (await last())! })
    expect((await queue()).total).toBe(0)
  })

  it('of the double-blind share learns nothing of the other', async () => {
    await store(1, { 'WEB-V3': 'failed' })
    await transaction(db, (tx) => setBlindPercent(tx, '2025Q3', 100, by))
    await make({ author: '甲', kind: 'dismissed', reason: '已更新', seen: 0 })
    await make({ author: '乙', kind: 'dismissed', reason: '已更新', seen: 0 })
    expect(await agreement(db, '2025Q3')).toEqual({ items: 1, agreed: 1 })
    await expect(make({ author: '丙', seen: 0 })).rejects.toMatchObject({ code: 'conflict.decisions' })
  })
})

it('5.1: whoever marked a finding does not review it, whichever comes first', async () => {
  await store(1, { 'WEB-V3': 'failed', 'WEB-V1.1': 'failed' })
  await make({ kind: 'failed', reason: '属实', role: 'inspector', author: '甲' })
  await expect(make({ author: '甲' })).rejects.toMatchObject({ details: [expect.stringContaining('不能是同一人')] })
  await expect(
    make(
      { clause: 'WEB-V1.1', author: '乙' },
      { clause: 'WEB-V1.1', author: '乙 ', kind: 'failed', reason: '属实', role: 'inspector' },
    ),
  ).rejects.toMatchObject({ details: [expect.stringContaining('不能是同一人')] })
})

it(
  'with 10,000 open items the next one comes in 200 ms, and a batch decides them all in 10 s',
  { timeout: 60_000 },
  async () => {
    await store(2500, { 'WEB-V3': 'failed', 'WEB-V1.1': 'failed', 'WEB-V2': 'failed', 'WEB-V1.3': 'failed' })
    const who = { reviewer: '甲', role: 'reviewer' as const, minutes: 15, now: at }
    // as the database does by itself within a minute
    await sql`analyze`.execute(db)
    const found = await campaign()
    const elapsed: number[] = []
    for (let n = 0; n < 5; n += 1) {
      const start = performance.now()
      await claimNext(db, found, { ...who, reviewer: `甲${n}` })
      elapsed.push(performance.now() - start)
    }
    const start = performance.now()
    const decisionOfAll = { kind: 'dismissed', reason: '已更新', note: '', author: '乙', role: 'reviewer' } as const
    const { added } = await transaction(db, (tx) => decideMatching(tx, found, { outcome: 'failed' }, decisionOfAll, by))
    const batchMs = performance.now() - start
    console.log(`next item ${Math.min(...elapsed).toFixed(0)} ms, batch of ${added} ${batchMs.toFixed(0)} ms`)
    expect(added).toBe(9995)
    // the best of five: a machine that others use as well
    expect(Math.min(...elapsed)).toBeLessThan(200)
    expect(batchMs).toBeLessThan(10_000)
  },
)
