/** Results of a portal under the national table: vetoes first, then points. */
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { openCampaign } from '../campaigns/open.ts'
import { findCampaign } from '../campaigns/store.ts'
import { writeJudgements } from '../judging/inspect.ts'
import type { Judgement, Outcome } from '../judging/judge.ts'
import { day } from '../kernel/day.ts'
import { formatPoints } from '../kernel/points.ts'
import { national2019 } from '../regulations/national-2019.ts'
import { json } from '../store/json.ts'
import { loadInspection } from './inspection.ts'
import { loadResults } from './results.ts'

const { db } = await testStore()
const at = '2025-08-20T02:00:00Z'
let id = 0

beforeAll(async () => {
  const monitorPoint = day('2025-08-14')
  const words = { issuer: '市政府办公厅', style: 'shanghai', seed: 'x', openedBy: '张三', openedAt: at }
  const rounds = { monitorPoint, siteRounds: [monitorPoint], strata: [], demonstration: true }
  await openCampaign(db, { id: '2025Q3', ruleSet: national2019.id, ...words, ...rounds })
  const { id: roundId } = await db
    .selectFrom('round')
    .select('id')
    .where('target', '=', 'site')
    .executeTakeFirstOrThrow()
  const snapshot = json<unknown>({
    name: '某区门户',
    siteCode: '3101010001',
    category: 'districtPortal',
    hasServices: true,
    organiser: { id: 1, name: '某区', shortName: '某区', kind: 'district', printOrder: 1 },
  })
  await db.insertInto('frozenTarget').values({ roundId, targetId: 1, snapshot }).execute()
  const inspection = { roundId, targetId: 1, purpose: 'regular', strata: ['census'], state: 'judged' }
  id = (await db.insertInto('inspection').values(inspection).returning('id').executeTakeFirstOrThrow()).id
})

beforeEach(async () => {
  await db.deleteFrom('decision').execute()
})

it('is qualified, provisionally, when nothing was deducted that nobody has looked at', async () => {
  await judged('passed', 'untested')
  const { result, score } = await only()
  expect(result.verdict).toBe('qualified')
  expect(formatPoints(score.points!.total)).toBe('100')
  expect(score.provisional!.open.length).toBeGreaterThan(20)
})

it('PROC-3: is unqualified below 60 without any veto, and says that nobody has reviewed it', async () => {
  await judged('passed', 'failed')
  const { result, score } = await only()
  expect([result.verdict, result.failed, formatPoints(score.points!.deductionPart)]).toEqual(['unqualified', [], '0'])
  expect(score.provisional!.unreviewed.length).toBeGreaterThan(20)
  expect((await loadInspection(db, id)).verdict).toBe('unqualified')
})

it('PROC-2: is not scored once a veto is confirmed by two persons', async () => {
  await judged('passed', 'failed', { 'WEB-V3': 'failed' })
  const confirmed = (author: string, role: string) => ({
    author,
    role,
    inspectionId: id,
    clauseId: 'WEB-V3',
    kind: 'confirmed',
    reason: '',
    note: '',
    decidedAt: at,
  })
  await db
    .insertInto('decision')
    .values([confirmed('张三', 'reviewer'), confirmed('李四', 'municipalSupervisor')])
    .execute()
  const { result, score } = await only()
  expect([result.verdict, result.failed, score.points]).toEqual(['unqualified', ['WEB-V3'], null])
})

async function only() {
  const [result] = await loadResults(db, await findCampaign(db, '2025Q3'))
  return result!
}

/** Judges every veto and every deduction alike, but for some. */
async function judged(vetoes: Outcome, deductions: Outcome, but: Readonly<Record<string, Outcome>> = {}) {
  const judgements = Object.entries(national2019.clauses).flatMap(([clause, { target, effect }]): Judgement[] => {
    if (target !== 'site' || effect === 'bonus') return []
    const outcome = but[clause] ?? (effect === 'veto' ? vetoes : deductions)
    return [{ clause, outcome, because: '', findings: [] }]
  })
  await writeJudgements(db, { id, ruleSet: national2019 }, judgements, at)
  const decided = (clause: string) => ({
    author: '张三',
    role: 'inspector',
    inspectionId: id,
    clauseId: clause,
    kind: 'passed',
    reason: '',
    note: '',
    decidedAt: at,
  })
  // The vetoes that only persons judge.
  const open = judgements.filter(
    ({ clause }) =>
      national2019.clauses[clause as keyof typeof national2019.clauses].effect === 'veto' && but[clause] === undefined,
  )
  await db
    .insertInto('decision')
    .values(open.map(({ clause }) => decided(clause)))
    .execute()
}
