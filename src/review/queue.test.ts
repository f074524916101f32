/** Review at work on many items: the queue in SQL against `conclude`, claims, the blind share, batches, precision. */
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { openCampaign } from '../campaigns/open.ts'
import { currentRules } from '../campaigns/rule-set-version.ts'
import { findCampaign } from '../campaigns/store.ts'
import type { Outcome } from '../judging/judge.ts'
import { conclude, decisionKinds, reviewRoles, type CountedDecision } from '../judging/verdict.ts'
import { day } from '../kernel/day.ts'
import { national2019 } from '../regulations/national-2019.ts'
import type { Clause } from '../regulations/rule-set.ts'
import { listAudit, verifyAudit } from '../store/audit.ts'
import { transaction } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { agreement, inBlindShare, setBlindPercent } from './blind.ts'
import { claimItem, claimNext, releaseItem } from './claim.ts'
import { decide, type NewDecision } from './decide.ts'
import { decideMatching } from './decide-matching.ts'
import { addExemption, endExemption, exempt, listExemptions } from './exemptions.ts'
import { loadInspection } from './inspection.ts'
import { measuredPrecision, precisionOf } from './precision.ts'
import { reviewQueue } from './queue.ts'
import { loadResults } from './results.ts'

const { db } = await testStore()
const at = '2025-08-20T02:00:00.000Z'
const by = { actor: '张三', at }
const monitorPoint = day('2025-08-14')
let roundId = 0
const organiser = { id: 1, name: '某区政府', shortName: '某区', kind: 'district', printOrder: 1 }

beforeAll(async () => {
  await upsertRows(
    db,
    'unit',
    [],
    [{ code: 'D1', name: '某区政府', shortName: '某区', kind: 'district', parentId: null, printOrder: 1 }],
  )
  organiser.id = (await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()).id
  await openCampaign(db, {
    id: '2025Q3',
    ruleSet: national2019.id,
    issuer: '市政府办公厅',
    style: 'shanghai',
    seed: 'x',
    openedBy: '张三',
    openedAt: at,
    monitorPoint,
    siteRounds: [monitorPoint],
    strata: [],
    demonstration: true,
  })
  roundId = (await db.selectFrom('round').select('id').where('target', '=', 'site').executeTakeFirstOrThrow()).id
})

beforeEach(async () => {
  for (const table of ['reviewClaim', 'exemption', 'decision', 'judgement', 'inspection', 'frozenTarget'] as const) {
    await db.deleteFrom(table).execute()
  }
  await db.updateTable('campaign').set({ blindPercent: 0, ruleSetVersion: national2019.version }).execute()
})

/** Stores inspected portals, each with the same judgements. */
async function store(count: number, judgements: Readonly<Record<string, Outcome>>, findings: unknown = []) {
  const targets = Array.from({ length: count }, (_, index) => index + 1)
  const snapshot = (id: number) =>
    ({
      id,
      name: `门户${id}`,
      siteCode: String(3_100_000_000 + id),
      url: `http://s${id}.example/`,
      category: 'districtPortal',
      hasServices: true,
      organiser,
      columns: [],
    }) as never
  await upsertRows(
    db,
    'frozenTarget',
    [],
    targets.map((id) => ({ roundId, targetId: id, snapshot: snapshot(id) })),
  )
  const inspection = { roundId, purpose: 'regular', strata: ['census'], state: 'judged' }
  await upsertRows(
    db,
    'inspection',
    [],
    targets.map((targetId) => ({ ...inspection, targetId })),
  )
  const stored = await db.selectFrom('inspection').select(['id', 'targetId']).orderBy('targetId').execute()
  const rows = stored.flatMap(({ id }) =>
    Object.entries(judgements).map(([clauseId, outcome]) => ({
      inspectionId: id,
      clauseId,
      outcome,
      because: '机器所见',
      findings: findings as never,
      ruleSet: national2019.id,
      ruleSetVersion: national2019.version,
      judgedAt: at,
    })),
  )
  await upsertRows(db, 'judgement', [], rows)
  return stored.map(({ id }) => id)
}

const campaign = () => findCampaign(db, '2025Q3')
const queue = async (filter = {}) => reviewQueue(db, await campaign(), { filter, limit: 1000 })
const decision = (given: Partial<NewDecision>): NewDecision => ({
  round: 'site-1',
  target: '3100000001',
  clause: 'WEB-V3',
  kind: 'confirmed',
  reason: '',
  note: '',
  author: '李四',
  role: 'reviewer',
  ...given,
})
const make = (...given: Partial<NewDecision>[]) =>
  transaction(db, async (tx) => decide(tx, await findCampaign(tx, '2025Q3'), given.map(decision), by))
const someReviewer = (given: Partial<NewDecision>) => make({ ...given, kind: 'dismissed', reason: '临时故障' })
const clauseOf = (id: string) => (national2019.clauses as Readonly<Record<string, Clause>>)[id]!

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

describe('the audit chain', () => {
  const latest = async () => (await listAudit(db, { limit: 1 }))[0]!

  it('has every claim, with who had it before; a renewal is none', async () => {
    const [id] = await store(1, { 'WEB-V3': 'failed' })
    const who = { reviewer: '甲', role: 'reviewer' as const, minutes: 15, now: at }
    const until = '2025-08-20T02:15:00.000Z'
    const subject = `inspection/${id}/WEB-V3`
    await claimNext(db, await campaign(), who)
    const claimed = await latest()
    expect(claimed).toMatchObject({ action: 'review.claimed', actor: '甲', subject, after: { reviewer: '甲', until } })
    expect(claimed.before).toBeNull()
    await claimNext(db, await campaign(), who)
    expect((await latest()).id).toBe(claimed.id)
    await claimNext(db, await campaign(), { ...who, reviewer: '乙', now: until })
    expect(await latest()).toMatchObject({ actor: '乙', before: { reviewer: '甲', until } })
    const key = { inspectionId: id!, clause: 'WEB-V3' }
    await expect(claimItem(db, '2025Q3', key, { ...who, now: until })).rejects.toMatchObject({
      code: 'conflict.claimed',
      message: expect.stringContaining('正由乙处理'),
    })
    await releaseItem(db, key, { actor: '甲', at: until })
    expect((await latest()).action).toBe('review.claimed')
    await releaseItem(db, key, { actor: '乙', at: until })
    expect(await latest()).toMatchObject({ action: 'review.claimReleased', before: { reviewer: '乙' } })
    expect(await claimItem(db, '2025Q3', key, { ...who, now: until })).toBe('2025-08-20T02:30:00.000Z')
  })

  it('has a decision with its reason and what its author had said before', async () => {
    const [id] = await store(1, { 'WEB-V3': 'failed' })
    await make({ reason: '属实' })
    const subject = `inspection/${id}/WEB-V3`
    const first = { kind: 'confirmed', reason: '属实', note: '', points: null, role: 'reviewer' }
    expect(await latest()).toMatchObject({ action: 'review.decided', actor: '张三', subject, reason: '属实' })
    expect(await latest()).toMatchObject({ before: null, after: first, detail: { author: '李四' } })
    await make({ kind: 'dismissed', reason: '已更新' })
    expect(await latest()).toMatchObject({ before: first, after: { kind: 'dismissed', reason: '已更新' } })
  })

  it('has one entry a batch, with the numbers of its inspections and what it went over', async () => {
    const ids = await store(3, { 'WEB-V3': 'failed', 'WEB-V1.1': 'failed' })
    await make({ note: '先看的' })
    await make(...['3100000001', '3100000002', '3100000003'].map((target) => ({ target, reason: '属实' })), {
      clause: 'WEB-V1.1',
      kind: 'dismissed',
      reason: '已更新',
    })
    const entry = await latest()
    expect(entry).toMatchObject({ action: 'review.batchDecided', subject: '2025Q3', detail: { decisions: 4 } })
    expect(entry.before).toEqual({
      decisions: [expect.objectContaining({ inspectionId: ids[0], clause: 'WEB-V3', note: '先看的', author: '李四' })],
    })
    expect(entry.after).toEqual({
      decisions: [
        expect.objectContaining({ clause: 'WEB-V3', kind: 'confirmed', reason: '属实', inspections: ids }),
        expect.objectContaining({ clause: 'WEB-V1.1', kind: 'dismissed', inspections: [ids[0]] }),
      ],
    })
    expect((await verifyAudit(db)).faults).toEqual([])
  })

  it('has nothing of what was refused', async () => {
    await store(1, { 'WEB-V3': 'failed' })
    const { id } = await latest()
    await expect(make({ kind: 'dismissed', reason: '' })).rejects.toThrow()
    expect((await latest()).id).toBe(id)
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

describe('exemptions', () => {
  const findings = [
    { where: '栏目甲', message: '空白', url: 'http://s1.example/a/1.html' },
    { where: '栏目乙', message: '空白', url: 'http://s1.example/b/1.html' },
  ]
  const add = (scope: Parameters<typeof addExemption>[1]['scope'], validTo = '2025-08-14', clause = 'WEB-V3') =>
    addExemption(db, { clause, scope, reason: '历史栏目', validTo: day(validTo) }, by)
  const outcome = async () => {
    const [result] = await loadResults(db, await campaign())
    const judgement = result!.judgements.find(({ clause }) => clause === 'WEB-V3')!
    return [judgement.outcome, judgement.findings.length, judgement.exempted?.length ?? 0, (await queue()).total]
  }

  it.each([
    ['a place that is another one', { kind: 'place', place: 'http://s1.example/c' }, ['failed', 2, 0, 1]],
    ['one of two places', { kind: 'place', place: 'http://s1.example/a/1.html' }, ['cantTell', 1, 1, 1]],
    ['the beginning of both', { kind: 'place', place: 'http://s1.example/*' }, ['inapplicable', 0, 2, 0]],
    ['the site', { kind: 'target', target: 'site', targetId: 1 }, ['inapplicable', 0, 2, 0]],
    ['another site', { kind: 'target', target: 'site', targetId: 2 }, ['failed', 2, 0, 1]],
    ['an account with the same number', { kind: 'target', target: 'account', targetId: 1 }, ['failed', 2, 0, 1]],
    ['everything', { kind: 'everywhere' }, ['inapplicable', 0, 2, 0]],
  ] as const)('cover %s', async (_, scope, expected) => {
    await store(1, { 'WEB-V3': 'failed' }, findings)
    await add(scope)
    expect(await outcome()).toEqual(expected)
  })

  it('of a unit cover what it organises, even after persons have confirmed it', async () => {
    await store(1, { 'WEB-V3': 'failed' }, findings)
    await make({}, { author: '王五', role: 'municipalSupervisor' })
    expect((await loadResults(db, await campaign()))[0]!.result.verdict).toBe('unqualified')
    const id = await add({ kind: 'unit', unitId: organiser.id })
    expect((await loadResults(db, await campaign()))[0]!.result.failed).toEqual([])
    await endExemption(db, id, '误加', by)
    expect((await loadResults(db, await campaign()))[0]!.result.failed).toEqual(['WEB-V3'])
  })

  it('end with their last day: the monitoring point itself is covered, the day after is not', async () => {
    await store(1, { 'WEB-V3': 'failed' }, findings)
    const id = await add({ kind: 'everywhere' }, '2025-08-13')
    expect(await outcome()).toEqual(['failed', 2, 0, 1])
    await endExemption(db, id, '', by)
    await add({ kind: 'everywhere' }, '2025-08-14')
    expect(await outcome()).toEqual(['inapplicable', 0, 2, 0])
  })

  it('of a deduction take the price of their places only', async () => {
    await addExemption(
      db,
      { clause: 'WEB-D-FUN-3', scope: { kind: 'place', place: 'http://a/*' }, reason: '外站', validTo: monitorPoint },
      by,
    )
    const priced = [1, 2].map((n) => ({ where: '', message: '', url: `http://${n === 1 ? 'a' : 'b'}/`, points: 0.1 }))
    const judgement = { clause: 'WEB-D-FUN-3', outcome: 'failed' as const, because: '', findings: priced }
    const subject = { target: 'site' as const, targetId: 1, unitId: 1, monitorPoint }
    const after = exempt(judgement, clauseOf('WEB-D-FUN-3'), await listExemptions(db), subject)
    expect(after).toMatchObject({ outcome: 'failed', findings: [priced[1]], exempted: [priced[0]] })
  })

  it('are refused without a reason or a place', async () => {
    await expect(add({ kind: 'place', place: '*' })).rejects.toThrow('没有写明地址')
    const empty = { clause: 'WEB-V3', scope: { kind: 'everywhere' as const }, reason: ' ', validTo: monitorPoint }
    await expect(addExemption(db, empty, by)).rejects.toThrow('理由')
  })
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
