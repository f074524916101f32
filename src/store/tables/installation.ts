/** Tables of what the whole program stands on: audit chain, deadlines, credentials, backups. */
import type { Generated } from 'kysely'
import type { Day } from '../../kernel/day.ts'
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface InstallationTables {
  auditEntry: AuditEntryTable
  auditHead: AuditHeadTable
  deadline: DeadlineTable
  credential: CredentialTable
  backupRun: BackupRunTable
}

interface AuditEntryTable {
  id: Generated<number>
  at: Instant
  actor: string
  action: string
  subject: string
  detail: Json<Record<string, unknown>>
  reason: Generated<string>
  before: Json<Record<string, unknown>> | null
  after: Json<Record<string, unknown>> | null
  /** Place in the chain; filled at commit like the digests. */
  sequence: number | null
  previousHash: string | null
  hash: string | null
}

interface AuditHeadTable {
  onlyRow: Generated<boolean>
  sequence: number
  hash: string
}

interface DeadlineTable {
  id: Generated<number>
  kind: string
  subject: string
  dueAt: Instant
  data: Json<Record<string, unknown>>
  attempts: Generated<number>
  lastError: string | null
  doneAt: Instant | null
}

interface CredentialTable {
  kind: string
  name: string
  sealed: Buffer
  setBy: string
  setAt: Instant
}

interface BackupRunTable {
  id: Generated<number>
  folder: string
  startedBy: string
  startedAt: Instant
  endedAt: Instant | null
  fault: Generated<string>
  tableCount: number | null
  rowCount: number | null
  archiveCount: number | null
  bytes: number | null
  /** Day for which the program has made it by itself; `null`: a person has begun it. */
  scheduledFor: Day | null
  attempt: number | null
  /** When the program has removed its files, because newer ones are kept. */
  removedAt: Instant | null
}
