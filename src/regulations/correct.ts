/**
 * A supervisor who holds the official table corrects numbers and marks them verified. A correction is data with a name, a
 * day and a source; applying corrections gives a new version of the rule set and never changes the old one.
 */
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { assertRuleSet } from './assert-rule-set.ts'
import type { Clause, RuleSet } from './rule-set.ts'

export interface RuleCorrection {
  readonly clause: string
  /** New numbers of parameters that the clause has. */
  readonly params?: Readonly<Record<string, number>> | undefined
  readonly maxPoints?: number | undefined
  readonly wording?: string | undefined
  /** Text and windows were compared with the official page. */
  readonly verified?: boolean | undefined
  /** Cap and points per fault were compared with the official page. */
  readonly pointsVerified?: boolean | undefined
  /** Puts the clause on trial (试运行), or counts it again. */
  readonly shadow?: boolean | undefined
  /** The page that shows it. */
  readonly source: string
  readonly by: string
  readonly on: Day
}

/**
 * The rule set with the corrections applied in order, its version raised by one. A `badInput` failure names every unknown
 * clause or parameter and what no longer adds up: corrections are applied all or none.
 */
export function correct(ruleSet: RuleSet, corrections: readonly RuleCorrection[]): RuleSet {
  const errors = corrections.flatMap((correction) => whyInvalid(correction, ruleSet))
  if (errors.length > 0) throw refused(errors)
  if (corrections.length === 0) return ruleSet
  const clauses = corrections.reduce<Readonly<Record<string, Clause>>>(
    (changed, correction) => ({
      ...changed,
      [correction.clause]: corrected(changed[correction.clause]!, correction),
    }),
    ruleSet.clauses,
  )
  const result = { ...ruleSet, clauses, version: ruleSet.version + 1 }
  try {
    assertRuleSet(result)
  } catch (error) {
    throw refused((error as Error).message.split('\n').slice(1))
  }
  return result
}

function corrected(
  clause: Clause,
  { params, maxPoints, wording, verified, pointsVerified, shadow, source }: RuleCorrection,
) {
  return {
    ...clause,
    params: { ...clause.params, ...params },
    ...(maxPoints === undefined ? {} : { maxPoints }),
    ...(wording === undefined ? {} : { wording }),
    ...(verified === undefined ? {} : { verified }),
    ...(pointsVerified === undefined ? {} : { pointsVerified }),
    ...(shadow === undefined ? {} : { shadow }),
    source,
  }
}

function whyInvalid({ clause: id, params, source, by }: RuleCorrection, { clauses }: RuleSet): string[] {
  const clause = Object.hasOwn(clauses, id) ? clauses[id] : undefined
  if (clause === undefined) return [`没有条款“${id}”`]
  const unknown = Object.keys(params ?? {}).filter((name) => !Object.hasOwn(clause.params, name))
  return [
    ...unknown.map((name) => `条款 ${id} 没有参数“${name}”`),
    ...(source.trim() === '' ? [`条款 ${id} 的更正没有写明出处`] : []),
    ...(by.trim() === '' ? [`条款 ${id} 的更正没有写明更正人`] : []),
  ]
}

function refused(details: readonly string[]): Failure {
  return new Failure('badInput.corrections', '更正有误，一条也没有采用', '请对照官方指标表改正后重新提交', details)
}
