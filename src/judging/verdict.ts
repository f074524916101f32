/**
 * From judgements and decisions to a verdict. The machine alone never fails anybody: a veto stands only when two
 * different persons have confirmed it and one of them is the municipal supervisor (regulation 5.1).
 */
import type { Clause, RuleSet } from '../regulations/rule-set.ts'
import type { Judgement } from './judge.ts'

/** 通过 · 不通过 · 确认 · 误报 · 存疑 */
export const decisionKinds = {
  passed: '通过',
  failed: '不通过',
  confirmed: '确认',
  dismissed: '误报',
  doubtful: '存疑',
} as const
export type DecisionKind = keyof typeof decisionKinds

/** 检查人员 · 复核人员 · 市级主管 (regulation 5.1) */
export const reviewRoles = { inspector: '检查人员', reviewer: '复核人员', municipalSupervisor: '市级主管' } as const
export type ReviewRole = keyof typeof reviewRoles

/** A decision as it counts: only the latest of each author does. Given in the order in which they were made. */
export interface CountedDecision {
  readonly clause: string
  readonly kind: DecisionKind
  readonly author: string
  readonly role: ReviewRole
  /** Deduction or bonus: points the author took off or gave, in whole tenths; absent: as the clause and findings say. */
  readonly points?: number | null
}

/** Where a clause stands after review. `open` says what is still missing. */
export type Conclusion =
  | { readonly state: 'passed' | 'inapplicable' }
  | { readonly state: 'failed' }
  | { readonly state: 'open'; readonly waitingFor: 'check' | 'review' | 'supervisor' | 'agreement' }

export type Verdict = 'qualified' | 'unqualified' | 'undecided'

/** Concludes one clause from the machine's judgement and the persons' decisions. */
export function conclude(clause: Clause, judgement: Judgement, decisions: readonly CountedDecision[]): Conclusion {
  if (judgement.outcome === 'inapplicable') return { state: 'inapplicable' }
  const latest = latestOfEach(decisions)
  if (latest.length === 0) return withoutDecision(clause, judgement)
  const against = latest.filter(({ kind }) => kind === 'confirmed' || kind === 'failed')
  const inFavour = latest.filter(({ kind }) => kind === 'dismissed' || kind === 'passed')
  if (against.length + inFavour.length < latest.length || (against.length > 0 && inFavour.length > 0)) {
    return { state: 'open', waitingFor: 'agreement' }
  }
  if (inFavour.length > 0) {
    // An inspector may not wave through what the machine has found: that is the reviewer's decision.
    const reviewed = judgement.outcome !== 'failed' || inFavour.some(({ role }) => role !== 'inspector')
    return reviewed ? { state: 'passed' } : { state: 'open', waitingFor: 'review' }
  }
  if (clause.effect !== 'veto') return { state: 'failed' }
  if (against.length < 2) {
    const supervisorSpoke = against[0]?.role === 'municipalSupervisor'
    return { state: 'open', waitingFor: supervisorSpoke ? 'review' : 'supervisor' }
  }
  const supervised = against.some(({ role }) => role === 'municipalSupervisor')
  return supervised ? { state: 'failed' } : { state: 'open', waitingFor: 'supervisor' }
}

/** Only the latest decision of each author counts. */
export function latestOfEach(decisions: readonly CountedDecision[]): readonly CountedDecision[] {
  return [...new Map(decisions.map((decision) => [decision.author, decision])).values()]
}

function withoutDecision(clause: Clause, judgement: Judgement): Conclusion {
  switch (judgement.outcome) {
    case 'passed':
      // What the machine proposes for confirmation stands alone only where the clause says so.
      return clause.decidedBy === 'confirmation' && clause.passStands !== true
        ? { state: 'open', waitingFor: 'check' }
        : { state: 'passed' }
    case 'inapplicable':
      return { state: 'inapplicable' }
    case 'failed':
      return { state: 'open', waitingFor: 'review' }
    case 'cantTell':
    case 'untested':
      return { state: 'open', waitingFor: 'check' }
    default:
      return judgement.outcome satisfies never
  }
}

/** A target's verdict with the clauses that led to it, in the order of the table. */
export interface TargetVerdict {
  readonly verdict: Verdict
  readonly failed: readonly string[]
  readonly open: readonly { readonly clause: string; readonly waitingFor: string }[]
}

/**
 * The verdict over all clauses: one confirmed veto makes the target unqualified (PROC-2) whatever else is open; an open
 * veto clause leaves it undecided; else it is qualified. Clauses on trial do not count.
 */
export function concludeTarget(
  ruleSet: RuleSet,
  judgements: readonly Judgement[],
  decisions: readonly CountedDecision[],
): TargetVerdict {
  const failed: string[] = []
  const open: { clause: string; waitingFor: string }[] = []
  for (const judgement of judgements) {
    const clause = ruleSet.clauses[judgement.clause]
    if (clause === undefined || clause.effect !== 'veto' || clause.shadow) continue
    const own = decisions.filter((decision) => decision.clause === judgement.clause)
    const conclusion = conclude(clause, judgement, own)
    if (conclusion.state === 'failed') failed.push(judgement.clause)
    if (conclusion.state === 'open') open.push({ clause: judgement.clause, waitingFor: conclusion.waitingFor })
  }
  const verdict =
    failed.length > 0 ? 'unqualified' : open.length > 0 || judgements.length === 0 ? 'undecided' : 'qualified'
  return { verdict, failed, open }
}
