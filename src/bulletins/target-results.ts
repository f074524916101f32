/**
 * From inspections to targets: a site inspected twice is one site, an account in two strata is one account. The result of a
 * target is the worst of its inspections; a re-check that was passed shows rectification, but heals nothing, and one that nobody
 * has decided leaves the result where it was: its grade tells.
 */
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import { platformOrder } from '../registry/platforms/index.ts'
import type { InspectionFact, Problem, ProblemClause, VerdictWord } from './facts.ts'
import type { BulletinStyle } from './style.ts'

export interface TargetResult<Snapshot> {
  /** As frozen for the latest inspection. */
  readonly target: Snapshot
  /** In order of rounds, re-checks last. */
  readonly inspections: readonly InspectionFact<Snapshot>[]
  readonly verdict: VerdictWord
  /** Confirmed problems, each clause once, with the rounds it was confirmed in. */
  readonly problems: readonly { readonly problem: Problem; readonly rounds: readonly number[] }[]
  /** Unqualified, and the latest inspection is a re-check that was passed. */
  readonly rectified: boolean
}

/** Groups inspections by target; keeps the order in which targets first appear. */
export function resultsByTarget<Snapshot extends { readonly id: number }>(
  inspections: readonly InspectionFact<Snapshot>[],
): readonly TargetResult<Snapshot>[] {
  return [...Map.groupBy(inspections, ({ target }) => target.id).values()].map(resultOf)
}

function resultOf<Snapshot>(unordered: readonly InspectionFact<Snapshot>[]): TargetResult<Snapshot> {
  const inspections = unordered.toSorted(
    (a, b) =>
      Number(a.purpose === 'recheck') - Number(b.purpose === 'recheck') ||
      a.round - b.round ||
      a.inspectionId - b.inspectionId,
  )
  const latest = inspections.at(-1)!
  const counted = inspections.filter(
    (inspection) => inspection.purpose === 'regular' || inspection.verdict !== 'undecided',
  )
  const verdict = worstOf((counted.length > 0 ? counted : inspections).map((inspection) => inspection.verdict))
  return {
    target: latest.target,
    inspections,
    verdict,
    problems: problemsOf(inspections),
    rectified: verdict === 'unqualified' && latest.purpose === 'recheck' && latest.verdict === 'qualified',
  }
}

function worstOf(verdicts: readonly VerdictWord[]): VerdictWord {
  if (verdicts.includes('unqualified')) return 'unqualified'
  return verdicts.includes('undecided') ? 'undecided' : 'qualified'
}

function problemsOf(inspections: readonly InspectionFact<unknown>[]): TargetResult<unknown>['problems'] {
  const found = new Map<ProblemClause, { readonly problem: Problem; readonly rounds: number[] }>()
  for (const { round, problems } of inspections) {
    for (const problem of problems) {
      const known = found.get(problem.clause)
      if (known === undefined) found.set(problem.clause, { problem, rounds: [round] })
      else if (!known.rounds.includes(round)) known.rounds.push(round)
    }
  }
  return [...found.values()]
}

/** Unqualified sites in printing order: group of the style, print order of the organiser, code. */
export function unqualifiedSites(
  results: readonly TargetResult<SiteSnapshot>[],
  style: BulletinStyle,
): readonly TargetResult<SiteSnapshot>[] {
  return unqualified(results).toSorted((a, b) => bySite(a.target, b.target, style))
}

/** Unqualified accounts in printing order: platform, print order of the organiser, name. */
export function unqualifiedAccounts(
  results: readonly TargetResult<AccountSnapshot>[],
): readonly TargetResult<AccountSnapshot>[] {
  return unqualified(results).toSorted((a, b) => byAccount(a.target, b.target))
}

/** Printing order of sites. */
export function bySite(a: SiteSnapshot, b: SiteSnapshot, style: BulletinStyle): number {
  const group = (site: SiteSnapshot) =>
    style.siteGroups.findIndex(({ categories }) => categories.includes(site.category))
  return (
    group(a) - group(b) ||
    a.organiser.printOrder - b.organiser.printOrder ||
    byCode(a.siteCode, b.siteCode) ||
    a.id - b.id
  )
}

/** Printing order of accounts. */
export function byAccount(a: AccountSnapshot, b: AccountSnapshot): number {
  return (
    platformOrder(a.platform) - platformOrder(b.platform) ||
    a.organiser.printOrder - b.organiser.printOrder ||
    byCode(a.name, b.name) ||
    a.id - b.id
  )
}

function unqualified<Snapshot>(results: readonly TargetResult<Snapshot>[]): readonly TargetResult<Snapshot>[] {
  return results.filter(({ verdict }) => verdict === 'unqualified')
}

/** By code units: the same order on every machine, whatever its locale data. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
