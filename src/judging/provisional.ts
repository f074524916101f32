/** 暂定: why a score is not final, with the very points it rests on. */
import { comparePoints, noPoints } from '../kernel/points.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import type { ScoreItem } from './score-items.ts'

export interface Provisional {
  /** For people, in Chinese. */
  readonly reasons: readonly string[]
  /** Points that count in this score and were never compared with the official table. */
  readonly unverified: readonly {
    readonly clause: string
    readonly title: string
    readonly maxPoints: number
    readonly source: string
  }[]
  /** Deductions the machine proposes and no person has confirmed. */
  readonly unreviewed: readonly string[]
  /** Indicators nobody has checked: nothing was deducted or added for them. */
  readonly open: readonly string[]
  readonly openVetoes: readonly string[]
}

/** `null` when the score is final: every veto closed, every item settled, every point it rests on verified. */
export function provisionalReasons(
  { clauses }: RuleSet,
  items: readonly ScoreItem[],
  openVetoes: readonly string[],
): Provisional | null {
  const idsOf = (state: ScoreItem['state']) => items.filter((item) => item.state === state).map(({ clause }) => clause)
  const unreviewed = idsOf('unreviewed')
  const open = idsOf('open')
  const unverified = items
    .filter((item) => comparePoints(item.counted, noPoints) > 0 && clauses[item.clause]?.pointsVerified !== true)
    .map(({ clause, title }) => ({
      clause,
      title,
      maxPoints: clauses[clause]?.maxPoints ?? 0,
      source: clauses[clause]?.source ?? '',
    }))
  const reasons = [
    ...(unverified.length > 0 ? [`${unverified.length} 项指标的分值未与官方指标表核对`] : []),
    ...(unreviewed.length > 0 ? [`${unreviewed.length} 项扣分由机器提出，尚未复核`] : []),
    ...(open.length > 0 ? [`${open.length} 项指标尚未检查或无法判断，未扣分也未加分`] : []),
    ...(openVetoes.length > 0 ? [`${openVetoes.length} 项单项否决尚无结论`] : []),
  ]
  return reasons.length === 0 ? null : { reasons, unverified, unreviewed, open, openVetoes }
}
