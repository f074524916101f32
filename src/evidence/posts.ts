/** Posts of an account as the source that counts showed them, and what the other sources said. Feeds NM-V2.1. */
import { z } from 'zod'
import { dayField, instantField } from './fields.ts'

/**
 * 发布 · 转发 · 回复 · 资料修改 · 已删除: what an entry of a source is. A repost is an update like a post; whether the others are
 * is a parameter of the clause. Sources that do not tell show posts.
 */
export const postKinds = ['post', 'repost', 'reply', 'profileEdit', 'deleted'] as const
export type PostKind = (typeof postKinds)[number]

export const postKindTitles: Readonly<Record<PostKind, string>> = {
  post: '发布',
  repost: '转发',
  reply: '回复',
  profileEdit: '修改资料',
  deleted: '已删除',
}

export const post = z.object({
  /** Absent: a post. */
  kind: z.enum(postKinds).optional(),
  /** Identity on the platform, or the link. */
  id: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  publishedOn: dayField,
  /** The instant, when the source gives a time; zone-less times are read as +08:00. */
  publishedAt: instantField.nullable(),
  /** The date text exactly as the source wrote it. */
  rawDate: z.string(),
  /** When the source, which still covers its day, no longer showed it: deleted or hidden. */
  goneOn: dayField.optional(),
})

/** Where posts of an account come from, most trusted first as a rule: an installation may rank its sources differently. */
export const sourceKinds = ['weixinApi', 'weiboApi', 'capture', 'feed', 'file', 'unitReport'] as const
export type SourceKind = (typeof sourceKinds)[number]

/**
 * What became of one reading. `empty`: readable, but without posts. `stale`: readable, but its own build date is older than
 * the freshness limit of the source. None of them says that an account is stale.
 */
export const readingOutcomes = ['read', 'empty', 'stale', 'blocked', 'unreachable', 'unreadable'] as const
export type ReadingOutcome = (typeof readingOutcomes)[number]

/** One source of the account and its last reading, whether it counts or not. */
export const postSource = z.object({
  kind: z.enum(sourceKinds),
  source: z.string(),
  /** 1 is trusted most. */
  trust: z.number().int(),
  /** `null`: never read. */
  capturedAt: instantField.nullable(),
  outcome: z.enum(readingOutcomes).nullable(),
  /** What was wrong, in Chinese; '' for nothing. */
  detail: z.string(),
  /** Up to when its posts are known, from this or earlier readings. */
  knownUntil: instantField.nullable(),
  newestOn: dayField.nullable(),
  /** Digest of the raw bytes of the last reading. */
  sha256: z.string().nullable(),
  chosen: z.boolean(),
})
export type PostSource = z.output<typeof postSource>

export const posts = z.object({
  /** Which source this is: address of the feed, or name of the file and who delivered it. */
  source: z.string(),
  capturedAt: instantField,
  /** The last day the source knows about: a bridge that refreshes twice a day lags behind our visit. */
  knownThrough: dayField,
  /** The same as an instant; evidence of earlier versions lacks it and knows its last day to the end. */
  knownUntil: instantField.optional(),
  /**
   * The first day the source certainly covers; a feed shows its newest items only. `null`: the source is complete from
   * the account's beginning.
   */
  coveredFrom: dayField.nullable(),
  /** What the source shows was published, but it does not show everything: its silence proves nothing. */
  presenceOnly: z.boolean().optional(),
  /** Items whose date could not be read. */
  undatedCount: z.number().int().min(0),
  posts: z.array(post),
  /** All sources of the account; evidence of earlier versions has one and does not list it. */
  sources: z.array(postSource).optional(),
  /** Why this source counts. */
  chosenBecause: z.string().optional(),
})
export type Post = z.output<typeof post>
