/**
 * The crawl of one site: pages are visited once whoever asks for them, first those that the evidence needs (home page,
 * columns, articles used as proof), then the rest breadth-first; every other link is checked once. It ends with a stated
 * reason. With a checkpoint it survives its process: here is what asks the network, `crawl-state.ts` is what it knows.
 */
import { dayOfInstant, type Day } from '../../kernel/day.ts'
import type { Archive } from '../archive/wacz.ts'
import type { Encoding } from '../fetch/charset.ts'
import type { Http } from '../fetch/http.ts'
import { readRobots, withAuthority, type Robots, type RobotsAuthority } from '../fetch/robots.ts'
import type { GatherLimits } from '../limits.ts'
import { createBrowserLook } from './browser-look.ts'
import { createLinkChecker } from './check-link.ts'
import { checkTheRest, workThrough } from './crawl-crew.ts'
import { crawlFormat, type CrawlCheckpoint, type CrawlHead } from './crawl-checkpoint.ts'
import { noted, type CrawlEvent, type PageSeen, type Purpose } from './crawl-events.ts'
import { changedCookies, openJournal, type CrawlJournal } from './crawl-journal.ts'
import { createProgressMeter, type CrawlProgress } from './crawl-progress.ts'
import type { CrawlReport } from './crawl-report.ts'
import { createCrawlState, type SeenForEvidence } from './crawl-state.ts'
import { addressKey, isWebAddress } from './link-address.ts'
import { outcomeOf, unvisited, type LinkOutcome } from './link-outcome.ts'
import type { KnownLink } from './link-register.ts'
import { createMissingPageGuard } from './missing-page.ts'
import { createProof } from './proof.ts'
import type { PageSummary } from './page-summary.ts'
import { recoverProof, replay } from './resume-crawl.ts'
import { createPageLook } from './look-at-page.ts'
import { suggestAddresses } from './suggest-address.ts'
import { visitPage } from './visit-page.ts'

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

export interface SiteCrawl {
  readonly capturedOn: Day
  /** ISO 8601. */
  readonly capturedAt: string
  /** Fetches and reads a page for evidence, once per address, and stores it in the archive. Never throws for what a site does. */
  visit(url: string, origin: LinkOrigin): Promise<Visit>
  /** Whether an address belongs to the site. */
  isInternal(url: string): boolean
  /** Asks a question unless it was answered in an earlier life of this crawl and what it rests on is in the archive. */
  once<Answer>(question: string, ask: () => Promise<Answer>): Promise<Answer>
  /** Reads the remaining pages and checks the remaining links. */
  finish(): Promise<CrawlReport>
  /** Saves, when there is a checkpoint, what was not saved yet, for whoever carries on. Rejects when that is not possible. */
  save(): Promise<void>
  /** Ends saving and removes temporary files; afterwards the report's links have no places. */
  close(): Promise<void>
}

export interface CrawlSettings {
  readonly http: Http
  readonly limits: GatherLimits
  readonly clock: () => number
  readonly signal: AbortSignal
  readonly archive: Archive
  readonly robotsAuthority?: RobotsAuthority | null | undefined
  readonly checkpoint?: CrawlCheckpoint | null | undefined
  readonly onProgress?: ((progress: CrawlProgress) => void) | undefined
}

/**
 * Opens the crawl of the site whose home page is `home`, or carries on with it where its checkpoint says. The first visit
 * must be the home page's.
 */
export async function openSiteCrawl(home: string, settings: CrawlSettings): Promise<SiteCrawl> {
  const { http, limits, signal, archive, checkpoint = null, robotsAuthority = null } = settings
  const state = createCrawlState(home, limits)
  const { register, toRead, cookies } = state
  const visits = new Map<string, Promise<Visit>>()
  const robots = new Map<string, Promise<Robots>>()
  const allowedByAuthority = new Set<string>()
  const missingPages = createMissingPageGuard(
    (url, request) => http.fetch(url, { signal, cookies, ...request }),
    state.isInternal,
    once,
  )
  const keeper = createProof({
    http,
    archive,
    signal,
    cookies,
    mayAsk: async (url) => (state.isInternal(url) ? (await rulesOf(url)).allows(url) : limits.checkExternal),
    visit: (url) => visitPage(means, url, false),
  })
  const { slowMs } = limits
  const links = createLinkChecker({ http, signal, cookies, archive, resources: keeper, slowMs })
  const means = { http, signal, cookies, maxBodyBytes: limits.maxBodyBytes, slowMs: limits.slowMs, missingPages }
  const browser = createBrowserLook({ browser: http.browser, signal, maxBodyBytes: limits.maxBodyBytes })
  const meter = createProgressMeter(limits.hostGapMs)
  const progress = () => meter(state.counts(), performance.now())
  let confirming: Promise<boolean> | null = null

  const saved = (await checkpoint?.load()) ?? null
  const head: CrawlHead =
    saved === null
      ? { format: crawlFormat, startedAtMs: settings.clock(), archive: null, proofFrom: 0 }
      : await recoverProof(saved, archive)
  if (saved !== null) {
    await replay(saved, head.proofFrom, { state, missingPages, rememberHost: links.remember, want: keeper.want })
    for (const [key, seen] of state.visited) visits.set(key, Promise.resolve(visitOf(seen)))
  }
  const journal: CrawlJournal = openJournal({
    checkpoint,
    next: saved?.count ?? 0,
    head: () => ({ ...head, archive: archive.position }),
    progress,
    latest: changedCookies(cookies),
  })
  const capturedOn = dayOfInstant(head.startedAtMs)
  const note = (event: CrawlEvent) => {
    // What was under way when the crawl was told to stop is no answer.
    if (!signal.aborted) journal.note(event)
  }

  const look = createPageLook({
    means,
    browser,
    keeper,
    archive,
    state,
    limits,
    capturedOn,
    now: () => new Date(settings.clock()).toISOString(),
    keepsEvents: journal.keeps,
  })

  /** Asks, unless that has been asked in an earlier life of this crawl. */
  async function once<Answer>(question: string, ask: () => Promise<Answer>, proof = false): Promise<Answer> {
    if (state.learnt.has(question)) return state.learnt.get(question) as Answer
    const answer = await ask()
    note({ type: 'learnt', question, answer, proof })
    return answer
  }

  function rulesOf(url: string): Promise<Robots> {
    const { origin } = new URL(url)
    const known = robots.get(origin)
    if (known !== undefined) return known
    const asked = readRobots(http, origin, limits.userAgent, signal, (page) => archive.storeResource(page))
    const rules = asked.then((read) =>
      withAuthority(read, robotsAuthority, (allowed) => allowedByAuthority.add(addressKey(allowed))),
    )
    robots.set(origin, rules)
    return rules
  }

  function visitForEvidence(url: string, origin: LinkOrigin): Promise<Visit> {
    const key = addressKey(url)
    const started = visits.get(key)
    if (started !== undefined) return started
    const purpose = key === addressKey(home) ? 'home' : 'evidence'
    const wanted = { type: 'wanted' as const, url, ...origin }
    const link = state.wanted(wanted)
    note(wanted)
    const visited = visit(link, url, purpose).then(visitOf)
    visits.set(key, visited)
    return visited
  }

  async function visit(link: KnownLink, url: string, purpose: Purpose): Promise<PageSeen> {
    const refused = await refusal(url, purpose)
    if (refused === null) state.pagesRead += 1
    const nothing = { html: null, rendered: null, fileHead: null, summary: null, proof: false }
    const seen = refused ? { ...nothing, outcome: refused } : await look(link, purpose)
    const event: PageSeen = { type: 'page', url: link.url, purpose, asked: refused === null, ...seen }
    state.pageSeen(link, event)
    note(event)
    settings.onProgress?.(progress())
    return event
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
    return state.pagesAreUp ? unvisited('limit', `已达每站页数上限 ${limits.maxPagesPerSite} 页`) : null
  }

  async function check(link: KnownLink): Promise<void> {
    // Another site's rules are not asked for a single visit to a page that the inspected site links to.
    const allowed = !link.internal || (await rulesOf(link.url)).allows(link.url)
    const checked = allowed
      ? await links.check(link)
      : { outcome: unvisited('robots'), references: null, asked: false, proof: false }
    const { references, asked, proof } = checked
    const visited = { outcome: checked.outcome, answer: null, html: null, warnings: [] }
    // A challenge in front of another site is no question of dead or alive.
    const { outcome } = checked.outcome.error !== 'challenge' ? await browser.secondOpinion(visited, link.url) : visited
    const seen = references && {
      base: references.base,
      references: journal.keeps ? noted(references.references) : references.references,
    }
    const event = { type: 'link' as const, url: link.url, outcome, asked, proof, references: seen }
    state.linkSeen(link, event)
    note(event)
  }

  async function siteIsDown(): Promise<boolean> {
    if (state.isDown || !state.mayBeDown) return state.isDown
    confirming ??= http.fetch(home, { signal, cookies, wantedBytes: () => 1024 }).then(async (result) => {
      const nothing = { answer: null, html: null, warnings: [] }
      // A site that only browsers open is not down.
      const { outcome } = await browser.secondOpinion({ outcome: outcomeOf(result, limits.slowMs), ...nothing }, home)
      const alive = outcome.failure === null
      state.siteAsked(alive)
      note({ type: 'alive', alive })
      confirming = null
      return !alive
    })
    return confirming
  }

  function leaveUnread(link: KnownLink): void {
    state.leaveUnread(link)
    note({ type: 'unread', url: link.url })
  }

  const work = {
    siteIsDown,
    leaveUnread,
    check,
    read: async (link: KnownLink) => (await visit(link, link.url, 'crawl')).outcome,
  }

  async function finish(): Promise<CrawlReport> {
    await workThrough({ state, limits, signal, isVisited: (url) => visits.has(addressKey(url)), ...work })
    // What waits goes on waiting for whoever carries on.
    if (signal.aborted) return state.report(true, browser.limits)
    for (let link = toRead.take(); link !== undefined; link = toRead.take()) if (link.result === null) leaveUnread(link)
    if (!state.isDown) await checkTheRest({ state, limits, signal, ...work })
    if (!state.isDown && !signal.aborted) await suggestAddresses(register, answersWell)
    if (!state.isDown && !signal.aborted) await keeper.complete(register.all())
    const reached = [...browser.limits, ...keeper.limits]
    if (robotsAuthority === null) return state.report(signal.aborted, reached)
    const addresses = allowedByAuthority.size
    const used = `凭书面授权（${robotsAuthority.documentNumber}）访问了 robots.txt 不允许的地址 ${addresses} 个`
    const report = state.report(signal.aborted, addresses > 0 ? [...reached, used] : reached)
    return { ...report, robotsAuthority: { ...robotsAuthority, addresses } }
  }

  function answersWell(url: string): Promise<boolean> {
    return once(`works: ${url}`, async () => {
      const internal = state.isInternal(url)
      if (!internal && !limits.checkExternal) return false
      if (internal) {
        if (!(await rulesOf(url)).allows(url)) return false
        return (await visitPage(means, url, false)).outcome.outcome === 'ok'
      }
      const result = await http.fetch(url, { signal, cookies, wantedBytes: () => 4096 })
      return outcomeOf(result, limits.slowMs).outcome === 'ok'
    })
  }

  return {
    capturedOn,
    capturedAt: new Date(head.startedAtMs).toISOString(),
    isInternal: state.isInternal,
    once: (question, ask) => once(question, ask, true),
    visit: visitForEvidence,
    finish,
    save: () => journal.close(),
    async close() {
      await journal.stop()
      register.close()
    },
  }
}

function visitOf({ outcome, summary, html, fileHead }: SeenForEvidence): Visit {
  const encoding = html === null ? {} : { encoding: html.encoding }
  return {
    ...outcome,
    page: summary,
    ...encoding,
    ...(fileHead === null ? {} : { fileHead: Buffer.from(fileHead, 'base64') }),
  }
}
