/** Finds the columns of a site that no register describes: links of the home page that are named like columns. */
import type { ColumnSnapshot } from '../../registry/snapshot.ts'
import { columnClassOf, type ColumnClass } from '../crawl/column-class.ts'
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { looksLikeArticle } from '../crawl/read-list.ts'

const kept: ReadonlySet<ColumnClass> = new Set(['news', 'notice', 'policy', 'interpretation'])
const maxColumns = 30

/** A column that was found, not registered. */
export interface DiscoveredColumn extends ColumnSnapshot {
  /** How sure class and level are, 0 to 1: less for a name somewhere on the page than for one in the navigation. */
  readonly confidence: number
}

/** The columns that the home page links to by name, at most 30. Level is 1: a home page shows first-level columns. */
export function discoverColumns(home: PageSummary, crawl: SiteCrawl): DiscoveredColumn[] {
  const columns = new Map<string, DiscoveredColumn>()
  const articles = new Set(home.items.filter((item) => item.date !== null).map((item) => addressKey(item.url)))
  for (const { address, text, furniture } of home.links) {
    const name = text.replace(/\s+/g, '').replace(/[>》»]+$/, '')
    const kind = columnClassOf(name)
    if (columns.size >= maxColumns || name.length < 2 || name.length > 10 || kind === 'other') continue
    const key = addressKey(address)
    if (!crawl.isInternal(address) || isAttachment(address) || articles.has(key) || columns.has(key)) continue
    if (key === addressKey(home.url) || (looksLikeArticle(address) && name.length > 6)) continue
    const confidence = furniture ? 0.8 : 0.6
    const found = { name, url: address, class: kind, level: 1, onHome: true, updateDuty: kept.has(kind) }
    columns.set(key, { ...found, confidence })
  }
  return [...columns.values()]
}
