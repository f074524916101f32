/** What a page shows at its top, where the name of the site must stand: text and alternative text of pictured links. */
import { plain, type PageReading } from '../crawl/page-reading.ts'

const homeWords = /^(网站|本站)?(首\s*页|主页)$/
const [reach, maxLines, maxLineChars] = [2000, 40, 80]

/**
 * The lines above the content: up to the end of the navigation (the row of links that begins with 首页), or the first
 * lines of a page without one. Links of the navigation itself are not lines.
 */
export function readHeader(page: PageReading): string[] {
  const home = page.links.find(({ text, start }) => start < reach && homeWords.test(text))
  const row = home === undefined ? null : rowOf(page, home.start)
  const end = row?.end ?? Math.min(300, page.written.length)
  const above = page.written.slice(0, row?.start ?? end)
  const pictured = page.links.filter(({ start, end: to, hint }) => start < end && to <= start + 1 && hint !== '')
  const lines = [...above.split(/[\n\u0001]/).map(plain), ...pictured.map(({ hint }) => plain(hint))]
  return lines
    .filter((line) => line !== '')
    .map((line) => line.slice(0, maxLineChars))
    .slice(0, maxLines)
}

/** The run of links around 首页: link follows link with nothing but separators between them. */
function rowOf({ links, written }: PageReading, from: number): { start: number; end: number } {
  let end = from
  for (const link of links) {
    if (link.start < from || link.end <= link.start) continue
    if (link.start - end > 20 && /[\u4e00-\u9fa5]/.test(written.slice(end, link.start))) break
    if (link.start - end > 200) break
    end = Math.max(end, link.end)
  }
  return { start: from, end }
}
