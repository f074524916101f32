/** What an inspection of a site must find: update state of home page and columns, and the planted faults. */
import { addDays, windowOfDays, windowOfMonths, type Day } from '../../src/kernel/day.ts'
import { dayOf, firstMonitorPoint, monitorPoint } from '../calendar.ts'
import { probeFaults, type SiteFaults } from '../sites/faults.ts'
import { homeBlocks } from '../sites/home.ts'
import type { Column, Site } from '../sites/site.ts'
import { deadServicePaths, serviceVetoes } from './service-clauses.ts'
import type { Model } from './truth.ts'

export interface SiteTruth {
  readonly code: string
  readonly slug: string
  readonly name: string
  readonly family: string
  readonly rounds: { readonly first: RoundTruth; readonly second: RoundTruth }
  /** Columns that never had content. */
  readonly blankColumns: readonly string[]
  /** Planted below veto level, in words of `SiteFaults`; addresses where there are any. */
  readonly faults: PlantedFaults
}

export interface RoundTruth {
  /** Newest date on the home page on or before the monitoring point. */
  readonly newestHome: Day | null
  readonly homeFresh: boolean
  /** Columns that count for WEB-V4.1. */
  readonly staleColumns: readonly string[]
  /** Columns that count for WEB-V4.2, blank ones included. */
  readonly longStaleColumns: readonly string[]
  readonly failedProbes: number
  /** Veto clauses that a right inspection confirms. */
  readonly vetoes: readonly string[]
}

export interface PlantedFaults {
  readonly deadLinks: readonly string[]
  readonly refusedLinks: readonly string[]
  readonly softNotFound: readonly string[]
  readonly slow: readonly string[]
  readonly blocked: readonly { readonly url: string; readonly status: number }[]
  readonly falsifiedDates: readonly { readonly url: string; readonly shown: Day; readonly meta: Day }[]
  readonly wrongReportCode: string | null
  readonly siteCodeMissing: boolean
  readonly incompleteGuides: number
  /** Columns whose lists only a browser shows. */
  readonly scriptedColumns: readonly string[]
}

export function siteTruth(city: Model, site: Site, faults: SiteFaults): SiteTruth {
  const blank = site.columns.filter(isBlank)
  return {
    code: site.code,
    slug: site.slug,
    name: site.name,
    family: site.family,
    rounds: {
      first: roundTruth(city, site, firstMonitorPoint, blank.length),
      second: roundTruth(city, site, monitorPoint, blank.length),
    },
    blankColumns: blank.map(({ name }) => name),
    faults: plantedFaults(city, site, faults),
  }
}

function roundTruth(city: Model, site: Site, at: Day, blankCount: number): RoundTruth {
  const home = homeBlocks(site).flatMap(({ articles }) => articles.map((article) => dayOf(article.publishedAt)))
  const newestHome = newest(home, at)
  const homeFresh = newestHome !== null && newestHome >= windowOfDays(at, 14).from
  const staleColumns = site.columns.filter((column) => {
    if (!column.updateDuty || !countsForStale(column)) return false
    return staleSince(column, column.class === 'news' ? windowOfDays(at, 14).from : windowOfMonths(at, 6).from, at)
  })
  const longStale = site.columns.filter(
    (column) => column.updateDuty && column.kind === 'articles' && staleSince(column, windowOfDays(at, 365).from, at),
  )
  const probes = failedProbes(city, site, at)
  const vetoes = [
    ...(probes >= 7 ? ['WEB-V2'] : []),
    ...(homeFresh ? [] : ['WEB-V3']),
    ...(staleColumns.length >= 5 ? ['WEB-V4.1'] : []),
    ...(longStale.length >= 10 ? ['WEB-V4.2'] : []),
    ...(blankCount >= 5 ? ['WEB-V4.3'] : []),
    ...serviceVetoes(site),
  ]
  return {
    newestHome,
    homeFresh,
    staleColumns: staleColumns.map(({ name }) => name),
    longStaleColumns: longStale.map(({ name }) => name),
    failedProbes: probes,
    vetoes,
  }
}

/** How many of the 140 probes in the week to the monitoring point fail. */
export function failedProbes({ plant }: Pick<Model, 'plant'>, site: Site, at: Day): number {
  if (at === monitorPoint && site.slug === probeFaults.sevenFailures && plant.includes('unreachable')) return 7
  if (at === monitorPoint && site.slug === probeFaults.sixFailures) return 6
  return Number(site.code.slice(-2)) % 3
}

function countsForStale({ class: columnClass, level }: Column): boolean {
  return columnClass === 'news' || (level === 1 && (columnClass === 'notice' || columnClass === 'policy'))
}

function isBlank(column: Column): boolean {
  return column.kind === 'articles' && column.articles.length === 0
}

function staleSince(column: Column, from: Day, at: Day): boolean {
  const last = newest(
    column.articles.map(({ publishedAt }) => dayOf(publishedAt)),
    at,
  )
  return last === null || last < from
}

function newest(days: readonly Day[], at: Day): Day | null {
  return (
    days
      .filter((on) => on <= at)
      .toSorted()
      .at(-1) ?? null
  )
}

function plantedFaults(city: Model, site: Site, faults: SiteFaults): PlantedFaults {
  const url = (href: string): string => new URL(href, `${site.origin}/`).href
  const odd = (kind: string): string[] =>
    [...site.oddPaths].filter(([, value]) => value.kind === kind).map(([path]) => url(path))
  const links = [...(faults.homeLinks ?? []), ...(faults.articleLinks ?? [])].filter(
    ({ href }) => !site.oddPaths.has(href),
  )
  const forged = site.columns
    .flatMap(({ articles }) => articles)
    .filter(({ publishedAt, metaAt }) => dayOf(metaAt) < addDays(dayOf(publishedAt), -1))
  return {
    deadLinks: [...links.map(({ href }) => href).filter((href) => href.startsWith('/')), ...deadServicePaths(site)].map(
      url,
    ),
    refusedLinks: links.filter(({ href }) => href.startsWith('http')).map(({ href }) => href),
    softNotFound: odd('notFoundPageWith200'),
    slow: odd('slow'),
    blocked: [...site.oddPaths].flatMap(([path, value]) =>
      value.kind === 'challenge' ? [{ url: url(path), status: value.status }] : [],
    ),
    falsifiedDates: forged.map(({ path, publishedAt, metaAt }) => ({
      url: url(path),
      shown: dayOf(publishedAt),
      meta: dayOf(metaAt),
    })),
    wrongReportCode: faults.wrongReportCode ?? null,
    siteCodeMissing: faults.siteCodeHidden === true,
    incompleteGuides: faults.guideGaps?.items ?? 0,
    scriptedColumns: site.columns.filter(({ scripted }) => scripted).map(({ name }) => name),
  }
}
