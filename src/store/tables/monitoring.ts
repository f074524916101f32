/** Tables of warnings, visits of home pages, alerts. */
import type { Generated } from 'kysely'
import type { Day } from '../../kernel/day.ts'
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface MonitoringTables {
  warning: WarningTable
  updateUnknown: UpdateUnknownTable
  probeDue: ProbeDueTable
  probeDay: ProbeDayTable
  maintenance: MaintenanceTable
  alert: AlertTable
  siteCertificate: SiteCertificateTable
  siteHome: SiteHomeTable
  guardPeriod: GuardPeriodTable
}

interface WarningTable {
  id: Generated<number>
  target: string
  targetId: number
  organiserId: number
  clauseId: string
  place: string
  placeName: string
  level: number
  failsOn: Day
  because: string
  unknownBecause: string | null
  state: string
  ruleSet: string
  ruleSetVersion: number
  raisedAt: Instant
  levelAt: Instant
  sentAt: Instant | null
  sentBy: string | null
  expiredAt: Instant | null
  endedAt: Instant | null
}

interface UpdateUnknownTable {
  target: string
  targetId: number
  organiserId: number
  clauseId: string
  because: string
  knownThrough: Day | null
  since: Day
}

interface ProbeDueTable {
  siteId: number
  vantage: string
  purpose: Generated<string>
  dueAt: Instant
  claimedUntil: Instant | null
}

interface ProbeDayTable {
  siteId: number
  /** In Asia/Shanghai. */
  day: Day
  opened: number
  slow: number
  failed: number
  blocked: number
  maintenance: number
}

interface MaintenanceTable {
  id: Generated<number>
  siteId: number
  fromAt: Instant
  untilAt: Instant
  reason: string
  registeredBy: string
}

interface AlertTable {
  id: Generated<number>
  kind: string
  siteId: number
  severity: string
  message: string
  evidence: Json<Record<string, unknown>>
  openedAt: Instant
  closedAt: Instant | null
}

interface SiteCertificateTable {
  siteId: number
  expiresOn: Day
  seenAt: Instant
}

interface SiteHomeTable {
  siteId: number
  title: string | null
  ownLinks: Json<readonly string[]> | null
  accepted: Json<readonly { readonly sign: string; readonly detail: string }[]>
  suspect: Json<unknown> | null
  seenAt: Instant
}

interface GuardPeriodTable {
  id: Generated<number>
  name: string
  fromAt: Instant
  untilAt: Instant
  everyMinutes: number
  duty: Json<unknown>
  unitId: number | null
  openedBy: string
  endedAt: Instant | null
}
