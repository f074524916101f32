/**
 * Fetches one address as a visitor would: own redirect loop (every hop is guarded and recorded), own decompression with
 * a cap, one deadline for everything. The result is a value; hostile servers never make it throw.
 */
import type { Dispatcher } from 'undici'
import type { GatherLimits } from '../limits.ts'
import type { AddressGuard } from './address-guard.ts'
import { decompress } from './decompress.ts'
import { classifyFetchError, codeOf, fetchFailureKinds, type FetchFailureKind } from './failure-class.ts'
import type { HostGate } from './host-gate.ts'

/** Header names and values in the order and with the bytes (latin1) in which they came. */
export type RawHeaders = readonly (readonly [name: string, value: string])[]

/** One answer on the way: a redirect that was followed. */
export interface Hop {
  readonly url: string
  readonly status: number
  readonly headers: RawHeaders
}

export interface FetchedPage {
  /** The address whose answer this is, after all redirects. */
  readonly url: string
  readonly hops: readonly Hop[]
  readonly status: number
  readonly headers: RawHeaders
  /** Decoded body, cut at the limit. */
  readonly body: Buffer
  /** The body is incomplete because a limit was reached. */
  readonly truncated: boolean
  /** Bytes of the body as they came over the wire. */
  readonly wireBytes: number
  /** What was wrong with the content encoding, in Chinese. */
  readonly encodingProblem: string | null
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

export interface FetchRequest {
  readonly signal: AbortSignal
  readonly method?: 'GET' | 'HEAD'
  readonly accept?: string
  /** How many decoded bytes of an answer are wanted; never more than the limit of the settings. */
  readonly wantedBytes?: (status: number, contentType: string) => number
}

export interface FetchMeans {
  readonly dispatcher: Dispatcher
  readonly gate: HostGate
  readonly guard: AddressGuard
  readonly limits: GatherLimits
}

const redirectStatuses = new Set([301, 302, 303, 307, 308])

/** Fetches `address` with redirects. Cookies set on the way are sent back along the way, as sites demand that redirect to themselves. */
export async function fetchPage(means: FetchMeans, address: string, request: FetchRequest): Promise<FetchResult> {
  const hops: Hop[] = []
  const cookies = new Map<string, Map<string, string>>()
  let [url, elapsedMs] = [address, 0]
  const fail = (kind: FetchFailureKind, what: string): FetchResult => ({
    failure: { kind, url, hops, elapsedMs, detail: `${url.slice(0, 500)} ${fetchFailureKinds[kind]}${what}` },
  })
  for (;;) {
    const target = visitable(url)
    if (target === null) return fail('badUrl', '')
    const remainingMs = means.limits.timeoutMs - elapsedMs
    const cookie = cookieHeader(cookies.get(target.hostname))
    const exchange = await exchangeTwice(means, target, request, cookie, remainingMs)
    elapsedMs += exchange.elapsedMs
    if ('kind' in exchange) return fail(exchange.kind, exchange.what)
    const { status, headers } = exchange
    const location = redirectStatuses.has(status) ? headerText(headers, 'location') : undefined
    if (location === undefined) return { page: { ...exchange, url: target.href, hops, elapsedMs } }
    hops.push({ url: target.href, status, headers })
    if (hops.length > means.limits.maxRedirects) return fail('tooManyRedirects', `（${hops.length} 次）`)
    rememberCookies(cookies, target.hostname, headers)
    const next = resolve(location, target)
    if (next === null) return fail('badUrl', `（重定向到 ${location.slice(0, 200)}）`)
    url = next
  }
}

/** Value of a header, first of several, decoded from the bytes that were sent: UTF-8, else GB18030. */
export function headerText(headers: RawHeaders, name: string): string | undefined {
  const value = headers.find(([key]) => key.toLowerCase() === name)?.[1]
  if (value === undefined || !/[\u0080-\u00ff]/.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

type Exchange = Omit<FetchedPage, 'url' | 'hops'> | { kind: FetchFailureKind; what: string; elapsedMs: number }

/** A kept-alive connection may die just as we use it: a reset is tried once more before it is believed. */
async function exchangeTwice(
  means: FetchMeans,
  target: URL,
  request: FetchRequest,
  cookie: string | null,
  remainingMs: number,
): Promise<Exchange> {
  const first = await exchangeOnce(means, target, request, cookie, remainingMs)
  if (!('kind' in first) || first.kind !== 'reset') return first
  const second = await exchangeOnce(means, target, request, cookie, remainingMs - first.elapsedMs)
  return { ...second, elapsedMs: first.elapsedMs + second.elapsedMs }
}

async function exchangeOnce(
  { dispatcher, gate, guard, limits }: FetchMeans,
  target: URL,
  request: FetchRequest,
  cookie: string | null,
  remainingMs: number,
): Promise<Exchange> {
  // A literal address never reaches the resolver, and a pooled connection no connector: asked here for every request.
  const literal = target.hostname.replace(/^\[|\]$/g, '')
  if (/^[\d.]+$|:/.test(literal) && !guard.mayVisit(literal)) return { kind: 'addressRefused', what: '', elapsedMs: 0 }
  const lease = await gate.enter(target.host, request.signal).catch((error: unknown) => error as Error)
  if (!('leave' in lease)) {
    const kind = request.signal.aborted ? 'cancelled' : (classifyFetchError(lease) ?? 'askedToWait')
    return { kind, what: '', elapsedMs: 0 }
  }
  const started = performance.now()
  const since = () => performance.now() - started
  const deadline = new AbortController()
  const stop = () => deadline.abort(request.signal.reason)
  request.signal.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(() => deadline.abort(), Math.max(1, remainingMs))
  let answer: { status: number | null; retryAfter?: string | undefined } = { status: null }
  try {
    const response = await dispatcher.request({
      origin: target.origin,
      path: target.pathname + target.search,
      method: request.method ?? 'GET',
      headers: requestHeaders(limits.userAgent, request.accept, cookie),
      signal: deadline.signal,
      responseHeaders: 'raw',
      // The overall deadline rules; these would restart with every byte.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const headers = pairs(response.headers as unknown as readonly string[])
    const status = response.statusCode
    answer = { status, retryAfter: headerText(headers, 'retry-after') }
    const wanted = Math.min(
      limits.maxBodyBytes,
      redirectStatuses.has(status)
        ? 16_384
        : (request.wantedBytes?.(status, headerText(headers, 'content-type') ?? '') ?? limits.maxBodyBytes),
    )
    const wire = await readBody(response.body, request.method === 'HEAD' ? 0 : wanted)
    const decoded = await decompress(wire.bytes, headerText(headers, 'content-encoding') ?? '', wanted)
    return {
      status,
      headers,
      body: decoded.body,
      truncated: wire.truncated || decoded.truncated,
      wireBytes: wire.bytes.length,
      encodingProblem: decoded.problem,
      elapsedMs: since(),
    }
  } catch (error) {
    if (request.signal.aborted) return { kind: 'cancelled', what: '', elapsedMs: since() }
    if (deadline.signal.aborted) {
      const how = answer.status === null ? '未应答' : `应答 ${answer.status} 后未传完`
      return { kind: 'timeout', what: `（${limits.timeoutMs / 1000} 秒内${how}）`, elapsedMs: since() }
    }
    const kind = classifyFetchError(error)
    if (kind === null) throw error
    const code = codeOf(error)
    return { kind, what: code === null || kind === 'addressRefused' ? '' : `（${code}）`, elapsedMs: since() }
  } finally {
    clearTimeout(timer)
    request.signal.removeEventListener('abort', stop)
    lease.leave(answer)
  }
}

/** Reads at most `maxBytes`; what is longer is cut and its connection closed. */
async function readBody(body: Dispatcher.ResponseData['body'], maxBytes: number) {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    // Leaving the loop destroys the stream and with it the connection.
    if (size > maxBytes) return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: true }
  }
  return { bytes: Buffer.concat(chunks), truncated: false }
}

function requestHeaders(userAgent: string, accept: string | undefined, cookie: string | null): Record<string, string> {
  return {
    'user-agent': userAgent,
    accept: accept ?? 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5',
    'accept-encoding': 'gzip, deflate, br',
    ...(cookie === null ? {} : { cookie }),
  }
}

function visitable(address: string): URL | null {
  const url = URL.parse(address)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null
  url.hash = ''
  return url
}

function resolve(location: string, base: URL): string | null {
  return URL.parse(location.trim(), base.href)?.href ?? null
}

function pairs(raw: readonly string[]): RawHeaders {
  const headers: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) headers.push([raw[index]!, raw[index + 1]!])
  return headers
}

function rememberCookies(jar: Map<string, Map<string, string>>, host: string, headers: RawHeaders): void {
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'set-cookie') continue
    const match = /^([^=;\s]{1,200})=([^;]{0,2000})/.exec(value)
    if (!match) continue
    const own = jar.get(host) ?? new Map<string, string>()
    if (own.size < 50) jar.set(host, own.set(match[1]!, match[2]!))
  }
}

function cookieHeader(own: ReadonlyMap<string, string> | undefined): string | null {
  if (own === undefined || own.size === 0) return null
  const text = [...own].map(([name, value]) => `${name}=${value}`).join('; ')
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : null
}
