/**
 * A look at one page of a crawl: fetched, read as far as its purpose asks, rendered where scripts fill it, and kept as proof
 * where the evidence needs it.
 */
import type { Day } from '../../kernel/day.ts'
import type { Archive } from '../archive/wacz.ts'
import { headerText } from '../fetch/headers.ts'
import type { GatherLimits } from '../limits.ts'
import type { BrowserLook } from './browser-look.ts'
import { noted, type PageSeen, type Purpose, type SeenHtml } from './crawl-events.ts'
import type { CrawlState } from './crawl-state.ts'
import type { KnownLink } from './link-register.ts'
import { summarisePage, type PageSummary } from './page-summary.ts'
import type { Proof } from './proof.ts'
import { readPage } from './read-page.ts'
import { sketchOf } from './traps.ts'
import { visitPage, type VisitedPage, type VisitMeans } from './visit-page.ts'

const maxArchivedFailures = 1000

export interface PageLookSettings {
  readonly means: VisitMeans
  readonly browser: BrowserLook
  readonly keeper: Proof
  readonly archive: Archive
  readonly state: CrawlState
  readonly limits: GatherLimits
  readonly capturedOn: Day
  /** ISO 8601. */
  readonly now: () => string
  /** Whether what is seen is written down: then references are noted in short. */
  readonly keepsEvents: boolean
}

/** What a look at a page tells of it. */
export type PageLooked = Omit<PageSeen, 'type' | 'url' | 'purpose' | 'asked'>

/** Makes the look; it never throws for what a site does. */
export function createPageLook({
  means,
  browser,
  keeper,
  archive,
  state,
  limits,
  capturedOn,
  now,
  keepsEvents,
}: PageLookSettings): (link: KnownLink, purpose: Purpose) => Promise<PageLooked> {
  async function look(link: KnownLink, purpose: Purpose) {
    const visited = await browser.secondOpinion(await visitPage(means, link.url, purpose === 'home'), link.url)
    const proof = await keepProof(visited, purpose)
    const { outcome, answer, html: read } = visited
    const fileHead = answer !== null && read === null ? answer.body.toString('base64', 0, 512) : null
    const nothing = { outcome, proof, fileHead, rendered: null, summary: null }
    if (answer === null || read === null) return { ...nothing, html: null }
    const html = seenHtml({ ...read, url: answer.url }, purpose)
    const cuts = [...read.references.limits]
    if (answer.truncated && answer.body.length >= limits.maxBodyBytes)
      cuts.push(`有页面超过 ${limits.maxBodyBytes} 字节，只读了前面部分`)
    const { warnings } = visited
    const sketch = state.traps.wantsSketch(link.url) ? sketchOf(read.text, link.url) : null
    if (purpose === 'crawl') return { ...nothing, html: { ...html, cuts, warnings, sketch } }
    const reading = readPage(read.text, answer.url, read.encoding)
    const lastModified = headerText(answer.headers, 'last-modified') ?? null
    const page = { ...summarisePage(reading, answer.url, capturedOn, visited.rendered), lastModified }
    const seen = page.needsBrowser ? await asVisitorsSee(page) : { rendered: null, summary: page }
    return { ...nothing, html: { ...html, cuts: [...cuts, ...reading.limits], warnings }, ...seen }
  }

  /** The page with what its scripts put there. */
  async function asVisitorsSee(page: PageSummary) {
    const html = await browser.render(page.url)
    if (html === null || !state.isInternal(html.url)) return { rendered: null, summary: page }
    await archive.storeRendered(page.url, Buffer.from(html.text), now())
    const reading = readPage(html.text, html.url, html.encoding)
    const made = { lastModified: page.lastModified, scriptFilled: html.incomplete }
    const summary = { ...summarisePage(reading, html.url, capturedOn, true), ...made }
    return { rendered: seenHtml(html, 'evidence'), summary }
  }

  function seenHtml(
    { url, encoding, references }: NonNullable<VisitedPage['html']> & { readonly url: string },
    purpose: Purpose,
  ): SeenHtml {
    const { base, ids } = references
    const said = purpose === 'home' ? { title: references.title, text: references.text } : null
    const list = keepsEvents ? noted(references.references) : references.references
    return { url, base, encoding, references: list, ids, sketch: null, warnings: [], cuts: [], said }
  }

  async function keepProof(
    { outcome, answer, html, rendered, way = [] }: VisitedPage,
    purpose: Purpose,
  ): Promise<boolean> {
    if (purpose === 'crawl' && outcome.outcome !== 'broken') return false
    if (answer === null && way.length === 0) return false
    if (purpose === 'crawl' && (state.archivedFailures += 1) > maxArchivedFailures) return false
    if (answer === null) await archive.storeWay(way)
    else if (rendered !== true) await keeper.keepPage(answer, html)
    else {
      await archive.storeRendered(answer.url, answer.body, now())
      if (html !== null) keeper.want(html.references, html.encoding)
    }
    return true
  }

  return look
}
