/** Everything that one saved page tells, put together: the work of `mingcha extract`. */
import type { Day } from '../../kernel/day.ts'
import { believableDay, readDateText } from '../crawl/date-text.ts'
import { plain, type PageReading } from '../crawl/page-reading.ts'
import { readPublished, type Published } from '../crawl/read-date.ts'
import { readList } from '../crawl/read-list.ts'
import { readPage } from '../crawl/read-page.ts'
import { decodeText } from '../fetch/charset.ts'
import { mainList } from './main-list.ts'
import type { PageExtract } from './page-extract.ts'
import { readColumn } from './read-column.ts'
import { readContradictions } from './read-contradictions.ts'
import { readDateDoubts } from './read-date-doubts.ts'
import { readFooter } from './read-footer.ts'
import { readPager } from './read-pager.ts'

export interface SavedPage {
  readonly file: string
  readonly bytes: Uint8Array
  /** Address the page came from; `null` when it is not known. */
  readonly url: string | null
  /** Day of the visit or of the extraction: later dates are not believed. */
  readonly capturedOn: Day
  /** `Content-Type` the page was sent with, if known. */
  readonly contentType?: string
}

/** Stands in for an address that is not known, so that relative links of one page can still be told apart. */
const nowhere = 'http://address.invalid/'
const strongRank = 60

/** Reads a saved page. Never throws, whatever the bytes are; limits that were reached are named. */
export function extractPage({ file, bytes, url: given, capturedOn, contentType = '' }: SavedPage): PageExtract {
  const { text, encoding, declared, mismatch } = decodeText(bytes, contentType)
  const url = given ?? savedFrom(text)
  const page = readPage(text, url ?? nowhere, encoding)
  const all = readList(page, capturedOn, yearDay(page, capturedOn))
  const found = readPublished(page, capturedOn)
  const articleTitle = articleTitleOf(page, found)
  const kind = kindOf(page, found, articleTitle, all.filter(({ date }) => date !== null).length)
  const published =
    kind === 'article' || (found !== null && found.rank >= strongRank && kind === 'other') ? found : null
  const items = kind === 'article' ? [] : mainList(page, all, kind === 'home')
  const footer = readFooter(page)
  const metaCode = page.meta.get('siteidcode') ?? null
  const name = page.meta.get('sitename')
  const known = (address: string | null) => (address === null || address.startsWith(nowhere) ? null : address)
  return {
    file,
    url,
    bytes: bytes.length,
    kind,
    charset: { declared, used: encoding, differs: mismatch !== null },
    title: page.title,
    published: published && { day: published.day, time: published.time, source: published.source, raw: published.raw },
    dateDoubts: readDateDoubts(page, kind === 'list' || kind === 'home' ? null : published, capturedOn),
    meta: metaByName(page),
    metaTags: [...page.metaTags],
    footer,
    contradictions: readContradictions(footer, metaCode, name === undefined ? [page.title] : [name, page.title]).map(
      ({ between, reason }) => ({ between: [...between], reason }),
    ),
    column: withArray(kind === 'home' ? null : readColumn(page, articleTitle)),
    list: {
      items: items.map(({ title, date, yearMissing, rawDate, link, opensByScript, url: address }) => ({
        title,
        href: link?.href ?? null,
        url: opensByScript ? null : known(address),
        day: date,
        yearMissing,
        raw: rawDate,
      })),
      newest: items.reduce<Day | null>(
        (newest, { date }) => (date !== null && (newest === null || date > newest) ? date : newest),
        null,
      ),
    },
    pager: readPager(page),
    links: page.links.map(({ href, address, text: words, element }) => ({
      href,
      url: known(address),
      text: words,
      place: page.elements[element]!.place,
    })),
    forms: page.forms.map(({ kind, action, fields }) => ({ kind, action, fields: [...fields] })),
    ids: [...page.ids],
    forwardsTo: known(page.forwardsTo),
    scriptFilled: page.scriptFilled,
    limits: [...page.limits],
  }
}

/**
 * The day that dates without a year are read against. A saved page may be years old: the newest full date on it (a clock,
 * the time of generation, an entry) is nearer to the day it was saved than today is.
 */
function yearDay(page: PageReading, capturedOn: Day): Day {
  let newest: Day | null = null
  const take = (found: Day | null) => {
    if (found !== null && (newest === null || found > newest)) newest = found
  }
  for (const match of page.dates) take(believableDay(match, capturedOn))
  for (const value of page.meta.values()) {
    if (value.length < 60 && /\d{4}/.test(value))
      take(readDateText(value.replace(/^[^\d]+/, ''), capturedOn)?.day ?? null)
  }
  return newest ?? capturedOn
}

/** First content of each tag by its name in lower case; of several the first that is not empty. */
function metaByName({ metaTags }: PageReading): Record<string, string> {
  // Every page has other names: without a prototype the object is a table of names from the beginning, not a new shape.
  const byName = Object.create(null) as Record<string, string>
  for (const { name, content } of metaTags) {
    const key = name.toLowerCase()
    if ((byName[key] ?? '') === '') byName[key] = content
  }
  return byName
}

function withArray(column: ReturnType<typeof readColumn>): PageExtract['column'] {
  return column && { ...column, path: [...column.path] }
}

/** Browsers write down where they saved a page from. */
function savedFrom(html: string): string | null {
  const found = /<!-- saved from url=\(\d{4}\)(https?:\/\/[^\s>]{4,1000}) -->/.exec(html.slice(0, 3000))?.[1]
  return found !== undefined && URL.canParse(found) ? found : null
}

function articleTitleOf(page: PageReading, published: Published | null): string | null {
  const named = page.meta.get('articletitle')
  if (named !== undefined) return plain(named)
  if (published === null || published.rank < strongRank) return null
  return page.title === '' ? null : page.title
}

function kindOf(
  page: PageReading,
  published: Published | null,
  articleTitle: string | null,
  dated: number,
): PageExtract['kind'] {
  if (page.meta.has('articletitle')) return 'article'
  const strong = published !== null && published.rank >= strongRank
  const column = page.meta.has('columnname')
  if (strong && (articleTitle !== null || dated < 3)) return 'article'
  if (dated >= 3 && !column && homeLike(page)) return 'home'
  if (dated >= 1 || column) return 'list'
  return published !== null && published.rank >= 30 && page.meta.has('pubdate') ? 'article' : 'other'
}

/** A home page has no place in its own site: its title is the site's name, and no breadcrumb stands on it. */
function homeLike(page: PageReading): boolean {
  const { pathname } = new URL(page.base)
  if (page.base !== nowhere) return /^\/(index\.\w{2,5}|default\.\w{2,5})?$/.test(pathname)
  const name = page.meta.get('sitename')
  return (
    name !== undefined &&
    page.title.replace(/\s/g, '').startsWith(name.replace(/\s/g, '')) &&
    !page.elements.some(({ place }) => place === 'breadcrumb')
  )
}
