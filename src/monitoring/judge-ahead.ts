/**
 * Judging today's evidence on days to come: what fails there fails unless somebody publishes. It asks the same judge as an
 * inspection; only the sources are taken to be as fresh on that day as they are today. Pure.
 */
import type { GatheredEvidence } from '../evidence/evidence.ts'
import { isCounted } from '../indicators/column-update.ts'
import { addDays, daysBetween, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { judge, type Judgement, type Target } from '../judging/judge.ts'
import type { Clause, RuleSet, TargetKind } from '../regulations/rule-set.ts'

/** The clauses that a target fails by doing nothing. */
const updateClauses: readonly string[] = ['NM-V2.1', 'WEB-V3', 'WEB-V4.1', 'WEB-V4.2']

/**
 * The update clauses of a rule set for one kind of target. A clause that is asked by an interval is warned of by its point
 * rule: the silence that is still running, not one that has long ended.
 */
export function updateRules(ruleSet: RuleSet, kind: TargetKind): RuleSet {
  const clauses = Object.entries(ruleSet.clauses).flatMap(([id, clause]) =>
    clause.target === kind && updateClauses.includes(clause.judgedLike ?? id) ? [[id, byPoint(clause)] as const] : [],
  )
  return { ...ruleSet, clauses: Object.fromEntries(clauses) }
}

function byPoint(clause: Clause): Clause {
  return 'intervalDays' in clause.params ? { ...clause, params: { ...clause.params, intervalDays: 0 } } : clause
}

/** What one clause says of a target, or of one column of it. */
export interface Outlook {
  readonly clause: string
  /** Address and name of the column; '' for the target as a whole. */
  readonly place: string
  readonly placeName: string
  /** The first day on which it fails; `null`: on none of the days asked. */
  readonly failsOn: Day | null
  /** In the words of the judge: of the day on which it fails, else of the last day asked. */
  readonly because: string
  /** Nobody can tell whether it fails. */
  readonly isUnknown: boolean
}

/** How many days ahead a clause is asked. */
export type Horizon = (clause: Clause) => number

/** The outlook of every update clause that is asked of the target, from today to its horizon. */
export function outlooks(
  rules: RuleSet,
  target: Target,
  evidence: GatheredEvidence,
  today: Day,
  horizon: Horizon,
): readonly Outlook[] {
  const asked = { target, today, horizon }
  const whole = outlookOf(rules, evidence, asked, { place: '', placeName: '' })
  const columns = evidence.columns
  if (columns === undefined || 'missing' in columns) return whole
  const single = oneColumn(rules)
  const each = columns.value.columns.filter(isCounted).flatMap((column) => {
    const own = { columns: { value: { ...columns.value, columns: [column] } } }
    return outlookOf(single, own, asked, { place: column.url, placeName: column.name })
  })
  return [...whole, ...each]
}

/** WEB-V4.1 asked of a single column: its own window, before it becomes one of five. */
function oneColumn(rules: RuleSet): RuleSet {
  const clauses = Object.entries(rules.clauses).flatMap(([id, clause]) =>
    (clause.judgedLike ?? id) === 'WEB-V4.1'
      ? [[id, { ...clause, params: { ...clause.params, minColumns: 1 } }] as const]
      : [],
  )
  return { ...rules, clauses: Object.fromEntries(clauses) }
}

interface Asked {
  readonly target: Target
  readonly today: Day
  readonly horizon: Horizon
}

function outlookOf(
  rules: RuleSet,
  evidence: GatheredEvidence,
  { target, today, horizon }: Asked,
  where: Pick<Outlook, 'place' | 'placeName'>,
): Outlook[] {
  // Windows only move forward: unless something is dated ahead, what does not fail at the end fails nowhere before it.
  const isMonotone = !hasDatesAfter(evidence, today)
  return Object.entries(rules.clauses).flatMap(([id, clause]) => {
    const own = { ...rules, clauses: { [id]: clause } }
    const on = (ahead: number) => judge(own, target, inDays(evidence, ahead), addDays(today, ahead))[0]!
    const last = horizon(clause)
    const atEnd = on(last)
    if (atEnd.outcome === 'inapplicable') return []
    const failing = (ahead: number) => {
      const judged = ahead === last ? atEnd : on(ahead)
      return judged.outcome === 'failed' ? judged : null
    }
    const first = firstFailing(failing, last, isMonotone)
    if (first === null) return [{ ...where, ...outlook(unlessKnown(atEnd, on), null) }]
    const found =
      first === 0 ? sinceWhen(failing, today, windowOf(clause)) : outlook(failing(first)!, addDays(today, first))
    return [{ ...where, ...found }]
  })
}

type Failing = (ahead: number) => Judgement | null

/** The first day ahead on which it fails; `null`: on none until the last. */
function firstFailing(failing: Failing, last: number, isMonotone: boolean): number | null {
  if (!isMonotone) {
    const days = Array.from({ length: last + 1 }, (_, ahead) => ahead)
    return days.find((ahead) => failing(ahead) !== null) ?? null
  }
  if (failing(last) === null) return null
  let [passes, fails] = [-1, last]
  while (fails - passes > 1) {
    const middle = (passes + fails) >> 1
    if (failing(middle) === null) passes = middle
    else fails = middle
  }
  return fails
}

/** Why nobody can tell, in the words of today where today's evidence already says so. */
function unlessKnown(atEnd: Judgement, on: (ahead: number) => Judgement): Judgement {
  if (atEnd.outcome === 'passed') return atEnd
  const now = on(0)
  return now.outcome === atEnd.outcome ? now : atEnd
}

/**
 * What fails today has failed since some day: the first of the failing days that lead to today, two years back at most. An
 * update makes at least a window of days pass, so steps of a window miss none.
 */
function sinceWhen(failing: Failing, today: Day, windowDays: number) {
  let fails = 0
  let passes = -windowDays
  while (passes > -730 && failing(passes) !== null) [fails, passes] = [passes, passes - windowDays]
  while (fails - passes > 1) {
    const middle = (passes + fails) >> 1
    if (failing(middle) === null) passes = middle
    else fails = middle
  }
  return outlook(failing(fails)!, addDays(today, fails))
}

function outlook({ clause, outcome, because }: Judgement, failsOn: Day | null) {
  return { clause, failsOn, because, isUnknown: outcome === 'cantTell' || outcome === 'untested' }
}

/** The evidence as the same sources would give it `days` later when nothing new is published. */
export function inDays(evidence: GatheredEvidence, days: number): GatheredEvidence {
  const { posts } = evidence
  if (days === 0 || posts === undefined || 'missing' in posts) return evidence
  const { knownThrough, knownUntil } = posts.value
  const later = {
    knownThrough: addDays(knownThrough, days),
    ...(knownUntil === undefined
      ? {}
      : { knownUntil: new Date(epochMs(knownUntil) + days * 86_400_000).toISOString() }),
  }
  return { ...evidence, posts: { value: { ...posts.value, ...later } } }
}

function hasDatesAfter({ posts, homePage, columns }: GatheredEvidence, today: Day): boolean {
  const dated = [
    ...(posts && 'value' in posts ? posts.value.posts.map(({ publishedOn }) => publishedOn) : []),
    ...(homePage && 'value' in homePage ? homePage.value.items.map(({ date }) => date) : []),
    ...(columns && 'value' in columns
      ? columns.value.columns.flatMap(({ newest, items }) => [newest, ...items.map(({ date }) => date)])
      : []),
  ]
  return dated.some((date) => date !== null && date > today)
}

/** How old evidence is, in days, and whether that is too old to warn by. */
export function tooOld(capturedOn: Day, today: Day, freshWithinDays: number): string | null {
  const age = daysBetween(capturedOn, today)
  return age > freshWithinDays ? `最近一次采集是 ${age} 天前（${capturedOn}）` : null
}

/** Days of the clause's window, by which its levels go. */
export function windowOf({ params }: Clause): number {
  return params['windowDays'] ?? params['newsDays'] ?? params['longStaleDays'] ?? 14
}
