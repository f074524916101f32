/** What lets a crawl survive its worker: a place outside the process that keeps what the crawl has seen. */
import type { SpoolPosition } from '../archive/spool.ts'
import type { CrawlProgress } from './crawl-progress.ts'

/** Changes whenever events of an older program would be misread. */
export const crawlFormat = 2

/** What is not an event: when it all began, and how far the archive goes with the events. */
export interface CrawlHead {
  /** Of the batches: what another version of the program saved is not read. */
  readonly format: number
  /** Milliseconds since 1970: the instant that the evidence carries. */
  readonly startedAtMs: number
  readonly archive: SpoolPosition | null
  /** Number of the first batch whose answers the archive still holds; those before were lost with another machine. */
  readonly proofFrom: number
}

export interface CrawlBatch {
  /** 0, 1, 2, … */
  readonly number: number
  /** Events, compressed. */
  readonly events: Uint8Array
}

export interface SavedCrawl {
  readonly head: CrawlHead
  /** How many there are. */
  readonly count: number
  /** In order of their numbers. */
  batches(): AsyncIterable<CrawlBatch>
}

export interface CrawlCheckpoint {
  /** What was saved of this crawl; `null` when it begins. */
  load(): Promise<SavedCrawl | null>
  /**
   * Saves all at once or nothing. `batch: null` when nothing was seen since the last time. Rejects when it could not be
   * saved: the same events come again later. Whoever wants the crawl to stop aborts its signal.
   */
  save(part: {
    readonly batch: CrawlBatch | null
    readonly head: CrawlHead
    readonly progress: CrawlProgress
  }): Promise<void>
}
