/** The indicators of one target, each with the points it lost or gained: capped (PROC-6) and never twice (PROC-9). */
import { addPoints, leastPoints, noPoints, points, type Points } from '../kernel/points.ts'
import type { Clause, RuleSet } from '../regulations/rule-set.ts'
import type { Judgement, Target } from './judge.ts'
import { conclude, latestOfEach, type CountedDecision } from './verdict.ts'

/**
 * `settled`: concluded. `unreviewed`: the machine proposes a deduction, it counts until a person decides. `open`: nobody
 * knows, nothing is counted. `notReached`: a bonus item of a target below the bonus stage.
 */
export type ItemState = 'settled' | 'unreviewed' | 'open' | 'inapplicable' | 'notReached'

/** One indicator: what it may cost or give, and what it did. */
export interface ScoreItem {
  readonly clause: string
  readonly group: string
  readonly title: string
  readonly effect: 'deduction' | 'bonus'
  readonly state: ItemState
  readonly max: Points
  /** Lost or gained, capped at `max` (PROC-6). */
  readonly counted: Points
  readonly beforeCap: Points
  /** Faults left out because the same place was deducted under another indicator (PROC-9). */
  readonly notTwice: number
}

/** All deductions or all bonus items asked of this kind of target, in the order of the table. */
export function scoreItems(
  effect: 'deduction' | 'bonus',
  { clauses }: RuleSet,
  target: Target,
  judgements: readonly Judgement[],
  decisions: readonly CountedDecision[],
): ScoreItem[] {
  const byClause = new Map(judgements.map((judgement) => [judgement.clause, judgement]))
  const own = Object.entries(clauses).filter(
    ([, clause]) => clause.target === target.kind && clause.effect === effect && !clause.shadow,
  )
  const states = own.map(([id, clause]) => {
    // A judgement stored before the clause existed: nobody has looked at it.
    const judgement = byClause.get(id) ?? { clause: id, outcome: 'untested' as const, because: '', findings: [] }
    const mine = decisions.filter((decision) => decision.clause === id)
    return { id, clause, judgement, mine, state: stateOf(clause, judgement, mine) }
  })
  const deductedAt = new Map(
    states.map(({ id, judgement, state }) => [id, state.counts ? judgement.findings.map(placeOf) : []]),
  )
  return states.map(({ id, clause, judgement, mine, state }) => {
    const elsewhere = new Set((clause.notTwice ?? []).flatMap((other) => deductedAt.get(other) ?? []))
    const amount = state.counts ? amountOf(clause, judgement, mine, elsewhere) : { beforeCap: noPoints, notTwice: 0 }
    const max = points(clause.maxPoints ?? 0)
    const counted = leastPoints(amount.beforeCap, max)
    return { clause: id, group: clause.group, title: clause.title, effect, state: state.name, max, counted, ...amount }
  })
}

/** Where a clause stands, and whether its points count. A bonus counts when it was confirmed, a deduction when it failed. */
function stateOf(clause: Clause, judgement: Judgement, decisions: readonly CountedDecision[]) {
  const conclusion = conclude(clause, judgement, decisions)
  const settled = (counts: boolean) => ({ name: 'settled' as const, counts })
  switch (conclusion.state) {
    case 'inapplicable':
      return { name: 'inapplicable' as const, counts: false }
    case 'passed':
      return settled(clause.effect === 'bonus')
    case 'failed':
      return settled(clause.effect === 'deduction')
    case 'open': {
      const proposed = clause.effect === 'deduction' && judgement.outcome === 'failed'
      return proposed ? { name: 'unreviewed' as const, counts: true } : { name: 'open' as const, counts: false }
    }
    default:
      return conclusion satisfies never
  }
}

/**
 * How much a failed deduction costs or a bonus gives, before the cap: what a person stated (the latest who did), else the
 * sum of the findings, else the whole indicator.
 */
function amountOf(
  clause: Clause,
  { outcome, findings }: Judgement,
  decisions: readonly CountedDecision[],
  elsewhere: ReadonlySet<string>,
): Pick<ScoreItem, 'beforeCap' | 'notTwice'> {
  const stated = latestOfEach(decisions).flatMap((decision) => decision.points ?? [])
  if (stated.length > 0) return { beforeCap: points(stated.at(-1)!), notTwice: 0 }
  const priced = findings.filter((finding) => finding.points !== undefined)
  if (clause.effect === 'bonus' || outcome !== 'failed' || priced.length === 0) {
    return { beforeCap: points(clause.maxPoints ?? 0), notTwice: 0 }
  }
  const here = priced.filter((finding) => !elsewhere.has(placeOf(finding)))
  return {
    beforeCap: addPoints(...here.map((finding) => points(finding.points!))),
    notTwice: priced.length - here.length,
  }
}

function placeOf({ url, where }: Judgement['findings'][number]): string {
  return url ?? where
}
