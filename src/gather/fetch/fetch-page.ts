/**
 * Fetches one address as a visitor would: own redirect loop (every hop is guarded and recorded), own decompression with
 * a cap, one deadline for everything. The result is a value; hostile servers never make it throw.
 */
import { rememberCookies, cookieHeader, type CookieJar } from './cookies.ts'
import type { CertificateProblem } from './certificate.ts'
import { exchange, type Answer, type Exchange, type ExchangeMeans } from './exchange.ts'
import { headerText, redirectStatuses, type RawHeaders } from './headers.ts'
import type { FetchRequest, SentRequest } from './request.ts'
import { fetchFailureKinds, type FetchFailureKind } from './failure-class.ts'

/** One answer on the way: a redirect that was followed. */
export interface Hop {
  readonly url: string
  readonly status: number
  readonly headers: RawHeaders
  readonly sent?: SentRequest
}

export interface FetchedPage {
  /** The address whose answer this is, after all redirects. */
  readonly url: string
  readonly hops: readonly Hop[]
  readonly status: number
  readonly headers: RawHeaders
  /** What was asked to get it. */
  readonly sent?: SentRequest
  /** Decoded body, cut at the limit. */
  readonly body: Buffer
  /** The body is incomplete because a limit was reached. */
  readonly truncated: boolean
  /** Bytes of the body as they came over the wire. */
  readonly wireBytes: number
  /** What was wrong with the content encoding, in Chinese. */
  readonly encodingProblem: string | null
  /** The content encoding could not be read at all: a browser shows an error. */
  readonly encodingFailed?: boolean
  /** What was odd about an answer that could be read all the same, in Chinese. */
  readonly oddity?: string | null
  /** A certificate on the way that browsers warn about. */
  readonly certificate?: CertificateProblem | null
  /** Milliseconds spent on the network, waiting for our turn at the host not included. */
  readonly elapsedMs: number
}

export interface FetchFailure {
  readonly kind: FetchFailureKind
  /** One sentence in Chinese with the address and what happened. */
  readonly detail: string
  /** Where it happened: the last address asked. */
  readonly url: string
  readonly hops: readonly Hop[]
  readonly elapsedMs: number
}

export type FetchResult =
  | { readonly page: FetchedPage; readonly failure?: undefined }
  | { readonly failure: FetchFailure; readonly page?: undefined }

/** So often a host that asks for a pause is asked again. */
const maxWaits = 2
/** An error of the server that may be gone a moment later is asked about once more; a host that has many of them is not. */
const [mayBeGone, maxSecondChances] = [new Set([500, 502, 503, 504]), 50]

/** Fetches `address` with redirects. Cookies set on the way are sent back along the way, as sites demand that redirect to themselves. */
export async function fetchPage(means: ExchangeMeans, address: string, request: FetchRequest): Promise<FetchResult> {
  const hops: Hop[] = []
  const seen = new Set<string>()
  const cookies: CookieJar = request.cookies ?? new Map()
  let [url, elapsedMs, waits] = [address, 0, 0]
  let certificate: CertificateProblem | null = null
  const fail = (kind: FetchFailureKind, what: string): FetchResult => ({
    failure: { kind, url, hops, elapsedMs, detail: `${url.slice(0, 500)} ${fetchFailureKinds[kind]}${what}` },
  })
  const patienceMs = Math.min(means.limits.timeoutMs, request.timeoutMs ?? means.limits.timeoutMs)
  for (;;) {
    const target = visitable(url)
    if (target === null) return fail(hops.length > 0 ? 'badRedirect' : 'badUrl', '')
    const cookie = cookieHeader(cookies, target.hostname)
    // The same address with the same cookies can only give the same answer.
    const step = `${target.href} ${cookie ?? ''}`
    if (seen.has(step)) return fail('redirectLoop', '')
    seen.add(step)
    const answer = await exchangeTwice(means, target, request, cookie, patienceMs - elapsedMs)
    elapsedMs += answer.elapsedMs
    if ('kind' in answer) return fail(answer.kind, answer.what)
    certificate ??= answer.certificate
    const { status, headers } = answer
    const isNewCookie = rememberCookies(cookies, target.hostname, headers)
    const waited = waits < maxWaits && asksAgain(answer, isNewCookie)
    if (!request.once && (waited || (waits === 0 && hasSecondChance(means, target.host, status)))) {
      waits += 1
      seen.delete(step)
      continue
    }
    const followed = redirectStatuses.has(status) && !request.confidential
    const location = followed ? headerText(headers, 'location') : undefined
    // An empty one is none: browsers show what came with it.
    if (location === undefined || location.trim() === '')
      return { page: { ...answer, certificate, url: target.href, hops, elapsedMs } }
    hops.push({ url: target.href, status, headers, sent: answer.sent })
    const next = isAmbiguous(headers) ? null : resolve(location, target)
    if (next === null) return fail('badRedirect', `（${location.slice(0, 200)}）`)
    if (hops.length > means.limits.maxRedirects) return fail('tooManyRedirects', `（${hops.length} 次）`)
    url = next
  }
}

/** A host that wants a pause is asked again after it (the gate waits), and a guard that has just handed out a cookie at once. */
function asksAgain({ status, headers }: Answer, isNewCookie: boolean): boolean {
  if (status === 429 || (status === 503 && headerText(headers, 'retry-after') !== undefined)) return true
  return (status === 403 || status === 401) && isNewCookie
}

function hasSecondChance({ secondChances }: ExchangeMeans, host: string, status: number): boolean {
  if (!mayBeGone.has(status)) return false
  if (secondChances.size > 10_000) secondChances.clear()
  const given = secondChances.get(host) ?? 0
  secondChances.set(host, given + 1)
  return given < maxSecondChances
}

/**
 * A kept-alive connection may die just as we use it: a reset is tried once more before it is believed, on a new connection,
 * because the others that were kept may have died with it.
 */
async function exchangeTwice(
  means: ExchangeMeans,
  target: URL,
  request: FetchRequest,
  cookie: string | null,
  remainingMs: number,
): Promise<Exchange> {
  const first = await exchange(means, target, request, cookie, remainingMs)
  if (!('kind' in first) || first.kind !== 'reset') return first
  const second = await exchange({ ...means, ...means.fresh }, target, request, cookie, remainingMs - first.elapsedMs)
  return { ...second, elapsedMs: first.elapsedMs + second.elapsedMs }
}

function visitable(address: string): URL | null {
  const url = URL.parse(address)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  if (url.hostname === '') return null
  // Browsers open such addresses, too; what is written in them is never sent.
  ;[url.username, url.password, url.hash] = ['', '', '']
  return url
}

/** Browsers go nowhere when two `Location` headers contradict each other. */
function isAmbiguous(headers: RawHeaders): boolean {
  const all = headers.filter(([name]) => name.toLowerCase() === 'location').map(([, value]) => value)
  return new Set(all).size > 1
}

/** The address that a `Location` header names. Only addresses of the web can be followed. */
function resolve(location: string, base: URL): string | null {
  const url = URL.parse(location.trim(), base.href)
  return url === null || !/^https?:$/.test(url.protocol) ? null : url.href
}
