/**
 * Posts from a feed: RSS, Atom, RDF and JSON Feed, as bridges such as RSSHub or WeWe-RSS make them for platforms that have
 * none of their own. Dates are read from the raw text by our own reader: libraries read zone-less times in the zone of the
 * server they run on.
 */
import { parseFeed } from 'feedsmith'
import type { Evidence, Gathered, Missing } from '../../evidence/evidence.ts'
import type { Post } from '../../evidence/posts.ts'
import { addDays, dayOfInstant, startOfDay, type Day } from '../../kernel/day.ts'
import { clip, normaliseText } from '../../kernel/text.ts'
import { readDateText, type ReadDate } from '../crawl/date-text.ts'
import { outcomeOf } from '../crawl/link-outcome.ts'
import { decodeText } from '../fetch/charset.ts'
import type { FetchedPage, FetchResult } from '../fetch/fetch-page.ts'
import { headerText } from '../fetch/headers.ts'
import type { Http } from '../fetch/http.ts'
import type { FetchRequest } from '../fetch/request.ts'
import type { GatherLimits } from '../limits.ts'

export interface FeedVisit {
  readonly capturedAt: Date
  readonly capturedOn: Day
  readonly signal: AbortSignal
  readonly limits: GatherLimits
}

/** Visits a feed; `page` is its answer for the archive, `null` when there was none. Never throws for what a feed does. */
export async function gatherFeed(
  http: Http,
  feedUrl: string,
  { signal, limits, ...visit }: FeedVisit,
): Promise<{ readonly posts: Gathered<Evidence['posts']>; readonly page: FetchedPage | null }> {
  const result = await askForFeed(http, feedUrl, { signal })
  const posts = gatheredFeed(result, feedUrl, { ...visit, maxBytes: limits.maxBodyBytes })
  return { posts, page: result.page ?? null }
}

interface FeedRequest extends Pick<FetchRequest, 'signal' | 'timeoutMs' | 'headers' | 'once'> {
  readonly maxBytes?: number
}

/** Asks for a feed, under further `headers` where it is asked again. */
export function askForFeed(http: Http, feedUrl: string, { maxBytes, ...request }: FeedRequest): Promise<FetchResult> {
  const accept = 'application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5'
  return http.fetch(feedUrl, { ...request, accept, ...(maxBytes === undefined ? {} : { wantedBytes: () => maxBytes }) })
}

/** The posts in a feed's answer, or why there are none. */
export function gatheredFeed(
  result: FetchResult,
  feedUrl: string,
  { maxBytes, ...captured }: Pick<FeedReading, 'capturedAt' | 'capturedOn'> & { readonly maxBytes: number },
): Gathered<Evidence['posts']> {
  const outcome = outcomeOf(result)
  if (!result.page) return missing(outcome.missing ?? 'unreachable', `订阅源无法读取：${outcome.reason}`)
  const { page } = result
  if (outcome.missing !== null) return missing(outcome.missing, `订阅源 ${feedUrl} ${outcome.reason}`)
  if (page.truncated) {
    const why = page.oddity ?? `超过 ${maxBytes} 字节，未读完`
    return missing('unreadable', `订阅源 ${feedUrl} ${why}`)
  }
  const { text } = decodeText(page.body, headerText(page.headers, 'content-type') ?? '')
  const posts = readFeed(text, { ...captured, source: feedUrl })
  return 'detail' in posts ? { missing: posts } : { value: posts }
}

export interface FeedReading {
  /** Named in the evidence and in messages: the feed's address. */
  readonly source: string
  readonly capturedAt: Date
  readonly capturedOn: Day
}

interface Item {
  readonly id: string | undefined
  readonly title: string | undefined
  readonly url: string | undefined
  readonly rawDate: string | undefined
}

/** Reads the text of a feed into posts, or says why it cannot be read. */
export function readFeed(text: string, { source, capturedAt, capturedOn }: FeedReading): Evidence['posts'] | Missing {
  let parsed: { readonly items: readonly Item[]; readonly built: string | undefined }
  try {
    if (!hasEnd(text)) throw new Error('cut off')
    parsed = feedItems(text)
  } catch {
    const looksLike = /<html|<!doctype html/i.test(text.slice(0, 1000)) ? '返回的是网页' : '内容不完整或格式有误'
    return { reason: 'unreadable', detail: `订阅源 ${source} 不是可读的订阅源：${looksLike}` }
  }
  const dated: (Post & { readonly at: ReadDate })[] = []
  let undatedCount = 0
  for (const [index, item] of parsed.items.entries()) {
    const rawDate = item.rawDate?.trim() ?? ''
    const at = readDateText(rawDate, capturedOn)
    if (at === null) undatedCount += 1
    else dated.push({ ...postOf(item, index, rawDate, at), at })
  }
  const builtAt = builtAtMs(parsed.built, dated, capturedAt, capturedOn)
  const knownThrough = builtAt === null ? capturedOn : dayOfInstant(builtAt - 1)
  return {
    source,
    capturedAt: capturedAt.toISOString(),
    knownThrough,
    knownUntil: new Date(builtAt ?? capturedAt.getTime()).toISOString(),
    // A feed shows its newest items only; one without readable items covers nothing before our visit.
    coveredFrom: oldestShown(dated.map(({ publishedOn }) => publishedOn)) ?? knownThrough,
    undatedCount,
    posts: dated.map(({ at: _at, ...post }) => post),
  }
}

/** Parsers forgive a missing end, and whoever cut the feed may have cut posts. */
function hasEnd(text: string): boolean {
  const root = /<((?:\w{1,30}:)?(?:rss|feed|RDF))[\s>]/i.exec(text.slice(0, 20_000))?.[1]
  return root === undefined || text.lastIndexOf(`</${root}`) > 0
}

function postOf(item: Item, index: number, rawDate: string, at: ReadDate): Post {
  // An address beyond 2000 characters is none that a person could open.
  const url = item.url === undefined || item.url.length > 2000 ? null : (URL.parse(item.url.trim())?.href ?? null)
  const title = clip(normaliseText(item.title ?? ''), 200)
  return {
    id: clip(item.id?.trim() || url || `${rawDate} ${title} ${index}`, 500),
    title,
    url,
    publishedOn: at.day,
    publishedAt: at.epochMs === null ? null : new Date(at.epochMs).toISOString(),
    rawDate: clip(rawDate, 200),
  }
}

/**
 * When the feed was built, in milliseconds since 1970, if that was before our visit: a bridge that refreshes twice a day does
 * not know today. `null`: it does not say. Some feeds print the newest item's time as build date; that says nothing about
 * when they were built. A build date without a time is known to its end.
 */
function builtAtMs(
  built: string | undefined,
  dated: readonly { readonly at: ReadDate }[],
  capturedAt: Date,
  capturedOn: Day,
): number | null {
  const read = built === undefined ? null : readDateText(built, capturedOn)
  if (read === null || dated.some(({ at }) => at.epochMs !== null && at.epochMs === read.epochMs)) return null
  const ms = read.epochMs ?? startOfDay(addDays(read.day, 1))
  return ms < capturedAt.getTime() ? ms : null
}

/** The oldest day of the feed's sequence; pinned items stand before the newest one and cover nothing. */
export function oldestShown(days: readonly Day[]): Day | null {
  const newestAt = days.reduce((best, day, index) => (day > days[best]! ? index : best), 0)
  const ascending = days.every((day, index) => index === 0 || day >= days[index - 1]!)
  const sequence = ascending ? days : days.slice(newestAt)
  return sequence.reduce<Day | null>((best, day) => (best === null || day < best ? day : best), null)
}

function missing(reason: Missing['reason'], detail: string): { readonly missing: Missing } {
  return { missing: { reason, detail } }
}

/** The four formats as one. Throws on anything that is no feed. */
function feedItems(text: string): { readonly items: readonly Item[]; readonly built: string | undefined } {
  const parsed = parseFeed(text)
  switch (parsed.format) {
    case 'rss': {
      const { feed } = parsed
      const items = (feed.items ?? []).map((item) => ({
        id: item.guid?.value,
        title: item.title ?? item.description,
        url: item.link,
        rawDate: item.pubDate ?? item.dc?.dates?.[0],
      }))
      return { items, built: feed.lastBuildDate }
    }
    case 'atom': {
      const { feed } = parsed
      const items = (feed.entries ?? []).map((entry) => ({
        id: entry.id,
        title: entry.title?.value,
        url: (entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate') ?? entry.links?.[0])?.href,
        rawDate: entry.published ?? entry.updated,
      }))
      return { items, built: feed.updated }
    }
    case 'rdf': {
      const { feed } = parsed
      const items = (feed.items ?? []).map((item) => ({
        id: item.rdf?.about,
        title: item.title,
        url: item.link,
        rawDate: item.dc?.dates?.[0],
      }))
      return { items, built: undefined }
    }
    case 'json': {
      const { feed } = parsed
      const items = (feed.items ?? []).map((item) => ({
        id: item.id,
        title: item.title ?? item.content_text,
        url: item.url,
        rawDate: item.date_published ?? item.date_modified,
      }))
      return { items, built: undefined }
    }
  }
}
