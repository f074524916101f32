/** What may be asked of the network, besides the address. */
import type { CookieJar } from './cookies.ts'

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
