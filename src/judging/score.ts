/**
 * The score of a target by regulation 1.2: vetoes stop, deductions are capped per indicator, below 60 is unqualified, above
 * 80 enters the bonus stage, units without services are converted from 75 to 100. Pure and exact. A score that rests on
 * numbers nobody has verified, on proposals nobody has reviewed or on indicators nobody has checked is provisional (暂定)
 * and says why.
 */
import {
  addPoints,
  comparePoints,
  convertPoints,
  noPoints,
  points,
  subtractPoints,
  type Points,
} from '../kernel/points.ts'
import type { PointsTable, RuleSet } from '../regulations/rule-set.ts'
import type { Judgement, Target } from './judge.ts'
import { provisionalReasons, type Provisional } from './provisional.ts'
import { scoreItems, type ScoreItem } from './score-items.ts'
import { concludeTarget, type CountedDecision, type Verdict } from './verdict.ts'

/** What a scored target has. All but `range` are what is counted now. */
export interface PointsResult {
  /** Part 2 before conversion, of `base`. */
  readonly raw: Points
  /** 100, or what remains of it without the services of units that have none (PROC-7). */
  readonly base: Points
  /** Part 2, converted to the full base: 60 and 80 are compared with this (PROC-8). */
  readonly deductionPart: Points
  /** `null`: not above the threshold (PROC-4, PROC-5). */
  readonly bonusPart: Points | null
  readonly total: Points
  readonly groups: readonly { readonly group: string; readonly max: Points; readonly lost: Points }[]
  /** Part 2 if everything unsettled went against the target, and if it went in its favour. */
  readonly range: { readonly lowest: Points; readonly highest: Points }
  readonly items: readonly ScoreItem[]
}

export interface Score {
  readonly verdict: Verdict
  /** Confirmed vetoes: nothing is scored then (PROC-2). */
  readonly vetoes: readonly string[]
  readonly openVetoes: readonly string[]
  /** `null`: stopped by a veto, or targets of this kind are not scored. */
  readonly points: PointsResult | null
  /** `null`: final. */
  readonly provisional: Provisional | null
}

/** Scores one target. Without a points table for its kind (or for a site that is no portal) the vetoes alone decide. */
export function scoreTarget(
  ruleSet: RuleSet,
  target: Target,
  judgements: readonly Judgement[],
  decisions: readonly CountedDecision[],
): Score {
  const { verdict, failed, open } = concludeTarget(ruleSet, judgements, decisions)
  const openVetoes = open.map(({ clause }) => clause)
  const table = tableFor(ruleSet, target)
  if (verdict === 'unqualified' || table === undefined) {
    return { verdict, vetoes: failed, openVetoes, points: null, provisional: null }
  }
  const result = pointsOf(ruleSet, table, target, judgements, decisions)
  return {
    verdict: verdict === 'undecided' ? 'undecided' : verdictByPoints(result, table),
    vetoes: failed,
    openVetoes,
    points: result,
    provisional: provisionalReasons(ruleSet, result.items, openVetoes),
  }
}

/** PROC-3 and PROC-5: exactly the threshold is qualified. */
function verdictByPoints({ deductionPart }: PointsResult, { passAt }: PointsTable): Verdict {
  return comparePoints(deductionPart, points(passAt)) < 0 ? 'unqualified' : 'qualified'
}

function tableFor({ points: tables }: RuleSet, target: Target): PointsTable | undefined {
  const table = tables.find((entry) => entry.target === target.kind)
  return table?.portalOnly && target.isPortal === false ? undefined : table
}

function pointsOf(
  ruleSet: RuleSet,
  table: PointsTable,
  target: Target,
  judgements: readonly Judgement[],
  decisions: readonly CountedDecision[],
): PointsResult {
  const deductions = scoreItems('deduction', ruleSet, target, judgements, decisions)
  const leftOut = target.hasServices === false ? table.servicesGroup : undefined
  const groups = Object.entries(table.groups)
    .filter(([group]) => group !== leftOut)
    .map(([group, max]) => ({ group, max: points(max), lost: lostIn(group, deductions) }))
  const base = addPoints(...groups.map(({ max }) => max))
  const rest = (lost: Points) => convertPoints(subtractPoints(base, lost), base, points(table.base))
  const lost = addPoints(...groups.map((group) => group.lost))
  const deductionPart = rest(lost)
  const inBonusStage = comparePoints(deductionPart, points(table.bonusAbove)) > 0
  const bonus = scoreItems('bonus', ruleSet, target, judgements, decisions).map((item): ScoreItem =>
    inBonusStage ? item : { ...item, state: 'notReached', counted: noPoints },
  )
  const bonusPart = inBonusStage && table.bonus > 0 ? addPoints(...bonus.map(({ counted }) => counted)) : null
  return {
    raw: subtractPoints(base, lost),
    base,
    deductionPart,
    bonusPart,
    total: addPoints(deductionPart, bonusPart ?? noPoints),
    groups,
    range: { lowest: rest(mostLost(deductions)), highest: rest(leastLost(deductions)) },
    items: [...deductions, ...bonus],
  }
}

function lostIn(group: string, items: readonly ScoreItem[]): Points {
  return addPoints(...items.filter((item) => item.group === group).map(({ counted }) => counted))
}

function mostLost(items: readonly ScoreItem[]): Points {
  return addPoints(...items.map(({ state, counted, max }) => (state === 'open' ? max : counted)))
}

function leastLost(items: readonly ScoreItem[]): Points {
  return addPoints(...items.map(({ state, counted }) => (state === 'settled' ? counted : noPoints)))
}
