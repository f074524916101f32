/** Tables of how hosts may be asked, and how they were. */
import type { Generated } from 'kysely'
import type { Day } from '../../kernel/day.ts'
import type { Instant } from './instant.ts'

export interface CrawlingTables {
  robotsAuthority: RobotsAuthorityTable
  hostLoad: HostLoadTable
  crawlStop: CrawlStopTable
  siteCrawlHours: SiteCrawlHoursTable
}

interface RobotsAuthorityTable {
  id: Generated<number>
  siteId: number
  documentNumber: string
  authority: string
  validFrom: Day
  validTo: Day
  scanFile: string | null
  author: string
  recordedAt: Instant
  endedAt: Instant | null
  endedBy: string | null
}

interface HostLoadTable {
  host: string
  hour: Instant
  worker: string
  requests: number
  bytes: number
  errors: number
  slowDowns: number
  slowestMs: number
  totalMs: number
}

interface CrawlStopTable {
  id: Generated<number>
  siteId: number | null
  /** A host that is no site of the register; at most one of the two. */
  host: string | null
  reason: string
  author: string
  stoppedAt: Instant
  liftedAt: Instant | null
  liftedBy: string | null
}

interface SiteCrawlHoursTable {
  siteId: number
  hours: string
  author: string
  setAt: Instant
}
