/** The numbers of the first page, counted from result rows; every number can be asked for as rows of the result list. */
import type { TargetKind } from '../regulations/rule-set.ts'
import type { ResultRow } from './result-rows.ts'

export interface VerdictCounts {
  readonly total: number
  readonly qualified: number
  readonly unqualified: number
  readonly undecided: number
  readonly waiting: number
}

export interface PartCounts extends VerdictCounts {
  readonly key: string
  readonly name: string
}

export interface ProblemCount {
  readonly kind: TargetKind
  readonly clause: string
  readonly group: string
  readonly title: string
  /** Targets that have it. */
  readonly count: number
}

export interface Overview {
  readonly sites: VerdictCounts
  readonly accounts: VerdictCounts
  readonly siteCategories: readonly PartCounts[]
  readonly platforms: readonly PartCounts[]
  /** Most frequent first. */
  readonly problems: readonly ProblemCount[]
  /** Districts, departments and committees, those with problems first. */
  readonly areas: readonly (PartCounts & { readonly sites: VerdictCounts; readonly accounts: VerdictCounts })[]
  /** Areas with accounts by platform: unqualified of all, for the heat table. */
  readonly heat: readonly {
    readonly area: string
    readonly platform: string
    readonly unqualified: number
    readonly total: number
  }[]
}

/** Counts rows that stand for one target each (`perTarget`). */
export function overviewOf(rows: readonly ResultRow[]): Overview {
  const sites = rows.filter(({ kind }) => kind === 'site')
  const accounts = rows.filter(({ kind }) => kind === 'account')
  const byCategory = (list: readonly ResultRow[]) =>
    parts(list, (row) => [row.category, row.categoryName]).toSorted((one, other) => other.total - one.total)
  const ofAreas = Map.groupBy(rows, ({ area }) => area.code)
  const areas = [...ofAreas].map(([key, own]) => ({
    key,
    name: own[0]!.area.name,
    ...counts(own),
    sites: counts(own.filter(({ kind }) => kind === 'site')),
    accounts: counts(own.filter(({ kind }) => kind === 'account')),
  }))
  return {
    sites: counts(sites),
    accounts: counts(accounts),
    siteCategories: byCategory(sites),
    platforms: byCategory(accounts),
    problems: problemsOf(rows),
    areas: areas.toSorted((one, other) => other.unqualified - one.unqualified || other.total - one.total),
    heat: [...Map.groupBy(accounts, (row) => `${row.area.code}\n${row.category}`).values()].map((own) => ({
      area: own[0]!.area.code,
      platform: own[0]!.category,
      unqualified: own.filter(({ verdict }) => verdict === 'unqualified').length,
      total: own.length,
    })),
  }
}

export function counts(rows: readonly ResultRow[]): VerdictCounts {
  const having = (wanted: ResultRow['verdict']) => rows.filter(({ verdict }) => verdict === wanted).length
  return {
    total: rows.length,
    qualified: having('qualified'),
    unqualified: having('unqualified'),
    undecided: having('undecided'),
    waiting: having('waiting'),
  }
}

function parts(rows: readonly ResultRow[], keyOf: (row: ResultRow) => readonly [string, string]): PartCounts[] {
  return [...Map.groupBy(rows, (row) => keyOf(row)[0])].map(([key, own]) => ({
    key,
    name: keyOf(own[0]!)[1],
    ...counts(own),
  }))
}

function problemsOf(rows: readonly ResultRow[]): ProblemCount[] {
  const found = rows.flatMap(({ kind, problems }) => problems.map((problem) => ({ kind, ...problem })))
  return [...Map.groupBy(found, ({ kind, clause }) => `${kind}\n${clause}`).values()]
    .map((own) => ({ ...own[0]!, count: own.length }))
    .toSorted((one, other) => other.count - one.count)
}
