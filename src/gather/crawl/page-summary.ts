/** What is kept of a page after it was read: enough for every kind of evidence, without the page itself. */
import type { Day } from '../../kernel/day.ts'
import { readFooter, type PageFooter } from '../extract/read-footer.ts'
import { readHeader } from '../extract/read-header.ts'
import { readPageDate, type PageDate } from './read-date.ts'
import { readList, type ListItem } from './read-list.ts'
import { plain, type PageForm, type PageLink, type PageReading } from './page-reading.ts'

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
  /** Lines at the top, where the name of the site must stand. */
  readonly header: readonly string[]
  /** `Last-Modified` of the answer, as sent. */
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
  /** Caps that were reached while reading, in Chinese. */
  readonly limits: readonly string[]
}

export interface SummaryLink {
  readonly address: string
  readonly text: string
  /** Stands in navigation, header or footer. */
  readonly furniture: boolean
}

const empty =
  /暂无(相关|有关|更多)?(信息|内容|数据|记录|文章|文件|资料|新闻)|没有(找到|查询到|检索到)?(相关|有关|任何)?(的)?(信息|内容|数据|记录)|共[ \u0001\n]*0[ \u0001\n]*条|总数[:：]?[ \u0001\n]*0(?!\d)|栏目建设中|内容(建设|更新|完善)中/
const [keptLinks, keptChars] = [2000, 40_000]

/** Boils a reading down. `capturedOn` is the day of the visit, `lastModified` the header of the answer. */
export function summarisePage(
  page: PageReading,
  url: string,
  capturedOn: Day,
  lastModified: string | null = null,
): PageSummary {
  const real = page.links.filter((link): link is PageLink & { address: string } => link.address !== null)
  return {
    url,
    title: page.title,
    date: readPageDate(page, capturedOn),
    items: readList(page, capturedOn),
    links: real.slice(0, keptLinks).map(({ address, text, element }) => ({
      address,
      text: text.slice(0, 100),
      furniture: page.elements[element]!.furniture,
    })),
    pager: readPager(real),
    text: page.written.slice(0, keptChars),
    footer: readFooter(page),
    header: readHeader(page),
    lastModified: lastModified?.slice(0, 100) ?? null,
    metaTags: page.metaTags,
    forms: page.forms,
    ownTextChars: ownTextChars(page),
    saysEmpty: empty.test(page.text),
    scriptFilled: page.scriptFilled,
    limits: page.limits,
  }
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
