/**
 * What a source has shown so far and a new reading of it become what it has shown by now. A feed shows its newest items only,
 * so that posts which fell off its end stay; what it no longer shows of days it still covers is gone, and kept as such. Pure.
 */
import type { Post } from '../evidence/posts.ts'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import type { ShownPosts } from './source-reading.ts'

export interface MergedPosts {
  /** ISO instants. */
  readonly capturedAt: string
  readonly knownUntil: string
  readonly coveredFrom: Day | null
  readonly undatedCount: number
  /** Newest first. */
  readonly posts: readonly Post[]
}

/** So many posts of a source are kept, the newest. */
export const keptPosts = 1000

/** Merges; a reading that is older than what is known adds its posts and changes nothing else. */
export function mergePosts(before: MergedPosts | null, shown: ShownPosts, capturedAt: string): MergedPosts {
  if (before === null) return capped({ ...shown, capturedAt, posts: distinct(shown.posts) })
  if (epochMs(capturedAt) < epochMs(before.capturedAt)) {
    return capped({ ...before, posts: distinct([...before.posts, ...shown.posts]) })
  }
  const here = new Set(shown.posts.map(({ id }) => id))
  const gone = missedPost(shown, capturedAt)
  const older = before.posts.filter((post) => !here.has(post.id)).map(gone)
  const moved = before.posts.filter((post) => here.has(post.id)).map(({ goneOn: _back, ...post }) => post)
  return capped({
    capturedAt,
    knownUntil: epochMs(before.knownUntil) > epochMs(shown.knownUntil) ? before.knownUntil : shown.knownUntil,
    coveredFrom: joinedCoverage(before, shown),
    undatedCount: shown.undatedCount,
    posts: distinct([...shown.posts, ...moved, ...older]),
  })
}

/** Whether the two stretches of time touch: then the source covers both. */
function joinedCoverage(before: MergedPosts, shown: ShownPosts): Day | null {
  if (shown.coveredFrom === null) return null
  if (shown.coveredFrom > dayOfInstant(epochMs(before.knownUntil))) return shown.coveredFrom
  if (before.coveredFrom === null) return null
  return before.coveredFrom < shown.coveredFrom ? before.coveredFrom : shown.coveredFrom
}

function missedPost(shown: ShownPosts, capturedAt: string) {
  const goneOn = dayOfInstant(epochMs(capturedAt))
  // The feed's oldest day may be cut in the middle, and a post without a date may be the one that is missed.
  const tellsGone = shown.showsAll && shown.undatedCount === 0
  const until = dayOfInstant(epochMs(shown.knownUntil))
  return (post: Post): Post => {
    if (!tellsGone || post.goneOn !== undefined) return post
    const covered = shown.coveredFrom === null || post.publishedOn > shown.coveredFrom
    return covered && post.publishedOn <= until ? { ...post, goneOn } : post
  }
}

/** Bridges repeat ids, and write the same post's date in another form the next time: id and day make a post. */
function distinct(posts: readonly Post[]): Post[] {
  const byKey = new Map<string, Post>()
  for (const post of posts) {
    const key = `${post.publishedOn} ${post.id}`
    if (!byKey.has(key)) byKey.set(key, post)
  }
  return [...byKey.values()].toSorted(newestFirst)
}

function newestFirst(a: Post, b: Post): number {
  if (a.publishedOn !== b.publishedOn) return a.publishedOn < b.publishedOn ? 1 : -1
  const [left, right] = [a.publishedAt ?? '', b.publishedAt ?? '']
  if (left !== right) return left < right ? 1 : -1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

function capped({ capturedAt, knownUntil, coveredFrom, undatedCount, posts }: MergedPosts): MergedPosts {
  const facts = { capturedAt, knownUntil, undatedCount }
  if (posts.length <= keptPosts) return { ...facts, coveredFrom, posts }
  const kept = posts.slice(0, keptPosts)
  const oldest = kept.at(-1)!.publishedOn
  return { ...facts, coveredFrom: coveredFrom === null || coveredFrom < oldest ? oldest : coveredFrom, posts: kept }
}
