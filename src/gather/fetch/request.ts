/** What may be asked of the network, besides the address. */
import type { CookieJar } from './cookies.ts'
import type { RawHeaders } from './headers.ts'

export interface FetchRequest {
  readonly signal: AbortSignal
  readonly method?: 'GET' | 'HEAD'
  readonly accept?: string
  /** How many decoded bytes of an answer are wanted; never more than the limit of the settings. */
  readonly wantedBytes?: (status: number, contentType: string) => number
  /** Patience, if less than that of the settings. */
  readonly timeoutMs?: number
  /** Cookies of the visit so far; without it each fetch starts with none. */
  readonly cookies?: CookieJar
}

/** A request as it went over the wire. */
export interface SentRequest {
  readonly method: 'GET' | 'HEAD'
  readonly headers: RawHeaders
  /** IP address of the server that answered; `null` when it is not known. */
  readonly remoteAddress: string | null
}
