/** What may be asked of the network, besides the address. */
import type { CookieJar } from './cookies.ts'
import type { RawHeaders } from './headers.ts'

export interface FetchRequest {
  readonly signal: AbortSignal
  readonly method?: 'GET' | 'POST'
  readonly accept?: string
  /** Further headers, e.g. of a conditional request; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** What a POST sends. */
  readonly body?: string
  /** Whoever asks for a pause is not asked again: the caller comes back later. */
  readonly once?: boolean
  /** Carries a credential: only a verified certificate will do, and redirects are not followed. */
  readonly confidential?: boolean
  /** How many decoded bytes of an answer are wanted; never more than the limit of the settings. */
  readonly wantedBytes?: (status: number, contentType: string) => number
  /** Patience, if less than that of the settings. */
  readonly timeoutMs?: number
  /** Cookies of the visit so far; without it each fetch starts with none. */
  readonly cookies?: CookieJar
}

/** A request as it went over the wire. */
export interface SentRequest {
  readonly method: 'GET' | 'POST'
  readonly headers: RawHeaders
  /** IP address of the server that answered; `null` when it is not known. */
  readonly remoteAddress: string | null
}

/** What is asked of the server: an empty query (`/x?`) is one, and browsers send it. */
export function pathOf({ origin, href }: URL): string {
  return href.slice(href.indexOf(origin) + origin.length).replace(/#.*$/, '')
}
