import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GatheredEvidence } from '../evidence/evidence.ts'
import { indicators } from '../indicators/index.ts'
import { day } from '../kernel/day.ts'
import { ruleSets } from '../regulations/index.ts'
import { national2019 } from '../regulations/national-2019.ts'
import type { Clause, RuleSet } from '../regulations/rule-set.ts'
import { shanghai2025 } from '../regulations/shanghai-2025.ts'
import { judge } from './judge.ts'
import { concludeTarget } from './verdict.ts'

const T = day('2025-08-14')
const account = { kind: 'account', name: '上海统计', platform: 'weixin', purpose: 'publish' } as const
const outcomes = (judgements: ReturnType<typeof judge>) =>
  Object.fromEntries(judgements.map(({ clause, outcome }) => [clause, outcome]))

describe('judge', () => {
  it('asks an account the new-media clauses only, and leaves people their own', () => {
    const judged = judge(shanghai2025, account, {}, T)
    expect(outcomes(judged)).toEqual({
      'NM-V1': 'untested',
      'NM-V2.1': 'untested',
      'NM-V2.2': 'inapplicable',
      'NM-V3.1': 'untested',
      'NM-V3.2': 'untested',
      'NM-V3.3': 'untested',
    })
  })

  it('does not ask a service account for fortnightly posts', () => {
    const judged = judge(shanghai2025, { ...account, purpose: 'service' }, {}, T)
    expect(outcomes(judged)['NM-V2.1']).toBe('inapplicable')
  })

  it.each(['blocked', 'unreachable', 'unreadable', 'notProvided'] as const)(
    'cannot tell when the posts are missing because the source is %s: unknown is not stale',
    (reason) => {
      const judged = judge(shanghai2025, account, { posts: { missing: { reason, detail: 'http://feed' } } }, T)
      expect(outcomes(judged)['NM-V2.1']).toBe('cantTell')
    },
  )

  it('does not ask a unit without services for services', () => {
    const site = { kind: 'site', name: '某委', hasServices: false } as const
    const judged = outcomes(judge(shanghai2025, site, {}, T))
    expect([judged['WEB-V6.1'], judged['WEB-V6.2'], judged['WEB-V6.3']]).toEqual([
      'inapplicable',
      'inapplicable',
      'inapplicable',
    ])
    expect(Object.keys(judged)).toHaveLength(16)
  })
})

describe('the same evidence under two rule sets', () => {
  const cases = indicators.flatMap((indicator) =>
    indicator.cases.map((example) => ({ kind: indicator.id.split('/')[0] as 'site' | 'account', example })),
  )
  const anyCase = fc.constantFrom(...cases)
  const anyRules = fc.constantFrom<RuleSet>(...Object.values(ruleSets))

  it('differs only where the rule sets differ', () => {
    fc.assert(
      fc.property(anyCase, anyRules, anyRules, ({ kind, example }, a, b) => {
        const evidence = Object.fromEntries(Object.entries(example.given).map(([name, value]) => [name, { value }]))
        const target = { kind, name: '示例', ...example.subject }
        const under = (ruleSet: RuleSet) =>
          new Map(judge(ruleSet, target, evidence, day(example.monitorPoint)).map((entry) => [entry.clause, entry]))
        const [first, second] = [under(a), under(b)]
        for (const [clause, judgement] of first) {
          const [own, other] = [a.clauses[clause], b.clauses[clause]]
          const same = other !== undefined && isDeepStrictEqual(judgedBy(own!), judgedBy(other))
          if (same) expect(second.get(clause)).toEqual(judgement)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('of a national clause and of one with another window: only the window decides', () => {
    const gansu = ruleSets['gansu-2025']
    const posted = (on: string): GatheredEvidence => {
      const post = { id: '1', title: '', url: null, publishedOn: day(on), publishedAt: null, rawDate: on }
      const reach = { knownThrough: day('2025-08-20'), coveredFrom: day('2025-06-01'), undatedCount: 0 }
      return { posts: { value: { source: '', capturedAt: '2025-08-20T10:00:00+08:00', ...reach, posts: [post] } } }
    }
    const both = (on: string) => {
      const judged = outcomes(judge(gansu, account, posted(on), T))
      return [judged['NM-V2.1'], judged['GS-NM-W-1']]
    }
    expect(both('2025-08-08')).toEqual(['passed', 'passed'])
    expect(both('2025-08-07')).toEqual(['passed', 'failed'])
    expect(both('2025-07-31')).toEqual(['failed', 'failed'])
  })
})

/** What of a clause can change a judgement. */
function judgedBy({ params, appliesTo = {}, decidedBy, judgedLike }: Clause) {
  return { params, appliesTo, decidedBy, judgedLike }
}

describe('parts 2 and 3', () => {
  it('are asked of portals only', () => {
    const asked = (isPortal: boolean) => judge(national2019, { kind: 'site', name: '某局', isPortal }, {}, T)
    const inapplicable = asked(false).filter(({ outcome }) => outcome === 'inapplicable')
    expect(inapplicable).toHaveLength(28 + 8)
    expect(asked(true).filter(({ outcome }) => outcome === 'inapplicable')).toEqual([])
  })

  it('never make a verdict undecided, and a warning never decides anything', () => {
    const judgements = judge(national2019, { kind: 'site', name: '某局', isPortal: true }, {}, T).map((judgement) => {
      const { effect } = (national2019.clauses as Readonly<Record<string, Clause>>)[judgement.clause]!
      return effect === 'veto' ? { ...judgement, outcome: 'inapplicable' as const } : judgement
    })
    expect(concludeTarget(national2019, judgements, []).verdict).toBe('qualified')
    const gansu = ruleSets['gansu-2025']
    const warned = { clause: 'GS-NM-W-1', outcome: 'failed' as const, because: '', findings: [] }
    expect(concludeTarget(gansu, [warned], []).verdict).toBe('qualified')
  })
})
