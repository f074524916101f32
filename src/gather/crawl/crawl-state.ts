/**
 * What a crawl knows: links, what is still to be done, counters and limits. It changes by events only, and without the
 * network, so that the events of an interrupted crawl bring it back to where it was.
 */
import type { Encoding } from '../fetch/charset.ts'
import type { CookieJar } from '../fetch/cookies.ts'
import type { GatherLimits } from '../limits.ts'
import type { LinkSeen, PageSeen, PageWanted, SeenHtml } from './crawl-events.ts'
import type { CrawlCounts } from './crawl-progress.ts'
import type { CrawlReport } from './crawl-report.ts'
import { addressKey, sameSite } from './link-address.ts'
import { unvisited } from './link-outcome.ts'
import { createLinkRegister, type KnownLink, type LinkRegister } from './link-register.ts'
import { createLinkQueue, type LinkQueue } from './queue.ts'
import { createTrapGuard, type TrapGuard } from './traps.ts'

/** So many failures of the network in a row at the site itself, and its home page is asked whether it is still there. */
const maxFailuresInARow = 5
const maxWarnings = 500

/** What the evidence gets to see of a page once more, when it asks again. */
export interface SeenForEvidence extends Pick<PageSeen, 'outcome' | 'summary' | 'fileHead'> {
  readonly html: { readonly encoding: Encoding } | null
}

export interface CrawlState {
  readonly register: LinkRegister
  readonly toRead: LinkQueue
  readonly toCheck: LinkQueue
  readonly cookies: CookieJar
  /** Pages that the evidence has seen, by address key. */
  readonly visited: Map<string, SeenForEvidence>
  /** Numbers of the pages that are visited once more only to prove them: what they refer to has been noted. */
  readonly reopened: Set<number>
  /** Answers to questions that are asked only once. */
  readonly learnt: Map<string, unknown>
  /** Pages asked for, those under way included. */
  pagesRead: number
  checks: number
  archivedFailures: number
  readonly isDown: boolean
  readonly mayBeDown: boolean
  readonly pagesAreUp: boolean
  isInternal(this: void, url: string): boolean
  /** Pages that say nothing new are sketched, and their like in the end only checked. */
  readonly traps: Pick<TrapGuard, 'wantsSketch' | 'exhausted'>
  /** The link that the evidence asks for. */
  wanted(event: PageWanted): KnownLink
  pageSeen(link: KnownLink, event: PageSeen): void
  linkSeen(link: KnownLink, event: LinkSeen): void
  leaveUnread(link: KnownLink): void
  siteAsked(alive: boolean): void
  counts(): CrawlCounts
  /** `more`: further limits that were reached. */
  report(cancelled: boolean, more: readonly string[]): CrawlReport
}

/** A crawl of the site whose home page is `home`, of which nothing is known yet. */
export function createCrawlState(home: string, limits: GatherLimits): CrawlState {
  const hosts = new Set([new URL(home).host])
  const isInternal = (url: string) => {
    const host = URL.parse(url)?.host ?? ''
    return [...hosts].some((own) => sameSite(own, host))
  }
  const register = createLinkRegister(limits.maxKnownLinks, isInternal)
  const [toRead, toCheck] = [createLinkQueue(register), createLinkQueue(register)]
  const visited = new Map<string, SeenForEvidence>()
  const traps = createTrapGuard()
  const cuts = new Set<string>()
  const warnings: { url: string; message: string }[] = []
  let [asked, pagesUnread, failuresInARow, tolerance, isDown] = [0, 0, 0, maxFailuresInARow, false]

  const state: CrawlState = {
    register,
    toRead,
    toCheck,
    visited,
    reopened: new Set(),
    cookies: new Map(),
    learnt: new Map(),
    pagesRead: 0,
    checks: 0,
    archivedFailures: 0,
    get isDown() {
      return isDown
    },
    get mayBeDown() {
      return failuresInARow >= tolerance
    },
    get pagesAreUp() {
      return state.pagesRead >= limits.maxPagesPerSite
    },
    isInternal,
    traps,
    wanted({ url, foundOn, anchorText }) {
      asked += 1
      return register.entry(url, asked === 1 ? 0 : 1, 'page', { page: foundOn, text: anchorText, place: 'a[href]' })
    },
    pageSeen(link, event) {
      const { html, rendered, purpose, outcome, summary, fileHead } = event
      if (link.internal && event.asked) failuresInARow = outcome.failure === null ? 0 : failuresInARow + 1
      if (html !== null && purpose === 'home') hosts.add(new URL(html.url).host)
      if (html !== null) readHtml(link, html)
      if (rendered !== null) readHtml(link, rendered)
      register.settle(link, outcome)
      if (purpose === 'crawl') return
      visited.set(addressKey(event.url), { outcome, summary, fileHead, html: html && { encoding: html.encoding } })
    },
    linkSeen(link, { outcome, references }) {
      register.settle(link, outcome)
      if (references === null) return
      const page = { url: references.base, depth: link.depth, encoding: 'utf-8' }
      for (const fresh of register.add(references, page)) enlist(fresh)
    },
    /** Pages beyond the limit are still links that can be checked. */
    leaveUnread(link) {
      link.result = null
      pagesUnread += 1
      toCheck.put(link)
    },
    /** Single addresses may fail as they like; a site is down when its home page fails as well. */
    siteAsked(alive) {
      isDown = !alive
      if (alive) [tolerance, failuresInARow] = [tolerance * 2, 0]
    },
    counts() {
      const pagesLeft = Math.max(0, Math.min(toRead.size, limits.maxPagesPerSite - state.pagesRead))
      const linksLeft = Math.max(0, Math.min(toCheck.size, limits.maxLinksPerSite - state.checks))
      return { pagesDone: state.pagesRead, pagesLeft, linksLeft }
    },
    report(cancelled, more) {
      let pagesKnown = 0
      for (const link of register.all()) if (link.internal && link.kind === 'page') pagesKnown += 1
      const stoppedBecause = [...(cancelled ? ['检查已取消'] : stopReasons()), ...cuts, ...more]
      const { unlisted, anchors } = register
      const links = { [Symbol.iterator]: () => register.all() }
      return { pagesRead: state.pagesRead, pagesKnown, unlisted, anchors, warnings, stoppedBecause, links }
    },
  }

  function readHtml(link: KnownLink, html: SeenHtml): void {
    for (const message of html.warnings) if (warnings.length < maxWarnings) warnings.push({ url: link.url, message })
    for (const cut of html.cuts) cuts.add(cut)
    register.learnIds(link, html.ids)
    const stale = html.sketch === null ? null : traps.read(link.url, html.sketch)
    if (stale !== null) cuts.add(stale)
    if (state.reopened.has(link.number) || !isInternal(html.url)) return
    const page = { url: html.url, depth: link.depth, encoding: html.encoding }
    for (const fresh of register.add(html, page)) enlist(fresh)
  }

  /** A link that was just found joins the queue it belongs to. */
  function enlist(link: KnownLink): void {
    if (link.internal && link.kind === 'page') {
      const trap = traps.judge(link.url)
      if (link.depth > limits.maxDepth) {
        cuts.add(`距首页超过 ${limits.maxDepth} 层的页面只检查能否打开`)
        toCheck.put(link)
      } else if (trap === null) (traps.exhausted(link.url) === null ? toRead : toCheck).put(link)
      else register.settle(link, unvisited('trap', `疑似无限地址空间：${trap}`))
    } else if (!link.internal && !limits.checkExternal) register.settle(link, unvisited('external'))
    else toCheck.put(link)
  }

  function stopReasons(): string[] {
    const reasons: string[] = []
    if (isDown) reasons.push(`网站连续 ${tolerance} 次不应答，停止检查`)
    else if (pagesUnread > 0)
      reasons.push(`已达每站页数上限 ${limits.maxPagesPerSite} 页，另有 ${pagesUnread} 页只检查能否打开`)
    else reasons.push(`已读完全部 ${state.pagesRead} 页`)
    if (toCheck.size > 0 && !isDown) reasons.push(`已达每站链接检查上限 ${limits.maxLinksPerSite} 条`)
    if (register.unlisted > 0) reasons.push(`链接超过 ${limits.maxKnownLinks} 条，另有 ${register.unlisted} 条未登记`)
    return reasons
  }

  return state
}
