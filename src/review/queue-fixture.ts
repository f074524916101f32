/** A campaign with as many inspected portals as a test wants, and decisions on them; empty before each test. Import it at the top. */
import { beforeAll, beforeEach } from 'vitest'
import { testStore } from '../../test/database.ts'
import { openCampaign } from '../campaigns/open.ts'
import { findCampaign } from '../campaigns/store.ts'
import type { Outcome } from '../judging/judge.ts'
import { day } from '../kernel/day.ts'
import { national2019 } from '../regulations/national-2019.ts'
import type { Clause } from '../regulations/rule-set.ts'
import { transaction } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { decide, type NewDecision } from './decide.ts'
import { reviewQueue } from './queue.ts'

export const { db } = await testStore()
export const at = '2025-08-20T02:00:00.000Z'
export const by = { actor: '张三', at }
export const monitorPoint = day('2025-08-14')
let roundId = 0
export const organiser = { id: 1, name: '某区政府', shortName: '某区', kind: 'district', printOrder: 1 }

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
export async function store(count: number, judgements: Readonly<Record<string, Outcome>>, findings: unknown = []) {
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

export const campaign = () => findCampaign(db, '2025Q3')
export const queue = async (filter = {}) => reviewQueue(db, await campaign(), { filter, limit: 1000 })
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
export const make = (...given: Partial<NewDecision>[]) =>
  transaction(db, async (tx) => decide(tx, await findCampaign(tx, '2025Q3'), given.map(decision), by))
export const someReviewer = (given: Partial<NewDecision>) => make({ ...given, kind: 'dismissed', reason: '临时故障' })
export const clauseOf = (id: string) => (national2019.clauses as Readonly<Record<string, Clause>>)[id]!
