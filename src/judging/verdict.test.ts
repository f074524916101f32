import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shanghai2025 } from '../regulations/shanghai-2025.ts'
import type { Judgement, Outcome } from './judge.ts'
import { conclude, concludeTarget, decisionKinds, reviewRoles, type CountedDecision } from './verdict.ts'

const clause = shanghai2025.clauses['NM-V2.1']
const judged = (outcome: Outcome): Judgement => ({ clause: 'NM-V2.1', outcome, because: '', findings: [] })
type Row = readonly [CountedDecision['kind'], string, CountedDecision['role']]
const decisions = (...list: Row[]) => list.map(([kind, author, role]) => ({ clause: 'NM-V2.1', kind, author, role }))

describe('conclude', () => {
  it.each([
    ['passed by the machine', 'passed', [], { state: 'passed' }],
    ['failed by the machine alone is never a result', 'failed', [], { state: 'open', waitingFor: 'review' }],
    ['unknown waits for a person', 'cantTell', [], { state: 'open', waitingFor: 'check' }],
    ['unknown, looked at by an inspector', 'cantTell', [['passed', '甲', 'inspector']], { state: 'passed' }],
    [
      'one confirmation is not enough for a veto',
      'failed',
      [['confirmed', '甲', 'reviewer']],
      { state: 'open', waitingFor: 'supervisor' },
    ],
    [
      'two reviewers are not enough: the supervisor is missing',
      'failed',
      [
        ['confirmed', '甲', 'reviewer'],
        ['confirmed', '乙', 'reviewer'],
      ],
      { state: 'open', waitingFor: 'supervisor' },
    ],
    [
      'the same person twice is one person',
      'failed',
      [
        ['confirmed', '甲', 'reviewer'],
        ['confirmed', '甲', 'municipalSupervisor'],
      ],
      { state: 'open', waitingFor: 'review' },
    ],
    [
      'reviewer and supervisor',
      'failed',
      [
        ['confirmed', '甲', 'reviewer'],
        ['confirmed', '乙', 'municipalSupervisor'],
      ],
      { state: 'failed' },
    ],
    ['dismissed by a reviewer', 'failed', [['dismissed', '甲', 'reviewer']], { state: 'passed' }],
    [
      'an inspector cannot wave a finding through',
      'failed',
      [['dismissed', '甲', 'inspector']],
      { state: 'open', waitingFor: 'review' },
    ],
    [
      'disagreement stays open',
      'failed',
      [
        ['confirmed', '甲', 'reviewer'],
        ['dismissed', '乙', 'municipalSupervisor'],
      ],
      { state: 'open', waitingFor: 'agreement' },
    ],
    [
      'the latest decision of an author counts',
      'failed',
      [
        ['confirmed', '甲', 'reviewer'],
        ['dismissed', '甲', 'reviewer'],
      ],
      { state: 'passed' },
    ],
    ['doubt stays open', 'failed', [['doubtful', '甲', 'reviewer']], { state: 'open', waitingFor: 'agreement' }],
  ] satisfies [string, Outcome, Row[], unknown][])('%s', (_, outcome, made, expected) => {
    expect(conclude(clause, judged(outcome), decisions(...made))).toEqual(expected)
  })

  it('never fails a veto without two persons, one of them the municipal supervisor, whatever is decided', () => {
    const decision = fc.record({
      clause: fc.constant('NM-V2.1'),
      kind: fc.constantFrom(...(Object.keys(decisionKinds) as CountedDecision['kind'][])),
      author: fc.constantFrom('甲', '乙', '丙'),
      role: fc.constantFrom(...(Object.keys(reviewRoles) as CountedDecision['role'][])),
    })
    const outcome = fc.constantFrom<Outcome>('passed', 'failed', 'cantTell', 'untested')
    fc.assert(
      fc.property(outcome, fc.array(decision), (machine, made) => {
        const against = made.filter(({ kind }) => kind === 'confirmed' || kind === 'failed')
        const authors = new Set(against.map(({ author }) => author))
        const supervised = against.some(({ role }) => role === 'municipalSupervisor')
        const { state } = conclude(clause, judged(machine), made)
        if (state === 'failed') expect(authors.size >= 2 && supervised).toBe(true)
      }),
    )
  })
})

describe('concludeTarget', () => {
  it('is undecided while a veto clause is open, and while nothing was judged at all', () => {
    expect(concludeTarget(shanghai2025, [judged('cantTell')], []).verdict).toBe('undecided')
    expect(concludeTarget(shanghai2025, [], []).verdict).toBe('undecided')
  })

  it('is unqualified by one confirmed veto even when another clause is open (PROC-2)', () => {
    const both: Judgement[] = [judged('failed'), { ...judged('untested'), clause: 'NM-V1' }]
    const made = decisions(['confirmed', '甲', 'reviewer'], ['confirmed', '乙', 'municipalSupervisor'])
    expect(concludeTarget(shanghai2025, both, made)).toMatchObject({ verdict: 'unqualified', failed: ['NM-V2.1'] })
  })
})

describe('a clause for confirmation', () => {
  const judgedAs = (clauseId: string, outcome: Outcome): Judgement => ({ ...judged(outcome), clause: clauseId })
  const passedBy = (clauseId: string, role: CountedDecision['role']): CountedDecision => ({
    clause: clauseId,
    kind: 'passed',
    author: '甲',
    role,
  })
  const [channel, services] = [shanghai2025.clauses['WEB-V5.1'], shanghai2025.clauses['WEB-V6.1']]

  it('stands when the machine passes it, where the clause says so', () => {
    expect(conclude(services, judgedAs('WEB-V6.1', 'passed'), [])).toEqual({ state: 'passed' })
    expect(conclude(channel, judgedAs('WEB-V5.1', 'passed'), [])).toEqual({ state: 'open', waitingFor: 'check' })
  })

  it.each(['passed', 'cantTell', 'untested'] as const)('%s by the machine is closed by an inspector', (outcome) => {
    expect(conclude(channel, judgedAs('WEB-V5.1', outcome), [passedBy('WEB-V5.1', 'inspector')])).toEqual({
      state: 'passed',
    })
  })

  it('failed by the machine needs persons: one to wave it through who is no inspector, two to confirm it', () => {
    const failed = judgedAs('WEB-V6.1', 'failed')
    expect(conclude(services, failed, [])).toEqual({ state: 'open', waitingFor: 'review' })
    expect(conclude(services, failed, [passedBy('WEB-V6.1', 'inspector')]).state).toBe('open')
    expect(conclude(services, failed, [passedBy('WEB-V6.1', 'reviewer')]).state).toBe('passed')
    const confirmed = { ...passedBy('WEB-V6.1', 'reviewer'), kind: 'confirmed' } as const
    expect(conclude(services, failed, [confirmed]).state).toBe('open')
    const supervisor = { ...confirmed, author: '乙', role: 'municipalSupervisor' } as const
    expect(conclude(services, failed, [confirmed, supervisor])).toEqual({ state: 'failed' })
  })
})
