/** A platform adapter reads one kind of source: one file, one recorded sample, one line in the index. */
import type { SourceKind } from '../../evidence/posts.ts'
import type { Day } from '../../kernel/day.ts'
import type { SourceReading } from '../../registry/source-reading.ts'
import type { Http } from '../fetch/http.ts'

/** What is known of the source from earlier readings. */
export interface KnownBefore {
  /** ISO instants. */
  readonly knownUntil: string
  readonly builtAt: string | null
  readonly undatedCount: number
  /** Id of the newest post. */
  readonly newestId: string | null
  readonly newestOn: Day | null
}

export interface SourceVisit {
  readonly http: Http
  readonly address: string
  /** Where the platform's interface is; only for platforms that have one of their own. */
  readonly baseUrl: string
  readonly etag: string | null
  readonly lastModified: string | null
  readonly before: KnownBefore | null
  /** The credential in clear: never in a message, a result or a log. */
  readonly credential: string | null
  readonly capturedAt: Date
  readonly freshHours: number
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** Bytes of an answer that are read; what is longer is cut and cannot be read. */
  readonly maxBytes: number
}

export interface SourceAdapter {
  readonly kind: SourceKind
  /** Where the platform's interface is unless the configuration says otherwise; '' when the address says it. */
  readonly baseUrl: string
  /** Trouble of the source is the outcome of the reading; throws only for trouble of our own. */
  read(visit: SourceVisit): Promise<SourceReading>
}
