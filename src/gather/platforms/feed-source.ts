/** A feed as a source: conditional requests, and the feed's own build date, which a bridge that no longer refreshes betrays. */
import type { Evidence, Gathered } from '../../evidence/evidence.ts'
import type { ReadingOutcome } from '../../evidence/posts.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { failedReading, type SourceReading } from '../../registry/source-reading.ts'
import { isTimeout } from '../fetch/failure-class.ts'
import type { FetchedPage } from '../fetch/fetch-page.ts'
import { headerText } from '../fetch/headers.ts'
import { retryAfterMs } from '../fetch/host-gate.ts'
import type { KnownBefore, SourceAdapter, SourceVisit } from './adapter.ts'
import { askForFeed, gatheredFeed } from './feed.ts'

export const feedSource: SourceAdapter = {
  kind: 'feed',
  baseUrl: '',
  async read(visit) {
    const { http, address, capturedAt, signal, maxBytes, timeoutMs } = visit
    const result = await askForFeed(http, address, {
      signal,
      timeoutMs,
      maxBytes,
      once: true,
      headers: validators(visit),
    })
    if (result.page?.status === 304) return unchanged(visit)
    const posts = gatheredFeed(result, address, {
      capturedAt,
      capturedOn: dayOfInstant(capturedAt.getTime()),
      maxBytes,
    })
    return { ...feedReading(posts, result.page ?? null, visit), timedOut: isTimeout(result.failure?.kind) }
  },
}

function validators({ etag, lastModified }: SourceVisit): Record<string, string> {
  return {
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
  }
}

/** What the gathered posts of a feed are as a reading of that source; `page` is its answer, if there was one. */
export function feedReading(
  posts: Gathered<Evidence['posts']>,
  page: FetchedPage | null,
  { capturedAt, freshHours }: Pick<SourceVisit, 'capturedAt' | 'freshHours'>,
): SourceReading {
  const at = capturedAt.toISOString()
  const header = (name: string) => (page === null ? undefined : headerText(page.headers, name))
  const raw = page && { bytes: page.body, complete: !page.truncated, mediaType: header('content-type') ?? '' }
  if ('missing' in posts) {
    const { reason, detail } = posts.missing
    const outcome = reason === 'blocked' || reason === 'unreachable' ? reason : 'unreadable'
    const waitMs = retryAfterMs(header('retry-after'), header('date')) || null
    return failedReading(outcome, detail, at, { raw, waitMs })
  }
  const { knownUntil = at, coveredFrom, undatedCount, posts: shown } = posts.value
  const builtAt = epochMs(knownUntil) < capturedAt.getTime() ? knownUntil : null
  const ageHours = builtAt === null ? 0 : (capturedAt.getTime() - epochMs(builtAt)) / 3_600_000
  const empty = shown.length === 0 && undatedCount === 0
  const outcome: ReadingOutcome = empty ? 'empty' : ageHours > freshHours ? 'stale' : 'read'
  const details = [
    empty ? '订阅源没有任何内容' : '',
    ageHours > freshHours ? `订阅源自 ${dayOfInstant(epochMs(knownUntil))} 起没有刷新` : '',
    undatedCount > 0 ? `${undatedCount} 条没有可信的发布日期（缺失、读不出或在将来）` : '',
  ]
  return {
    outcome,
    detail: details.filter((text) => text !== '').join('；'),
    capturedAt: at,
    builtAt,
    shown: { knownUntil, coveredFrom, undatedCount, posts: shown, showsAll: true },
    raw,
    unchanged: false,
    etag: header('etag') ?? null,
    lastModified: header('last-modified') ?? null,
    waitMs: null,
    providedBy: '',
  }
}

/** 304: what it sent last time still holds, and is as old as it said then. */
function unchanged({ before, capturedAt, freshHours }: SourceVisit): SourceReading {
  const at = capturedAt.toISOString()
  const facts = {
    capturedAt: at,
    raw: null,
    unchanged: true,
    etag: null,
    lastModified: null,
    waitMs: null,
    providedBy: '',
  }
  if (before === null) return { ...facts, outcome: 'empty', detail: '订阅源没有任何内容', builtAt: null, shown: null }
  const { builtAt, undatedCount } = before
  const ageHours = builtAt === null ? 0 : (capturedAt.getTime() - epochMs(builtAt)) / 3_600_000
  const stale = ageHours > freshHours
  const detail = stale ? `订阅源自 ${dayOfInstant(epochMs(builtAt!))} 起没有刷新` : ''
  return { ...facts, outcome: stale ? 'stale' : 'read', detail, builtAt, shown: stillShown(before, at, undatedCount) }
}

function stillShown({ builtAt, knownUntil }: KnownBefore, at: string, undatedCount: number): SourceReading['shown'] {
  const coveredFrom = dayOfInstant(epochMs(knownUntil))
  return { knownUntil: builtAt ?? at, coveredFrom, undatedCount, posts: [], showsAll: false }
}
