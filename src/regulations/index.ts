/** All rule sets, by id. A region's rules are one more file and one more line here. */
import { national2019 } from './national-2019.ts'
import type { RuleSet } from './rule-set.ts'
import { shanghai2025 } from './shanghai-2025.ts'

export const ruleSets = {
  'national-2019': national2019,
  'shanghai-2025': shanghai2025,
} as const satisfies Readonly<Record<string, RuleSet>>

export type RuleSetId = keyof typeof ruleSets
/** The clause ids of the national table; every rule set has the same. */
export type ClauseId = keyof (typeof national2019)['clauses']
export type NationalClauses = (typeof national2019)['clauses']

/** The rule set with this id, or `undefined`. */
export function findRuleSet(id: string): RuleSet | undefined {
  return Object.hasOwn(ruleSets, id) ? ruleSets[id as RuleSetId] : undefined
}
