/**
 * What a round freezes of each target: everything that gathering, judging and the bulletin need to know about it, so that
 * later changes of the register never reach an inspection that is under way.
 */
import type { Evidence } from '../evidence/evidence.ts'
import type { Day } from '../kernel/day.ts'
import type { AccountPurpose } from '../regulations/rule-set.ts'
import type { PlatformId } from './platforms/index.ts'
import type { AccountState, SiteCategory, SiteState, UnitKind } from './register.ts'

export interface UnitSnapshot {
  readonly id: number
  readonly name: string
  readonly shortName: string
  readonly kind: UnitKind
  readonly printOrder: number
}

export interface SiteSnapshot {
  readonly id: number
  readonly siteCode: string
  readonly name: string
  readonly url: string
  readonly category: SiteCategory
  readonly state: SiteState
  readonly hasServices: boolean
  readonly organiser: UnitSnapshot
  readonly columns: readonly ColumnSnapshot[]
}

export interface ColumnSnapshot {
  readonly name: string
  readonly url: string
  readonly class: Evidence['columns']['columns'][number]['class']
  readonly level: number
  readonly onHome: boolean
  readonly updateDuty: boolean
}

export interface AccountSnapshot {
  readonly id: number
  readonly platform: PlatformId
  readonly platformId: string
  readonly name: string
  readonly purpose: AccountPurpose
  readonly state: AccountState
  readonly sourceKind: 'feed' | 'delivered'
  readonly feedUrl: string | null
  readonly organiser: UnitSnapshot
  /** Code of the district (or municipal unit) that the organiser is or belongs to; rounds frozen earlier lack it. */
  readonly district?: string
  /** Rounds frozen earlier lack it. */
  readonly filedOn?: Day | null
}
