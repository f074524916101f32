/** Looks again at links of a site that failed before: only these, as politely as always. */
import { isFailure } from '../evidence/link-errors.ts'
import { createLinkChecker } from './crawl/check-link.ts'
import { sameSite } from './crawl/link-address.ts'
import { outcomeOf, type LinkOutcome } from './crawl/link-outcome.ts'
import { createMissingPageGuard } from './crawl/missing-page.ts'
import { visitPage } from './crawl/visit-page.ts'
import type { CookieJar } from './fetch/cookies.ts'
import type { Http } from './fetch/http.ts'
import { readRobots, withAuthority, type Robots, type RobotsAuthority } from './fetch/robots.ts'
import type { GatherLimits } from './limits.ts'

export interface RecheckSettings {
  readonly http: Http
  readonly limits: GatherLimits
  readonly signal: AbortSignal
  readonly robotsAuthority?: RobotsAuthority | null | undefined
}

export interface LinkToRecheck {
  readonly url: string
  /** `page`: read as a page of the site; anything else is only asked for. */
  readonly kind: 'page' | 'media'
}

/** `failed`, `opened`, or `unknown`: blocked, forbidden or not asked. */
export type Rechecked = 'failed' | 'opened' | 'unknown'

const inFlight = 8

/**
 * Visits the links once. `null` when the site's home page does not answer: then the site or our own way to the network is
 * down, and nothing is learnt about single links.
 */
export async function recheckLinks(
  home: string,
  links: readonly LinkToRecheck[],
  { http, limits, signal, robotsAuthority = null }: RecheckSettings,
): Promise<ReadonlyMap<string, Rechecked> | null> {
  const cookies: CookieJar = new Map()
  const isInternal = (url: string) => sameSite(new URL(home).host, URL.parse(url)?.host ?? '')
  const missingPages = createMissingPageGuard(
    (url, request) => http.fetch(url, { signal, cookies, ...request }),
    isInternal,
  )
  const means = { http, signal, cookies, maxBodyBytes: limits.maxBodyBytes, slowMs: limits.slowMs, missingPages }
  const { check: checkLink } = createLinkChecker({
    http,
    signal,
    cookies,
    archive: { store: () => Promise.resolve(), storeWay: () => Promise.resolve() },
    slowMs: limits.slowMs,
  })
  const rules = new Map<string, Promise<Robots>>()
  const rulesOf = ({ origin }: URL) => {
    const known = rules.get(origin)
    if (known !== undefined) return known
    const asked = readRobots(http, origin, limits.userAgent, signal).then((read) =>
      withAuthority(read, robotsAuthority),
    )
    rules.set(origin, asked)
    return asked
  }

  const first = await http.fetch(home, { signal, cookies, wantedBytes: () => 1024 })
  if (outcomeOf(first).failure !== null) return null

  async function look({ url, kind }: LinkToRecheck): Promise<Rechecked> {
    const target = URL.parse(url)
    if (target === null) return 'unknown'
    const internal = isInternal(url)
    if (internal && !(await rulesOf(target)).allows(url)) return 'unknown'
    if (!internal && !limits.checkExternal) return 'unknown'
    const visited =
      internal && kind === 'page' ? await visitPage(means, url, false) : await checkLink({ url, kind, internal })
    return meaning(visited.outcome)
  }

  const results = new Map<string, Rechecked>()
  const waiting = links.values()
  const worker = async () => {
    for (const link of waiting) if (!signal.aborted) results.set(link.url, await look(link))
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return results
}

function meaning({ outcome }: LinkOutcome): Rechecked {
  if (isFailure(outcome)) return 'failed'
  return outcome === 'blocked' || outcome === 'unchecked' ? 'unknown' : 'opened'
}
