/** Conformance cases as tables: one row per case, all at one monitoring point. */
import type { Evidence, EvidenceKind } from '../evidence/evidence.ts'
import { day, type Day } from '../kernel/day.ts'
import type { Case, Judged, Subject } from './define.ts'

export const monitorPoint = '2025-08-14'
export const capturedAt = '2025-08-14T10:00:00+08:00'
export const home = 'http://www.example.gov.cn/'
export const siteCode = '3100000087'

/** Name, outcome, evidence; for deductions the points lost before the cap; what else is known of the target. */
export type Row<Value> = readonly [
  name: string,
  outcome: Judged['outcome'],
  value: Value,
  lost?: number | undefined,
  subject?: Partial<Subject>,
]

/** Cases of an indicator that needs one kind of evidence. */
export function casesOf<const Kind extends EvidenceKind>(
  kind: Kind,
  rows: readonly Row<Evidence[Kind]>[],
): readonly Case<Kind>[] {
  return rows.map(([name, outcome, value, lost, subject]) => ({
    name,
    outcome,
    monitorPoint,
    given: { [kind]: value } as { readonly [K in Kind]: Evidence[K] },
    ...(lost === undefined ? {} : { lost }),
    ...(subject === undefined ? {} : { subject }),
  }))
}

/** A day or none. */
export function dayOrNone(text: string | null): Day | null {
  return text === null ? null : day(text)
}

/** Several equal things. */
export function many<Thing>(count: number, thing: Thing): Thing[] {
  return Array.from({ length: count }, () => thing)
}
