/** Tables of inspections: crawl, evidence, judgement. */
import type { Generated } from 'kysely'
import type { Missing } from '../../evidence/evidence.ts'
import type { Day } from '../../kernel/day.ts'
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface InspectionTables {
  inspection: InspectionTable
  crawl: CrawlTable
  crawlBatch: CrawlBatchTable
  evidence: EvidenceTable
  judgement: JudgementTable
  linkFailure: LinkFailureTable
}

interface InspectionTable {
  id: Generated<number>
  roundId: number
  targetId: number
  purpose: string
  strata: string[]
  state: string
  attempt: Generated<number>
  startedAt: Instant | null
  gatheredAt: Instant | null
  worker: string | null
  archive: Json<unknown> | null
  /** Of re-checks and self-checks, which have one of their own; `null`: that of the round. */
  monitorPoint: Day | null
}

interface CrawlTable {
  inspectionId: number
  head: Json<unknown>
  pagesDone: number
  pagesKnown: number
  pagesPerSecond: number | null
  remainingSeconds: number | null
  worker: string
  savedAt: Instant
}

interface CrawlBatchTable {
  inspectionId: number
  number: number
  events: Buffer
}

interface EvidenceTable {
  inspectionId: number
  kind: string
  value: Json<unknown> | null
  missing: Json<Missing> | null
  sha256: string
  capturedAt: Instant
}

interface JudgementTable {
  inspectionId: number
  clauseId: string
  outcome: string
  because: string
  findings: Json<unknown>
  ruleSet: string
  ruleSetVersion: number
  judgedAt: Instant
}

interface LinkFailureTable {
  siteId: number
  urlSha256: string
  url: string
  kind: string
  firstFailedAt: Instant
  failedAt: string[]
  lastOkAt: Instant | null
  confirmedBy: string | null
  confirmedAt: Instant | null
  confirmation: string | null
}
