/** Tables of notices and cases, from answer to closing. */
import type { Generated } from 'kysely'
import type { Day } from '../../kernel/day.ts'
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface RectificationTables {
  notice: NoticeTable
  rectificationCase: RectificationCaseTable
  caseAnswer: CaseAnswerTable
  attachment: AttachmentTable
  caseRecheck: CaseRecheckTable
  extension: ExtensionTable
  appeal: AppealTable
}

interface NoticeTable {
  id: Generated<number>
  campaignId: string
  unitId: number
  number: string
  year: number
  sequence: number
  state: string
  draftedAt: Instant
  sentAt: Instant | null
  readAt: Instant | null
  readBy: string | null
  repliedAt: Instant | null
  closedAt: Instant | null
}

interface RectificationCaseTable {
  id: Generated<number>
  noticeId: number
  inspectionId: number
  clauseId: string
  target: string
  targetId: number
  targetName: string
  unitId: number
  veto: boolean
  problem: string
  places: Json<unknown>
  state: string
  dueOn: Day | null
  grade: string | null
  recurrence: Generated<number>
  acceptedBy: string | null
  closedAt: Instant | null
  closedBy: string | null
}

interface CaseAnswerTable {
  id: Generated<number>
  caseId: number
  author: string
  text: string
  answeredAt: Instant
}

interface AttachmentTable {
  answerId: number
  sha256: string
  name: string
  mediaType: string
  bytes: number
}

interface CaseRecheckTable {
  caseId: number
  inspectionId: number
  grade: string | null
  places: Json<unknown> | null
  gradedAt: Instant | null
}

interface ExtensionTable {
  id: Generated<number>
  noticeId: number
  wantedOn: Day
  reason: string
  askedBy: string
  askedAt: Instant
  state: string
  decidedBy: string | null
  decidedAt: Instant | null
  decisionReason: string | null
}

interface AppealTable {
  id: Generated<number>
  caseId: number
  text: string
  author: string
  filedAt: Instant
  dueOn: Day
  state: string
  rejudgedOutcome: string | null
  decidedBy: string | null
  decidedAt: Instant | null
  reason: string | null
}
