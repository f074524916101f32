/**
 * The publishing date of an article page: of all dates on it, the one a visitor takes for it. A visible labelled date
 * comes first, then a visible one at the title, `<time>`, meta data, the address; content systems write the time of page
 * generation into meta tags (29 days to 14 years off were seen). Dates in sentences are not publishing dates at all.
 */
import type { dateSources } from '../../evidence/fields.ts'
import type { Day } from '../../kernel/day.ts'
import { believableDay, dateInUrl, foldDateText, readDateText, timeBehind, type DateMatch } from './date-text.ts'
import { plain, type PageReading } from './page-reading.ts'
import { elementAt, lineAround, linksWithin } from './text-intervals.ts'

export type DateSource = (typeof dateSources)[number]

export interface PageDate {
  readonly day: Day
  readonly source: DateSource
  /** The text it was read from, as written. */
  readonly raw: string
}

/** What a label makes of the date behind it; the highest wins. Labels of other days (截止, 施行, 会议) disqualify. */
const labelRanks: readonly (readonly [label: RegExp, rank: number])[] = [
  [
    /(截止|截至|施行|实施|生效|失效|废止|有效|执行|报名|会议|活动|开标|投标|招标|出生|受理|办结|答复|回复|来信|留言|咨询|评价|处罚|成立|任职|当前|系统|今天|现在|打印|访问|下载)[^:]{0,4}$/,
    0,
  ],
  [/(发布|公开|公布|发稿|刊发|发表|上传|录入|登载|刊登)(时间|日期|于|日)$|^(发布|发表)$/, 100],
  [/^(时间|日期|日间)$/, 90],
  [/(更新|修改|编辑|最后)(时间|日期|于)?$/, 70],
  [/(成文|印发|发文|生成|签发|签署|制发)(时间|日期|日|于)?$/, 60],
  [/(时间|日期)$/, 50],
]
const ranks = { metaLine: 85, atTitle: 80, time: 40, meta: 30, url: 20, signature: 10 } as const

export const metaNames = [
  'pubdate',
  'publishdate',
  'publish_date',
  'publishtime',
  'publish_time',
  'pub_date',
  'pubtime',
  'firstpublishedtime',
  'article:published_time',
  'datepublished',
  'date',
  'dc.date.issued',
  'dc.date',
  'dcterms.issued',
]

/** The publishing date of a page, or `null`. `capturedOn` is the day of the visit: later dates are not believed. */
export function readPageDate(page: PageReading, capturedOn: Day): PageDate | null {
  const best = readPublished(page, capturedOn)
  return best && { day: best.day, source: best.source, raw: best.raw }
}

export interface Published extends PageDate {
  /** `HH:MM` or `HH:MM:SS` in Beijing time, when the page tells it. */
  readonly time: string | null
  /** How sure a reader can be: above `weakRank` the page says so in so many words, or shows it at its title. */
  readonly rank: number
}

/** Below this a date is a guess: a signature, an address, a tag that a machine wrote. */
const weakRank = 45

/** The publishing date of a page with its time and rank, or `null`. */
export function readPublished(page: PageReading, capturedOn: Day): Published | null {
  const candidates = [...visibleDates(page, capturedOn), ...hiddenDates(page, capturedOn)]
  let best: Candidate | null = null
  for (const candidate of candidates) if (best === null || candidate.rank > best.rank) best = candidate
  return best && { day: best.day, source: best.source, raw: best.raw, rank: best.rank, time: timeOf(page, best) }
}

interface Candidate extends PageDate {
  readonly rank: number
  /** Behind a visible date; `null` for texts that are read whole. */
  readonly end: number | null
}

function timeOf(page: PageReading, { end, raw }: Candidate): string | null {
  if (end === null || raw.includes(':')) return timeBehind(foldDateText(raw), true)
  return timeBehind(page.text.slice(end, end + 30))
}

function* visibleDates(page: PageReading, capturedOn: Day): Generator<Candidate> {
  const titleAt = titlePosition(page)
  const links = page.links.filter(({ end, start }) => end > start)
  let atTitleTaken = false
  for (const match of page.dates) {
    const day = believableDay(match, capturedOn)
    if (day === null || isClock(page.text, match)) continue
    const label = labelBefore(page.text, match.start)
    const raw = page.written.slice(match.start, match.end).replaceAll('\u0001', ' ').trim()
    if (label !== null) {
      const rank = labelRanks.find(([form]) => form.test(label))?.[1] ?? 0
      // A label inside a list row is that row's date, not the page's.
      if (rank > 0)
        yield { day, source: 'visible', raw, rank: besideLink(page, links, match) ? rank / 10 : rank, end: match.end }
      continue
    }
    const line = kindOfLine(page.text, match)
    if (line === 'sentence' || besideLink(page, links, match) || inRow(page, links, match)) continue
    const distance = match.start - titleAt
    const atTitle = titleAt >= 0 && distance >= 0 && distance < 600 && !atTitleTaken
    if (atTitle) atTitleTaken = true
    const rank = atTitle ? (line === 'meta' ? ranks.metaLine : ranks.atTitle) : ranks.signature
    yield { day, source: 'visible', raw, rank, end: match.end }
  }
}

function* hiddenDates(page: PageReading, capturedOn: Day): Generator<Candidate> {
  for (const { value } of page.times) {
    const read = readDateText(value, capturedOn)
    if (read) yield { day: read.day, source: 'time', raw: value, rank: ranks.time, end: null }
  }
  for (const value of page.linkedDates) {
    const read = readDateText(value, capturedOn)
    if (read) yield { day: read.day, source: 'meta', raw: value, rank: ranks.meta + 1, end: null }
  }
  for (const name of metaNames) {
    const value = page.meta.get(name)
    const read = value === undefined ? null : readDateText(value, capturedOn)
    if (read) yield { day: read.day, source: 'meta', raw: value!, rank: ranks.meta, end: null }
  }
  const url = urlDay(page.base, capturedOn)
  if (url) yield { ...url, rank: ranks.url, end: null }
}

/** The day that an address carries, or `null`. */
export function urlDay(address: string, capturedOn: Day): PageDate | null {
  const found = dateInUrl(address)
  if (found === null || found.date === null) return null
  const day = believableDay({ ...found, date: found.date }, capturedOn)
  return day && { day, source: 'url', raw: found.raw }
}

/** Chinese word before a colon before the date: `发布时间：` gives `发布时间`, `时 间：` gives `时间`, `发布于 ` gives `发布于`. */
export function labelBefore(text: string, start: number): string | null {
  const near = text.slice(Math.max(0, start - 40), start).replace(/[[(【 \u0001\n]+$/, '')
  const line = near.slice(near.lastIndexOf('\n') + 1).replaceAll('\u0001', ' ')
  if (!line.endsWith(':'))
    return /(?:发布|发表|更新|刊发|公开)(?:时间|日期|于)$|(?<![\u4e00-\u9fa5])(?:日期|时间)$/.exec(line)?.[0] ?? null
  const words = (/[\u4e00-\u9fa5 ]+(?=[ ]*:$)/.exec(line)?.[0] ?? '').trim().split(/ +/)
  let label = ''
  while (words.length > 0 && label.length < 2) label = words.pop()! + label
  return label === '' ? null : label.slice(-12)
}

/** `今天是2025年8月12日 星期二`: the clock of the page head. */
function isClock(text: string, { start, end }: DateMatch): boolean {
  const before = text.slice(Math.max(0, start - 16), start).replace(/[\u0001\n ]/g, '')
  if (/(今天|今日|现在|当前时间|北京时间|您好)[^发布]{0,6}$/.test(before)) return true
  const after = text.slice(end, end + 16).replace(/^[\u0001\n ,]+/, '')
  return /^(星期|礼拜|周)[一二三四五六日天]/.test(after) && !/(发布|日期|时间)/.test(before)
}

const metaWords = /来源|作者|浏览|阅读|点击|访问|字号|字体|编辑|审核|责编|分享|打印|信息|索引|文号|公开/

/** What the line around a date is: the date alone, a line of meta data about the article, or a sentence. */
function kindOfLine(text: string, { start, end }: DateMatch): 'alone' | 'meta' | 'sentence' {
  const [from, to] = lineAround(text, start, end)
  const line = text.slice(from, start) + text.slice(end, to)
  const rest = line.replace(/\d{1,2}:\d{2}(:\d{2})?/g, '').replace(/[\s\u0001[\]()【】|:.,-]+/g, '')
  if (rest.length === 0) return 'alone'
  return metaWords.test(rest) && rest.length < 120 ? 'meta' : 'sentence'
}

/** Whether the date stands in a link or in a line with one: it is then the date of that link. */
function besideLink(page: PageReading, links: PageReading['links'], { start, end }: DateMatch): boolean {
  const [from, to] = lineAround(page.text, start, end)
  // Share buttons, 打印 and the like are not list entries.
  return linksWithin(links, from, to).some((link) => link.text.length >= 6)
}

/** Whether the date stands in a table row or list entry together with a headline: it is then the date of that entry. */
function inRow(page: PageReading, links: PageReading['links'], match: DateMatch): boolean {
  let index = elementAt(page.elements, match.start)
  for (let up = 0; up < 5 && index > 0; up += 1) {
    const { tag, start, end, parent } = page.elements[index]!
    if (tag === 'li' || tag === 'tr') {
      if (end - start > 1000) return false
      if (linksWithin(links, start, end).some((link) => link.text.length >= 8)) return true
      const rest = plain(page.written.slice(start, match.start) + page.written.slice(match.end, end))
      return rest.length >= 10 && !metaWords.test(rest)
    }
    index = parent
  }
  return false
}

/** Where the article's title stands: the first heading, else the words of `<title>` or of the meta data. */
function titlePosition(page: PageReading): number {
  if (page.headingAt >= 0) return page.headingAt
  const names = [page.meta.get('articletitle'), page.title.split(/[-_|–—]/)[0]]
  for (const name of names) {
    const words = name?.trim().slice(0, 20)
    if (words !== undefined && words.length >= 4) {
      const first = page.written.indexOf(words)
      if (first >= 0) return lineThatBegins(page.written, words, first)
    }
  }
  return -1
}

/** A title also stands in breadcrumbs: the occurrence that is a line of its own is the heading. */
function lineThatBegins(written: string, words: string, first: number): number {
  for (let at = first; at >= 0; at = written.indexOf(words, at + 1)) if (written[at - 1] === '\n') return at
  return first
}
