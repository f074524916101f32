/** The results of a campaign as the rows of a list: one per inspection, after review. */
import { printedPlatform, rolledUp } from '../registry/platforms/index.ts'
import { siteCategories, type UnitKind } from '../registry/register.ts'
import { formatPoints } from '../kernel/points.ts'
import type { RuleSet, TargetKind } from '../regulations/rule-set.ts'
import type { InspectionResult } from '../review/results.ts'
import type { VerdictWord } from './facts.ts'

interface Area {
  readonly code: string
  readonly name: string
  readonly kind: UnitKind
}

export interface ResultRow {
  readonly inspectionId: number
  readonly kind: TargetKind
  readonly targetId: number
  readonly name: string
  /** Address of a site; 账号标识 of an account. */
  readonly address: string
  readonly organiser: {
    readonly id: number
    readonly name: string
    readonly kind: UnitKind
  }
  /** The district, department or committee that the organiser is or belongs to. */
  readonly area: Area
  /** 网站类别 or 账号类型, as id and as it is printed. */
  readonly category: string
  readonly categoryName: string
  /** `site-1` */
  readonly round: string
  readonly purpose: 'regular' | 'recheck'
  /** `waiting`: it has not been made yet. */
  readonly verdict: VerdictWord | 'waiting'
  /** As printed; `null` where nothing is scored. */
  readonly score: string | null
  /** Confirmed problems. */
  readonly problems: readonly { readonly clause: string; readonly group: string; readonly title: string }[]
  /** Clauses that wait for a person. */
  readonly open: number
}

const worstFirst = ['unqualified', 'waiting', 'undecided', 'qualified'] as const

/**
 * Rows per target instead of per inspection: the worst of its inspections stands for it, with all its problems. What a
 * bulletin counts are targets (`target-results.ts`).
 */
export function perTarget(rows: readonly ResultRow[]): readonly ResultRow[] {
  return [...Map.groupBy(rows, ({ kind, targetId }) => `${kind}-${targetId}`).values()].map((own) => {
    const worst = worstFirst.map((verdict) => own.findLast((row) => row.verdict === verdict)).find(Boolean)!
    const problems = new Map(own.flatMap((row) => row.problems).map((problem) => [problem.clause, problem]))
    return { ...worst, problems: [...problems.values()], open: Math.max(...own.map(({ open }) => open)) }
  })
}

/** Rows in the order of the results: rounds, then targets. */
export function resultRows(
  results: readonly InspectionResult[],
  ruleSet: RuleSet,
  areaOf: (organiserId: number) => Area | undefined,
): readonly ResultRow[] {
  return results.map((result) => {
    const { inspectionId, target, round, purpose } = result
    const isMade = result.judgements.length > 0
    const { id, name, kind } = target.organiser
    const own =
      result.kind === 'site'
        ? {
            kind: 'site' as const,
            address: result.target.url,
            category: result.target.category,
            categoryName: siteCategories[result.target.category],
          }
        : {
            kind: 'account' as const,
            address: result.target.platformId,
            category: rolledUp(result.target.platform),
            categoryName: printedPlatform(result.target.platform).label,
          }
    return {
      ...own,
      inspectionId,
      targetId: target.id,
      name: target.name,
      organiser: { id, name, kind },
      area: areaOf(id) ?? { code: String(id), name, kind },
      round: `${result.kind}-${round}`,
      purpose,
      verdict: isMade ? result.result.verdict : 'waiting',
      score: isMade && result.score.points !== null ? formatPoints(result.score.points.total) : null,
      problems: result.result.failed.map((clause) => ({
        clause,
        group: ruleSet.clauses[clause]?.group ?? '',
        title: ruleSet.clauses[clause]?.title ?? clause,
      })),
      open: isMade ? result.result.open.length : 0,
    }
  })
}

export interface ResultChange {
  readonly kind: TargetKind
  readonly name: string
  readonly organiser: string
  readonly categoryName: string
  /** `null`: it was not part of that campaign. */
  readonly before: ResultRow['verdict'] | null
  readonly after: ResultRow['verdict'] | null
  readonly inspectionBefore: number | null
  readonly inspectionAfter: number | null
  readonly problemsBefore: readonly string[]
  readonly problemsAfter: readonly string[]
}

/**
 * What differs between two campaigns, rows per target each: another conclusion, or in only one of them with a problem. Those
 * that have become unqualified come first.
 */
export function compareResults(
  before: readonly ResultRow[],
  after: readonly ResultRow[],
): { readonly changes: readonly ResultChange[]; readonly same: number } {
  const keyOf = ({ kind, targetId }: ResultRow) => `${kind}-${targetId}`
  const earlier = new Map(before.map((row) => [keyOf(row), row]))
  const later = new Map(after.map((row) => [keyOf(row), row]))
  const both = [...later].filter(([key]) => earlier.has(key))
  const changes = [...new Set([...later.keys(), ...earlier.keys()])].flatMap((key): ResultChange[] => {
    const [old, now] = [earlier.get(key) ?? null, later.get(key) ?? null]
    const changed = old !== null && now !== null ? old.verdict !== now.verdict : (old ?? now)!.verdict === 'unqualified'
    if (!changed) return []
    const { kind, name, organiser, categoryName } = (now ?? old)!
    return [
      {
        kind,
        name,
        organiser: organiser.name,
        categoryName,
        before: old?.verdict ?? null,
        after: now?.verdict ?? null,
        inspectionBefore: old?.inspectionId ?? null,
        inspectionAfter: now?.inspectionId ?? null,
        problemsBefore: old?.problems.map(({ title }) => title) ?? [],
        problemsAfter: now?.problems.map(({ title }) => title) ?? [],
      },
    ]
  })
  const rank = ({ after: now }: ResultChange) => (now === 'unqualified' ? 0 : now === null ? 2 : 1)
  return {
    changes: changes.toSorted((one, other) => rank(one) - rank(other)),
    same: both.filter(([key, row]) => earlier.get(key)!.verdict === row.verdict).length,
  }
}
