/** How many entries and pages a list says it has. */
import { plain, type PageReading } from '../crawl/page-reading.ts'

export interface Pager {
  /** Entries in all; `null`: not said. */
  readonly total: number | null
  /** Pages in all; `null`: not said. */
  readonly pages: number | null
}

const gap = '[ \\u0001\\n:]{0,6}'
const totalForm = new RegExp(
  `共${gap}(?:有|计|找到)?${gap}(\\d{1,8})${gap}(?:[条篇个件项则笔]|记录|信息|文章|数据)|(?:总记录数?|记录总数|总条数|总数|总计)${gap}(\\d{1,8})(?!\\d)`,
  'g',
)
const pagesForms = [
  new RegExp(`第${gap}\\d{1,6}${gap}/${gap}(\\d{1,6})${gap}页`),
  new RegExp(`共${gap}(\\d{1,6})${gap}页`),
  new RegExp(`第${gap}\\d{1,6}${gap}页${gap}[/,，]?${gap}共${gap}(\\d{1,6})`),
  new RegExp(`(?:总页数|页数)${gap}(?:\\d{1,6}${gap}/)?${gap}(\\d{1,6})(?!\\d)`),
  new RegExp(`\\d{1,6}${gap}/${gap}(\\d{1,6})${gap}页`),
]
/** `1/12` alone is a pager only beside words of one. */
const bare = /(?<![\d/.-])(\d{1,5}) ?\/ ?(\d{1,5})(?![\d/.-])/g
const lastWords = /^(尾页|末页|最后一?页|最末页|last)[ >»›|]*$/i
const nextWords = /^(下一?页|后一?页|下页|next)[ >»›|]*$/i

/** The pager of a page, or `null` when it has none. */
export function readPager(page: PageReading): Pager | null {
  const { text } = page
  const written = writtenPages(text)
  const drawn = page.scriptPagers.find((pager) => pager.pages !== null) ?? page.scriptPagers[0]
  const pages = written?.pages ?? drawn?.pages ?? bareCount(page) ?? fromLinks(page)
  if (pages === null && drawn?.total === undefined) return null
  const total = writtenTotal(text, written?.at ?? null) ?? drawn?.total ?? null
  return pages === null && total === null ? null : { total, pages }
}

function writtenPages(text: string): { readonly pages: number; readonly at: number } | null {
  if (!/\d[ \u0001\n]{0,6}页|页数/.test(text) && !/页[ \u0001\n/,，]{0,8}共/.test(text)) return null
  for (const form of pagesForms) {
    const found = form.exec(text)
    if (found) return { pages: Number(found[1]), at: found.index }
  }
  return null
}

/** The total that stands nearest to the number of pages: elsewhere 共 35 项 counts other things. */
function writtenTotal(text: string, at: number | null): number | null {
  let [best, distance] = [null as number | null, at === null ? Infinity : 300]
  for (const match of text.matchAll(totalForm)) {
    const away = at === null ? text.length - match.index : Math.abs(match.index - at)
    if (away <= distance) [best, distance] = [Number(match[1] ?? match[2]), away]
  }
  return best
}

function bareCount({ text, links }: PageReading): number | null {
  const words = links.filter((link) => nextWords.test(link.text) || lastWords.test(link.text))
  if (words.length === 0) return null
  const [from, to] = [Math.max(0, words[0]!.start - 200), words.at(-1)!.end + 200]
  for (const [, current, pages] of text.slice(from, to).matchAll(bare)) {
    if (Number(current) >= 1 && Number(current) <= Number(pages)) return Number(pages)
  }
  return null
}

/** Number of the last page from the link to it, or the highest of a row of page numbers. */
function fromLinks({ links, text, elements }: PageReading): number | null {
  const next = links.find((link) => nextWords.test(link.text))
  const last = links.find((link) => lastWords.test(link.text))
  const numbers = links.filter(
    (link) => /^\d{1,4}$/.test(link.text) && (next !== undefined || elements[link.element]!.place === 'pager'),
  )
  if (!next && !last && numbers.length < 2) return null
  const highest = numbers.reduce((most, link) => Math.max(most, Number(link.text)), 0)
  const inAddress = lastNumber(last?.href)
  if (inAddress !== null) {
    // `index_1.html` is often the second page: the row of numbers tells how they are counted.
    const shift = numbers
      .map((link) => Number(link.text) - (lastNumber(link.href) ?? Number.NaN))
      .find((difference) => difference === 0 || difference === 1)
    return Math.max(highest, inAddress + (shift ?? 0))
  }
  if (highest > 0) return highest
  return /第 ?1 ?页/.test(plain(text.slice(-2000))) ? 1 : null
}

function lastNumber(href: string | null | undefined): number | null {
  const found = href === null || href === undefined ? undefined : /[_=\-/](\d{1,5})(?:\.\w{2,5})?$/.exec(href)?.[1]
  return found === undefined ? null : Number(found)
}
