/** One reading of one source of an account's posts: what came, and what became of it. */
import type { Post, ReadingOutcome, SourceKind } from '../evidence/posts.ts'
import type { Day } from '../kernel/day.ts'

/** The bytes as they came, cut at a cap. */
export interface RawAnswer {
  readonly bytes: Buffer
  /** Whether these are all of them. */
  readonly complete: boolean
  readonly mediaType: string
}

/** What the posts of a reading cover. */
export interface ShownPosts {
  /** ISO instant up to which the source knows the account. */
  readonly knownUntil: string
  /** The first day it certainly covers; `null`: from the account's beginning. */
  readonly coveredFrom: Day | null
  readonly undatedCount: number
  readonly posts: readonly Post[]
  /** Whether it shows everything between `coveredFrom` and `knownUntil`, so that what it no longer shows is gone. */
  readonly showsAll: boolean
}

export interface SourceReading {
  readonly outcome: ReadingOutcome
  /** What was wrong, one sentence in Chinese; '' for nothing. */
  readonly detail: string
  /** ISO instant. */
  readonly capturedAt: string
  /** When the feed says it was built. */
  readonly builtAt: string | null
  /** `null` when nothing could be read; never for `read`, except when the server says that nothing has changed. */
  readonly shown: ShownPosts | null
  readonly raw: RawAnswer | null
  /** The server answered that what it sent last time still holds. */
  readonly unchanged: boolean
  readonly etag: string | null
  readonly lastModified: string | null
  /** Milliseconds for which the source wants to be left alone; `null` when it did not say. */
  readonly waitMs: number | null
  /** It did not answer in the time it was given. */
  readonly timedOut?: boolean
  /** Who handed it in; '' for the program's own readings. */
  readonly providedBy: string
}

/** A reading that gave nothing. */
export function failedReading(
  outcome: Exclude<ReadingOutcome, 'read' | 'empty' | 'stale'>,
  detail: string,
  capturedAt: string,
  { raw = null, waitMs = null, timedOut = false }: Partial<Pick<SourceReading, 'raw' | 'waitMs' | 'timedOut'>> = {},
): SourceReading {
  const nothing = { builtAt: null, shown: null, unchanged: false, etag: null, lastModified: null, providedBy: '' }
  return { outcome, detail, capturedAt, raw, waitMs, timedOut, ...nothing }
}

/** What is usual for a kind of source; an installation may rank its own differently. */
interface KindFacts {
  readonly title: string
  /** 1 is trusted most. A bulletin wants official or captured proof, so these stand before bridges and reports. */
  readonly trust: number
  readonly freshHours: number
  /** How often the program asks; `null`: somebody delivers. */
  readonly everyMinutes: number | null
  /** Shows what was published, but not everything. */
  readonly presenceOnly: boolean
}

export const sourceKindFacts: Readonly<Record<SourceKind, KindFacts>> = {
  // 已发布消息列表 lists what was published by 发布; what was sent by 群发 need not be in it.
  weixinApi: { title: '微信官方接口', trust: 1, freshHours: 72, everyMinutes: 720, presenceOnly: true },
  weiboApi: { title: '微博官方接口', trust: 1, freshHours: 72, everyMinutes: 720, presenceOnly: false },
  capture: { title: '人工或浏览器采集', trust: 2, freshHours: 72, everyMinutes: null, presenceOnly: false },
  feed: { title: '订阅源', trust: 3, freshHours: 72, everyMinutes: 360, presenceOnly: false },
  file: { title: '平台后台或数据商导出', trust: 4, freshHours: 72, everyMinutes: null, presenceOnly: false },
  unitReport: { title: '单位自报', trust: 5, freshHours: 72, everyMinutes: null, presenceOnly: false },
}

export const outcomeTitles: Readonly<Record<ReadingOutcome, string>> = {
  read: '已读取',
  empty: '没有内容',
  stale: '信息源自身未刷新',
  blocked: '被拦截',
  unreachable: '无法连接',
  unreadable: '无法读取',
}
