/** Where a site offers its service items: the hall, its further pages, or the pages that it leads to. */
import type { PageSummary } from '../crawl/page-summary.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import { findEntrances, type Entrance } from './find-entrances.ts'
import type { GatherContext } from './gatherer.ts'
import { facetOf, pageFacets } from './service-facets.ts'
import { serviceItems, type ServiceItem } from './service-items.ts'

export interface ServiceHall {
  readonly url: string | null
  /** Pages of the hall that were read: what else stands on them, statistics for one, is found from here. */
  readonly pages: readonly PageSummary[]
  readonly items: readonly ServiceItem[]
  /** `null`: could not be counted. */
  readonly itemCount: number | null
  readonly together: boolean | null
  readonly facets: readonly string[]
  readonly caps: readonly string[]
}

const names =
  /^(办事服务|政务服务|网上办事|在线办事|办事大厅|网上大厅|服务大厅|便民服务|公共服务|办事指南|服务事项|我要办事?|办事|服务|一网通办|网上政务大厅|政务服务网|在线服务|行政审批)$/
const [maxHalls, maxHallPages, maxSubPages] = [3, 5, 8]

/** Finds the hall of a site; how many pages of it are read at most is said in `caps`. */
export async function findServiceHall(context: GatherContext): Promise<ServiceHall> {
  const { home, columns } = context
  const entrances = await findEntrances(context, 'services', names, maxHalls)
  const known = new Set([home.url, ...columns.map(({ url }) => url), ...furnitureOf(home)].map(addressKey))
  const homeItems = serviceItems(home, known)
  const read = entrances.flatMap(({ visit: { page } }) => (page === null ? [] : [page]))
  if (read.length === 0) return withoutHall(entrances, homeItems, home)
  for (const page of read) {
    const hall = await hallAt(page, known, context)
    if (hall !== null) return hall
  }
  const page = read[0]!
  const spread = await spreadOver(page, known, context)
  if (spread !== null) return spread
  if (homeItems.length > 0)
    return { ...nothing(page.url), items: homeItems, itemCount: homeItems.length, together: false }
  const unseen = entrances.some(({ visit }) => visit.page === null || visit.page.scriptFilled)
  return unseen ? { ...nothing(page.url), itemCount: null, together: null } : nothing(page.url)
}

function nothing(url: string | null): ServiceHall {
  return { url, pages: [], items: [], itemCount: 0, together: null, facets: [], caps: [] }
}

/** No page of services could be read. Items on the home page show that there are some, not how many. */
function withoutHall(entrances: readonly Entrance[], items: readonly ServiceItem[], home: PageSummary): ServiceHall {
  const url = entrances[0]?.url ?? null
  const unseen = entrances.length > 0 || home.scriptFilled
  if (unseen) return { ...nothing(url), items, itemCount: null, together: null }
  return items.length > 0
    ? { ...nothing(null), items, itemCount: items.length, together: false }
    : { ...nothing(null), together: null }
}

/** The hall that lists items itself, over its pages. */
async function hallAt(
  first: PageSummary,
  known: ReadonlySet<string>,
  { crawl }: GatherContext,
): Promise<ServiceHall | null> {
  const pages = [first]
  const items = new Map(serviceItems(first, known).map((item) => [addressKey(item.url), item]))
  if (items.size === 0) return null
  let next = first.pager.next
  while (next !== null && pages.length < maxHallPages && crawl.isInternal(next)) {
    const { page } = await crawl.visit(next, { foundOn: first.url, anchorText: '下一页' })
    if (page === null || pages.some(({ url }) => url === page.url)) break
    pages.push(page)
    for (const item of serviceItems(page, known)) items.set(addressKey(item.url), item)
    next = page.pager.next
  }
  const isCut = next !== null && pages.length >= maxHallPages
  const said = totalOf(first)
  return {
    url: first.url,
    pages,
    items: [...items.values()],
    itemCount: said !== null && said > items.size ? said : isCut ? null : items.size,
    together: true,
    facets: pageFacets(first),
    caps: isCut ? [`事项列表只读了前 ${maxHallPages} 页`] : [],
  }
}

/** A hall that only leads on: classes of one catalogue are together, windows and offices with their own lists are not. */
async function spreadOver(
  hall: PageSummary,
  known: ReadonlySet<string>,
  { crawl }: GatherContext,
): Promise<ServiceHall | null> {
  const links = hall.links.filter(
    ({ address, furniture }) =>
      !furniture && crawl.isInternal(address) && !isAttachment(address) && !known.has(addressKey(address)),
  )
  const doors = [...new Map(links.map((link) => [addressKey(link.address), link])).values()]
  const visits = await Promise.all(
    doors.slice(0, maxSubPages).map(async ({ address, text }) => ({
      name: text,
      page: (await crawl.visit(address, { foundOn: hall.url, anchorText: text })).page,
    })),
  )
  const full = visits.flatMap(({ name, page }) => {
    const items = page === null ? [] : serviceItems(page, known)
    return page === null || items.length === 0 ? [] : [{ name, page, items }]
  })
  if (full.length === 0) return null
  const items = new Map(full.flatMap((one) => one.items).map((item) => [addressKey(item.url), item]))
  const facets = [...new Set([...pageFacets(hall), ...full.flatMap(({ name }) => facetOf(name) ?? [])])]
  const isCut = doors.length > maxSubPages
  return {
    url: hall.url,
    pages: [hall, ...full.map(({ page }) => page)],
    items: [...items.values()],
    itemCount: isCut || full.some(({ page }) => page.pager.next !== null) ? null : items.size,
    together: full.length === 1 || full.every(({ name }) => facetOf(name) !== null),
    facets: facets.length > 0 || full.length > 1 ? facets : pageFacets(full[0]!.page),
    caps: isCut ? [`办事服务下级页面只读了前 ${maxSubPages} 个`] : [],
  }
}

function furnitureOf(home: PageSummary): string[] {
  return home.links.filter(({ furniture }) => furniture).map(({ address }) => address)
}

/** `共 128 项`: what the hall itself says. */
function totalOf({ text }: PageSummary): number | null {
  const found = /共[ \u0001]*(?:有|计)?[ \u0001]*(\d{1,6})[ \u0001]*(?:项|个事项|条(?:事项|记录|数据))/.exec(text)
  return found === null ? null : Number(found[1])
}
