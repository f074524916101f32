/** What the official interfaces of platforms have in common: JSON answers, secrets that no message may show, raw bytes. */
import type { z } from 'zod'
import { failedReading, type SourceReading } from '../../registry/source-reading.ts'
import { outcomeOf } from '../crawl/link-outcome.ts'
import type { FetchResult } from '../fetch/fetch-page.ts'
import { isTimeout } from '../fetch/failure-class.ts'
import { headerText } from '../fetch/headers.ts'
import type { FetchRequest } from '../fetch/request.ts'
import { retryAfterMs } from '../fetch/host-gate.ts'
import type { SourceVisit } from './adapter.ts'

/** What a platform said instead of posts, in the terms of a reading. */
export interface Refusal {
  readonly outcome: 'blocked' | 'unreachable' | 'unreadable'
  readonly detail: string
  /** Milliseconds until it may be asked again. */
  readonly waitMs?: number
  readonly bytes?: Buffer
  readonly timedOut?: boolean
}

export type ApiAnswer<Value> = { readonly value: Value; readonly bytes: Buffer } | { readonly refusal: Refusal }

interface ApiRequest {
  readonly url: string
  /** Sent as JSON by POST; without it, GET. */
  readonly body?: object
  /** What may not appear in any message. */
  readonly secrets: readonly string[]
  /** Named in messages: 微信公众号接口. */
  readonly title: string
}

/** Asks an interface for JSON of a shape. An error code of the platform is a value of its own shape: see `refusedBy`. */
export async function askApi<Value>(
  visit: Pick<SourceVisit, 'http' | 'signal' | 'timeoutMs' | 'maxBytes'>,
  { url, body, secrets, title }: ApiRequest,
  shape: z.ZodType<Value>,
  refusedBy: (answer: unknown) => Refusal | null,
): Promise<ApiAnswer<Value>> {
  const { http, signal, timeoutMs, maxBytes } = visit
  const sent: Partial<FetchRequest> =
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8' } }
  const accept = 'application/json'
  const wantedBytes = () => maxBytes
  const result = await http.fetch(url, {
    signal,
    timeoutMs,
    accept,
    wantedBytes,
    confidential: true,
    once: true,
    ...sent,
  })
  const hidden = (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
  const refuse = ({ bytes, ...refusal }: Refusal): ApiAnswer<Value> => {
    // An answer that repeats a secret is not kept.
    const kept = bytes !== undefined && !secrets.some((secret) => bytes.includes(secret))
    return { refusal: { ...refusal, ...(kept ? { bytes } : {}), detail: `${title}${hidden(refusal.detail)}` } }
  }
  const read = readJson(result)
  if (read !== undefined) {
    const said = refusedBy(read.value)
    if (said !== null) return refuse({ ...said, bytes: read.bytes })
  }
  const refused = refusalOf(result, maxBytes)
  if (refused !== null) return refuse(refused)
  const parsed = shape.safeParse(read?.value)
  if (parsed.success) return { value: parsed.data, bytes: read!.bytes }
  return refuse({ outcome: 'unreadable', detail: '的应答不是约定的内容', ...(read ? { bytes: read.bytes } : {}) })
}

function readJson({ page }: FetchResult): { readonly value: unknown; readonly bytes: Buffer } | undefined {
  if (page === undefined || page.truncated) return undefined
  try {
    return { value: JSON.parse(page.body.toString('utf8')) as unknown, bytes: page.body }
  } catch {
    return undefined
  }
}

/** An answer without an error code of the platform that is no answer all the same: a firewall, a proxy, an outage. */
function refusalOf(result: FetchResult, maxBytes: number): Refusal | null {
  const { missing, reason } = outcomeOf(result)
  const { page } = result
  if (page?.truncated) return { outcome: 'unreadable', detail: `的应答超过 ${maxBytes} 字节或没有传完` }
  if (missing === null) return null
  const outcome = missing === 'blocked' || missing === 'unreachable' ? missing : 'unreadable'
  const waitMs = page === undefined ? 0 : retryAfterMs(headerText(page.headers, 'retry-after'))
  const timedOut = isTimeout(result.failure?.kind)
  const detail = `：${reason}`
  return { outcome, detail, timedOut, ...(waitMs > 0 ? { waitMs } : {}), ...(page ? { bytes: page.body } : {}) }
}

/** The reading that a refusal is. */
export function refusedReading({ outcome, detail, waitMs, bytes, timedOut }: Refusal, capturedAt: Date): SourceReading {
  const raw = bytes === undefined ? null : { bytes, complete: true, mediaType: 'application/json' }
  return failedReading(outcome, detail, capturedAt.toISOString(), {
    raw,
    waitMs: waitMs ?? null,
    timedOut: timedOut ?? false,
  })
}

/** The pages of a list as one raw answer, one a line. */
export function rawPages(pages: readonly Buffer[]): SourceReading['raw'] {
  const bytes = Buffer.concat(pages.flatMap((page, index) => (index === 0 ? [page] : [Buffer.from('\n'), page])))
  return { bytes, complete: true, mediaType: pages.length === 1 ? 'application/json' : 'application/x-ndjson' }
}
