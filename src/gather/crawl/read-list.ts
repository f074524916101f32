/**
 * The entries of a list page, column home or home page: links with the date that stands at them. A date belongs to the
 * link of its row; which elements are rows is not guessed from class names but from what they hold.
 */
import type { Day } from '../../kernel/day.ts'
import { believableDay, dateInUrl, dayWithoutYear, type DateMatch } from './date-text.ts'
import { plain, type PageElement, type PageLink, type PageReading } from './read-page.ts'
import { elementAt, firstIndex, linksWithin } from './text-intervals.ts'

export interface ListItem {
  readonly title: string
  /** Address of the article; the list's own address when the entry opens by script. */
  readonly url: string
  readonly opensByScript: boolean
  /** The day at the entry; with `yearMissing` the latest possible one. `null`: there is no date. */
  readonly date: Day | null
  /** The page wrote no year, and the article's address names none. */
  readonly yearMissing: boolean
  readonly rawDate: string | null
  /** The link as written, and where it stands in the text; `null` for rows without a link. */
  readonly link: PageLink | null
}

const maxItems = 500
/** Words of buttons, never of entries. */
const buttons =
  /^(更多|more|详情|查看|查看详情|阅读全文|下载|首页|上一页|下一页|尾页|末页|返回|打印|关闭|登录|注册|[>》.<《…\d\s]+)$/i
const pagerWords = /^(首页|上一页|下一页|尾页|末页|共?\d+(页|条)?|[<>«»‹›]+)$/

/**
 * Reads the entries of a page in their order: every link with a date at it, and links without one whose address and
 * title look like an article's. Dates later than `capturedOn` are not dates; those without a year are the last ones not
 * after `yearDay`.
 */
export function readList(page: PageReading, capturedOn: Day, yearDay: Day = capturedOn): ListItem[] {
  const items = new Map<string, ListItem>()
  const dated = datesOfLinks(page, capturedOn)
  for (const link of page.links) {
    if (items.size >= maxItems) break
    const found = dated.links.get(link)
    const item = found ? datedItem(page, link, found, capturedOn, yearDay) : undatedItem(page, link)
    if (item === null) continue
    const key = item.opensByScript ? `${item.title} ${item.date ?? ''} ${link.start}` : item.url
    const known = items.get(key)
    // A picture and a headline often link to the same article: the dated one is kept, then the longer title.
    if (known === undefined || better(item, known)) items.set(key, item)
  }
  for (const { title, match, position } of dated.rows) {
    if (items.size >= maxItems) break
    const item = finish(page, { title, url: page.base, opensByScript: true, link: null }, match, capturedOn, yearDay)
    if (item !== null) items.set(`${title} ${position}`, item)
  }
  return [...items.values()]
}

function better(item: ListItem, known: ListItem): boolean {
  if ((item.date === null) !== (known.date === null)) return item.date !== null
  return item.title.length > known.title.length
}

interface Found {
  readonly links: ReadonlyMap<PageLink, DateMatch>
  /** Rows with a date and a title, but without a link (they open by `onclick`). */
  readonly rows: readonly { readonly title: string; readonly match: DateMatch; readonly position: number }[]
}

/** Gives every date that stands for an entry to its link. */
function datesOfLinks(page: PageReading, capturedOn: Day): Found {
  const entries = page.links.filter((link) => link.end > link.start && isTitle(link.text))
  const links = new Map<PageLink, DateMatch>()
  const rows: { title: string; match: DateMatch; position: number }[] = []
  const standing = page.dates
    .filter((match) => match.year === null || believableDay(match, capturedOn) !== null)
    .filter((match) => standsForEntry(page, entries, match))
  const holders = new Map<number, Holder>()
  const holderOf = (index: number) => {
    const holder = holders.get(index) ?? holderAt(page.elements[index]!, entries, standing)
    holders.set(index, holder)
    return holder
  }
  for (const match of standing) {
    const inside = linksWithin(entries, match.start, match.end)[0]
    if (inside && inside.start <= match.start && inside.end >= match.end) {
      // The last one: titles that begin with a date of their own have the entry's date at their end.
      links.set(inside, match)
      continue
    }
    for (let index = elementAt(page.elements, match.start); index >= 0; index = page.elements[index]!.parent) {
      const holder = holderOf(index)
      if (holder.links.length > 0) {
        const link = chooseLink(holder, match)
        if (link !== null && !links.has(link)) links.set(link, match)
        break
      }
      const title = rowTitle(page, page.elements[index]!, match)
      if (title !== null) {
        rows.push({ title, match, position: match.start })
        break
      }
    }
  }
  return { links, rows }
}

/** An element with the entries in it, and how many dates it has. */
interface Holder {
  readonly links: readonly PageLink[]
  readonly targets: number
  readonly dates: number
  readonly linkLeads: boolean
}

function holderAt({ start, end }: PageElement, entries: readonly PageLink[], standing: readonly DateMatch[]): Holder {
  const links = linksWithin(entries, start, end)
  const firstDate = firstIndex(standing, (match) => match.start >= start)
  const dates = firstIndex(standing, (match) => match.start >= end) - firstDate
  const linkLeads = links.length > 0 && dates > 0 && links[0]!.start < standing[firstDate]!.start
  return { links, targets: new Set(links.map((link) => link.address ?? link.text)).size, dates, linkLeads }
}

/** Which of an element's links the date belongs to; `null` when it is as far from all of them. */
function chooseLink({ links, targets, dates, linkLeads }: Holder, match: DateMatch): PageLink | null {
  if (targets === 1 || (dates === 1 && links.length <= 4)) {
    return links.reduce((best, link) => (link.text.length > best.text.length ? link : best))
  }
  if (dates === 1) return null
  // Several entries in one element, parted by line breaks only: what comes first in it, link or date, leads each entry.
  const next = firstIndex(links, (link) => link.start >= match.end)
  return (linkLeads ? links[next - 1] : links[next]) ?? null
}

/** Whether a date stands by itself (in brackets, in an element, at the end of a line) and not inside a sentence. */
function standsForEntry(page: PageReading, entries: readonly PageLink[], { start, end, year }: DateMatch): boolean {
  const { text } = page
  const before = /([^\n\u0001]{0,12})$/.exec(text.slice(Math.max(0, start - 12), start))![1]!
  const after = /^([^\n\u0001]{0,24})/.exec(text.slice(end, end + 24))![1]!
  const afterTime = after.replace(/^[ T]*\d{1,2}:\d{2}(:\d{2})?/, '')
  const opened = /[[(【][ ]*$/.test(before)
  const closed = /^[ ]*[\])】]/.test(afterTime)
  if (opened && closed) return true
  const label = /(日期|时间|日间|发布|更新)[ ]*:?[ ]*$/.test(before)
  const leads = before.trim() === '' || label
  const ends = afterTime.trim() === ''
  if (leads && ends) return true
  // Without a year, anything in a sentence looks like a date.
  if (year === null) return false
  if (ends && /[ \])】]$/.test(before)) return true
  // `2025-08-12  关于…的通知`: date and title in one text of a link.
  return leads && after.startsWith(' ') && linksWithin(entries, start, end).length > 0
}

function isTitle(text: string): boolean {
  const title = text.trim()
  return title.length >= 2 && !buttons.test(title) && !pagerWords.test(title)
}

/** Title of a row that has a date but no link, e.g. a table row that opens by `onclick`. */
function rowTitle(page: PageReading, element: PageElement, match: DateMatch): string | null {
  if ((element.tag !== 'li' && element.tag !== 'tr') || element.furniture) return null
  if (element.end - element.start > 1000) return null
  const before = plain(page.written.slice(element.start, match.start))
  const after = plain(page.written.slice(match.end, element.end))
  const title = before.length >= after.length ? before : after
  return title.length >= 6 && title.length <= 200 && /[\u4e00-\u9fa5]/.test(title) ? title : null
}

function datedItem(
  page: PageReading,
  link: PageLink,
  match: DateMatch,
  capturedOn: Day,
  yearDay: Day,
): ListItem | null {
  const url = link.address ?? page.base
  return finish(
    page,
    { title: titleOf(page, link, match), url, opensByScript: link.address === null, link },
    match,
    capturedOn,
    yearDay,
  )
}

function finish(
  page: PageReading,
  entry: Pick<ListItem, 'title' | 'url' | 'opensByScript' | 'link'>,
  match: DateMatch,
  capturedOn: Day,
  yearDay: Day,
): ListItem | null {
  const raw = plain(page.written.slice(match.start, match.end))
  if (match.year !== null) {
    return { ...entry, date: believableDay(match, capturedOn), yearMissing: false, rawDate: raw }
  }
  const year = entry.opensByScript ? null : yearFromUrl(entry.url, match)
  const date = year === null ? null : believableDay({ ...match, year }, capturedOn)
  if (date !== null) return { ...entry, date, yearMissing: false, rawDate: raw }
  return { ...entry, date: dayWithoutYear(match.month, match.date, yearDay), yearMissing: true, rawDate: raw }
}

/** The year of an address, when its month agrees with the date on the page. */
function yearFromUrl(url: string, { month, date }: DateMatch): number | null {
  const found = dateInUrl(url)
  if (found === null) return null
  const agrees = found.month === month && (found.date === null || Math.abs(found.date - date) <= 3)
  return agrees ? found.year : null
}

/**
 * Words of an entry without its date. A link that holds headline and summary as blocks is called by its headline: its
 * heading, else the block with the date at its end, else the first block.
 */
function titleOf(page: PageReading, link: PageLink, match: DateMatch | null): string {
  const heading = headingIn(page, link)
  const blocks: string[] = []
  for (let start = link.start; start < link.end && blocks.length < 20;) {
    const found = page.written.indexOf('\n', start)
    const end = found < 0 || found > link.end ? link.end : found
    const own = match !== null && match.start < end && match.end > start
    const text = own
      ? page.written.slice(start, Math.max(start, match.start)) + page.written.slice(Math.min(end, match.end), end)
      : page.written.slice(start, end)
    const title = plain(text)
      .replace(/[[(（【]\s*(\d{1,2}:\d{2}(:\d{2})?)?\s*[\])）】]/g, '')
      .replace(/(发布|更新)?(时间|日期)[:：]?\s*$/, '')
      .replace(marksBefore, '')
      .trim()
    const leads =
      heading === null
        ? own && !labels.test(text.slice(0, Math.max(0, match.start - start)))
        : start <= heading && heading < end
    if (leads && title.length >= 2) return fullTitle(title, link)
    if (title.length >= 2) blocks.push(title)
    start = end + 1
  }
  const first = blocks.find((block) => block.length >= 4) ?? blocks.join(' ')
  return fullTitle(first, link) || link.text
}

/** `[图]` and the like before a headline are marks of the list. */
const marksBefore = /^\s*\[(组?图|图文|图片|置顶|热|新|new|hot|top)\]\s*/i

/** A headline that the list cut short (`…`) stands in full in the link's title. */
function fullTitle(shown: string, { hint }: PageLink): string {
  const start = shown.replace(/\s*(…+|\.{2,})$/, '')
  const full = hint.replace(marksBefore, '').trim()
  const cut =
    start.length < shown.length && start.length >= 4 && full.replace(/\s/g, '').startsWith(start.replace(/\s/g, ''))
  return (cut ? full : shown).slice(0, 500)
}

/** `发布时间：` before a date: that block is about the entry, it is not its headline. */
const labels = /[:：][\s\u0001]*$/

/** Where the first heading in a link begins, or `null`. */
function headingIn({ elements }: PageReading, link: PageLink): number | null {
  for (let index = link.element + 1; index < elements.length && elements[index]!.start < link.end; index += 1) {
    const { tag, start, end } = elements[index]!
    if (/^h[1-6]$/.test(tag) && end - start >= 2) return start
  }
  return null
}

/** An entry without a date: judged by its address and its title. */
function undatedItem(page: PageReading, link: PageLink): ListItem | null {
  if (link.address === null || page.elements[link.element]!.furniture) return null
  if (!isTitle(link.text) || link.text.length < 6 || !looksLikeArticle(link.address)) return null
  return {
    title: titleOf(page, link, null),
    url: link.address,
    opensByScript: false,
    date: null,
    yearMissing: false,
    rawDate: null,
    link,
  }
}

/** Whether an address is an article's rather than a column's: dated, numbered, or named so. */
export function looksLikeArticle(address: string): boolean {
  if (dateInUrl(address) !== null) return true
  const [, pathname = '', search = ''] = /^[^/]*\/\/[^/?#]*([^?#]*)([^#]*)/.exec(address) ?? []
  const file = pathname.split('/').at(-1) ?? ''
  if (/\d{4,}|[0-9a-f]{16,}/i.test(file)) return true
  return /(content|article|detail|info|show|view|news|art)[_\-/]?.*\d{2,}/i.test(file + search)
}
