/**
 * What is true in the city, for tests and benchmarks to compare with: computed from the model by the regulation's own
 * words (days and windows of `src/kernel`), never by the program's indicators.
 */
import type { Day } from '../../src/kernel/day.ts'
import { isSampled } from '../accounts/accounts.ts'
import { firstMonitorPoint, monitorPoint } from '../calendar.ts'
import type { City } from '../city.ts'
import { plannedFaults } from '../sites/faults.ts'
import type { Site } from '../sites/site.ts'
import { accountTruths, type AccountTruths } from './account-truth.ts'
import { siteTruth, type SiteTruth } from './site-truth.ts'

export interface Truth {
  readonly monitorPoints: { readonly first: Day; readonly second: Day }
  readonly counts: {
    readonly sites: number
    readonly portalsAndDepartments: number
    readonly subsites: number
    readonly committees: number
    readonly formerSites: number
    readonly accounts: number
    readonly formerAccounts: number
    readonly census: number
    readonly earlierProblems: number
    /** In both strata. */
    readonly both: number
    readonly sampled: number
  }
  readonly sites: readonly SiteTruth[]
  readonly accounts: AccountTruths
}

/** The city before anybody has looked at it. */
export type Model = Omit<City, 'truth'>

export function truthOf(city: Model): Truth {
  const faults = plannedFaults(city.plant, 0)
  const active = city.sites.filter((site) => site.state === 'active')
  const category = (...wanted: Site['category'][]) => active.filter((site) => wanted.includes(site.category)).length
  const earlier = new Set(city.earlierProblems)
  const operating = city.accounts.filter((account) => account.state === 'active')
  const census = operating.filter(({ organiser }) => organiser.kind === 'district' || organiser.kind === 'department')
  const sampled = operating.filter((account) => isSampled(account, earlier))
  return {
    monitorPoints: { first: firstMonitorPoint, second: monitorPoint },
    counts: {
      sites: active.length,
      portalsAndDepartments: category('municipalPortal', 'districtPortal', 'department'),
      subsites: category('subsite'),
      committees: category('committee'),
      formerSites: city.sites.length - active.length,
      accounts: operating.length,
      formerAccounts: city.accounts.length - operating.length,
      census: census.length,
      earlierProblems: earlier.size,
      both: census.filter((account) => earlier.has(account)).length,
      sampled: sampled.length,
    },
    sites: active.map((site) => siteTruth(city, site, faults[site.slug] ?? {})),
    accounts: accountTruths(city, sampled, earlier),
  }
}
