/** Tables of claims, decisions, exemptions. */
import type { Generated } from 'kysely'
import type { Day } from '../../kernel/day.ts'
import type { Instant } from './instant.ts'

export interface ReviewTables {
  decision: DecisionTable
  reviewClaim: ReviewClaimTable
  proofPicture: ProofPictureTable
  exemption: ExemptionTable
}

interface DecisionTable {
  id: Generated<number>
  inspectionId: number
  clauseId: string
  kind: string
  reason: string
  note: string
  author: string
  role: string
  decidedAt: Instant
  points: number | null
  reasonCode: string | null
  blind: Generated<boolean>
}

interface ReviewClaimTable {
  inspectionId: number
  clauseId: string
  reviewer: string
  claimedAt: Instant
  until: Instant
}

interface ProofPictureTable {
  id: Generated<number>
  inspectionId: number
  clauseId: string
  field: string
  sha256: string
  name: string
  mediaType: string
  bytes: number
  uploadedBy: string
  uploadedAt: Instant
  decisionId: number | null
}

interface ExemptionTable {
  id: Generated<number>
  clauseId: string
  scope: string
  place: string | null
  target: string | null
  targetId: number | null
  unitId: number | null
  reason: string
  author: string
  recordedAt: Instant
  validTo: Day
  endedAt: Instant | null
  endedBy: string | null
}
