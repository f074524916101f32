/** Gathers the posts of one account from its feed, with a web archive of the feed as it was. */
import type { GatheredEvidence } from '../evidence/evidence.ts'
import { maskEvidence } from '../evidence/mask-evidence.ts'
import { dayOfInstant } from '../kernel/day.ts'
import { storeOriginFacts } from './archive/origin-facts.ts'
import { createArchive } from './archive/wacz.ts'
import { createHttp } from './fetch/http.ts'
import { gatherFeed } from './platforms/feed.ts'
import { feedReading } from './platforms/feed-source.ts'
import { sourceKindFacts, type SourceReading } from '../registry/source-reading.ts'
import type { ArchiveSummary, GatherSettings } from './settings.ts'

export interface AccountTarget {
  readonly name: string
  /** Platform id of the register, e.g. `weixin`; all platforms are read through feeds. */
  readonly platform: string
  readonly feedUrl: string
}

export interface GatheredAccount {
  readonly evidence: Required<Pick<GatheredEvidence, 'posts'>>
  /** The same as a reading of this source; `null` when it was cancelled. */
  readonly reading: SourceReading | null
  /** `null` when there was no answer to store. */
  readonly archive: ArchiveSummary | null
}

/** Reads an account's feed. Trouble of the feed is `missing` with its reason; throws only for trouble of our own. */
export async function gatherAccount(target: AccountTarget, settings: GatherSettings): Promise<GatheredAccount> {
  const { limits, clock, signal } = settings
  const http = settings.http ?? createHttp(limits)
  const title = `${target.name}（${target.platform}）`
  const archive = createArchive({
    file: settings.archiveFile,
    clock,
    userAgent: limits.userAgent,
    title,
    seal: settings.seal,
  })
  try {
    const capturedAt = new Date(clock())
    const { posts, page } = await gatherFeed(http, target.feedUrl, {
      capturedAt,
      capturedOn: dayOfInstant(clock()),
      signal,
      limits,
    })
    if (signal.aborted)
      return {
        evidence: { posts: { missing: { reason: 'cancelled', detail: '检查已取消' } } },
        archive: null,
        reading: null,
      }
    if (page !== null) await archive.store(page, title)
    await storeOriginFacts(archive, http)
    const reading = feedReading(posts, page, { capturedAt, freshHours: sourceKindFacts.feed.freshHours })
    return { evidence: maskEvidence({ posts }), archive: await archive.finish(), reading }
  } finally {
    await archive.discard()
    if (settings.http === undefined) await http.close()
  }
}
