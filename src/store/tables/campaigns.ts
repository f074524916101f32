/** Tables of campaigns, their rules, rounds and what was frozen. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Day } from '../../kernel/day.ts'
import type { RuleSet } from '../../regulations/rule-set.ts'
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface CampaignTables {
  ruleSetVersion: RuleSetVersionTable
  campaign: CampaignTable
  round: RoundTable
  frozenTarget: FrozenTargetTable
  securityScan: SecurityScanTable
}

interface RuleSetVersionTable {
  ruleSet: string
  version: number
  value: Json<RuleSet>
  programSha256: string
  corrections: Json<readonly unknown[]> | null
  author: string
  storedAt: Instant
}

interface CampaignTable {
  id: string
  year: number
  quarter: number
  issuer: string
  style: string
  ruleSet: string
  ruleSetVersion: number
  monitorPoint: Day
  state: string
  seed: string
  strata: Json<unknown>
  demonstration: boolean
  openedBy: string
  openedAt: Instant
  blindPercent: Generated<number>
}

interface RoundTable {
  id: Generated<number>
  campaignId: string
  target: string
  ordinal: number
  monitorPoint: Day
  frozenAt: Instant | null
  /** The drawn sample with its method statement; `null` until it is drawn. */
  sample: Json<unknown> | null
}

interface FrozenTargetTable {
  roundId: number
  targetId: number
  snapshot: Json<unknown>
  /** Read from the snapshot by the database. */
  organiserId: GeneratedAlways<number | null>
  category: GeneratedAlways<string | null>
  name: GeneratedAlways<string | null>
}

interface SecurityScanTable {
  campaignId: string
  siteId: number
  scannedBy: string
  scannedOn: Day
  good: boolean
  note: string
}
