/**
 * An indicator judges one clause: it names the evidence it needs and decides by a pure function. Its cases are part of
 * the product: they are run by one generic test and shown in the documentation and under "how is this judged?".
 */
import type { Evidence, EvidenceKind } from '../evidence/evidence.ts'
import type { Day } from '../kernel/day.ts'
import type { ClauseId, NationalClauses } from '../regulations/index.ts'
import type { AccountPurpose } from '../regulations/rule-set.ts'

/** One fact at one place, in words a unit understands. */
export interface Finding {
  /** Where: 首页, a column's name and address, an account's name. */
  readonly where: string
  readonly message: string
  readonly url?: string
  /** Deductions: points that this one fault costs, in whole tenths; the score caps the sum at the indicator (PROC-6). */
  readonly points?: number
}

/** The words of W3C EARL; `untested` is added by the judge when evidence is missing. */
export type Judged =
  | { readonly outcome: 'passed'; readonly because: string }
  | { readonly outcome: 'failed'; readonly because: string; readonly findings: readonly Finding[] }
  | { readonly outcome: 'inapplicable'; readonly because: string }
  | { readonly outcome: 'cantTell'; readonly because: string }

/** What an indicator may know of the target besides evidence: its frozen register entry. */
export interface Subject {
  readonly name: string
  /** Sites: 网站标识码 of the register. */
  readonly siteCode?: string | undefined
  /** Sites: registered address of the home page. */
  readonly url?: string | undefined
  /** Sites: 政府门户网站; parts 2 and 3 of the table are asked of these only. */
  readonly isPortal?: boolean | undefined
  readonly hasServices?: boolean | undefined
  /** Sites: level of the organiser's division, 市级 or 区县级. */
  readonly level?: 'municipal' | 'district' | undefined
  readonly purpose?: AccountPurpose | undefined
  readonly platform?: string | undefined
}

export interface Rule<Params> {
  readonly params: Params
  readonly monitorPoint: Day
  readonly subject: Subject
}

export interface Case<Kinds extends EvidenceKind> {
  readonly name: string
  readonly outcome: Judged['outcome']
  readonly monitorPoint: string
  readonly given: { readonly [Kind in Kinds]: Evidence[Kind] }
  readonly subject?: Partial<Subject>
  /** Numbers of the clause that a rule set may change, where the case is about another one. */
  readonly params?: Readonly<Record<string, number>>
  /** Deductions: the points that the faults cost together, before the cap. */
  readonly lost?: number
}

/** Parameters keep their names, but not their literal values: a region may change the numbers. */
export type ParamsOf<Id extends ClauseId> = {
  readonly [Name in keyof NationalClauses[Id]['params']]: number
}

export interface Indicator<Id extends ClauseId = ClauseId, Kinds extends EvidenceKind = EvidenceKind> {
  /** `site/<slug>` or `account/<slug>`: the file's path. */
  readonly id: string
  readonly clause: Id
  readonly needs: readonly Kinds[]
  /** How it is judged, in one or two sentences for readers. */
  readonly method: string
  judge(evidence: { readonly [Kind in Kinds]: Evidence[Kind] }, rule: Rule<ParamsOf<Id>>): Judged
  readonly cases: readonly Case<Kinds>[]
}

/** An indicator whose type parameters are no longer known: what the index holds. */
// oxlint-disable-next-line typescript/no-explicit-any -- a list of indicators with different evidence has no other type
export type AnyIndicator = Indicator<any, any>

export function defineIndicator<const Id extends ClauseId, const Kinds extends EvidenceKind>(
  indicator: Indicator<Id, Kinds>,
): Indicator<Id, Kinds> {
  return indicator
}

export function passed(because: string): Judged {
  return { outcome: 'passed', because }
}

export function failed(because: string, findings: readonly Finding[]): Judged {
  return { outcome: 'failed', because, findings }
}

export function inapplicable(because: string): Judged {
  return { outcome: 'inapplicable', because }
}

export function cantTell(because: string): Judged {
  return { outcome: 'cantTell', because }
}
