/** The rule set that was asked for, with a supervisor's corrections. */
import { z } from 'zod'
import { dayField } from '../evidence/fields.ts'
import { Failure } from '../kernel/failure.ts'
import { correct } from '../regulations/correct.ts'
import { findRuleSet, ruleSets } from '../regulations/index.ts'
import type { RuleSet } from '../regulations/rule-set.ts'

const correctionsFile = z.strictObject({
  ruleSet: z.string(),
  /** The version that was corrected: corrections of an older one are looked at again before they apply. */
  version: z.number().int(),
  corrections: z.array(
    z.strictObject({
      clause: z.string(),
      params: z.record(z.string(), z.number()).optional(),
      maxPoints: z.number().optional(),
      wording: z.string().min(1).optional(),
      verified: z.boolean().optional(),
      pointsVerified: z.boolean().optional(),
      shadow: z.boolean().optional(),
      source: z.string(),
      by: z.string(),
      on: dayField,
    }),
  ),
})

/** The rule set with this id; a `badInput` failure lists those there are. */
export function chosenRules(id: string): RuleSet {
  const ruleSet = findRuleSet(id)
  if (ruleSet) return ruleSet
  throw new Failure('badInput.ruleSet', `没有检查口径“${id}”`, `可用的检查口径：${Object.keys(ruleSets).join('、')}`)
}

/** Reads a corrections file (docs/how-to/correct-a-rule.md); a `badInput` failure names what is wrong in it. */
export function readCorrections(text: string): z.output<typeof correctionsFile> {
  const read = correctionsFile.safeParse(readJson(text))
  if (!read.success) {
    const details = read.error.issues.map(({ path, message }) => `${path.join('.')}：${message}`)
    throw new Failure('badInput.corrections', '更正文件不正确', '格式见 docs/how-to/correct-a-rule.md', details)
  }
  return read.data
}

/** Applies the text of a corrections file; all or none. */
export function withCorrections(ruleSet: RuleSet, text: string): RuleSet {
  const { ruleSet: id, version, corrections } = readCorrections(text)
  if (id !== ruleSet.id || version !== ruleSet.version) {
    throw new Failure(
      'badInput.corrections',
      `更正的是 ${id} 第 ${version} 版，而采用的是 ${ruleSet.id} 第 ${ruleSet.version} 版`,
      '请核对更正内容是否仍然适用，再改写文件中的口径和版本',
    )
  }
  return correct(ruleSet, corrections)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
