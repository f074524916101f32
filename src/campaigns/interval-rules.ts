/** 按时间段检查: where new media are asked by one long interval that ends on T, each campaign may have its own length. */
import { daysBetween, dayOfInstant, type Day, type DayWindow } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { Failure } from '../kernel/failure.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { correctRules, type Author } from './rule-set-version.ts'

const clause = 'NM-V2.1'

/**
 * The rule set with the interval of this campaign. Another length than the one in use is a correction like any other: stored
 * as the next version, with its author. @throws Failure `badInput.interval`
 */
export async function rulesOfInterval(tx: Tx, rules: RuleSet, { from, to }: DayWindow, by: Author): Promise<RuleSet> {
  const { windowDays = 14, intervalDays = 0 } = rules.clauses[clause]?.params ?? {}
  if (intervalDays === 0) {
    throw new Failure(
      'badInput.interval',
      `口径 ${rules.id} 按监测时间点检查账号更新情况，没有时间段`,
      '请去掉时间段首日，或改用按时间段检查的口径，例如 guizhou-2025',
    )
  }
  const days = daysBetween(from, to) + 1
  if (days < windowDays) {
    throw new Failure(
      'badInput.interval',
      `时间段 ${from} 至 ${to} 只有 ${Math.max(0, days)} 天，少于口径规定的 ${windowDays} 天`,
      '时间段以监测时间点为末日，首日应更早',
    )
  }
  if (days === intervalDays) return rules
  const on: Day = dayOfInstant(epochMs(by.at))
  const correction = { clause, params: { intervalDays: days }, source: `时间段 ${from} 至 ${to}`, by: by.actor, on }
  const file = { ruleSet: rules.id, version: rules.version, corrections: [correction] }
  return correctRules(tx, rules.id, JSON.stringify(file), by)
}
