/** Tables of posts of accounts: sources, what they answered, what they have shown. */
import type { Generated } from 'kysely'
import type { Post } from '../../evidence/posts.ts'
import type { Day } from '../../kernel/day.ts'
import type { Json } from '../json.ts'
import type { Instant, GeneratedInstant } from './instant.ts'

export interface CollectionTables {
  accountSource: AccountSourceTable
  sourceResult: SourceResultTable
  sourceRaw: SourceRawTable
  accountPosts: AccountPostsTable
}

interface AccountSourceTable {
  id: Generated<number>
  accountId: number
  kind: string
  address: string
  credential: string | null
  trust: number
  freshHours: number
  everyMinutes: number | null
  host: string
  active: Generated<boolean>
  etag: string | null
  lastModified: string | null
  nextDueAt: Instant | null
  claimedUntil: Instant | null
  claimedBy: string | null
  failures: Generated<number>
  lastAt: Instant | null
  lastOutcome: string | null
  lastDetail: string | null
  addedBy: string
  addedAt: Instant
}

interface SourceResultTable {
  id: Generated<number>
  sourceId: number
  capturedAt: Instant
  outcome: string
  detail: string
  builtAt: Instant | null
  knownUntil: Instant | null
  coveredFrom: Day | null
  undatedCount: Generated<number>
  postCount: Generated<number>
  newestOn: Day | null
  sha256: string | null
  providedBy: Generated<string>
}

interface SourceRawTable {
  sha256: string
  bytes: number
  complete: boolean
  mediaType: string
  content: Buffer
  /** When these bytes were last received. */
  storedAt: GeneratedInstant
  /** An inspection rests on them. */
  isEvidence: Generated<boolean>
}

interface AccountPostsTable {
  sourceId: number
  accountId: number
  capturedAt: Instant
  knownUntil: Instant
  coveredFrom: Day | null
  undatedCount: number
  lastOn: Day | null
  days: Day[]
  goneDays: Day[]
  posts: Json<readonly Post[]>
}
