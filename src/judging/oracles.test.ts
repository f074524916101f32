/** The oracles of regulation section 6 that concern judging, by their numbers, through the judge and the score. */
import { describe, expect, it } from 'vitest'
import type { GatheredEvidence } from '../evidence/evidence.ts'
import type { ColumnEvidence } from '../evidence/columns.ts'
import type { Probe } from '../evidence/probes.ts'
import { exampleColumn, exampleColumns } from '../indicators/column-update.ts'
import { exampleMessage, exampleMessages } from '../indicators/messages.ts'
import { addDays, day, dayOfInstant, windowOfDays } from '../kernel/day.ts'
import { formatPoints } from '../kernel/points.ts'
import { formatRate } from '../kernel/rate.ts'
import { national2019 } from '../regulations/national-2019.ts'
import type { Clause } from '../regulations/rule-set.ts'
import { judge, type Judgement, type Target } from './judge.ts'
import { scoreTarget } from './score.ts'
import type { CountedDecision } from './verdict.ts'

const T = day('2025-08-14')
const site: Target = { kind: 'site', name: '示例', isPortal: true, hasServices: true }
const clauses: Readonly<Record<string, Clause>> = national2019.clauses

function outcome(clause: string, evidence: GatheredEvidence, target: Target = site) {
  return judge(national2019, target, evidence, T).find((judgement) => judgement.clause === clause)!.outcome
}

describe('1: the window is 1 to 14 August', () => {
  const account: Target = { kind: 'account', name: '示例', platform: 'weixin', purpose: 'publish' }
  const posted = (at: string): GatheredEvidence => {
    const publishedOn = dayOfInstant(Date.parse(at))
    const post = { id: '1', title: '', url: null, publishedOn, publishedAt: at, rawDate: at }
    const posts = [post]
    const reach = { knownThrough: day('2025-08-20'), coveredFrom: day('2025-06-01'), undatedCount: 0 }
    return { posts: { value: { source: '', capturedAt: '2025-08-20T10:00:00+08:00', ...reach, posts } } }
  }
  it('is [2025-08-01, 2025-08-14]', () => {
    expect(windowOfDays(T, 14)).toEqual({ from: '2025-08-01', to: '2025-08-14' })
  })
  it.each([
    ['2025-07-31T23:59:00+08:00', 'failed'],
    ['2025-08-01T00:00:00+08:00', 'passed'],
    ['2025-07-31T16:00:00Z', 'passed'],
    ['2025-07-31T15:59:00Z', 'failed'],
  ])('last post at %s → %s', (at, expected) => expect(outcome('NM-V2.1', posted(at), account)).toBe(expected))
})

it('2: 67 = 59 + 4 + 4, 134 = 2 × 67, a pass rate of 100% is 67/67', () => {
  expect([59 + 4 + 4, 2 * 67]).toEqual([67, 134])
  expect(formatRate({ numerator: 67, denominator: 67 }, { decimals: 1, rounding: 'halfUp' })).toBe('100%')
})

describe('5: availability', () => {
  const week = (failed: number, elapsedMs: number | null = null): GatheredEvidence => {
    const probes = Array.from({ length: 140 }, (_, index): Probe => {
      const at = `${addDays(day('2025-08-08'), Math.floor(index / 20))}T${String(index % 20).padStart(2, '0')}:00:00+08:00`
      if (index >= failed) return { at, outcome: 'opened', elapsedMs: 500, detail: '' }
      return { at, outcome: elapsedMs === null ? 'failed' : 'opened', elapsedMs, detail: '' }
    })
    return { probes: { value: { probes } } }
  }
  it.each([
    ['6 of 140 fail', week(6), 'passed'],
    ['7 of 140 fail', week(7), 'failed'],
    ['7 open at 14.999 s', week(7, 14_999), 'passed'],
    ['7 open at 15.000 s', week(7, 15_000), 'failed'],
  ])('%s → %s', (_, evidence, expected) => expect(outcome('WEB-V2', evidence)).toBe(expected))
})

describe('6: columns', () => {
  const columns = (count: number, column: ColumnEvidence): GatheredEvidence => ({
    columns: { value: exampleColumns([count, column]).columns },
  })
  it.each([
    ['WEB-V4.1', 4, exampleColumn('news', '2025-07-31'), 'passed'],
    ['WEB-V4.1', 5, exampleColumn('news', '2025-07-31'), 'failed'],
    ['WEB-V4.1', 5, exampleColumn('policy', '2025-02-14'), 'failed'],
    ['WEB-V4.2', 9, exampleColumn('other', '2024-01-01'), 'passed'],
    ['WEB-V4.2', 10, exampleColumn('other', '2024-01-01'), 'failed'],
    ['WEB-V4.3', 4, exampleColumn('other', null), 'passed'],
    ['WEB-V4.3', 5, exampleColumn('other', null), 'failed'],
  ] as const)('%s with %d such columns → %s', (clause, count, column, expected) => {
    expect(outcome(clause, columns(count, column))).toBe(expected)
  })
})

describe('7: exactly three months is not over', () => {
  it.each([
    ['2025-05-14', 'passed'],
    ['2025-05-13', 'failed'],
  ])('a message of %s, unanswered → %s', (submitted, expected) => {
    const value = exampleMessages([exampleMessage(submitted, null)])
    expect(outcome('WEB-V5.2', { messages: { value } })).toBe(expected)
  })
})

/** The score when persons took off exactly these points, from the caps of the table in its order. */
function losing(total: number, target: Target) {
  let rest = total * 10
  const judgements: Judgement[] = []
  const decisions: CountedDecision[] = []
  for (const [id, { target: kind, effect, maxPoints, appliesTo }] of Object.entries(clauses)) {
    if (kind !== 'site') continue
    const inapplicable = appliesTo?.servicesRequired === true && target.hasServices === false
    judgements.push({ clause: id, outcome: inapplicable ? 'inapplicable' : 'untested', because: '', findings: [] })
    const take = effect === 'deduction' && !inapplicable ? Math.min(rest, Math.round((maxPoints ?? 0) * 10)) : 0
    rest -= take
    const against = take > 0 || effect === 'bonus'
    const author = { clause: id, author: '甲', role: 'reviewer' as const }
    decisions.push(against ? { ...author, kind: 'failed', points: take / 10 } : { ...author, kind: 'passed' })
  }
  return scoreTarget(national2019, target, judgements, decisions)
}

describe('8: a department without services', () => {
  it.each([
    [15, '60', '80', false],
    [14, '61', '81.33', true],
  ])('loses %d: raw %s of 75 is %s; bonus stage: %s', (lost, raw, converted, bonus) => {
    const { points } = losing(lost, { ...site, hasServices: false })
    expect([formatPoints(points!.raw), formatPoints(points!.deductionPart)]).toEqual([raw, converted])
    expect(points!.bonusPart !== null).toBe(bonus)
  })
})

it.each([
  [40, 'qualified'],
  [40.1, 'unqualified'],
])('9: a loss of %d is %s', (lost, verdict) => expect(losing(lost, site).verdict).toBe(verdict))

it('10: faults of 12 points in an indicator of 5 cost 5', () => {
  const value = exampleColumns([3, exampleColumn('news', '2025-07-31')]).columns
  const judgements = judge(national2019, site, { columns: { value } }, T)
  const { points } = scoreTarget(national2019, site, judgements, [])
  const item = points!.items.find(({ clause }) => clause === 'WEB-D-PUB-4')!
  expect([formatPoints(item.beforeCap), formatPoints(item.counted)]).toEqual(['15', '5'])
})
