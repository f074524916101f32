/**
 * What a rule set is made of. The words of the regulation are data: a clause says what it is called, what it does to
 * the result, who may decide it, its numbers, and where each of them comes from.
 */

/** 单项否决 · 扣分 · 加分 · 预警 (a stricter local threshold that reminds and never decides). */
export type Effect = 'veto' | 'deduction' | 'bonus' | 'warning'

/**
 * Who decides a clause. `machine`: the indicator's outcome stands, but a failed veto still needs two persons.
 * `confirmation`: the machine proposes and a person confirms; a pass stands alone only where `passStands` says so.
 * `person`: nothing but a person's decision counts.
 */
export type DecidedBy = 'machine' | 'confirmation' | 'person'

/** What is inspected. */
export type TargetKind = 'site' | 'account'
/** What a clause is about; `office` is the supervising office of the yearly assessment (监管工作年度考核). */
export type ClauseTarget = TargetKind | 'office'

/** What kind of target a clause is asked of; an absent field means "any". */
export interface Applicability {
  /** Sites: portals only (parts 2 and 3 of the national table, PROC-1). */
  readonly portalOnly?: true
  /** Sites: only units with public-facing services (PROC-7 and the exemption of WEB-V6). */
  readonly servicesRequired?: true
  /** Accounts: the purposes the clause applies to. */
  readonly purposes?: readonly AccountPurpose[]
  /** Accounts: only these platforms. */
  readonly platforms?: readonly string[]
  /** Accounts: these platforms whatever the purpose (NM-V2.2 asks for apps). */
  readonly orPlatforms?: readonly string[]
}

/** 发布类 · 服务类 · 两者兼有 */
export type AccountPurpose = 'publish' | 'service' | 'both'

/** What a person writes down or hands in on a manual check sheet. */
export interface EvidenceField {
  readonly name: string
  readonly kind: 'url' | 'screenshot' | 'text' | 'number' | 'day' | 'yesNo'
  readonly required: boolean
}

/** Who may fill a check sheet: 检查人员 · 复核人员 · 市级主管. */
export type Filler = 'inspector' | 'reviewer' | 'municipalSupervisor'

export interface Clause {
  /** First-level indicator of the table, in the regulation's words. */
  readonly group: string
  readonly title: string
  readonly target: ClauseTarget
  readonly effect: Effect
  readonly decidedBy: DecidedBy
  /** With `confirmation`: whether what the machine calls passed is passed until a person says otherwise. */
  readonly passStands?: boolean
  /** On trial (试运行): judged and reviewed to measure its precision, but neither counted nor shown to units. */
  readonly shadow?: boolean
  /**
   * Numbers of the clause with their units in the name: `windowDays`, `timeoutMs`; `points…` are points lost per fault,
   * in whole tenths.
   */
  readonly params: Readonly<Record<string, number>>
  /** Deduction: its cap (PROC-6). Bonus: the most it adds. In whole tenths of a point. */
  readonly maxPoints?: number
  /** Whether the cap and the points per fault were compared with a page that shows them; absent means no. */
  readonly pointsVerified?: boolean
  readonly appliesTo?: Applicability
  /** Clauses whose deductions are not repeated here for the same place (PROC-9). */
  readonly notTwice?: readonly string[]
  /** The national clause whose indicator judges this one, with the numbers given here. */
  readonly judgedLike?: string
  /** Situations of the clause, where the table counts several under one name. */
  readonly situations?: readonly string[]
  /** What a unit reads in a finding or annex, e.g. 监测点前两周未更新. */
  readonly wording: string
  readonly evidenceFields: readonly EvidenceField[]
  readonly mayFill: readonly Filler[]
  /** Source ids of `docs/regulation-sources.md`. */
  readonly source: string
  /** Whether text and windows were compared with a page that shows them. */
  readonly verified: boolean
}

/** How the points of one kind of target add up (PROC-3 to PROC-8). All numbers in points. */
export interface PointsTable {
  readonly target: ClauseTarget
  /** Only portals are scored; of other sites the vetoes are asked. */
  readonly portalOnly: boolean
  /** What a target without any deduction has. */
  readonly base: number
  /** First-level indicators with their points; they add up to the base. */
  readonly groups: Readonly<Record<string, number>>
  /** The bonus items add up to this; 0 when there are none. */
  readonly bonus: number
  /** Below is unqualified; exactly this is qualified. */
  readonly passAt: number
  /** Above enters the bonus stage; exactly this does not. */
  readonly bonusAbove: number
  /** The group that is not asked of units without services; the rest is converted to the base (PROC-7). */
  readonly servicesGroup?: string
}

export interface RuleSet<Clauses extends Readonly<Record<string, Clause>> = Readonly<Record<string, Clause>>> {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly basis: readonly string[]
  readonly clauses: Clauses
  /** One table per kind of target that is scored; none when no scores are published. */
  readonly points: readonly PointsTable[]
}

/** Keeps the literal clause ids and parameter names, so that an unknown one is a compile error. */
export function defineRuleSet<const Clauses extends Readonly<Record<string, Clause>>>(
  ruleSet: RuleSet<Clauses>,
): RuleSet<Clauses> {
  return ruleSet
}

type OfEffect<Clauses, Wanted extends Effect> = {
  readonly [Id in keyof Clauses as Clauses[Id] extends { readonly effect: Wanted } ? Id : never]: Clauses[Id]
}

/** The clauses with one effect, e.g. the vetoes: what a region that publishes no scores takes over. */
export function clausesOf<const Clauses extends Readonly<Record<string, Clause>>, const Wanted extends Effect>(
  clauses: Clauses,
  effect: Wanted,
): OfEffect<Clauses, Wanted> {
  return Object.fromEntries(Object.entries(clauses).filter(([, clause]) => clause.effect === effect)) as OfEffect<
    Clauses,
    Wanted
  >
}

/** The same clauses, each changed: ids and parameter names stay. */
export function eachClause<const Clauses extends Readonly<Record<string, Clause>>>(
  clauses: Clauses,
  change: (clause: Clause) => Partial<Clause>,
): { readonly [Id in keyof Clauses]: Clause & Pick<Clauses[Id], 'params'> } {
  return Object.fromEntries(
    Object.entries(clauses).map(([id, clause]) => [id, { ...clause, ...change(clause) }]),
  ) as never
}
