/** The entries that are a page's own list, apart from side bars and recommended links. */
import type { ListItem } from '../crawl/read-list.ts'
import type { PageReading } from '../crawl/page-reading.ts'

/**
 * Entries of the list, in order. Dated entries outside navigation and footer always belong to it; entries without a date
 * only when the page has no dated ones, or when they stand among them.
 */
export function mainList(page: PageReading, items: readonly ListItem[], isHome: boolean): ListItem[] {
  const own = items.filter(
    ({ link, date }) => date !== null || link === null || !page.elements[link.element]!.furniture,
  )
  const dated = own.filter(({ date }) => date !== null)
  if (dated.length === 0) return rowsOf(page, own)
  if (isHome) return dated
  const first = Math.min(...dated.map(startOf))
  const last = Math.max(...dated.map(startOf))
  const parents = new Set(dated.map((item) => containerOf(page, item)))
  return own.filter(
    (item) =>
      item.date !== null || (startOf(item) >= first && startOf(item) <= last && parents.has(containerOf(page, item))),
  )
}

/** Without dates only a row of at least three in one container is a list, and of headlines: short names are a menu. */
function rowsOf(page: PageReading, items: readonly ListItem[]): ListItem[] {
  const rows = new Map<number, ListItem[]>()
  for (const item of items) {
    const container = containerOf(page, item)
    const row = rows.get(container)
    if (row) row.push(item)
    else rows.set(container, [item])
  }
  return [...rows.values()]
    .filter((row) => row.length >= 3 && row.reduce((sum, { title }) => sum + title.length, 0) / row.length >= 12)
    .flat()
}

const startOf = ({ link }: ListItem) => link?.start ?? 0

/** The element that holds the rows: parent of the row that holds the link. */
function containerOf({ elements }: PageReading, { link }: ListItem): number {
  if (link === null) return -1
  let index = link.element
  for (let up = 0; up < 2 && index > 0; up += 1) index = elements[index]!.parent
  return index
}
