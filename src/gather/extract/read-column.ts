/** Which column of its site a page belongs to: a guess with a stated confidence; a person confirms it. */
import { columnClassOf, type ColumnClass } from '../crawl/column-class.ts'
import { linksWithin } from '../crawl/text-intervals.ts'
import { plain, type PageReading } from '../crawl/page-reading.ts'

export interface ColumnGuess {
  readonly name: string
  readonly class: ColumnClass
  /** 1: a column that the home page leads to; `null`: the page does not tell. */
  readonly level: number | null
  /** 0 to 1. */
  readonly confidence: number
  readonly source: 'meta' | 'breadcrumb' | 'title'
  /** Names from the site's first level down to this column, without the home page. */
  readonly path: readonly string[]
}

const homeWords = /^(网站)?(首\s*页|主页|home)$|^首页/i
const endWords = /^(正文|详情|列表|内容|文章内容|信息内容|浏览文章)$/

/** The column of a page, or `null`. `isArticle` says whether the last word of a breadcrumb may be the article itself. */
export function readColumn(page: PageReading, articleTitle: string | null): ColumnGuess | null {
  const path = readBreadcrumb(page, articleTitle)
  const named = page.meta.get('columnname')
  const name = named === undefined ? null : plain(named).slice(0, 100)
  if (name !== null && name !== '') {
    const at = path.lastIndexOf(name)
    const agreed = at < 0 ? path : path.slice(0, at + 1)
    return guess(name, agreed, at >= 0 ? 0.98 : 0.95, 'meta', page.meta.get('columntype'))
  }
  const last = path.at(-1)
  if (last !== undefined) return guess(last, path, 0.85, 'breadcrumb')
  const inTitle = /^\[([^\]]{2,20})\]/.exec(page.title)?.[1] ?? /^([^-_|–—]{2,12})[-_|–—]/.exec(page.title)?.[1]?.trim()
  if (inTitle === undefined || articleTitle !== null) return null
  const known = columnClassOf(inTitle) !== 'other'
  return guess(inTitle, [], known ? 0.6 : 0.4, 'title')
}

function guess(
  name: string,
  path: readonly string[],
  confidence: number,
  source: ColumnGuess['source'],
  type = '',
): ColumnGuess {
  const byName = columnClassOf(name)
  const kind = byName === 'other' && type !== '' ? columnClassOf(type) : byName
  const inherited = kind === 'other' ? (path.map(columnClassOf).findLast((each) => each !== 'other') ?? 'other') : kind
  return { name, class: inherited, level: path.length === 0 ? null : path.length, confidence, source, path }
}

const label =
  /(?:当前|您|你|现)(?:所?在)?的?(?:位置|所在位置)(?:是|在)?[ \u0001\n]{0,4}[:>»][ \u0001\n]{0,8}|^位置[ ]?[:>]/m

/** Names of the breadcrumb below the home page, without the article itself. */
export function readBreadcrumb(page: PageReading, articleTitle: string | null): string[] {
  for (const { start, end } of breadcrumbs(page)) {
    const names = plain(page.written.slice(start, end).replaceAll('\u0001', ' '))
      .replace(/^.{0,8}?位置(?:是|在)?\s*[:：>]?/, '')
      .split(/\s*(?:>>|&gt;|[>»›→\\｜|/]|(?<=\s)[-–—·](?=\s)|\s-\s|::)\s*/)
      .map((name) => name.trim())
      .filter((name) => name !== '' && name.length <= 60)
    const linked = linksWithin(page.links, start, end).map((link) => link.text)
    const parts = names.length > 1 ? names : linked
    const home = parts.findIndex((name) => homeWords.test(name.replace(/\s/g, '')))
    if (home < 0 && parts.length < 2) continue
    const below = parts.slice(home + 1).filter((name) => !endWords.test(name) && name !== '…' && name.length <= 30)
    const own = articleTitle?.replace(/\s/g, '') ?? ''
    while (
      below.length > 0 &&
      own !== '' &&
      own.startsWith(
        below
          .at(-1)!
          .replace(/[\s.…]/g, '')
          .slice(0, 12),
      ) &&
      below.at(-1)!.length > 8
    ) {
      below.pop()
    }
    if (below.length > 0) return below.slice(0, 8)
  }
  return []
}

function* breadcrumbs(page: PageReading): Generator<{ start: number; end: number }> {
  const found = page.text.includes('位置') ? label.exec(page.text) : null
  if (found) {
    const start = found.index + found[0].length
    yield { start, end: lineEnd(page, start) }
  }
  let seen = -1
  for (const { place, start, end } of page.elements) {
    if (place !== 'breadcrumb' || start < seen || end - start < 4 || end - start > 600) continue
    seen = end
    yield { start, end }
  }
}

/** The first line break behind at least one name; lists of links in blocks are one crumb line. */
function lineEnd({ text, links }: PageReading, start: number): number {
  const reach = Math.min(text.length, start + 400)
  let end = text.indexOf('\n', start)
  while (end >= 0 && end < reach && /^[\s\u0001>»\-/]*$/.test(text.slice(start, end))) end = text.indexOf('\n', end + 1)
  const line = end < 0 ? reach : Math.min(end, reach)
  // Each name in a block of its own: the line goes on while separators do.
  const next = text.slice(line, line + 40)
  if (/^[\s\u0001]*[>»/-]/.test(next) && linksWithin(links, line, line + 60).length > 0) {
    const more = text.indexOf('\n\n', line)
    return more < 0 ? reach : Math.min(more, reach)
  }
  return line
}
