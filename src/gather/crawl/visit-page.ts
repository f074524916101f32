/** Fetches an address of the site as a page and reads what it refers to; follows the forwards that only a page can make. */
import type { LinkStep } from '../../evidence/links.ts'
import { decodeText, type Encoding } from '../fetch/charset.ts'
import type { CookieJar } from '../fetch/cookies.ts'
import type { FetchedPage, Hop } from '../fetch/fetch-page.ts'
import { headerText } from '../fetch/headers.ts'
import type { Http } from '../fetch/http.ts'
import { addressKey, linkAddress } from './link-address.ts'
import { answered, ledAway, outcomeOf, type LinkOutcome } from './link-outcome.ts'
import { saysMissing, saysMoved, type MissingPageGuard } from './missing-page.ts'
import { readReferences, type Forward, type PageReferences } from './read-references.ts'

export interface VisitMeans {
  readonly http: Http
  readonly signal: AbortSignal
  readonly cookies: CookieJar
  readonly maxBodyBytes: number
  readonly slowMs: number
  readonly missingPages: MissingPageGuard
}

export interface VisitedPage {
  readonly outcome: LinkOutcome
  /** The last answer, if there was one. */
  readonly answer: FetchedPage | null
  /** Where there was none: the redirects that led to nothing. */
  readonly way?: readonly Hop[]
  /** What can be read, when it is a page that works. */
  readonly html: { readonly text: string; readonly encoding: Encoding; readonly references: PageReferences } | null
  /** What is odd about a page that works, in Chinese. */
  readonly warnings: readonly string[]
  /** What is here is what a browser made of it. */
  readonly rendered?: boolean
}

/** Entry pages forward to the real one, rarely more than once. */
const maxForwards = 3

/** Visits `address`; the home page is read wherever it leads and whatever it says. Never throws for what a site does. */
export async function visitPage(means: VisitMeans, address: string, isHome: boolean): Promise<VisitedPage> {
  const { http, signal, cookies, missingPages } = means
  const before: LinkStep[] = []
  let [url, via, elapsedMs]: [string, LinkStep['via'], number] = [address, 'link', 0]
  /** The page before a forward that may not be made: it stands when the forward leads nowhere. */
  let own: (Pick<LinkStep, 'url' | 'via'> & { readonly elapsedMs: number; readonly steps: number }) | null = null
  let mayForward = true
  for (let forwards = 0; ; forwards += 1) {
    const result = await http.fetch(url, { signal, cookies, wantedBytes: wantedBytes(means.maxBodyBytes) })
    const outcome = withSteps(outcomeOf(result, means.slowMs), before, via, elapsedMs)
    const { page } = result
    const opened = page !== undefined && page.status < 400
    if (own !== null && !opened) {
      before.length = own.steps
      ;[url, via, elapsedMs] = [own.url, own.via, own.elapsedMs]
      ;[own, mayForward] = [null, false]
      continue
    }
    if (page === undefined) return { outcome, answer: null, html: null, warnings: [], way: result.failure.hops }
    const works = outcome.outcome === 'ok' || outcome.outcome === 'slow' || outcome.outcome === 'insecure'
    const moved = isHome && (outcome.error === 'redirectedAway' || outcome.error === 'redirectedHome')
    const html = works || moved ? readHtml(page) : null
    if (html === null)
      return { outcome: works ? { ...outcome, missing: 'unreadable' } : outcome, answer: page, html, warnings: [] }
    const { references, encoding } = html
    const forward = mayForward ? (references.forward ?? forwardOf(page)) : null
    const target = forward && linkAddress(forward.href, references.base, encoding)
    // "Not there", and on to the home page: the home page is not what was asked for.
    const regrets = !isHome && forward !== null && saysMissing(references) && !saysMoved(references)
    if (
      forward !== null &&
      !regrets &&
      typeof target === 'string' &&
      forwards < maxForwards &&
      leadsOn(target, page, forwards)
    ) {
      own = forward.certain ? null : { url, via, elapsedMs, steps: before.length }
      before.push(...outcome.chain.slice(before.length))
      ;[url, via, elapsedMs] = [target, forward.via, outcome.elapsedMs ?? 0]
      continue
    }
    const warnings = warningsOf(page, html.mismatch)
    if (isHome) {
      missingPages.learnHome(references, { html: html.text, references: references.references })
      return {
        outcome: moved ? { ...outcome, outcome: 'ok', error: null, reason: '', missing: null } : outcome,
        answer: page,
        html,
        warnings,
      }
    }
    if (isBlank(html)) {
      // For whoever reads columns it is a page all the same: a blank one.
      const blank = answered(page, 'emptyAnswer', `应答 ${page.status}，页面没有任何内容`, null)
      return { outcome: withSteps(blank, before, via, elapsedMs), answer: page, html, warnings }
    }
    const missing = await missingPages.judge(page, references)
    if (missing !== null) {
      const lost = withSteps(answered(page, 'softNotFound', missing, 'unreadable'), before, via, elapsedMs)
      return { outcome: lost, answer: page, html: null, warnings: [] }
    }
    return { outcome: leftTheSite(outcome, address, page), answer: page, html, warnings }
  }
}

/** A small page with nothing to see, and nothing that could make something to see. */
function isBlank({ text, references }: NonNullable<VisitedPage['html']>): boolean {
  if (text.length > 2000 || references.textLength > 0 || references.references.length > 0 || references.title !== '')
    return false
  return !/<(script|img|input|button|canvas|svg|form|object|embed|frame|math|select|table|ul|ol|dl)/i.test(text)
}

/** Browsers obey a `Refresh` header as they do the meta tag. */
function forwardOf(page: FetchedPage): Forward | null {
  const header = headerText(page.headers, 'refresh')
  const match = header === undefined ? null : /^\s*(\d+)[.\d]*\s*[;,]\s*(?:url\s*=)?\s*["']?([^"']+)/i.exec(header)
  return match !== null && Number(match[1]) <= 5 ? { href: match[2]!.trim(), via: 'refresh', certain: true } : null
}

/** A page that forwards to itself is asked again when it has set a cookie; otherwise it only renews itself. */
function leadsOn(target: string, page: FetchedPage, forwards: number): boolean {
  if (addressKey(target) !== addressKey(page.url)) return true
  return forwards === 0 && page.headers.some(([name]) => name.toLowerCase() === 'set-cookie')
}

function leftTheSite(outcome: LinkOutcome, address: string, page: FetchedPage): LinkOutcome {
  if (outcome.outcome !== 'ok' || outcome.chain.every(({ via }) => via === 'link' || via === 'redirect')) return outcome
  const led = ledAway(address, page)
  return led === null ? outcome : { ...led, chain: outcome.chain }
}

function withSteps(
  outcome: LinkOutcome,
  before: readonly LinkStep[],
  via: LinkStep['via'],
  elapsedMs: number,
): LinkOutcome {
  if (before.length === 0) return outcome
  const [first, ...rest] = outcome.chain
  const chain = [...before, ...(first ? [{ ...first, via }, ...rest] : [])]
  return { ...outcome, chain, elapsedMs: (outcome.elapsedMs ?? 0) + elapsedMs }
}

function wantedBytes(maxBodyBytes: number) {
  return (_status: number, contentType: string): number =>
    contentType === '' || /html|xml|text/i.test(contentType) ? maxBodyBytes : 4096
}

/** Reads an answer as a page; `null` when it is none. */
export function readHtml(page: FetchedPage) {
  const contentType = headerText(page.headers, 'content-type') ?? ''
  if (!/html/i.test(contentType)) {
    const markup = /^\s*</.test(page.body.subarray(0, 200).toString('latin1'))
    if (!markup || !/^$|xhtml/i.test(contentType)) return null
  }
  const { text, encoding, mismatch } = decodeText(page.body, contentType)
  return { text, encoding, mismatch, references: readReferences(text, page.url) }
}

function warningsOf(page: FetchedPage, mismatch: string | null): string[] {
  const warnings = [page.oddity ?? null, page.encodingProblem, mismatch]
  return warnings.filter((warning) => warning !== null)
}
