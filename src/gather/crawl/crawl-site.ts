/**
 * The crawl of one site: pages are visited once whoever asks for them, first those that the evidence needs (home page,
 * columns, articles used as proof), then the rest breadth-first; every other link is checked once. It ends with a stated
 * reason.
 */
import { dayOfInstant, type Day } from '../../kernel/day.ts'
import type { LinkPlace } from '../../evidence/links.ts'
import type { Archive } from '../archive/wacz.ts'
import type { Encoding } from '../fetch/charset.ts'
import type { CookieJar } from '../fetch/cookies.ts'
import type { Http } from '../fetch/http.ts'
import { readRobots, type Robots } from '../fetch/robots.ts'
import type { GatherLimits } from '../limits.ts'
import { createBell } from './bell.ts'
import { createBrowserLook } from './browser-look.ts'
import { createLinkChecker } from './check-link.ts'
import { addressKey, isWebAddress, sameSite } from './link-address.ts'
import { outcomeOf, unvisited, type LinkOutcome } from './link-outcome.ts'
import { createLinkRegister, type KnownLink } from './link-register.ts'
import { createMissingPageGuard } from './missing-page.ts'
import { createProof } from './proof.ts'
import { summarisePage, type PageSummary } from './page-summary.ts'
import { createLinkQueue } from './queue.ts'
import { readPage } from './read-page.ts'
import { suggestAddresses } from './suggest-address.ts'
import { createTrapGuard } from './traps.ts'
import { visitPage, type VisitedPage } from './visit-page.ts'

export interface Visit extends LinkOutcome {
  /** The page, when it could be read as a page. */
  readonly page: PageSummary | null
  /** The encoding in which the page was written: what its forms are sent in. */
  readonly encoding?: Encoding
  /** The first bytes of what is no page: they tell a file's type, whatever its name says. */
  readonly fileHead?: Buffer
}

export interface LinkOrigin {
  readonly foundOn: string
  readonly anchorText: string
}

/** What the crawl saw of the links of a site. */
export interface CrawlReport {
  readonly pagesRead: number
  /** Pages of the site that were found, read or not. */
  readonly pagesKnown: number
  /** `result: null` when a link was not checked because a limit was reached. */
  readonly links: Iterable<KnownLink>
  /** Links that were found, but not even listed. */
  readonly unlisted: number
  readonly anchors: readonly (LinkPlace & { readonly url: string })[]
  readonly warnings: readonly { readonly url: string; readonly message: string }[]
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
  /** Removes temporary files; afterwards the report's links have no places. */
  close(): void
}

export interface CrawlSettings {
  readonly http: Http
  readonly limits: GatherLimits
  readonly clock: () => number
  readonly signal: AbortSignal
  readonly archive: Archive
  readonly onProgress?: ((progress: { readonly pagesDone: number; readonly pagesKnown: number }) => void) | undefined
}

type Purpose = 'home' | 'evidence' | 'crawl'

/** So many failures of the network in a row at the site itself, and its home page is asked whether it is still there. */
const maxFailuresInARow = 5
const [maxWarnings, maxArchivedFailures] = [500, 1000]

/** Opens the crawl of the site whose home page is `home`. The first visit must be the home page's. */
export function createSiteCrawl(home: string, settings: CrawlSettings): SiteCrawl {
  const { http, limits, signal, archive } = settings
  const capturedAtMs = settings.clock()
  const capturedOn = dayOfInstant(capturedAtMs)
  const hosts = new Set([new URL(home).host])
  const visits = new Map<string, Promise<Visit>>()
  const robots = new Map<string, Promise<Robots>>()
  const cookies: CookieJar = new Map()
  const proof = createProof({
    http,
    archive,
    signal,
    cookies,
    mayAsk: async (url) => (isInternal(url) ? (await rulesOf(url)).allows(url) : limits.checkExternal),
    visit: (url) => visitPage(means, url, false),
  })
  const checkLink = createLinkChecker({ http, signal, cookies, archive, resources: proof, slowMs: limits.slowMs })
  const trapped = createTrapGuard()
  const cuts = new Set<string>()
  const warnings: { url: string; message: string }[] = []
  let [pagesRead, pagesUnread, checks, failuresInARow, tolerance, archivedFailures] = [0, 0, 0, 0, maxFailuresInARow, 0]
  let isDown = false
  let confirming: Promise<boolean> | null = null

  const pagesAreUp = () => pagesRead >= limits.maxPagesPerSite
  const isInternal = (url: string) => {
    const host = URL.parse(url)?.host ?? ''
    return [...hosts].some((own) => sameSite(own, host))
  }
  const register = createLinkRegister(limits.maxKnownLinks, isInternal)
  const toRead = createLinkQueue(register)
  const toCheck = createLinkQueue(register)
  const missingPages = createMissingPageGuard(
    (url, request) => http.fetch(url, { signal, cookies, ...request }),
    isInternal,
  )
  const means = { http, signal, cookies, maxBodyBytes: limits.maxBodyBytes, slowMs: limits.slowMs, missingPages }
  const browser = createBrowserLook({ browser: http.browser, signal, maxBodyBytes: limits.maxBodyBytes })
  const rulesOf = (url: string) => {
    const { origin } = new URL(url)
    const rules =
      robots.get(origin) ?? readRobots(http, origin, limits.userAgent, signal, (page) => archive.storeResource(page))
    robots.set(origin, rules)
    return rules
  }

  function visitForEvidence(url: string, { foundOn, anchorText }: LinkOrigin): Promise<Visit> {
    const key = addressKey(url)
    const started = visits.get(key)
    if (started !== undefined) return started
    const isHome = visits.size === 0
    const place = { page: foundOn, text: anchorText, place: 'a[href]' }
    const link = register.entry(url, isHome ? 0 : 1, 'page', place)
    const visited = visit(link, isHome ? 'home' : 'evidence')
    visits.set(key, visited)
    return visited
  }

  async function visit(link: KnownLink, purpose: Purpose): Promise<Visit> {
    const refused = await refusal(link.url, purpose)
    if (refused === null) pagesRead += 1
    const visited = refused ? { ...refused, page: null } : await fetchAndRead(link, purpose)
    const { page: _page, encoding: _encoding, fileHead: _fileHead, ...result } = visited
    register.settle(link, result)
    const pagesKnown = Math.min(limits.maxPagesPerSite, pagesRead + toRead.size)
    settings.onProgress?.({ pagesDone: pagesRead, pagesKnown })
    return visited
  }

  /** Why a page is not visited at all. */
  async function refusal(url: string, purpose: Purpose): Promise<LinkOutcome | null> {
    if (!isWebAddress(url)) return unvisited('badAddress', '网址不合规范', 'unreadable')
    const rules = await rulesOf(url)
    if (signal.aborted) return unvisited('cancelled', '检查已取消', 'cancelled')
    // Whether the site can be reached at all is asked at its home page, not at its robots.txt.
    if (!rules.allows(url) && !(purpose === 'home' && rules.state === 'unavailable')) {
      const why = rules.state === 'rules' ? '不允许访问' : `读取失败，按 RFC 9309 不得访问（${rules.detail}）`
      return unvisited('robots', `robots.txt ${why}`, 'blocked')
    }
    return pagesAreUp() ? unvisited('limit', `已达每站页数上限 ${limits.maxPagesPerSite} 页`) : null
  }

  async function fetchAndRead(link: KnownLink, purpose: Purpose): Promise<Visit> {
    const visited = await browser.secondOpinion(await visitPage(means, link.url, purpose === 'home'), link.url)
    const { outcome, answer, html } = visited
    if (link.internal) failuresInARow = outcome.failure !== null ? failuresInARow + 1 : 0
    await keepProof(visited, purpose)
    if (answer === null) return { ...outcome, page: null }
    if (html === null) return { ...outcome, page: null, fileHead: answer.body.subarray(0, 512) }
    if (purpose === 'home') hosts.add(new URL(answer.url).host)
    if (answer.truncated && answer.body.length >= limits.maxBodyBytes)
      cuts.add(`有页面超过 ${limits.maxBodyBytes} 字节，只读了前面部分`)
    for (const message of visited.warnings) if (warnings.length < maxWarnings) warnings.push({ url: link.url, message })
    for (const cut of html.references.limits) cuts.add(cut)
    register.learnIds(link, html.references.ids)
    if (isInternal(answer.url)) {
      const page = { url: answer.url, depth: link.depth, encoding: html.encoding }
      for (const fresh of register.add(html.references, page)) enlist(fresh)
    }
    if (purpose === 'crawl') return { ...outcome, page: null }
    const reading = readPage(html.text, answer.url, html.encoding)
    for (const cut of reading.limits) cuts.add(cut)
    const page = summarisePage(reading, answer.url, capturedOn, visited.rendered)
    return { ...outcome, page: page.needsBrowser ? await asVisitorsSee(page, link) : page, encoding: html.encoding }
  }

  /** The page with what its scripts put there, and with the links in that. */
  async function asVisitorsSee(page: PageSummary, link: KnownLink): Promise<PageSummary> {
    const html = await browser.render(page.url)
    if (html === null) return page
    const { url, references, encoding } = html
    if (!isInternal(url)) return page
    register.learnIds(link, [...references.ids])
    for (const fresh of register.add(references, { url, depth: link.depth, encoding })) enlist(fresh)
    const reading = readPage(html.text, url, encoding)
    return { ...summarisePage(reading, url, capturedOn, true), scriptFilled: html.incomplete }
  }

  async function keepProof({ outcome, answer, html }: VisitedPage, purpose: Purpose): Promise<void> {
    if (answer === null || (purpose === 'crawl' && outcome.outcome !== 'broken')) return
    if (purpose === 'crawl' && (archivedFailures += 1) > maxArchivedFailures)
      return void cuts.add(`网页存档中最多存 ${maxArchivedFailures} 个失效页面的应答`)
    await proof.keepPage(answer, html)
  }

  /** A link that was just found joins the queue it belongs to. */
  function enlist(link: KnownLink): void {
    if (link.internal && link.kind === 'page') {
      const trap = trapped(link.url, link.depth)
      if (link.depth > limits.maxDepth) {
        cuts.add(`距首页超过 ${limits.maxDepth} 层的页面只检查能否打开`)
        toCheck.put(link)
      } else if (trap === null) toRead.put(link)
      else register.settle(link, unvisited('trap', `疑似无限地址空间：${trap}`))
    } else if (!link.internal && !limits.checkExternal) register.settle(link, unvisited('external'))
    else toCheck.put(link)
  }

  async function check(link: KnownLink): Promise<void> {
    // Another site's rules are not asked for a single visit to a page that the inspected site links to.
    if (link.internal && !(await rulesOf(link.url)).allows(link.url)) return register.settle(link, unvisited('robots'))
    const checked = await checkLink(link)
    const { references } = checked
    const visited = { outcome: checked.outcome, answer: null, html: null, warnings: [] }
    // A challenge in front of another site is no question of dead or alive.
    const { outcome } = checked.outcome.error !== 'challenge' ? await browser.secondOpinion(visited, link.url) : visited
    register.settle(link, outcome)
    if (references === null) return
    const page = { url: references.base, depth: link.depth, encoding: 'utf-8' }
    for (const fresh of register.add(references, page)) enlist(fresh)
  }

  /** Single addresses may fail as they like; a site is down when its home page fails as well. */
  async function siteIsDown(): Promise<boolean> {
    if (isDown || failuresInARow < tolerance) return isDown
    confirming ??= http.fetch(home, { signal, cookies, wantedBytes: () => 1024 }).then((result) => {
      isDown = outcomeOf(result, limits.slowMs).failure !== null
      if (!isDown) [tolerance, failuresInARow] = [tolerance * 2, 0]
      confirming = null
      return isDown
    })
    return confirming
  }

  async function finish(): Promise<CrawlReport> {
    const bell = createBell()
    let [reading, underWay, checking] = [Math.max(8, limits.hostInFlight), 0, 0]
    const reader = async () => {
      while (!signal.aborted && !pagesAreUp() && !(await siteIsDown())) {
        const link = toRead.take()
        if (link === undefined) {
          if (underWay === 0 && checking === 0) break
          // Another reader may still find pages.
          await bell.next()
          continue
        }
        if (link.result !== null || visits.has(addressKey(link.url))) continue
        underWay += 1
        const visited = await visit(link, 'crawl')
        underWay -= 1
        if (visited.missing === 'notProvided') leaveUnread(link)
        bell.ring()
      }
      reading -= 1
      bell.ring()
    }
    const checker = async () => {
      while (!signal.aborted && checks < limits.maxLinksPerSite) {
        const link = toCheck.take()
        if (link === undefined) {
          if (reading === 0 && checking === 0) break
          await bell.next()
        } else if (link.result === null) {
          checks += 1
          checking += 1
          await check(link)
          checking -= 1
          bell.ring()
        }
      }
    }
    const crew = (size: number, work: () => Promise<void>) => Promise.all(Array.from({ length: size }, work))
    const checkers = Math.max(16, limits.hostInFlight)
    await Promise.all([crew(reading, reader), crew(checkers, checker)])
    for (let link = toRead.take(); link !== undefined; link = toRead.take()) if (link.result === null) leaveUnread(link)
    if (!isDown) await crew(checkers, checker)
    if (!isDown && !signal.aborted) await suggestAddresses(register, answersWell)
    if (!isDown && !signal.aborted) await proof.complete(register.all())
    return report()
  }

  async function answersWell(url: string): Promise<boolean> {
    const internal = isInternal(url)
    if (!internal && !limits.checkExternal) return false
    if (internal) {
      if (!(await rulesOf(url)).allows(url)) return false
      return (await visitPage(means, url, false)).outcome.outcome === 'ok'
    }
    return (
      outcomeOf(await http.fetch(url, { signal, cookies, wantedBytes: () => 4096 }), limits.slowMs).outcome === 'ok'
    )
  }

  function report(): CrawlReport {
    let pagesKnown = 0
    for (const link of register.all()) if (link.internal && link.kind === 'page') pagesKnown += 1
    const stoppedBecause = [...stopReasons(), ...cuts, ...browser.limits, ...proof.limits]
    const { unlisted, anchors } = register
    return {
      pagesRead,
      pagesKnown,
      unlisted,
      anchors,
      warnings,
      stoppedBecause,
      links: { [Symbol.iterator]: () => register.all() },
    }
  }

  /** Pages beyond the limit are still links that can be checked. */
  function leaveUnread(link: KnownLink): void {
    link.result = null
    pagesUnread += 1
    toCheck.put(link)
  }

  function stopReasons(): string[] {
    if (signal.aborted) return ['检查已取消']
    const reasons: string[] = []
    if (isDown) reasons.push(`网站连续 ${tolerance} 次不应答，停止检查`)
    else if (pagesUnread > 0)
      reasons.push(`已达每站页数上限 ${limits.maxPagesPerSite} 页，另有 ${pagesUnread} 页只检查能否打开`)
    else reasons.push(`已读完全部 ${pagesRead} 页`)
    if (toCheck.size > 0 && !isDown) reasons.push(`已达每站链接检查上限 ${limits.maxLinksPerSite} 条`)
    if (register.unlisted > 0) reasons.push(`链接超过 ${limits.maxKnownLinks} 条，另有 ${register.unlisted} 条未登记`)
    return reasons
  }

  const capturedAt = new Date(capturedAtMs).toISOString()
  return { capturedOn, capturedAt, isInternal, finish, visit: visitForEvidence, close: () => register.close() }
}
