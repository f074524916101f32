/** All rule sets, by id. A region's rules are one more file and one more line here. */
import { beijing2022 } from './beijing-2022.ts'
import { gansu2022 } from './gansu-2022.ts'
import { gansu2025 } from './gansu-2025.ts'
import { guizhou2025 } from './guizhou-2025.ts'
import { jiangsu2023 } from './jiangsu-2023.ts'
import { minhou2025 } from './minhou-2025.ts'
import { national2019 } from './national-2019.ts'
import type { RuleSet } from './rule-set.ts'
import { shanghai2025 } from './shanghai-2025.ts'

export const ruleSets = {
  'national-2019': national2019,
  'shanghai-2025': shanghai2025,
  'beijing-2022': beijing2022,
  'jiangsu-2023': jiangsu2023,
  'gansu-2022': gansu2022,
  'gansu-2025': gansu2025,
  'guizhou-2025': guizhou2025,
  'minhou-2025': minhou2025,
} as const satisfies Readonly<Record<string, RuleSet>>

export type RuleSetId = keyof typeof ruleSets
/** The clause ids of the national table: what an indicator can judge. A region may ask fewer of them, and own ones. */
export type ClauseId = keyof (typeof national2019)['clauses']
export type NationalClauses = (typeof national2019)['clauses']

/** The rule set with this id, or `undefined`. */
export function findRuleSet(id: string): RuleSet | undefined {
  return Object.hasOwn(ruleSets, id) ? ruleSets[id as RuleSetId] : undefined
}
