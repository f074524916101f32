/**
 * robots.txt (RFC 9309). Campaigns and `mingcha check` obey it for the pages of a site, unless a written authority says
 * otherwise; the single check of a link to another site does not ask for that site's rules.
 */
import robots from 'robots-parser'
import { decodeText } from './charset.ts'
import type { FetchedPage } from './fetch-page.ts'
import { headerText } from './headers.ts'
import type { Http } from './http.ts'

export interface Robots {
  /**
   * `rules`: the file was read; `none`: there is none, everything may be visited; `unavailable`: the server failed, and
   * RFC 9309 2.3.1.4 then forbids everything.
   */
  readonly state: 'rules' | 'none' | 'unavailable'
  /** What was answered, in Chinese. */
  readonly detail: string
  allows(url: string): boolean
}

/** A written permission to visit what robots.txt forbids. */
export interface RobotsAuthority {
  /** 文号 */
  readonly documentNumber: string
  /** Who gave it; empty when only the document is named. */
  readonly authority: string
}

/** The package is CommonJS: what Node imports is the function; its types are read differently by Node's rules and bundlers'. */
const parseRobots = robots as unknown as (
  url: string,
  text: string,
) => { isAllowed(url: string, agent: string): boolean | undefined }

const nobody: ReadonlySet<string> = new Set(['dns', 'refused', 'tls'])

/** RFC 9309 2.5 asks for at least 500 kB. */
const maxBytes = 512_000

/** Reads the rules of an origin for our user agent; `keep` is given what was answered. Never throws for what a server does. */
export async function readRobots(
  http: Http,
  origin: string,
  userAgent: string,
  signal: AbortSignal,
  keep: (page: FetchedPage) => Promise<void> = async () => undefined,
): Promise<Robots> {
  const url = new URL('/robots.txt', origin).href
  const { page, failure } = await http.fetch(url, {
    signal,
    accept: 'text/plain,*/*;q=0.5',
    wantedBytes: () => maxBytes,
  })
  // Where nobody answers at all, there is nobody to forbid anything: the links say the same, and why.
  if (failure && nobody.has(failure.kind)) return { state: 'none', detail: failure.detail, allows: () => true }
  if (failure) return { state: 'unavailable', detail: failure.detail, allows: () => false }
  await keep(page)
  if (page.status >= 500 && page.status !== 521) {
    return { state: 'unavailable', detail: `${url} 应答 ${page.status}`, allows: () => false }
  }
  if (page.status !== 200) return { state: 'none', detail: `${url} 应答 ${page.status}`, allows: () => true }
  const { text } = decodeText(page.body, headerText(page.headers, 'content-type') ?? '')
  const rules = parseRobots(url, text)
  const product = userAgent.split('/')[0] ?? userAgent
  return {
    state: 'rules',
    detail: url,
    allows: (address) => new URL(address).pathname === '/robots.txt' || rules.isAllowed(address, product) !== false,
  }
}

/** The rules as they hold under a written authority; `onUse` is told of each address that only the authority allows. */
export function withAuthority(
  rules: Robots,
  authority: RobotsAuthority | null,
  onUse: (url: string) => void = () => undefined,
): Robots {
  if (authority === null) return rules
  return {
    ...rules,
    allows(url) {
      if (!rules.allows(url)) onUse(url)
      return true
    },
  }
}
