/** Posts of an account as one source showed them. Feeds NM-V2.1. */
import { z } from 'zod'
import { dayField, instantField } from './fields.ts'

/**
 * 发布 · 转发 · 回复 · 资料修改 · 已删除: what an entry of a source is. A repost is an update like a post; whether the others are
 * is a parameter of the clause. Sources that do not tell show posts.
 */
export const postKinds = ['post', 'repost', 'reply', 'profileEdit', 'deleted'] as const
export type PostKind = (typeof postKinds)[number]

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
})

export const posts = z.object({
  /** Which source this is: address of the feed, or name of the file and who delivered it. */
  source: z.string(),
  capturedAt: instantField,
  /** The last day the source knows about: a bridge that refreshes twice a day lags behind our visit. */
  knownThrough: dayField,
  /**
   * The first day the source certainly covers; a feed shows its newest items only. `null`: the source is complete from
   * the account's beginning.
   */
  coveredFrom: dayField.nullable(),
  /** Items whose date could not be read. */
  undatedCount: z.number().int().min(0),
  posts: z.array(post),
})
export type Post = z.output<typeof post>
