import { describe, expect, it } from 'vitest'
import { day } from '../kernel/day.ts'
import { shanghai2025 } from '../regulations/shanghai-2025.ts'
import { judge } from './judge.ts'

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
