/**
 * Finds the columns of a site that no register describes: from the names in its navigation to the pages behind them, whose
 * lists, tags and breadcrumbs tell what they are; then once more from the navigation of what was found. Bounded.
 */
import type { SiteCrawl, Visit } from '../crawl/crawl-site.ts'
import { columnClassOf } from '../crawl/column-class.ts'
import { addressKey } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { entryFilter } from './columns.ts'
import { judgeColumn, type DiscoveredColumn, type Parent } from './judge-column.ts'
import { namedParts, type NamedPart } from './navigation.ts'

/** Pages looked at: from the home page, from each column found there, and from all of those together. */
const [maxFromHome, maxFromColumn, maxFromColumns] = [40, 12, 60]

/** The columns of a site, those of the menu first. Pages are visited through the crawl: politely, and once. */
export async function discoverColumns(
  home: PageSummary,
  crawl: Pick<SiteCrawl, 'visit' | 'isInternal'>,
): Promise<DiscoveredColumn[]> {
  const seen = new Set([addressKey(home.url)])
  const fresh = (parts: readonly NamedPart[]): NamedPart[] =>
    parts.filter(({ url }) => {
      const key = addressKey(url)
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
  const first = await lookAt(fresh(bestOf(namedParts(home, crawl), maxFromHome)), home, crawl)
  const found = judgeAll(first, first, home, () => null)
  const columnAt = new Map(found.map(({ part, column }) => [part, column]))
  const below = first.flatMap(({ part, visit: { page } }): { part: NamedPart; parent: Parent }[] => {
    // What the menu leads to may hold columns and be none itself.
    const parent = columnAt.get(part) ?? { name: part.name, class: columnClassOf(part.name), level: 1 }
    if (page === null || (part.place === 'page' && !columnAt.has(part))) return []
    return fresh(namedParts(page, crawl))
      .slice(0, maxFromColumn)
      .map((lower) => ({ part: lower, parent }))
  })
  const chosen = below.slice(0, maxFromColumns)
  const parents = new Map(chosen.map(({ part, parent }) => [part, parent]))
  const second = await lookAt([...parents.keys()], home, crawl)
  const foundBelow = judgeAll(second, [...first, ...second], home, (part) => parents.get(part) ?? null)
  const columns = new Map<string, DiscoveredColumn>()
  const names = new Set<string>()
  for (const { column, page, part } of [...found, ...foundBelow]) {
    // Two addresses of one page are one column; what is called otherwise by a link than by itself is a page of it.
    const key = addressKey(page?.url ?? column.url)
    if (columns.has(key) || (part.name !== column.name && names.has(column.name))) continue
    columns.set(key, column)
    names.add(column.name)
  }
  return [...columns.values()]
}

/** What stands in the menu, then what is named like a column; a page full of other links is no menu. */
function bestOf(parts: readonly NamedPart[], most: number): NamedPart[] {
  const rank = ({ place, name }: NamedPart) =>
    place === 'menu' ? 0 : columnClassOf(name) !== 'other' ? 1 : place === 'submenu' ? 2 : 3
  return parts
    .filter((part) => rank(part) < 3)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, most)
}

interface Look {
  readonly part: NamedPart
  readonly visit: Visit
}

interface Found {
  readonly part: NamedPart
  readonly column: DiscoveredColumn
  readonly page: PageSummary | null
}

function lookAt(parts: readonly NamedPart[], home: PageSummary, crawl: Pick<SiteCrawl, 'visit'>): Promise<Look[]> {
  return Promise.all(
    parts.map(async (part) => ({
      part,
      visit: await crawl.visit(part.url, { foundOn: home.url, anchorText: part.name }),
    })),
  )
}

/** `all`: every page that was looked at, to know what stands on most of them and belongs to none. */
function judgeAll(
  looks: readonly Look[],
  all: readonly Look[],
  home: PageSummary,
  parentOf: (part: NamedPart) => Parent | null,
): Found[] {
  const isEntry = entryFilter(
    all.map(({ part }) => part),
    all.map(({ visit }) => visit),
  )
  const parts = all.map(({ part }) => part)
  return looks.flatMap(({ part, visit }) => {
    const { page } = visit
    const above = parts.find((other) => holds(other, part)) ?? null
    const candidate = { ...part, visit, above, parent: parentOf(part), entries: page?.items.filter(isEntry) ?? [] }
    const column = judgeColumn(candidate, home)
    return column === null ? [] : [{ part, column, page }]
  })
}

/** Whether the directory of one address holds that of the other. */
function holds(upper: NamedPart, lower: NamedPart): boolean {
  const [outer, inner] = [directoryOf(upper.url), directoryOf(lower.url)]
  return inner.length > outer.length && inner.startsWith(outer) && new URL(outer).pathname !== '/'
}

function directoryOf(address: string): string {
  return new URL('.', address).href
}
