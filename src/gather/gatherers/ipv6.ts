/**
 * IPv6 evidence: the addresses that DNS has for the host, whether the home page opens over IPv6 alone and shows the same,
 * and whether pages of the second and third level do that open otherwise. A machine without IPv6 can tell none of it.
 */
import type { Evidence, Missing } from '../../evidence/evidence.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import { outcomeOf, type LinkOutcome } from '../crawl/link-outcome.ts'
import { plain } from '../crawl/page-reading.ts'
import { readPage } from '../crawl/read-page.ts'
import { readHtml } from '../crawl/visit-page.ts'
import type { DnsFacts } from '../fetch/dns-facts.ts'
import type { FetchResult } from '../fetch/fetch-page.ts'
import { hasIpv6 } from '../fetch/own-ipv6.ts'
import type { Gatherer, GatherContext } from './gatherer.ts'
import { showSameContent, type ShownPage } from './same-content.ts'

/** Pages tried of the second level (linked from the home page) and of the third (linked from columns). */
const sampledPerLevel = 10
const sizeOfText = 40_000

export const gatherIpv6: Gatherer<'ipv6'> = async (context) => {
  const { home, crawl, http, limits } = context
  const { origin, hostname } = new URL(home.url)
  const { dns } = await http.facts(origin)
  if (dns === null) return missing('notProvided', `不能向 DNS 查询 ${hostname} 的 IPv6 地址`)
  const addresses = addressesOf(dns)
  if ('missing' in addresses) return addresses
  const { capturedAt } = crawl
  const untried = { homeOpens: null, sameContent: null, linksChecked: 0, linksOpened: 0 }
  // That there is no address is a fact of DNS, whoever asks.
  if (addresses.found.length === 0) return { value: { capturedAt, addresses: [], ...untried } }
  const known = { capturedAt, addresses: [...addresses.found] }
  if (!hasIpv6(limits)) {
    return missing(
      'notProvided',
      `${hostname} 有 IPv6 地址（${known.addresses[0]}），但监测点自身没有 IPv6 网络，没有试过能否打开`,
    )
  }
  const opened = await openHome(context)
  if ('missing' in opened) return opened
  if ('trouble' in opened) {
    return { value: { ...known, ...untried, homeOpens: false, homeTrouble: opened.trouble } }
  }
  const [sameContent, links] = await Promise.all([compared(opened.shown, context), tryLinks(context)])
  return { value: { ...known, homeOpens: true, sameContent, ...links } }
}

function missing(reason: Missing['reason'], detail: string): { readonly missing: Missing } {
  return { missing: { reason, detail } }
}

const dnsTrouble: Readonly<Record<string, string>> = {
  ENOTFOUND: '域名服务器说没有这个域名',
  ETIMEOUT: '域名服务器没有应答',
  ESERVFAIL: '域名服务器查询失败',
  EREFUSED: '域名服务器拒绝查询',
  ECONNREFUSED: '域名服务器连接不上',
}

/** The AAAA records. Only `ENODATA` says that there are none; a name that is not there at all was opened all the same. */
function addressesOf({ name, aaaa }: DnsFacts): { readonly found: readonly string[] } | { readonly missing: Missing } {
  if ('found' in aaaa) return aaaa
  if (aaaa.code === 'ENODATA') return { found: [] }
  const why = dnsTrouble[aaaa.code]
  return missing('unreadable', `查询 ${name} 的 IPv6 地址失败：${why === undefined ? '' : `${why}，`}${aaaa.code}`)
}

type Home = { readonly shown: ShownPage } | { readonly trouble: string } | { readonly missing: Missing }

/** Opens the home page over IPv6, twice before it is called closed. */
async function openHome({ home, http, signal }: GatherContext): Promise<Home> {
  let trouble = ''
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const result = await http.fetchOverIpv6(home.url, { signal })
    const outcome = outcomeOf(result)
    const ours = troubleOfOurs(result, outcome)
    if (ours !== null) return missing(ours, `没有能通过 IPv6 访问首页：${outcome.reason}`)
    const shown = opens(outcome) ? shownBy(result) : null
    if (shown !== null) return { shown }
    trouble = outcome.reason || '不是网页'
  }
  return { trouble }
}

/** What says nothing about the site: a guard in front of it, a network that leads nowhere, an end of the inspection. */
function troubleOfOurs({ failure }: FetchResult, outcome: LinkOutcome): Missing['reason'] | null {
  if (outcome.missing === 'blocked' || outcome.missing === 'cancelled') return outcome.missing
  if (failure?.kind === 'addressRefused') return 'unreadable'
  return failure !== undefined && /ENETUNREACH|EADDRNOTAVAIL/.test(failure.detail) ? 'notProvided' : null
}

function opens({ outcome }: LinkOutcome): boolean {
  return outcome === 'ok' || outcome === 'slow' || outcome === 'insecure' || outcome === 'redirected-away'
}

function shownBy({ page }: FetchResult): ShownPage | null {
  const html = page === undefined ? null : readHtml(page)
  if (html === null) return null
  const { title, written } = readPage(html.text, page!.url, html.encoding)
  return { title, text: plain(written.slice(0, sizeOfText)) }
}

/** Against what the other network shows; a page that was seen in a browser is fetched again, so that like meets like. */
async function compared(shown: ShownPage, { home, http, signal }: GatherContext): Promise<boolean | null> {
  const usual = home.rendered ? shownBy(await http.fetch(home.url, { signal })) : home
  return usual === null ? null : showSameContent(shown, usual)
}

type Links = Pick<Evidence['ipv6'], 'linksChecked' | 'linksOpened' | 'linksFailed'>

/** Opens a sample over IPv6; pages that do not open otherwise either, or that robots.txt forbids, are another matter. */
async function tryLinks(context: GatherContext): Promise<Links> {
  const { crawl, http, signal } = context
  const tried = await Promise.all(
    (await sample(context)).map(async ({ url, foundOn, text }) => {
      const { page } = await crawl.visit(url, { foundOn, anchorText: text })
      if (page === null || !crawl.isInternal(page.url)) return null
      const result = await http.fetchOverIpv6(url, { signal, wantedBytes: () => 16_384 })
      const outcome = outcomeOf(result)
      if (troubleOfOurs(result, outcome) !== null) return null
      return { url, reason: opens(outcome) ? null : outcome.reason }
    }),
  )
  const asked = tried.filter((one) => one !== null)
  const linksFailed = asked.flatMap(({ url, reason }) => (reason === null ? [] : [{ url, reason }]))
  const counts = { linksChecked: asked.length, linksOpened: asked.length - linksFailed.length }
  return linksFailed.length > 0 ? { ...counts, linksFailed } : counts
}

interface Sampled {
  readonly url: string
  readonly foundOn: string
  readonly text: string
}

/** The same pages at every inspection of the same site: every so-manieth link of each level. */
async function sample({ home, columns, columnEvidence, crawl }: GatherContext): Promise<Sampled[]> {
  const known = new Set([addressKey(home.url)])
  const fresh = (links: readonly Sampled[]): Sampled[] =>
    links.filter(({ url }) => {
      const key = addressKey(url)
      if (known.has(key) || !crawl.isInternal(url) || isAttachment(url)) return false
      known.add(key)
      return true
    })
  const second = fresh(home.links.map(({ address, text }) => ({ url: address, foundOn: home.url, text })))
  await columnEvidence
  const pages = await Promise.all(
    columns.map(({ url, name }) => crawl.visit(url, { foundOn: home.url, anchorText: name })),
  )
  const third = fresh(
    pages.flatMap(({ page }) =>
      (page?.links ?? []).map(({ address, text }) => ({ url: address, foundOn: page!.url, text })),
    ),
  )
  return [...spread(second), ...spread(third)]
}

function spread(links: readonly Sampled[]): Sampled[] {
  const step = Math.max(1, links.length / sampledPerLevel)
  return Array.from({ length: Math.min(sampledPerLevel, links.length) }, (_, index) => links[Math.floor(index * step)]!)
}
