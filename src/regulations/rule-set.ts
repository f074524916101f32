/**
 * What a rule set is made of. The words of the regulation are data: a clause says what it is called, what it does to
 * the result, who may decide it, its numbers, and where each of them comes from.
 */

/** 单项否决 · 扣分 · 加分 */
export type Effect = 'veto' | 'deduction' | 'bonus'

/**
 * Who decides a clause. `machine`: the indicator's outcome stands, but a failed veto still needs two persons.
 * `person`: nothing but a person's decision counts.
 */
export type DecidedBy = 'machine' | 'person'

export type TargetKind = 'site' | 'account'

/** What kind of target a clause is asked of; an absent field means "any". */
export interface Applicability {
  /** Sites: only units with public-facing services (PROC-7 and the exemption of WEB-V6). */
  readonly servicesRequired?: true
  /** Accounts: the purposes the clause applies to. */
  readonly purposes?: readonly AccountPurpose[]
  /** Accounts: only these platforms (NM-V2.2 asks for apps). */
  readonly platforms?: readonly string[]
}

/** 发布类 · 服务类 · 两者兼有 */
export type AccountPurpose = 'publish' | 'service' | 'both'

export interface Clause {
  /** First-level indicator of the table, in the regulation's words. */
  readonly group: string
  readonly title: string
  readonly target: TargetKind
  readonly effect: Effect
  readonly decidedBy: DecidedBy
  /** Numbers of the clause with their units in the name, e.g. `windowDays`. */
  readonly params: Readonly<Record<string, number>>
  readonly appliesTo?: Applicability
  /** What a unit reads in a finding or annex, e.g. 监测点前两周未更新. */
  readonly wording: string
  /** Source ids of `docs/regulation-sources.md`. */
  readonly source: string
  /** Whether text and numbers were compared with a page that shows them; unverified numbers never feed a final score. */
  readonly verified: boolean
}

export interface RuleSet<Clauses extends Readonly<Record<string, Clause>> = Readonly<Record<string, Clause>>> {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly basis: readonly string[]
  readonly clauses: Clauses
}

/** Keeps the literal clause ids and parameter names, so that an unknown one is a compile error. */
export function defineRuleSet<const Clauses extends Readonly<Record<string, Clause>>>(
  ruleSet: RuleSet<Clauses>,
): RuleSet<Clauses> {
  return ruleSet
}
