/** What gathering may do and how far it may go; the same settings for a campaign, a self-check and `mingcha check`. */
import type { EvidenceSeal } from './archive/seal.ts'
import type { CrawlCheckpoint } from './crawl/crawl-checkpoint.ts'
import type { CrawlProgress } from './crawl/crawl-progress.ts'
import type { Http } from './fetch/http.ts'
import type { RobotsAuthority } from './fetch/robots.ts'
import type { GatherLimits } from './limits.ts'

export interface GatherSettings {
  readonly limits: GatherLimits
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Aborted when the job loses its lease or the program stops. */
  readonly signal: AbortSignal
  /** Whether an aborted inspection still tells what it found: a person who interrupts wants to see it. */
  readonly keepPartial?: boolean
  /** Path of the WACZ file to write. */
  readonly archiveFile: string
  /** The installation's key, with which the archive is signed. */
  readonly seal?: EvidenceSeal | undefined
  /** The process's door to the network (`createHttp`); without it, gathering opens one of its own and closes it. */
  readonly http?: Http
  /** Written authority to visit what robots.txt forbids; without one it is obeyed. */
  readonly robotsAuthority?: RobotsAuthority | null
  readonly onProgress?: (progress: CrawlProgress) => void
  /** Where the crawl of a site is saved and carried on from; without it, an interrupted one begins anew. */
  readonly checkpoint?: CrawlCheckpoint | null
}

/** The written archive: replayable file, size and digests. */
export interface ArchiveSummary {
  /** File name below the archive folder. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly sm3: string
  readonly records: number
  /** Fingerprint of the key that signed it; `null` without one. */
  readonly signedBy?: string | null
  /** When a time stamp was obtained (ISO 8601); `null` without one. */
  readonly timeStamp?: string | null
}
