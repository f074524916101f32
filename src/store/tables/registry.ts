/** Tables of the register: units, sites, columns, accounts, their history and what was delivered of them. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Day } from '../../kernel/day.ts'
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface RegistryTables {
  unit: UnitTable
  site: SiteTable
  siteColumn: SiteColumnTable
  account: AccountTable
  accountName: AccountNameTable
  earlierProblem: EarlierProblemTable
  registryChange: RegistryChangeTable
  postDelivery: PostDeliveryTable
  deliveredAccount: DeliveredAccountTable
  probe: ProbeTable
}

interface UnitTable {
  id: Generated<number>
  code: string
  name: string
  shortName: string
  kind: string
  parentId: number | null
  printOrder: number
}

interface SiteTable {
  id: Generated<number>
  siteCode: string
  name: string
  url: string
  category: string
  state: string
  organiserId: number
  hasServices: boolean
  domainExpiresOn: Day | null
}

interface SiteColumnTable {
  id: Generated<number>
  siteId: number
  name: string
  url: string
  class: string
  level: number
  onHome: boolean
  updateDuty: boolean
  /** Name and address, folded by the database for searching. */
  searchText: GeneratedAlways<string>
}

interface AccountTable {
  id: Generated<number>
  platform: string
  platformId: string
  name: string
  organiserId: number
  purpose: string
  state: string
  sourceKind: string
  feedUrl: string | null
  /** Printed platform and folded id: `weixin/gh_1`. */
  identityKey: string
  supervisorId: number | null
  operator: Generated<string>
  outsourced: boolean | null
  mainAccount: boolean | null
  verifiedPrincipal: Generated<string>
  filingState: Generated<string>
  openedOn: Day | null
  filedOn: Day | null
  closedOn: Day | null
  followers: number | null
  yearlyCostYuan: number | null
  /** Name and id, folded by the database for searching. */
  searchText: GeneratedAlways<string>
}

interface AccountNameTable {
  accountId: number
  fromOn: Day | null
  untilOn: Day | null
  name: string
  searchText: GeneratedAlways<string>
}

interface EarlierProblemTable {
  accountId: number
  notedIn: string
  problem: string
}

interface RegistryChangeTable {
  id: Generated<number>
  /** Name of the table that was changed. */
  subject: string
  subjectKey: string
  /** Id of the row, which stays when its key changes. */
  subjectId: number | null
  before: Json<Record<string, unknown>> | null
  after: Json<Record<string, unknown>> | null
  author: string
  changedAt: Instant
}

interface PostDeliveryTable {
  id: Generated<number>
  source: string
  sha256: string
  knownThrough: Day
  coveredFrom: Day | null
  deliveredAt: Instant
}

interface DeliveredAccountTable {
  deliveryId: number
  accountId: number
  undatedCount: number
  posts: Json<Evidence['posts']['posts']>
}

interface ProbeTable {
  siteId: number
  at: Instant
  vantage: string
  outcome: string
  elapsedMs: number | null
  detail: string
  /** `scheduled`, or `confirming` another place's failure: those are no sample. */
  purpose: Generated<string>
}
