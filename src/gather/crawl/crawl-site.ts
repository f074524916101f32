/**
 * The crawl of one site: pages are visited once whoever asks for them, first those that the evidence needs (home page,
 * columns, articles used as proof), then the rest breadth-first; every other link is checked once. It ends with a stated
 * reason.
 */
import { dayOfInstant, type Day } from '../../kernel/day.ts'
import { clip } from '../../kernel/text.ts'
import type { Archive } from '../archive/wacz.ts'
import { decodeText } from '../fetch/charset.ts'
import { headerText, type FetchedPage } from '../fetch/fetch-page.ts'
import type { Http } from '../fetch/http.ts'
import { readRobots, type Robots } from '../fetch/robots.ts'
import type { GatherLimits } from '../limits.ts'
import { createBell } from './bell.ts'
import { createLinkChecker } from './check-link.ts'
import { addressKey, isAttachment, isWebAddress, sameSite } from './link-address.ts'
import { broken, outcomeOf, unvisited, type LinkOutcome } from './link-outcome.ts'
import { looksLikeMissingPage, summarisePage, type PageSummary } from './page-summary.ts'
import { readPage, type PageReading } from './read-page.ts'
import { createTrapGuard } from './traps.ts'

export interface Visit extends LinkOutcome {
  /** The page, when it could be read as a page. */
  readonly page: PageSummary | null
}

export interface LinkOrigin {
  readonly foundOn: string
  readonly anchorText: string
}

/** A link that was found; `result: null` when it was not checked because a limit was reached. */
export interface KnownLink extends LinkOrigin {
  readonly url: string
  readonly result: LinkOutcome | null
}

/** What the crawl saw of the links of a site. */
export interface CrawlReport {
  readonly pagesRead: number
  readonly links: readonly KnownLink[]
  /** Links that were found, but not even listed. */
  readonly unlisted: number
  /** Why it ended, and every limit that was reached; at least one. */
  readonly stoppedBecause: readonly string[]
}

export interface SiteCrawl {
  readonly capturedOn: Day
  /** ISO 8601. */
  readonly capturedAt: string
  /** Fetches and reads a page for evidence, once per address, and stores it in the archive. Never throws for what a site does. */
  visit(url: string, origin: LinkOrigin): Promise<Visit>
  /** Whether an address belongs to the site. */
  isInternal(url: string): boolean
  /** Reads the remaining pages and checks the remaining links. */
  finish(): Promise<CrawlReport>
}

export interface CrawlSettings {
  readonly http: Http
  readonly limits: GatherLimits
  readonly clock: () => number
  readonly signal: AbortSignal
  readonly archive: Archive
  readonly onProgress?: ((progress: { readonly pagesDone: number; readonly pagesKnown: number }) => void) | undefined
}

interface Known extends LinkOrigin {
  readonly url: string
  /** Links followed from the home page. */
  readonly depth: number
  result: LinkOutcome | null
}

const workers = 8
const maxKnownLinks = 50_000
/** So many failures of the network in a row at the site itself end the crawl. */
const maxFailuresInARow = 5
/** Entry pages forward to the real one, rarely more than once. */
const maxForwards = 3

/** Opens the crawl of the site whose home page is `home`. The first visit must be the home page's. */
export function createSiteCrawl(home: string, settings: CrawlSettings): SiteCrawl {
  const { http, limits, signal, archive } = settings
  const capturedAtMs = settings.clock()
  const capturedOn = dayOfInstant(capturedAtMs)
  const hosts = new Set([new URL(home).host])
  const known = new Map<string, Known>()
  const visits = new Map<string, Promise<Visit>>()
  const toRead: Known[] = []
  const toCheck: Known[] = []
  const robots = new Map<string, Promise<Robots>>()
  const checkLink = createLinkChecker(settings)
  const trapped = createTrapGuard()
  const cuts = new Set<string>()
  let [pagesRead, pagesUnread, checks, failuresInARow, unlisted] = [0, 0, 0, 0, 0]

  const isDown = () => failuresInARow >= maxFailuresInARow
  const pagesAreUp = () => pagesRead >= limits.maxPagesPerSite
  const isInternal = (url: string) => {
    const host = URL.parse(url)?.host ?? ''
    return [...hosts].some((own) => sameSite(own, host))
  }
  const rulesOf = (url: string) => {
    const { origin } = new URL(url)
    const rules = robots.get(origin) ?? readRobots(http, origin, limits.userAgent, signal)
    robots.set(origin, rules)
    return rules
  }

  function visitForEvidence(url: string, origin: LinkOrigin): Promise<Visit> {
    const key = addressKey(url)
    const started = visits.get(key)
    if (started !== undefined) return started
    const entry = known.get(key) ?? { url, depth: visits.size === 0 ? 0 : 1, result: null, ...origin }
    known.set(key, entry)
    const visited = visitPage(entry, visits.size === 0 ? 'home' : 'evidence')
    visits.set(key, visited)
    return visited
  }

  async function visitPage(entry: Known, purpose: 'home' | 'evidence' | 'crawl'): Promise<Visit> {
    const refused = await refusal(entry.url, purpose)
    if (refused === null) pagesRead += 1
    const visit = refused ? { ...refused, page: null } : await fetchAndRead(entry, purpose)
    const { page: _page, ...result } = visit
    entry.result = result
    const pagesKnown = Math.min(limits.maxPagesPerSite, pagesRead + toRead.length)
    settings.onProgress?.({ pagesDone: pagesRead, pagesKnown })
    return visit
  }

  /** Why a page is not visited at all. */
  async function refusal(url: string, purpose: 'home' | 'evidence' | 'crawl'): Promise<LinkOutcome | null> {
    if (!isWebAddress(url)) return broken('网址不合规范')
    const rules = await rulesOf(url)
    if (signal.aborted) return unvisited('检查已取消', 'cancelled')
    // Whether the site can be reached at all is asked at its home page, not at its robots.txt.
    if (!rules.allows(url) && !(purpose === 'home' && rules.state === 'unavailable')) {
      return rules.state === 'rules'
        ? unvisited('robots.txt 不允许访问', 'blocked')
        : unvisited(`robots.txt 读取失败，按 RFC 9309 不得访问（${rules.detail}）`, 'blocked')
    }
    return pagesAreUp() ? unvisited(`已达每站页数上限 ${limits.maxPagesPerSite} 页`) : null
  }

  async function fetchAndRead(entry: Known, purpose: 'home' | 'evidence' | 'crawl'): Promise<Visit> {
    let url = entry.url
    for (let forwards = 0; ; forwards += 1) {
      const result = await http.fetch(url, { signal, wantedBytes: bytesOfPage })
      const outcome = outcomeOf(result)
      if (isInternal(url)) failuresInARow = outcome.failure !== null ? failuresInARow + 1 : 0
      if (!result.page) return { ...outcome, page: null }
      const reading = outcome.outcome === 'ok' ? read(result.page, purpose) : null
      const missing = reading !== null && purpose !== 'home' && looksLikeMissingPage(reading)
      const isProof = purpose !== 'crawl' || missing || outcome.outcome === 'broken'
      if (isProof) await archive.store(result.page, reading?.title ?? '')
      if (missing) return { ...broken('应答 200，内容却是“页面不存在”', result.page.status), page: null }
      // A file that was asked for as a page works as a link, but has nothing to read.
      if (reading === null) return { ...outcome, missing: outcome.missing ?? 'unreadable', page: null }
      const { forwardsTo } = reading
      if (forwardsTo !== null && forwards < maxForwards && addressKey(forwardsTo) !== addressKey(url)) {
        url = forwardsTo
        continue
      }
      addLinks(reading, result.page.url, entry.depth)
      const page = purpose === 'crawl' ? null : summarisePage(reading, result.page.url, capturedOn)
      return { ...outcome, page }
    }
  }

  function read(page: FetchedPage, purpose: 'home' | 'evidence' | 'crawl'): PageReading | null {
    const contentType = headerText(page.headers, 'content-type') ?? ''
    const markup = /^\s*</.test(page.body.subarray(0, 200).toString('latin1'))
    if (!/html/i.test(contentType) && !(markup && /^$|xml|text\/plain/i.test(contentType))) return null
    if (page.truncated) cuts.add(`有页面超过 ${limits.maxBodyBytes} 字节，只读了前面部分`)
    const { text, encoding } = decodeText(page.body, contentType)
    const reading = readPage(text, page.url, encoding)
    for (const cut of reading.limits) cuts.add(cut)
    if (purpose === 'home') hosts.add(new URL(page.url).host)
    return reading
  }

  function addLinks(reading: PageReading, foundOn: string, depth: number): void {
    if (!isInternal(foundOn)) return
    for (const { address, malformed, text } of reading.links) {
      const url = address ?? malformed
      if (url === null) continue
      const key = address === null ? url : addressKey(url)
      if (known.has(key)) continue
      if (known.size >= maxKnownLinks) {
        unlisted += 1
        continue
      }
      const entry: Known = { url, foundOn, anchorText: clip(text, 100), depth: depth + 1, result: null }
      known.set(key, entry)
      if (address === null) entry.result = broken('链接地址不合规范')
      else if (!isInternal(url) || isAttachment(url)) toCheck.push(entry)
      else {
        const trap = trapped(url, entry.depth)
        if (trap === null) toRead.push(entry)
        else entry.result = unvisited(`疑似无限地址空间：${trap}`)
      }
    }
  }

  async function check({ url }: Known): Promise<LinkOutcome> {
    // Another site's rules are not asked for a single visit to a page that the inspected site links to.
    const allowed = !isInternal(url) || (await rulesOf(url)).allows(url)
    return allowed ? checkLink(url) : unvisited('robots.txt 不允许访问')
  }

  async function finish(): Promise<CrawlReport> {
    const bell = createBell()
    let [reading, underWay] = [workers, 0]
    const reader = async () => {
      while (!signal.aborted && !pagesAreUp() && !isDown()) {
        const entry = toRead.shift()
        if (entry === undefined) {
          if (underWay === 0) break
          // Another reader may still find pages.
          await bell.next()
          continue
        }
        if (entry.result !== null) continue
        underWay += 1
        const visit = await visitPage(entry, 'crawl')
        underWay -= 1
        if (visit.missing === 'notProvided') leaveUnread(entry)
        bell.ring()
      }
      reading -= 1
      bell.ring()
    }
    const checker = async () => {
      while (!signal.aborted && checks < limits.maxLinksPerSite) {
        const entry = toCheck.shift()
        if (entry === undefined) {
          if (reading === 0) break
          await bell.next()
        } else if (entry.result === null) {
          checks += 1
          entry.result = await check(entry)
        }
      }
    }
    const crew = (work: () => Promise<void>) => Promise.all(Array.from({ length: workers }, work))
    await Promise.all([crew(reader), crew(checker)])
    for (const entry of toRead.splice(0)) if (entry.result === null) leaveUnread(entry)
    if (!isDown()) await crew(checker)
    return { pagesRead, unlisted, stoppedBecause: [...stopReasons(), ...cuts], links: [...known.values()] }
  }

  /** Pages beyond the limit are still links that can be checked. */
  function leaveUnread(entry: Known): void {
    entry.result = null
    pagesUnread += 1
    toCheck.push(entry)
  }

  function stopReasons(): string[] {
    if (signal.aborted) return ['检查已取消']
    const reasons: string[] = []
    if (isDown()) reasons.push(`网站连续 ${maxFailuresInARow} 次不应答，停止检查`)
    else if (pagesUnread > 0)
      reasons.push(`已达每站页数上限 ${limits.maxPagesPerSite} 页，另有 ${pagesUnread} 页只检查能否打开`)
    else reasons.push(`已读完全部 ${pagesRead} 页`)
    if (toCheck.length > 0 && !isDown()) reasons.push(`已达每站链接检查上限 ${limits.maxLinksPerSite} 条`)
    if (unlisted > 0) reasons.push(`链接超过 ${maxKnownLinks} 条，另有 ${unlisted} 条未登记`)
    return reasons
  }

  function bytesOfPage(_status: number, contentType: string): number {
    return contentType === '' || /html|xml|text/i.test(contentType) ? limits.maxBodyBytes : 4096
  }

  const capturedAt = new Date(capturedAtMs).toISOString()
  return { capturedOn, capturedAt, isInternal, finish, visit: visitForEvidence }
}
