import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePoints, formatPoints, points } from '../kernel/points.ts'
import { day } from '../kernel/day.ts'
import { correct } from '../regulations/correct.ts'
import { ruleSets } from '../regulations/index.ts'
import { national2019 } from '../regulations/national-2019.ts'
import type { Clause, RuleSet } from '../regulations/rule-set.ts'
import type { Judgement, Target } from './judge.ts'
import { scoreTarget, type Score } from './score.ts'
import type { CountedDecision } from './verdict.ts'

const portal: Target = { kind: 'site', name: '某区政府', isPortal: true, hasServices: true }
const clausesOf = (ruleSet: RuleSet, kind: string) =>
  Object.entries(ruleSet.clauses).filter(([, clause]) => clause.target === kind)

/** Everything was checked and is in order, but for these faults, each with its points. */
function judged(faults: Readonly<Record<string, readonly number[]>>, ruleSet: RuleSet = national2019): Judgement[] {
  return clausesOf(ruleSet, 'site').map(([clause, { decidedBy }]) => {
    const lost = faults[clause]
    const otherwise = decidedBy === 'person' ? 'untested' : 'passed'
    const findings = (lost ?? []).map((value, index) => ({
      where: `${clause}第${index}处`,
      message: '',
      points: value,
    }))
    return { clause, outcome: lost ? 'failed' : otherwise, because: '', findings }
  })
}

/** An inspector closes what only persons can close; nobody was given a bonus. */
function checked(target: Target, except: readonly string[] = []): CountedDecision[] {
  return clausesOf(national2019, 'site').flatMap(([clause, { decidedBy, passStands, effect, appliesTo }]) => {
    const asked = !(appliesTo?.servicesRequired && target.hasServices === false)
    const needed = decidedBy === 'person' || (decidedBy === 'confirmation' && !passStands)
    if (!asked || !needed || except.includes(clause)) return []
    const kind = effect === 'bonus' ? 'failed' : 'passed'
    return [{ clause, kind, author: '甲', role: 'inspector' } as const]
  })
}

function confirmed(clause: string, more: Partial<CountedDecision> = {}): CountedDecision {
  return { clause, kind: 'confirmed', author: '乙', role: 'reviewer', ...more }
}

/** The score when exactly these faults exist and were confirmed. */
function score(faults: Readonly<Record<string, readonly number[]>>, more: readonly CountedDecision[] = []): Score {
  const names = Object.keys(faults)
  const decisions = [
    ...checked(portal, [...names, ...more.map(({ clause }) => clause)]),
    ...names.map((clause) => confirmed(clause)),
    ...more,
  ]
  return scoreTarget(national2019, portal, judged(faults), decisions)
}

const part2 = (of: Score) => formatPoints(of.points!.deductionPart)

describe('the procedure of regulation 1.2', () => {
  it('PROC-2: a confirmed veto stops, nothing is scored', () => {
    const veto = [confirmed('WEB-V3'), confirmed('WEB-V3', { author: '丙', role: 'municipalSupervisor' })]
    const judgements = judged({ 'WEB-V3': [], 'WEB-D-PUB-4': [5] })
    expect(scoreTarget(national2019, portal, judgements, [...checked(portal), ...veto])).toMatchObject({
      verdict: 'unqualified',
      vetoes: ['WEB-V3'],
      points: null,
    })
  })

  it('is undecided while a veto clause is open, whatever the points', () => {
    const open = checked(portal, ['WEB-V5.1'])
    const result = scoreTarget(national2019, portal, judged({}), open)
    expect(result).toMatchObject({ verdict: 'undecided', openVetoes: ['WEB-V5.1'] })
    expect(result.provisional?.openVetoes).toEqual(['WEB-V5.1'])
  })

  it('PROC-1: of a site that is no portal the vetoes alone decide', () => {
    const site = { ...portal, isPortal: false }
    const result = scoreTarget(national2019, site, judged({ 'WEB-D-PUB-4': [5] }), checked(site))
    expect(result).toMatchObject({ verdict: 'qualified', points: null, provisional: null })
  })

  it('PROC-10: accounts are not scored nationally, in Beijing they are', () => {
    const account: Target = { kind: 'account', name: '某发布', platform: 'weixin', purpose: 'publish' }
    const passed = (ruleSet: RuleSet): Judgement[] =>
      clausesOf(ruleSet, 'account').map(([clause]) => ({ clause, outcome: 'inapplicable', because: '', findings: [] }))
    expect(scoreTarget(national2019, account, passed(national2019), []).points).toBeNull()
    const beijing = ruleSets['beijing-2022']
    const result = scoreTarget(beijing, account, passed(beijing), [])
    expect(formatPoints(result.points!.total)).toBe('100')
  })

  it('shanghai-2025 publishes no scores', () => {
    const shanghai = ruleSets['shanghai-2025']
    expect(scoreTarget(shanghai, portal, judged({}, shanghai), checked(portal)).points).toBeNull()
  })

  it('PROC-6: 12 points of faults in an indicator of 5 cost 5', () => {
    const result = score({ 'WEB-D-PUB-4': [6, 6].map(() => 5) })
    expect(part2(result)).toBe('95')
    expect(result.points!.items.find(({ clause }) => clause === 'WEB-D-PUB-4')).toMatchObject({
      counted: points(5),
      beforeCap: points(10),
    })
  })

  it('adds up per first-level indicator', () => {
    const result = score({ 'WEB-D-PUB-4': [5], 'WEB-D-FUN-2': [0.5, 0.1], 'WEB-D-FUN-3': [0.1, 0.1, 0.1] })
    expect(result.points!.groups.map(({ group, lost }) => [group, formatPoints(lost)])).toEqual([
      ['发布解读', '5'],
      ['办事服务', '0'],
      ['互动交流', '0'],
      ['功能设计', '0.9'],
    ])
    expect(part2(result)).toBe('94.1')
  })
})

/** Confirmed deductions of exactly this many points in all, from caps of the table. */
function losing(total: number): Score {
  let rest = Math.round(total * 10)
  const decisions: CountedDecision[] = []
  for (const [clause, { effect, maxPoints }] of clausesOf(national2019, 'site')) {
    const take = effect === 'deduction' ? Math.min(rest, Math.round(maxPoints! * 10)) : 0
    if (take > 0) decisions.push(confirmed(clause, { kind: 'failed', points: take / 10 }))
    rest -= take
  }
  const names = decisions.map(({ clause }) => clause)
  return scoreTarget(national2019, portal, judged({}), [...checked(portal, names), ...decisions])
}

describe('the thresholds', () => {
  it.each([
    [0, '100', 'qualified', true],
    [19.9, '80.1', 'qualified', true],
    [20, '80', 'qualified', false],
    [20.1, '79.9', 'qualified', false],
    [40, '60', 'qualified', false],
    [40.1, '59.9', 'unqualified', false],
    [100, '0', 'unqualified', false],
  ])('a loss of %d leaves %s: %s, bonus stage: %s', (lost, left, verdict, bonus) => {
    const result = losing(lost)
    expect(part2(result)).toBe(left)
    expect(result.verdict).toBe(verdict)
    expect(result.points!.bonusPart !== null).toBe(bonus)
  })

  it('PROC-4: the bonus is added above 80, and not below', () => {
    const bonus = confirmed('WEB-B-2', { kind: 'passed' })
    const given = score({}, [bonus])
    expect([formatPoints(given.points!.bonusPart!), formatPoints(given.points!.total)]).toEqual(['5', '105'])
    const below = scoreTarget(national2019, portal, judged({}), [
      ...checked(portal, ['WEB-B-2']),
      ...['WEB-D-PUB-9', 'WEB-D-SVC-4', 'WEB-D-INT-3'].map((clause) => confirmed(clause, { points: 8 })),
      bonus,
    ])
    expect([part2(below), below.points!.bonusPart, formatPoints(below.points!.total)]).toEqual(['76', null, '76'])
  })

  it('a bonus stated by a person counts as stated, capped', () => {
    const given = (value: number) => score({}, [confirmed('WEB-B-1', { kind: 'passed', points: value })])
    expect(formatPoints(given(2.5).points!.total)).toBe('102.5')
    expect(formatPoints(given(9).points!.total)).toBe('105')
  })
})

describe('units without services (PROC-7, PROC-8)', () => {
  const unit = { ...portal, hasServices: false }
  const withoutServices = (lost: number) => {
    const clauses = ['WEB-D-PUB-9', 'WEB-D-INT-3'] as const
    const stated = [Math.min(lost, 8), Math.max(lost - 8, 0)]
    const decisions = clauses.map((clause, index) => confirmed(clause, { kind: 'failed', points: stated[index]! }))
    const judgements = judged({}).map((judgement): Judgement => {
      const { appliesTo } = (national2019.clauses as Readonly<Record<string, Clause>>)[judgement.clause]!
      return appliesTo?.servicesRequired ? { ...judgement, outcome: 'inapplicable' } : judgement
    })
    return scoreTarget(national2019, unit, judgements, [...checked(unit, clauses), ...decisions])
  }

  it.each([
    [15, '60', '80', false],
    [14, '61', '81.33', true],
    [0, '75', '100', true],
  ])('a loss of %d leaves %s of 75, which is %s of 100; bonus stage: %s', (lost, raw, converted, bonus) => {
    const result = withoutServices(lost)
    expect([formatPoints(result.points!.raw), formatPoints(result.points!.base)]).toEqual([raw, '75'])
    expect(part2(result)).toBe(converted)
    expect(result.points!.bonusPart !== null).toBe(bonus)
    expect(result.points!.groups.map(({ group }) => group)).not.toContain('办事服务')
  })
})

describe('no double deduction (PROC-9)', () => {
  const blank = (clause: string, value: number): Judgement => ({
    clause,
    outcome: 'failed',
    because: '',
    findings: [{ where: '栏目“要闻”', message: '空白栏目', url: 'http://www.example.gov.cn/yw/', points: value }],
  })
  const replace = (...changed: Judgement[]) =>
    judged({}).map((judgement) => changed.find(({ clause }) => clause === judgement.clause) ?? judgement)

  it('a column deducted under its own indicator costs nothing under 其他栏目', () => {
    const judgements = replace(blank('WEB-D-PUB-4', 5), blank('WEB-D-PUB-9', 2))
    const decisions = [...checked(portal), confirmed('WEB-D-PUB-4'), confirmed('WEB-D-PUB-9')]
    const result = scoreTarget(national2019, portal, judgements, decisions)
    expect(part2(result)).toBe('95')
    expect(result.points!.items.find(({ clause }) => clause === 'WEB-D-PUB-9')).toMatchObject({ notTwice: 1 })
  })

  it('costs there when the other deduction was dismissed', () => {
    const judgements = replace(blank('WEB-D-PUB-4', 5), blank('WEB-D-PUB-9', 2))
    const dismissed = confirmed('WEB-D-PUB-4', { kind: 'dismissed' })
    const decisions = [...checked(portal), dismissed, confirmed('WEB-D-PUB-9')]
    expect(part2(scoreTarget(national2019, portal, judgements, decisions))).toBe('98')
  })
})

describe('暂定', () => {
  it('names the unverified points a score rests on, with their source', () => {
    const { provisional } = score({ 'WEB-D-PUB-4': [5], 'WEB-D-SVC-3': [2] })
    expect(provisional?.unverified).toEqual([
      { clause: 'WEB-D-PUB-4', title: '动态要闻', maxPoints: 5, source: 'S07, S08, S09, S52e' },
    ])
  })

  it('is not said of a full score, nor of one whose points were verified', () => {
    expect(score({}).provisional).toBeNull()
    expect(score({ 'WEB-D-SVC-3': [2] }).provisional).toBeNull()
    const verified = correct(national2019, [
      { clause: 'WEB-D-PUB-4', pointsVerified: true, source: 'S02', by: '瞿静之', on: day('2025-09-01') },
    ])
    const decisions = [...checked(portal), confirmed('WEB-D-PUB-4')]
    expect(scoreTarget(verified, portal, judged({ 'WEB-D-PUB-4': [5] }), decisions).provisional).toBeNull()
  })

  it('counts what the machine proposes, and says that nobody has reviewed it', () => {
    const result = scoreTarget(national2019, portal, judged({ 'WEB-D-PUB-4': [5] }), checked(portal))
    expect(part2(result)).toBe('95')
    expect(result.provisional).toMatchObject({ unreviewed: ['WEB-D-PUB-4'], open: [] })
    const { lowest, highest } = result.points!.range
    expect([formatPoints(lowest), formatPoints(highest)]).toEqual(['95', '100'])
  })

  it('lists indicators nobody has checked and how much they could still cost', () => {
    const result = scoreTarget(national2019, portal, judged({}), checked(portal, ['WEB-D-INT-4']))
    expect(part2(result)).toBe('100')
    expect(result.provisional?.open).toEqual(['WEB-D-INT-4'])
    expect(formatPoints(result.points!.range.lowest)).toBe('95')
  })
})

describe('properties', () => {
  const deductions = clausesOf(national2019, 'site').filter(([, { effect }]) => effect === 'deduction')
  const fault = fc.integer({ min: 1, max: 60 }).map((value) => value / 10)
  const anyFaults = fc.dictionary(
    fc.constantFrom(...deductions.map(([id]) => id)),
    fc.array(fault, { minLength: 1, maxLength: 8 }),
  )

  it('no group ever loses more than it has, the whole is between 0 and 100', () => {
    fc.assert(
      fc.property(anyFaults, (faults) => {
        const { points: result } = score(faults)
        for (const { lost, max } of result!.groups) expect(comparePoints(lost, max)).toBeLessThanOrEqual(0)
        expect(comparePoints(result!.deductionPart, points(0))).toBeGreaterThanOrEqual(0)
        expect(comparePoints(result!.deductionPart, points(100))).toBeLessThanOrEqual(0)
        expect(comparePoints(result!.range.lowest, result!.deductionPart)).toBeLessThanOrEqual(0)
        expect(comparePoints(result!.deductionPart, result!.range.highest)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('one more fault never raises the score', () => {
    fc.assert(
      fc.property(anyFaults, fc.constantFrom(...deductions.map(([id]) => id)), fault, (faults, clause, value) => {
        const more = { ...faults, [clause]: [...(faults[clause] ?? []), value] }
        expect(comparePoints(score(more).points!.total, score(faults).points!.total)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('under two rule sets only what differs in them differs', () => {
    const cheaper = correct(national2019, [
      { clause: 'WEB-D-PUB-4', maxPoints: 3, params: { pointsNoColumn: 3, pointsPerColumn: 3 }, ...who },
      { clause: 'WEB-D-PUB-5', maxPoints: 7, ...who },
    ])
    fc.assert(
      fc.property(anyFaults, (faults) => {
        const decisions = Object.keys(faults).map((clause) => confirmed(clause))
        const items = (ruleSet: RuleSet) =>
          scoreTarget(ruleSet, portal, judged(faults), decisions)
            .points!.items.filter(({ effect }) => effect === 'deduction')
            .filter(({ clause }) => clause !== 'WEB-D-PUB-4' && clause !== 'WEB-D-PUB-5')
        expect(items(cheaper)).toEqual(items(national2019))
      }),
    )
  })
})

const who = { source: 'S02', by: '瞿静之', on: day('2025-09-01') }
