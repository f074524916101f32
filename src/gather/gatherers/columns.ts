/** Column evidence: for every column, whether it could be read, what is newest in it, or that it never had content. */
import type { ColumnEvidence } from '../../evidence/columns.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { DatedItem } from '../../evidence/fields.ts'
import type { Day } from '../../kernel/day.ts'
import type { ColumnSnapshot } from '../../registry/snapshot.ts'
import type { SiteCrawl, Visit } from '../crawl/crawl-site.ts'
import { addressKey } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import type { ListItem } from '../crawl/read-list.ts'
import { latest, resolveDates } from './resolve-dates.ts'
import { serviceItems } from './service-items.ts'

/** Pages about the unit itself: their text is their content. */
const textClasses: ReadonlySet<ColumnSnapshot['class']> = new Set([
  'overview',
  'functions',
  'leaders',
  'services',
  'interaction',
  'other',
])
const minTextChars = 40
const maxArticles = 3
const maxPagerPages = 5
const maxSubColumns = 3
/** Entries kept as proof: the newest ones, and the newest ones up to the monitoring point. */
const [keptItems, keptBefore] = [20, 5]

export interface ColumnContext {
  readonly crawl: SiteCrawl
  readonly home: PageSummary
  /** Lists are followed back to this day, so that later entries do not hide what was there at it. */
  readonly monitorPoint: Day | undefined
}

/** Reads all columns; a single one that fails is `unreadable` with its reason. */
export async function gatherColumns(
  columns: readonly ColumnSnapshot[],
  context: ColumnContext,
): Promise<Evidence['columns']> {
  const { crawl, home } = context
  const visits = await Promise.all(
    columns.map(({ url, name }) => crawl.visit(url, { foundOn: home.url, anchorText: name })),
  )
  const isEntry = entryFilter(columns, visits)
  const evidence = await Promise.all(
    columns.map((column, index) => readColumn(column, visits[index]!, isEntry, context)),
  )
  return { capturedAt: crawl.capturedAt, columns: evidence }
}

export type EntryFilter = (item: ListItem) => boolean

/** Links to columns, and entries that stand on most column pages (side bars with the latest news), are no column's own. */
export function entryFilter(columns: readonly Pick<ColumnSnapshot, 'url'>[], visits: readonly Visit[]): EntryFilter {
  const pages = new Map(visits.flatMap(({ page }) => (page ? [[page.url, page] as const] : [])))
  const times = new Map<string, number>()
  for (const page of pages.values()) {
    for (const key of new Set(page.items.map((item) => addressKey(item.url)))) times.set(key, (times.get(key) ?? 0) + 1)
  }
  const own = new Set(columns.map((column) => addressKey(column.url)))
  const everywhere = (key: string) => pages.size >= 4 && (times.get(key) ?? 0) > pages.size / 2
  return (item) => {
    if (item.opensByScript) return true
    const key = addressKey(item.url)
    return !own.has(key) && !everywhere(key)
  }
}

async function readColumn(
  column: ColumnSnapshot,
  visit: Visit,
  isEntry: EntryFilter,
  context: ColumnContext,
): Promise<ColumnEvidence> {
  const { page } = visit
  if (page === null) return unreadable(column, `${column.url} ${visit.reason || '不是网页'}`)
  let entries = page.items.filter(isEntry)
  // What a script would have put here is not made up for by other lists.
  if (entries.length === 0 && page.needsBrowser) return columnWithoutEntries(column, { ...page, scriptFilled: true })
  if (entries.length === 0) entries = await entriesOfSubColumns(page, isEntry, context)
  else entries = await followPager(page, entries, isEntry, context)
  if (entries.length === 0) return columnWithoutEntries(column, page)
  const items = await resolveDates(entries, context.crawl, page.url, maxArticles)
  const newest = latest(items.flatMap((item) => item.date ?? []))
  return {
    ...described(column),
    ...renderedNote(page),
    state: 'read',
    reason: null,
    itemCount: items.length,
    newest,
    items: proof(items, context.monitorPoint),
  }
}

function columnWithoutEntries(column: ColumnSnapshot, page: PageSummary): ColumnEvidence {
  const nothing = { ...described(column), ...renderedNote(page), itemCount: 0, newest: null, items: [] }
  if (textClasses.has(column.class) && page.ownTextChars >= minTextChars && !page.saysEmpty) {
    return { ...nothing, state: 'read', reason: null }
  }
  const offered = offeredBy(column, page)
  if (offered > 0) return { ...nothing, itemCount: offered, state: 'read', reason: null }
  // What a script fills in is seen by a browser only: no reason to call the column blank.
  if (page.scriptFilled && page.rendered)
    return unreadable(column, `${column.url} 的列表由脚本生成，浏览器中脚本出错或数据没有取到`)
  if (page.scriptFilled && !page.saysEmpty) return unreadable(column, `${column.url} 的列表由脚本生成，需用浏览器查看`)
  return { ...nothing, state: 'blank', reason: null }
}

/** A hall is not blank because its items have no dates, nor are channels because one can write there and not read. */
function offeredBy(column: ColumnSnapshot, page: PageSummary): number {
  if (column.class === 'services') return serviceItems(page, new Set([addressKey(column.url)])).length
  if (column.class !== 'interaction') return 0
  return page.forms.filter(({ kind }) => kind === 'message').length
}

function renderedNote({ rendered }: PageSummary) {
  return rendered ? { rendered: true as const } : {}
}

/** A column home without entries of its own: what stands in its sub-columns is its content. */
async function entriesOfSubColumns(page: PageSummary, isEntry: EntryFilter, { crawl, home }: ColumnContext) {
  const elsewhere = new Set([home.url, page.url, ...home.links.map((link) => link.address)].map(addressKey))
  const subColumns = page.links
    .filter((link) => !link.furniture && crawl.isInternal(link.address) && !elsewhere.has(addressKey(link.address)))
    .slice(0, maxSubColumns)
  const visits = await Promise.all(
    subColumns.map(({ address, text }) => crawl.visit(address, { foundOn: page.url, anchorText: text })),
  )
  return visits.flatMap((visit) => visit.page?.items.filter(isEntry) ?? [])
}

/**
 * The first page is enough when its dates descend and reach the monitoring point. Pinned entries break the order: then the
 * next page is read as well. Lists that ascend have their newest entry on the last page.
 */
async function followPager(first: PageSummary, entries: ListItem[], isEntry: EntryFilter, context: ColumnContext) {
  const { crawl, monitorPoint } = context
  const all = new Map(entries.map((item) => [`${item.url} ${item.title}`, item]))
  const add = async (address: string | null): Promise<PageSummary | null> => {
    if (address === null || !crawl.isInternal(address)) return null
    const { page } = await crawl.visit(address, { foundOn: first.url, anchorText: '翻页' })
    for (const item of page?.items.filter(isEntry) ?? []) all.set(`${item.url} ${item.title}`, item)
    return page
  }
  const order = orderOf(entries)
  if (order === 'ascending') await add(first.pager.last)
  let page: PageSummary | null = order === 'mixed' ? await add(first.pager.next) : first
  const reaches = () =>
    monitorPoint === undefined || [...all.values()].some(({ date }) => date === null || date <= monitorPoint)
  for (let pages = 1; pages < maxPagerPages && page !== null && !reaches(); pages += 1)
    page = await add(page.pager.next)
  return [...all.values()]
}

function orderOf(entries: readonly ListItem[]): 'descending' | 'ascending' | 'mixed' {
  const days = entries.flatMap((item) => item.date ?? [])
  if (days.every((day, index) => index === 0 || day <= days[index - 1]!)) return 'descending'
  return days.every((day, index) => index === 0 || day >= days[index - 1]!) ? 'ascending' : 'mixed'
}

function proof(items: readonly DatedItem[], monitorPoint: Day | undefined): DatedItem[] {
  const newestFirst = items.toSorted((a, b) =>
    (a.date ?? '') < (b.date ?? '') ? 1 : (a.date ?? '') > (b.date ?? '') ? -1 : 0,
  )
  const kept = newestFirst.slice(0, keptItems)
  if (monitorPoint === undefined) return kept
  const before = newestFirst.filter((item) => item.date !== null && item.date <= monitorPoint).slice(0, keptBefore)
  return [...kept, ...before.filter((item) => !kept.includes(item))]
}

function unreadable(column: ColumnSnapshot, reason: string): ColumnEvidence {
  return { ...described(column), state: 'unreadable', reason, itemCount: 0, newest: null, items: [] }
}

function described(column: ColumnSnapshot & { readonly confidence?: number; readonly basis?: string }) {
  const { name, url, class: kind, level, onHome, updateDuty, confidence, basis } = column
  const found = { name, url, class: kind, level, onHome, updateDuty }
  return confidence === undefined ? found : { ...found, confidence, ...(basis === undefined ? {} : { basis }) }
}
