/** What is kept of a page after it was read: enough for every kind of evidence, without the page itself. */
import type { Day } from '../../kernel/day.ts'
import { readFooter, type PageFooter } from '../extract/read-footer.ts'
import { readColumn, type ColumnGuess } from '../extract/read-column.ts'
import { readHeader } from '../extract/read-header.ts'
import { readPageDate, type PageDate } from './read-date.ts'
import { readList, type ListItem } from './read-list.ts'
import { plain, type PageForm, type PageLink, type PageReading, type Place } from './page-reading.ts'

export interface PageSummary {
  /** Address after redirects. */
  readonly url: string
  readonly title: string
  readonly date: PageDate | null
  readonly items: readonly ListItem[]
  readonly links: readonly SummaryLink[]
  readonly pager: { readonly next: string | null; readonly last: string | null }
  /** Visible text with the marks of `PageReading.written`, at most 40,000 characters. */
  readonly text: string
  readonly footer: PageFooter
  /** Where the page says that it belongs; `null`: it does not say. Summaries of earlier checkpoints lack it. */
  readonly column?: ColumnGuess | null
  /** Lines at the top, where the name of the site must stand. */
  readonly header: readonly string[]
  /** `Last-Modified` of the answer, as sent; the page itself does not tell it. */
  readonly lastModified: string | null
  /** Named meta tags as written, duplicates and empty ones included. */
  readonly metaTags: PageReading['metaTags']
  readonly forms: readonly PageForm[]
  /** Characters of visible text outside navigation, header, footer and links. */
  readonly ownTextChars: number
  /** The page says that there is nothing (暂无信息, 共 0 条). */
  readonly saysEmpty: boolean
  /** A script fills in content that a plain reading cannot see. */
  readonly scriptFilled: boolean
  /** Only a browser can show all of the page: it is empty where content should be, and scripts are at work. */
  readonly needsBrowser: boolean
  /** Read in a browser, after its scripts had run. */
  readonly rendered: boolean
  /** Caps that were reached while reading, in Chinese. */
  readonly limits: readonly string[]
}

export interface SummaryLink {
  readonly address: string
  readonly text: string
  /** Where it stands in the page's text. */
  readonly start: number
  /** Stands in navigation, header or footer. */
  readonly furniture: boolean
  /** Which of them; summaries of earlier checkpoints lack it. */
  readonly place?: Place
  /** Lists round it: an entry of a menu that opens below another one has one more. */
  readonly depth?: number
}

const empty =
  /暂无(相关|有关|更多)?(信息|内容|数据|记录|文章|文件|资料|新闻)|没有(找到|查询到|检索到)?(相关|有关|任何)?(的)?(信息|内容|数据|记录)|共[ \u0001\n]*0[ \u0001\n]*条|总数[:：]?[ \u0001\n]*0(?!\d)|栏目建设中|内容(建设|更新|完善)中/
const [keptLinks, keptChars] = [2000, 40_000]

/** Boils a reading down. `capturedOn` is the day of the visit; `rendered`: the page is what a browser made of it. */
export function summarisePage(page: PageReading, url: string, capturedOn: Day, rendered = false): PageSummary {
  const real = page.links.filter((link): link is PageLink & { address: string } => link.address !== null)
  const date = readPageDate(page, capturedOn)
  const items = readList(page, capturedOn)
  const ownText = ownTextChars(page)
  return {
    url,
    title: page.title,
    date,
    items,
    links: real.slice(0, keptLinks).map(({ address, text, start, element }) => ({
      address,
      text: text.slice(0, 100),
      start,
      furniture: page.elements[element]!.furniture,
      place: page.elements[element]!.place,
      depth: listsRound(page, element),
    })),
    pager: readPager(real),
    text: page.written.slice(0, keptChars),
    footer: readFooter(page),
    column: readColumn(page, page.meta.get('articletitle') ?? (isArticle(date, items) ? page.title : null)),
    header: readHeader(page),
    lastModified: null,
    metaTags: page.metaTags,
    forms: page.forms,
    ownTextChars: ownText,
    saysEmpty: empty.test(page.text),
    scriptFilled: page.scriptFilled || isShell(page),
    needsBrowser: !rendered && needsBrowser(page, items.length, ownText, date !== null),
    rendered,
    limits: page.limits,
  }
}

/** A labelled date and no list: the last word of the page's breadcrumb may be its own title. */
function isArticle(date: PageDate | null, items: readonly ListItem[]): boolean {
  return date?.source === 'visible' && items.filter((item) => item.date !== null).length < 3
}

function listsRound({ elements }: PageReading, element: number): number {
  let lists = 0
  for (let index = element; index > 0; index = elements[index]!.parent) {
    const { tag } = elements[index]!
    if (tag === 'li' || tag === 'dd') lists += 1
  }
  return lists
}

const [shellLinks, shellChars, articleChars] = [5, 100, 100]

/** Nearly nothing but scripts: they build the page, or send its visitor on. */
function isShell({ scripts, links, text, emptyContainers, forwardsTo }: PageReading): boolean {
  if (scripts === 0 || links.length >= shellLinks || text.length >= shellChars) return false
  return emptyContainers > 0 || forwardsTo !== null || text.trim() === ''
}

function needsBrowser(page: PageReading, items: number, ownText: number, isDated: boolean): boolean {
  if (page.scripts === 0) return false
  if (isShell(page)) return true
  // A dated text is an article, whatever else its scripts fetch.
  if (isDated && ownText >= articleChars && items === 0) return false
  if (items === 0) return page.scriptFilled || page.emptyContainers > 0
  return page.scriptFilled && page.emptyContainers > 0
}

function readPager(links: readonly { address: string; text: string }[]): PageSummary['pager'] {
  const find = (words: RegExp) => links.find(({ text }) => words.test(text))?.address ?? null
  return { next: find(/^(下一?页|后一?页|next)\s*[>»›]*$/i), last: find(/^(尾页|末页|最后一?页|last)\s*[>»›]*$/i) }
}

function ownTextChars(page: PageReading): number {
  let chars = plain(page.written).length
  let furnitureEnd = -1
  for (const { start, end, furniture } of page.elements) {
    if (!furniture || start < furnitureEnd) continue
    chars -= plain(page.written.slice(start, end)).length
    furnitureEnd = end
  }
  for (const { start, end, element } of page.links) {
    if (!page.elements[element]!.furniture && end > start) chars -= plain(page.written.slice(start, end)).length
  }
  return Math.max(0, chars)
}
