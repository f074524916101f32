/** Gathers the evidence of one website: home page, columns and links, with a web archive of what proves it. */
import type { Evidence, GatheredEvidence, Missing } from '../evidence/evidence.ts'
import type { Day } from '../kernel/day.ts'
import type { ColumnSnapshot } from '../registry/snapshot.ts'
import { createArchive } from './archive/wacz.ts'
import { createSiteCrawl, type SiteCrawl, type Visit } from './crawl/crawl-site.ts'
import { addressKey, isWebAddress } from './crawl/link-address.ts'
import { createHttp } from './fetch/http.ts'
import { gatherColumns } from './gatherers/columns.ts'
import { discoverColumns } from './gatherers/discover-columns.ts'
import { gatherHomePage } from './gatherers/home-page.ts'
import { linkEvidence } from './gatherers/links.ts'
import type { ArchiveSummary, GatherSettings } from './settings.ts'

export interface SiteTarget {
  readonly name: string
  readonly url: string
  /** Registered columns; empty: discovered from the home page by name. */
  readonly columns: readonly ColumnSnapshot[]
  /** Lists are followed back to this day; without it the first page of a list is enough. */
  readonly monitorPoint?: Day
}

export type SiteEvidence = Required<Pick<GatheredEvidence, 'homePage' | 'columns' | 'links'>>

export interface GatheredSite {
  readonly evidence: SiteEvidence
  /** `null` when there was no answer to store. */
  readonly archive: ArchiveSummary | null
  readonly pagesRead: number
  /** Pages of the site that were found, read or not. */
  readonly pagesKnown: number
  /** What was seen of the links, also of a site whose home page could not be read; `null` when nothing was asked. */
  readonly links: Evidence['links'] | null
}

/**
 * Visits a site. Trouble of the site is never an exception: what could not be seen is `missing` with its reason. Throws
 * only for trouble of our own, e.g. when the archive cannot be written.
 */
export async function gatherSite(target: SiteTarget, settings: GatherSettings): Promise<GatheredSite> {
  const { limits, clock, signal } = settings
  if (!isWebAddress(target.url)) {
    return nothing({ reason: 'unreachable', detail: `登记的首页网址不合规范：${target.url}` })
  }
  const http = settings.http ?? createHttp(limits)
  const archive = createArchive({ file: settings.archiveFile, clock, userAgent: limits.userAgent, title: target.name })
  const crawl = createSiteCrawl(target.url, { http, limits, clock, signal, archive, onProgress: settings.onProgress })
  try {
    const home = await crawl.visit(target.url, { foundOn: target.url, anchorText: '首页' })
    const gathered = await gatherAll(target, home, crawl, signal)
    if (signal.aborted && settings.keepPartial !== true) return nothing(cancelled)
    return { ...gathered, archive: await archive.finish() }
  } finally {
    crawl.close()
    await archive.discard()
    if (settings.http === undefined) await http.close()
  }
}

const cancelled: Missing = { reason: 'cancelled', detail: '检查已取消' }

async function gatherAll(
  target: SiteTarget,
  home: Visit,
  crawl: SiteCrawl,
  signal: AbortSignal,
): Promise<Omit<GatheredSite, 'archive'>> {
  if (home.page === null) {
    const detail = home.reason.includes(target.url) ? home.reason : `${target.url} ${home.reason || '不是网页'}`
    const missing: Missing = { reason: home.missing ?? 'unreadable', detail: `首页无法读取：${detail}` }
    const report = await crawl.finish()
    return { ...nothing(missing), pagesRead: 1, pagesKnown: 1, links: linkEvidence(report, crawl.capturedAt) }
  }
  const columns = target.columns.length > 0 ? target.columns : discoverColumns(home.page, crawl)
  const keys = new Set(columns.map((column) => addressKey(column.url)))
  const [homePage, columnEvidence] = await Promise.all([
    gatherHomePage(home.page, crawl, (url) => keys.has(addressKey(url))),
    gatherColumns(columns, { crawl, home: home.page, monitorPoint: target.monitorPoint }),
  ])
  // What was interrupted is no evidence of anything; the links that were checked until then are.
  const complete = !signal.aborted
  const report = await crawl.finish()
  const links = linkEvidence(report, crawl.capturedAt)
  return {
    evidence: {
      homePage: complete ? { value: homePage } : { missing: cancelled },
      columns: complete ? { value: columnEvidence } : { missing: cancelled },
      links: { value: links },
    },
    pagesRead: report.pagesRead,
    pagesKnown: report.pagesKnown,
    links,
  }
}

function nothing(missing: Missing): GatheredSite {
  const evidence = { homePage: { missing }, columns: { missing }, links: { missing } }
  return { evidence, archive: null, pagesRead: 0, pagesKnown: 0, links: null }
}
