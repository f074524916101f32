/** Gathers the evidence of one website: home page, columns and links, with a web archive of what proves it. */
import type { Evidence, EvidenceKind, Gathered, GatheredEvidence, Missing } from '../evidence/evidence.ts'
import { maskEvidence } from '../evidence/mask-evidence.ts'
import type { Day } from '../kernel/day.ts'
import type { ColumnSnapshot } from '../registry/snapshot.ts'
import { storeOriginFacts } from './archive/origin-facts.ts'
import { createArchive } from './archive/wacz.ts'
import type { CrawlReport } from './crawl/crawl-report.ts'
import { openSiteCrawl, type SiteCrawl } from './crawl/crawl-site.ts'
import { isWebAddress } from './crawl/link-address.ts'
import { isFine } from './crawl/link-register.ts'
import type { PageSummary } from './crawl/page-summary.ts'
import { createHttp, type Http } from './fetch/http.ts'
import { gatherColumns } from './gatherers/columns.ts'
import { discoverColumns } from './gatherers/discover-columns.ts'
import { earlierReadings, type EarlierList } from './gatherers/earlier-lists.ts'
import type { GatherContext } from './gatherers/gatherer.ts'
import type { DiscoveredColumn } from './gatherers/judge-column.ts'
import { siteGatherers, type VisitedKind } from './gatherers/index.ts'
import { linkEvidence } from './gatherers/links.ts'
import { keepScreenshots, pagesToPicture } from './gatherers/screenshots.ts'
import type { ArchiveSummary, GatherSettings } from './settings.ts'

export interface SiteTarget {
  readonly name: string
  readonly url: string
  readonly siteCode?: string
  /** Registered columns; empty: discovered from the home page by name. */
  readonly columns: readonly ColumnSnapshot[]
  /** Lists are followed back to this day; without it the first page of a list is enough. */
  readonly monitorPoint?: Day
  /** What earlier inspections read in the lists of this site. */
  readonly earlierLists?: readonly EarlierList[]
  /** Links that failed earlier: of these it is told which ones open now. */
  readonly failedBefore?: ReadonlySet<string>
  /** The kinds of evidence that the clauses asked of this site need; all of them when absent. */
  readonly wanted?: ReadonlySet<EvidenceKind>
}

export type SiteEvidence = GatheredEvidence & Required<Pick<GatheredEvidence, VisitedMust | 'links'>>
type VisitedMust = 'homePage' | 'columns'

export interface GatheredSite {
  readonly evidence: SiteEvidence
  /** `null` when there was no answer to store. */
  readonly archive: ArchiveSummary | null
  readonly pagesRead: number
  /** Pages of the site that were found, read or not. */
  readonly pagesKnown: number
  /** What was seen of the links, also of a site whose home page could not be read; `null` when nothing was asked. */
  readonly links: Evidence['links'] | null
  /** Links of `failedBefore` that open now. */
  readonly opened: readonly string[]
}

/**
 * Visits a site. Trouble of the site is never an exception: what could not be seen is `missing` with its reason. Throws
 * only for trouble of our own, e.g. when the archive cannot be written.
 */
export async function gatherSite(target: SiteTarget, settings: GatherSettings): Promise<GatheredSite> {
  const { limits, clock, signal } = settings
  if (!isWebAddress(target.url)) {
    const detail = `登记的首页网址不合规范：${target.url}`
    return nothing({ reason: 'unreachable', detail }, wantedKinds(target))
  }
  const http = settings.http ?? createHttp(limits)
  const { onProgress, checkpoint = null, robotsAuthority = null } = settings
  const about = { userAgent: limits.userAgent, title: target.name, seal: settings.seal, robotsAuthority }
  const archive = createArchive({ file: settings.archiveFile, clock, ...about, keepSpool: checkpoint !== null })
  let crawl: SiteCrawl | null = null
  let done = false
  try {
    crawl = await openSiteCrawl(target.url, {
      http,
      limits,
      clock,
      signal,
      archive,
      checkpoint,
      robotsAuthority,
      onProgress,
    })
    const gathered = await gatherAll(target, { crawl, http, limits, signal })
    const isInterrupted = () => signal.aborted && settings.keepPartial !== true
    if (isInterrupted()) return nothing(cancelled, wantedKinds(target))
    const { homePage, columns } = gathered.evidence
    if ('value' in homePage && http.browser !== null && gathered.links !== null) {
      const pages = pagesToPicture(homePage.value.url, 'value' in columns ? columns.value : null, gathered.links)
      await keepScreenshots(pages, limits.screenshotsPerSite, { browser: http.browser, archive, clock, signal })
      if (isInterrupted()) return nothing(cancelled, wantedKinds(target))
    }
    await storeOriginFacts(archive, http)
    const evidence = maskEvidence(gathered.evidence)
    const links = 'value' in evidence.links ? evidence.links.value : maskEvidence(gathered.links)
    const packed = await archive.finish()
    done = !isInterrupted()
    return { ...gathered, evidence, links, archive: packed }
  } finally {
    try {
      // Until the archive is packed the crawl is saved, pictures included; then its result replaces what was saved.
      if (!done) await crawl?.save()
    } finally {
      await crawl?.close()
      // With a checkpoint, what is under construction belongs to whoever carries on.
      await (checkpoint === null ? archive.discard() : archive.suspend())
      if (settings.http === undefined) await http.close()
    }
  }
}

const cancelled: Missing = { reason: 'cancelled', detail: '检查已取消' }

type Means = Pick<GatherContext, 'crawl' | 'http' | 'limits' | 'signal'> & { readonly http: Http }

async function gatherAll(target: SiteTarget, means: Means): Promise<Omit<GatheredSite, 'archive'>> {
  const { crawl, signal } = means
  const home = await crawl.visit(target.url, { foundOn: target.url, anchorText: '首页' })
  const kinds = wantedKinds(target)
  if (home.page === null) {
    const detail = home.reason.includes(target.url) ? home.reason : `${target.url} ${home.reason || '不是网页'}`
    const missing: Missing = { reason: home.missing ?? 'unreadable', detail: `首页无法读取：${detail}` }
    const report = await crawl.finish()
    const links = linkEvidence(report, crawl.capturedAt)
    return { ...nothing(missing, kinds), pagesRead: report.pagesRead, pagesKnown: report.pagesKnown, links }
  }
  const visited = await visitKinds(kinds, await contextOf(target, home.page, means))
  // What was interrupted is no evidence of anything; the links that were checked until then are.
  const evidence = signal.aborted ? nothing(cancelled, kinds).evidence : visited
  const report = await crawl.finish()
  const links = linkEvidence(report, crawl.capturedAt)
  return {
    evidence: { ...(evidence as SiteEvidence), links: { value: links } },
    pagesRead: report.pagesRead,
    pagesKnown: report.pagesKnown,
    links,
    opened: openedAgain(report.links, target.failedBefore),
  }
}

function openedAgain(links: CrawlReport['links'], failedBefore: SiteTarget['failedBefore']): string[] {
  if (failedBefore === undefined || failedBefore.size === 0) return []
  const opened: string[] = []
  for (const link of links) if (isFine(link) && failedBefore.has(link.url)) opened.push(link.url)
  return opened
}

/** Home page and columns are always looked at: other kinds build on them. */
function wantedKinds({ wanted }: SiteTarget): VisitedKind[] {
  const all = Object.keys(siteGatherers) as VisitedKind[]
  return wanted === undefined
    ? all
    : all.filter((kind) => kind === 'homePage' || kind === 'columns' || wanted.has(kind))
}

async function contextOf(target: SiteTarget, home: PageSummary, means: Means): Promise<GatherContext> {
  const columns = target.columns.length > 0 ? target.columns : unconfirmed(await discoverColumns(home, means.crawl))
  const { monitorPoint, name, url, siteCode = null } = target
  const columnEvidence = gatherColumns(columns, { crawl: means.crawl, home, monitorPoint })
  const earlier = earlierReadings(target.earlierLists ?? [])
  return { ...means, site: { name, url, siteCode }, home, columns, columnEvidence, monitorPoint, earlier }
}

/** Nobody has said yet that a column of no known class must be kept up. */
function unconfirmed(columns: readonly DiscoveredColumn[]): DiscoveredColumn[] {
  return columns.map((column) => (column.class === 'other' ? { ...column, updateDuty: false } : column))
}

/** All kinds at once: the host's gate keeps them polite, and a page that several want is visited once. */
async function visitKinds(kinds: readonly VisitedKind[], context: GatherContext): Promise<GatheredEvidence> {
  const gathered = await Promise.all(
    kinds.map(async (kind): Promise<[VisitedKind, Gathered<Evidence[VisitedKind]>]> => [
      kind,
      await context.crawl.once<Gathered<Evidence[VisitedKind]>>(`evidence: ${kind}`, () =>
        siteGatherers[kind](context),
      ),
    ]),
  )
  return Object.fromEntries(gathered)
}

function nothing(missing: Missing, kinds: readonly VisitedKind[] = ['homePage', 'columns']): GatheredSite {
  const evidence = Object.fromEntries([...kinds, 'links'].map((kind) => [kind, { missing }])) as unknown as SiteEvidence
  return { evidence, archive: null, pagesRead: 0, pagesKnown: 0, links: null, opened: [] }
}
