/**
 * What the archive keeps of a site besides the answers themselves: everything that a page kept as proof loads, so that it can
 * be replayed, and the pages on which links stand that do not work. Bounded; a limit that was reached is said.
 */
import type { LinkOutcomeName } from '../../evidence/link-errors.ts'
import type { Archive } from '../archive/wacz.ts'
import type { CookieJar } from '../fetch/cookies.ts'
import type { FetchedPage } from '../fetch/fetch-page.ts'
import type { Http } from '../fetch/http.ts'
import { addressKey, isWebAddress, linkAddress } from './link-address.ts'
import type { KnownLink } from './link-register.ts'
import type { PageReferences } from './read-references.ts'
import type { VisitedPage } from './visit-page.ts'

export interface ProofMeans {
  readonly http: Http
  readonly archive: Archive
  readonly signal: AbortSignal
  readonly cookies: CookieJar
  /** Whether an address may be asked for at all: rules of the site, external addresses. */
  readonly mayAsk: (url: string) => Promise<boolean>
  /** Visits a page again. */
  readonly visit: (url: string) => Promise<VisitedPage>
}

/** What a page or style sheet refers to. */
interface Loading {
  readonly base: string
  readonly references: readonly Pick<PageReferences['references'][number], 'kind' | 'href'>[]
}

export interface Proof {
  /** Stores a page; from now on the answers of what it loads are wanted. */
  keepPage(answer: FetchedPage, html: VisitedPage['html']): Promise<void>
  /** Decoded bytes that are wanted of an address; 0 when no page kept as proof loads it. */
  wantedBytes(url: string): number
  /** Stores the answer of an address that was wanted. */
  keepResource(url: string, answer: FetchedPage): Promise<void>
  /** A style sheet that is wanted loads more. */
  want(this: void, page: Loading, encoding: string): void
  /** Fetches the pages on which the broken links among `links` stand, and everything wanted that nobody asked for yet. */
  complete(links: Iterable<KnownLink>): Promise<void>
  /** Limits that were reached, in Chinese. */
  readonly limits: ReadonlySet<string>
}

const maxResourceBytes = 3_000_000
const [perPage, perSite, maxSiteBytes] = [150, 1000, 200_000_000]
/** Asked for only to complete the archive, besides what the crawl asks for anyway. */
const [maxPagesAgain, maxExtra, atOnce] = [50, 100, 4]
const concerned: ReadonlySet<LinkOutcomeName> = new Set([
  'broken',
  'unreachable',
  'redirected-away',
  'wrong-target',
  'insecure',
])
const loaded: ReadonlySet<string> = new Set(['image', 'style', 'script'])

export function createProof({ http, archive, signal, cookies, mayAsk, visit }: ProofMeans): Proof {
  /** Address by key; `null` when it was asked for. */
  const wanted = new Map<string, string | null>()
  const limits = new Set<string>()
  let bytes = 0

  function want({ base, references }: Loading, encoding: string): void {
    let count = 0
    for (const { kind, href } of references) {
      if (!loaded.has(kind)) continue
      const url = linkAddress(href, base, encoding)
      if (!url || !isWebAddress(url)) continue
      const key = addressKey(url)
      if (wanted.has(key)) continue
      count += 1
      if (count > perPage) return void limits.add(`网页存档中每个页面最多存 ${perPage} 个资源`)
      if (wanted.size >= perSite) return void limits.add(`网页存档最多存 ${perSite} 个资源`)
      wanted.set(key, url)
    }
  }

  async function keepPage(answer: FetchedPage, html: VisitedPage['html']): Promise<void> {
    await archive.store(answer, html?.references.title ?? '', html?.references.text)
    if (html !== null) want(html.references, html.encoding)
  }

  async function keepResource(url: string, answer: FetchedPage): Promise<void> {
    if (!wanted.has(addressKey(url))) return
    wanted.set(addressKey(url), null)
    if (bytes + answer.body.length > maxSiteBytes) return void limits.add(`网页存档的资源已达 ${maxSiteBytes} 字节`)
    bytes += answer.body.length
    await archive.storeResource(answer)
  }

  async function complete(links: Iterable<KnownLink>): Promise<void> {
    await inTurns(pagesOf(links), async (url) => {
      if (!(await mayAsk(url))) return
      const { answer, html } = await visit(url)
      if (answer !== null) await keepPage(answer, html)
    })
    const missing = [...wanted.values()].filter((url): url is string => url !== null && !archive.has(url))
    if (missing.length > maxExtra)
      limits.add(`只为存档另取了 ${maxExtra} 个资源，还有 ${missing.length - maxExtra} 个没有取`)
    await inTurns(missing.slice(0, maxExtra), async (url) => {
      if (!(await mayAsk(url))) return
      const { page } = await http.fetch(url, { signal, cookies, wantedBytes: () => maxResourceBytes })
      if (page !== undefined) await keepResource(url, page)
    })
  }

  /** One page for each link that does not work: where it stands first. */
  function pagesOf(links: Iterable<KnownLink>): string[] {
    const pages = new Set<string>()
    for (const link of links) {
      const { result } = link
      // The places lie on disk.
      const page = result !== null && concerned.has(result.outcome) ? link.places[0]?.page : undefined
      if (page === undefined || archive.has(page) || pages.has(page) || !isWebAddress(page)) continue
      if (pages.size >= maxPagesAgain) {
        limits.add(`网页存档中最多存 ${maxPagesAgain} 个有问题链接的所在页面`)
        break
      }
      pages.add(page)
    }
    return [...pages]
  }

  async function inTurns(urls: readonly string[], work: (url: string) => Promise<void>): Promise<void> {
    const rest = urls[Symbol.iterator]()
    const worker = async () => {
      for (const url of rest) {
        if (signal.aborted) return
        await work(url)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }

  return {
    keepPage,
    keepResource,
    want,
    complete,
    limits,
    wantedBytes: (url) => (wanted.get(addressKey(url)) ? maxResourceBytes : 0),
  }
}
