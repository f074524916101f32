/**
 * One request and its answer. Where the strict client gives up, somebody more lenient is asked before the server is called
 * dead: a reader that forgives what browsers forgive, and a connection that notes a bad certificate instead of ending.
 */
import type { buildConnector, Dispatcher } from 'undici'
import type { GatherLimits } from '../limits.ts'
import type { AddressGuard } from './address-guard.ts'
import { isCertificateError, type CertificateProblem } from './certificate.ts'
import { decompress } from './decompress.ts'
import { classifyFetchError, codeOf, type FetchFailureKind } from './failure-class.ts'
import { headerText, redirectStatuses, type RawHeaders } from './headers.ts'
import type { HostGate } from './host-gate.ts'
import { lenientExchange, lenientHeaders } from './lenient-exchange.ts'
import type { Connections } from './connection-facts.ts'
import type { LoadLedger } from './load-ledger.ts'
import { readAnswer, type Progress } from './read-answer.ts'
import { pathOf, type FetchRequest, type SentRequest } from './request.ts'
import { CrawlStopped, type Stops } from './stops.ts'

export interface ExchangeMeans {
  readonly dispatcher: Dispatcher
  /** For origins whose certificate is known to be bad. */
  readonly unverified: Dispatcher
  /** The same two, with a new connection for every request. */
  readonly fresh: Pick<ExchangeMeans, 'dispatcher' | 'unverified'>
  /** Connections for the lenient reader. */
  readonly connect: buildConnector.connector
  /** How often an error of a server was asked about once more, by host. */
  readonly secondChances: Map<string, number>
  /** What is wrong with certificates, by origin. */
  readonly certificates: Map<string, CertificateProblem>
  /** What is known of the connections, by origin. */
  readonly connections: Connections
  readonly gate: HostGate
  readonly stops: Stops
  readonly load: LoadLedger
  readonly guard: AddressGuard
  readonly limits: GatherLimits
}

export interface Answer {
  readonly sent: SentRequest
  readonly status: number
  readonly headers: RawHeaders
  readonly body: Buffer
  readonly truncated: boolean
  readonly wireBytes: number
  readonly encodingProblem: string | null
  readonly encodingFailed: boolean
  readonly oddity: string | null
  readonly certificate: CertificateProblem | null
  readonly elapsedMs: number
}

export interface Trouble {
  readonly kind: FetchFailureKind
  readonly what: string
  readonly elapsedMs: number
}
export type Exchange = Answer | Trouble

/** An answer before its content encoding is undone. */
interface Wire {
  readonly sent: SentRequest
  readonly status: number
  readonly headers: RawHeaders
  readonly bytes: Buffer
  readonly truncated: boolean
  readonly oddity: string | null
}

/** Asks once, when the gate lets us. `remainingMs` is what is left of the patience; waiting for the gate does not count. */
export async function exchange(
  means: ExchangeMeans,
  target: URL,
  request: FetchRequest,
  cookie: string | null,
  remainingMs: number,
): Promise<Exchange> {
  // A literal address never reaches the resolver, and a pooled connection no connector: asked here for every request.
  const { hostname } = target
  if (isLiteral(hostname) && !means.guard.mayVisit(hostname.replace(/^\[|\]$/g, ''))) {
    return { kind: 'addressRefused', what: '', elapsedMs: 0 }
  }
  if (means.stops.isStopped(target.host)) return stopped
  const lease = await means.gate.enter(target.host, request.signal).catch((error: unknown) => error as Error)
  if (!('leave' in lease)) {
    const kind = request.signal.aborted ? 'cancelled' : (classifyFetchError(lease) ?? 'askedToWait')
    return { kind, what: '', elapsedMs: 0 }
  }
  // It may have been stopped while we waited for our turn.
  if (means.stops.isStopped(target.host)) {
    lease.leave({ status: null })
    return stopped
  }
  const started = performance.now()
  const deadline = new AbortController()
  const stop = () => deadline.abort(request.signal.reason)
  request.signal.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(stop, Math.max(1, remainingMs))
  const unwatch = means.stops.watch(target.host, deadline)
  const progress: Progress = { status: null, headers: [], bytes: 0, answeredAt: null }
  try {
    const wire = await ask(means, target, request, cookie, deadline.signal, progress)
    // What we take to unpack it is no slowness of theirs.
    const elapsedMs = performance.now() - started
    return { ...(await decoded(wire, means, target, request)), elapsedMs }
  } catch (error) {
    return {
      ...troubleOf(error, request, deadline.signal, progress, means.limits),
      elapsedMs: performance.now() - started,
    }
  } finally {
    clearTimeout(timer)
    unwatch()
    request.signal.removeEventListener('abort', stop)
    const { status, headers, bytes } = progress
    const answerMs = (progress.answeredAt ?? performance.now()) - started
    means.load.note(target.host, { status, bytes, answerMs })
    const [retryAfter, date] = [headerText(headers, 'retry-after'), headerText(headers, 'date')]
    lease.leave({ status, retryAfter, date, answerMs })
  }
}

const stopped: Trouble = { kind: 'stopped', what: '', elapsedMs: 0 }

async function ask(
  means: ExchangeMeans,
  target: URL,
  request: FetchRequest,
  cookie: string | null,
  signal: AbortSignal,
  progress: Progress,
): Promise<Wire> {
  const verified = request.confidential === true || !means.certificates.has(target.origin)
  try {
    return await strictly(
      verified ? means.dispatcher : means.unverified,
      means,
      target,
      request,
      cookie,
      signal,
      progress,
    )
  } catch (error) {
    if (signal.aborted || request.confidential) throw error
    if (verified && isCertificateError(codeOfCause(error))) {
      means.certificates.set(target.origin, 'certificateUntrusted')
      return ask(means, target, request, cookie, signal, progress)
    }
    if (classifyFetchError(error) !== 'badHttp') throw error
    const method = request.method ?? 'GET'
    const headers = lenientHeaders(target, requestHeaders(means.limits.userAgent, request, cookie))
    const answer = await lenientExchange(means.connect, {
      target,
      method,
      headers,
      maxBytes: means.limits.maxBodyBytes,
      signal,
    })
    if (answer === null) throw error
    const { body, ...head } = answer
    Object.assign(progress, { status: answer.status, headers: answer.headers, bytes: body.length })
    progress.answeredAt ??= performance.now()
    const { remoteAddress } = means.connections.of(target.origin)
    const sent = { method, headers: Object.entries(headers), remoteAddress }
    return { ...head, sent, bytes: body, oddity: '应答不合 HTTP 规范，浏览器可以打开' }
  }
}

async function strictly(
  dispatcher: Dispatcher,
  { limits, connections }: ExchangeMeans,
  target: URL,
  request: FetchRequest,
  cookie: string | null,
  signal: AbortSignal,
  progress: Progress,
): Promise<Wire> {
  const method = request.method ?? 'GET'
  const own = requestHeaders(limits.userAgent, request, cookie)
  const { origin } = target
  const answer = await readAnswer(
    dispatcher,
    {
      origin,
      path: pathOf(target),
      method,
      headers: own,
      body: request.body ?? null,
      // The overall deadline rules; these would restart with every byte.
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    (status, headers) => wantedBytes(limits, request, status, headers),
    signal,
    progress,
  )
  // What the client adds by itself stands first.
  const added = { host: target.host, connection: 'keep-alive' }
  return { ...answer, sent: { method, headers: Object.entries({ ...added, ...own }), ...connections.of(origin) } }
}

function outdated(connections: Connections, origin: string): CertificateProblem | null {
  const protocol = origin.startsWith('https:') ? connections.facts(origin).tls?.protocol : null
  return protocol === 'TLSv1' || protocol === 'TLSv1.1' ? 'tlsOutdated' : null
}

function wantedBytes(limits: GatherLimits, request: FetchRequest, status: number, headers: RawHeaders): number {
  if (redirectStatuses.has(status)) return Math.min(limits.maxBodyBytes, 16_384)
  const wanted = request.wantedBytes?.(status, headerText(headers, 'content-type') ?? '')
  return Math.min(limits.maxBodyBytes, wanted ?? limits.maxBodyBytes)
}

async function decoded(wire: Wire, means: ExchangeMeans, target: URL, request: FetchRequest) {
  const { status, headers, bytes } = wire
  const encoding = headerText(headers, 'content-encoding')
  const certificate = means.certificates.get(target.origin) ?? outdated(means.connections, target.origin)
  const plain = { status, headers, sent: wire.sent, oddity: wire.oddity, certificate, wireBytes: bytes.length }
  if (encoding === undefined) {
    return { ...plain, body: bytes, truncated: wire.truncated, encodingProblem: null, encodingFailed: false }
  }
  const result = await decompress(bytes, encoding, wantedBytes(means.limits, request, status, headers))
  return {
    ...plain,
    body: result.body,
    truncated: wire.truncated || result.truncated,
    encodingProblem: result.problem,
    encodingFailed: result.failed === true && bytes.length > 0,
  }
}

function troubleOf(
  error: unknown,
  request: FetchRequest,
  deadline: AbortSignal,
  { status }: Progress,
  limits: GatherLimits,
): Omit<Trouble, 'elapsedMs'> {
  if (request.signal.aborted) return { kind: 'cancelled', what: '' }
  if (deadline.reason instanceof CrawlStopped) return { kind: 'stopped', what: '' }
  if (deadline.aborted) {
    const seconds = Math.min(limits.timeoutMs, request.timeoutMs ?? limits.timeoutMs) / 1000
    return status === null
      ? { kind: 'timeout', what: `（${seconds} 秒内未应答）` }
      : { kind: 'bodyTimeout', what: `（${seconds} 秒内应答 ${status} 后未传完）` }
  }
  const kind = classifyFetchError(error)
  if (kind === null) throw error
  const code = codeOf(error)
  return { kind, what: code === null || kind === 'addressRefused' ? '' : `（${code}）` }
}

function codeOfCause(error: unknown): string | null {
  return codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null)
}

function isLiteral(hostname: string): boolean {
  const last = hostname.charCodeAt(hostname.length - 1)
  // The URL parser has made every form of an IPv4 address end in a digit, and of an IPv6 address in a bracket.
  return last === 0x5d || (last >= 0x30 && last <= 0x39)
}

function requestHeaders(
  userAgent: string,
  { accept, headers }: Pick<FetchRequest, 'accept' | 'headers'>,
  cookie: string | null,
): Record<string, string> {
  return {
    'user-agent': userAgent,
    accept: accept ?? 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5',
    'accept-encoding': 'gzip, deflate, br',
    ...(cookie === null ? {} : { cookie }),
    ...headers,
  }
}
