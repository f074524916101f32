import { describe, expect, it } from 'vitest'
import { day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { assertRuleSet } from './assert-rule-set.ts'
import { correct, type RuleCorrection } from './correct.ts'
import { ruleSets } from './index.ts'
import { national2019 } from './national-2019.ts'
import { paramWords } from './param-words.ts'
import type { Clause, RuleSet } from './rule-set.ts'
import { sourcesInWords, sourceWords } from './source-words.ts'
import { supervision2019 } from './supervision-2019.ts'

const every: readonly RuleSet[] = [...Object.values(ruleSets), supervision2019]
const sum = (clauses: readonly Clause[]) => clauses.reduce((total, { maxPoints }) => total + (maxPoints ?? 0), 0)
const of = (ruleSet: RuleSet, effect: Clause['effect'], group?: string) =>
  Object.values(ruleSet.clauses).filter(
    (clause) => clause.effect === effect && (group === undefined || clause.group === group),
  )

describe.each(every)('$id', (ruleSet) => {
  it('adds up', () => {
    expect(() => assertRuleSet(ruleSet)).not.toThrow()
  })

  it('names a source, wording and proof for every clause, and never verifies what nobody saw', () => {
    for (const [id, clause] of Object.entries(ruleSet.clauses)) {
      expect(clause.source, id).toMatch(/^(S\d+[a-z]?|U)(, (S\d+[a-z]?|U))*$/)
      expect(clause.wording, id).not.toBe('')
      expect(clause.evidenceFields.length, id).toBeGreaterThan(0)
      expect(clause.mayFill.length, id).toBeGreaterThan(0)
    }
  })
})

it('every number of a clause has a name, and every source too', () => {
  const clauses = every.flatMap(({ clauses: own }) => Object.values(own))
  const unnamed = clauses.flatMap(({ params }) => Object.keys(params)).filter((name) => !(name in paramWords))
  expect(unnamed).toEqual([])
  const unknown = clauses.flatMap(({ source }) => source.split(', ')).filter((id) => !(id in sourceWords))
  expect(unknown).toEqual([])
  expect(sourcesInWords('S01, 国办函〔2016〕68号')).toEqual(['上海市通报 2025 年第三季度', '国办函〔2016〕68号'])
})

describe('the national table', () => {
  it('has 31 + 25 + 23 + 21 = 100 points in 9 + 6 + 4 + 9 = 28 indicators, and 30 of bonus', () => {
    const groups = ['发布解读', '办事服务', '互动交流', '功能设计']
    expect(groups.map((group) => sum(of(national2019, 'deduction', group)))).toEqual([31, 25, 23, 21])
    expect(groups.map((group) => of(national2019, 'deduction', group).length)).toEqual([9, 6, 4, 9])
    expect(sum(of(national2019, 'deduction'))).toBe(100)
    expect(sum(of(national2019, 'bonus'))).toBe(30)
  })

  it('has six website vetoes and three new-media vetoes with all their triggers', () => {
    const groups = (target: string) =>
      new Set(of(national2019, 'veto').flatMap((clause) => (clause.target === target ? [clause.group] : [])))
    expect([groups('site').size, groups('account').size]).toEqual([6, 3])
    expect(of(national2019, 'veto').filter(({ target }) => target === 'site')).toHaveLength(16)
    expect(of(national2019, 'veto').filter(({ target }) => target === 'account')).toHaveLength(6)
  })

  it('asks parts 2 and 3 of portals only (PROC-1)', () => {
    for (const clause of [...of(national2019, 'deduction'), ...of(national2019, 'bonus')]) {
      expect(clause.appliesTo?.portalOnly, clause.title).toBe(true)
    }
  })
})

it('the supervision table has 100 + 20 points', () => {
  expect(sum(of(supervision2019, 'deduction'))).toBe(100)
  expect(sum(of(supervision2019, 'bonus'))).toBe(20)
  expect(Object.keys(supervision2019.clauses).every((id) => id.startsWith('SUP-'))).toBe(true)
})

describe('regional sets', () => {
  it('Shanghai asks the vetoes only and publishes no scores', () => {
    expect(ruleSets['shanghai-2025'].points).toEqual([])
    const effects = Object.values<Clause>(ruleSets['shanghai-2025'].clauses).map(({ effect }) => effect)
    expect(new Set(effects)).toEqual(new Set(['veto']))
  })

  it('Beijing scores sites on 100 + 10 and accounts on 100', () => {
    expect(ruleSets['beijing-2022'].points.map(({ target, base, bonus }) => [target, base, bonus])).toEqual([
      ['site', 100, 10],
      ['account', 100, 0],
    ])
  })

  it('a local cadence warns and never vetoes', () => {
    expect(ruleSets['gansu-2025'].clauses['GS-NM-W-1']).toMatchObject({ effect: 'warning', params: { windowDays: 7 } })
    expect(ruleSets['minhou-2025'].clauses['MH-NM-W-1']).toMatchObject({
      effect: 'warning',
      params: { windowDays: 10 },
    })
    expect(ruleSets['gansu-2025'].clauses['NM-V2.1'].params.windowDays).toBe(14)
  })

  it('Guizhou 2025 and Gansu 2022 ask by an interval', () => {
    const days = (id: 'guizhou-2025' | 'gansu-2022') => ruleSets[id].clauses['NM-V2.1'].params.intervalDays
    expect([days('guizhou-2025'), days('gansu-2022')]).toEqual([76, 91])
  })

  it('a clause judged like a national one has exactly its parameters', () => {
    for (const [id, clause] of every.flatMap((ruleSet) => Object.entries<Clause>(ruleSet.clauses))) {
      if (clause.judgedLike === undefined) continue
      const model = (national2019.clauses as Readonly<Record<string, Clause>>)[clause.judgedLike]
      expect(Object.keys(clause.params), id).toEqual(Object.keys(model?.params ?? {}))
      expect(model?.target, id).toBe(clause.target)
    }
  })
})

describe('what does not add up is refused', () => {
  const changed = (id: string, change: Partial<Clause>): RuleSet => {
    const clauses: Readonly<Record<string, Clause>> = national2019.clauses
    return { ...national2019, clauses: { ...clauses, [id]: { ...clauses[id]!, ...change } } }
  }
  it.each([
    ['a cap that breaks its group', changed('WEB-D-PUB-4', { maxPoints: 6 }), '发布解读'],
    ['a bonus that breaks the 30', changed('WEB-B-1', { maxPoints: 4 }), 'bonus'],
    ['points finer than a tenth', changed('WEB-D-PUB-1', { params: { pointsNoColumn: 0.25 } }), 'pointsNoColumn'],
    ['a fault that costs more than its indicator', changed('WEB-D-PUB-1', { params: { pointsNoColumn: 2 } }), 'fit'],
    ['a parameter without a unit', changed('WEB-V3', { params: { window: 14 } }), 'unit'],
    ['a negative number', changed('WEB-V3', { params: { windowDays: -1 } }), 'windowDays is -1'],
    ['a switch that is neither on nor off', changed('NM-V2.1', { params: { countsReplies: 2 } }), 'countsReplies'],
    ['an unknown reference', changed('WEB-D-PUB-9', { notTwice: ['WEB-D-PUB-99'] }), 'WEB-D-PUB-99'],
    ['a verified clause that nobody saw', changed('WEB-V6.3', { verified: true }), 'nobody'],
    ['a deduction without points', changed('WEB-D-PUB-1', { maxPoints: undefined as never }), 'no points'],
    ['a service indicator asked of all', changed('WEB-D-SVC-1', { appliesTo: { portalOnly: true } }), 'services'],
  ])('%s', (_, ruleSet, text) => {
    expect(() => assertRuleSet(ruleSet)).toThrow(text)
  })
})

describe('corrections of a supervisor', () => {
  const correction = (change: Partial<RuleCorrection>): RuleCorrection => ({
    clause: 'WEB-D-PUB-4',
    source: 'S02',
    by: '瞿静之',
    on: day('2025-09-01'),
    ...change,
  })

  it('give a new version with the numbers and the mark, and leave the old one alone', () => {
    const result = correct(national2019, [
      correction({ maxPoints: 4, pointsVerified: true, params: { pointsNoColumn: 4, pointsPerColumn: 4 } }),
      correction({ clause: 'WEB-D-PUB-5', maxPoints: 6 }),
    ])
    expect(result.version).toBe(national2019.version + 1)
    expect(result.clauses['WEB-D-PUB-4']).toMatchObject({
      maxPoints: 4,
      pointsVerified: true,
      source: 'S02',
      params: { windowDays: 14, pointsPerColumn: 4 },
    })
    expect(national2019.clauses['WEB-D-PUB-4'].maxPoints).toBe(5)
  })

  it('of nothing is the same rule set', () => {
    expect(correct(national2019, [])).toBe(national2019)
  })

  it.each([
    ['an unknown clause', [correction({ clause: 'WEB-D-XXX-1' })], 'WEB-D-XXX-1'],
    ['a clause called like something every object has', [correction({ clause: 'constructor' })], 'constructor'],
    ['an unknown parameter', [correction({ params: { windowWeeks: 2 } })], 'windowWeeks'],
    ['a cap that breaks its group', [correction({ maxPoints: 4, params: { pointsNoColumn: 4 } })], '发布解读'],
    ['no source', [correction({ source: ' ' })], '出处'],
    ['nobody’s name', [correction({ by: '' })], '更正人'],
  ] satisfies [string, RuleCorrection[], string][])('%s is refused, all or none', (_, list, text) => {
    expect(() => correct(national2019, list)).toThrow(Failure)
    expect(failureOf(() => correct(national2019, list)).details.join()).toContain(text)
  })
})

function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    return error as Failure
  }
  throw new Error('nothing was thrown')
}
