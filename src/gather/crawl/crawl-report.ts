/** What the crawl saw of the links of a site. */
import type { RobotsAuthority } from '../fetch/robots.ts'
import type { LinkPlace } from '../../evidence/links.ts'
import type { KnownLink } from './link-register.ts'

export interface CrawlReport {
  readonly pagesRead: number
  /** Pages of the site that were found, read or not. */
  readonly pagesKnown: number
  /** `result: null` when a link was not checked because a limit was reached. */
  readonly links: Iterable<KnownLink>
  /** Links that were found, but not even listed. */
  readonly unlisted: number
  readonly anchors: readonly (LinkPlace & { readonly url: string })[]
  readonly warnings: readonly { readonly url: string; readonly message: string }[]
  /** The written authority that robots.txt was overridden with, and for how many addresses. */
  readonly robotsAuthority?: RobotsAuthority & { readonly addresses: number }
  /** Why it ended, and every limit that was reached; at least one. */
  readonly stoppedBecause: readonly string[]
}
