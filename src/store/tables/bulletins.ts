/** Tables of drafts of bulletins. */
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface BulletinTables {
  bulletin: BulletinTable
}

interface BulletinTable {
  campaignId: string
  version: number
  value: Json<unknown>
  sha256: string
  draftedBy: string
  draftedAt: Instant
}
