/** The posts evidence of an account: its registered source as it is now, beside everything that collection has stored. */
import { chooseSource } from '../evidence/choose-source.ts'
import type { Evidence, Gathered, Missing } from '../evidence/evidence.ts'
import type { Post, PostSource } from '../evidence/posts.ts'
import { addDays, dayOfInstant, startOfDay, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { mergePosts } from '../registry/merge-posts.ts'
import { outcomeTitles, sourceKindFacts, type SourceReading } from '../registry/source-reading.ts'
import { storedSources, type StoredSource } from '../registry/stored-sources.ts'
import { deliveredPosts } from '../registry/store.ts'
import type { Tx } from '../store/database.ts'

/** What the inspection itself has just read. */
export interface LiveReading {
  readonly feedUrl: string
  readonly reading: SourceReading
  readonly posts: Gathered<Evidence['posts']>
}

/**
 * Weighs the sources of an account: the most trusted recent one counts, the others are shown beside it. `nowMs` is the
 * caller's clock; of a monitoring point that lies back, sources are weighed as of its end.
 */
export async function accountEvidence(
  tx: Tx,
  accountId: number,
  live: LiveReading | null,
  monitorPoint: Day,
  nowMs: number,
): Promise<Gathered<Evidence['posts']>> {
  const stored = await storedSources(tx, accountId)
  const delivered = await deliveredPosts(tx, accountId)
  const others = stored.filter(
    ({ kind, address }) => kind !== 'file' && !(kind === 'feed' && address === live?.feedUrl),
  )
  const before = stored.find(({ kind, address }) => kind === 'feed' && address === live?.feedUrl)
  const sources = [
    ...(live === null ? [] : [liveSource(live, before)]),
    ...(delivered === null
      ? []
      : [
          deliveredSource(
            delivered,
            stored.find(({ kind }) => kind === 'file'),
          ),
        ]),
    ...others,
  ]
  const at = Math.min(nowMs, startOfDay(addDays(monitorPoint, 1)))
  const choice = chooseSource(sources, at)
  if (choice === null) return { missing: whyMissing(live, sources) }
  const { chosen, because } = choice
  const { capturedAt, knownUntil, coveredFrom, undatedCount, posts } = chosen.posts!
  const value: Evidence['posts'] = {
    source: chosen.source,
    capturedAt,
    knownThrough: dayOfInstant(epochMs(knownUntil) - 1),
    knownUntil,
    coveredFrom,
    undatedCount,
    posts: [...posts],
    ...(chosen.presenceOnly ? { presenceOnly: true } : {}),
  }
  // The only one needs no list, unless the list alone names its bytes: those of the live reading lie in the archive.
  if (sources.length === 1 && chosen.sha256 === null) return { value }
  const listed = sources.map((source) => listedSource(source, source === chosen))
  return { value: { ...value, sources: listed, chosenBecause: because } }
}

/** The registered feed as it was just read, with what it showed earlier. */
function liveSource({ feedUrl, reading, posts }: LiveReading, before: StoredSource | undefined): StoredSource {
  const { shown, capturedAt, outcome, detail } = reading
  const known = before?.posts ?? null
  const merged =
    shown === null || (outcome === 'empty' && known !== null) ? known : mergePosts(known, shown, capturedAt)
  // Alone, the reading is what it always was: word for word the posts that the feed shows.
  const own = known === null && merged !== null && 'value' in posts ? { ...merged, posts: posts.value.posts } : merged
  const facts = sourceKindFacts.feed
  return {
    id: before?.id ?? null,
    kind: 'feed',
    address: feedUrl,
    source: feedUrl,
    trust: before?.trust ?? facts.trust,
    freshHours: before?.freshHours ?? facts.freshHours,
    presenceOnly: facts.presenceOnly,
    capturedAt,
    outcome,
    detail,
    knownUntil: own?.knownUntil ?? null,
    newestOn: newest(own?.posts ?? []),
    sha256: null,
    posts: own,
  }
}

/** What files delivered, all of them together. */
function deliveredSource(delivered: Evidence['posts'], stored: StoredSource | undefined): StoredSource {
  const facts = sourceKindFacts.file
  const knownUntil = new Date(startOfDay(addDays(delivered.knownThrough, 1))).toISOString()
  return {
    id: stored?.id ?? null,
    kind: 'file',
    address: '',
    source: delivered.source,
    trust: stored?.trust ?? facts.trust,
    freshHours: stored?.freshHours ?? facts.freshHours,
    presenceOnly: false,
    capturedAt: delivered.capturedAt,
    outcome: 'read',
    detail: '',
    knownUntil,
    newestOn: newest(delivered.posts),
    sha256: stored?.sha256 ?? null,
    posts: { ...delivered, knownUntil },
  }
}

function newest(posts: readonly Post[]): Day | null {
  return posts.reduce<Day | null>(
    (best, { publishedOn, goneOn }) =>
      goneOn === undefined && (best === null || publishedOn > best) ? publishedOn : best,
    null,
  )
}

function listedSource(source: StoredSource, chosen: boolean): PostSource {
  const { kind, trust, capturedAt, outcome, detail, knownUntil, newestOn, sha256 } = source
  return { kind, source: source.source, trust, capturedAt, outcome, detail, knownUntil, newestOn, sha256, chosen }
}

/** Nothing has ever been shown: the reason of the most trusted source, and what each of them said. */
function whyMissing(live: LiveReading | null, sources: readonly StoredSource[]): Missing {
  const first = sources.toSorted((a, b) => a.trust - b.trust)[0]
  if (first === undefined) return { reason: 'notProvided', detail: '没有收到该账号的发布记录文件' }
  if (live !== null && sources.length === 1 && 'missing' in live.posts) return live.posts.missing
  const said = sources.map(
    ({ source, outcome, detail }) =>
      `${source} ${outcome === null ? '尚未读取' : outcomeTitles[outcome]}${detail === '' ? '' : `：${detail}`}`,
  )
  const outcome = first.outcome
  const reason =
    outcome === null ? 'notProvided' : outcome === 'blocked' || outcome === 'unreachable' ? outcome : 'unreadable'
  return { reason, detail: `${sources.length} 个来源都没有给出发布记录：${said.join('；')}` }
}
