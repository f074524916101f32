/**
 * The simulated city as a value: units, sites, accounts and what was planted in them. Pure and deterministic: the same
 * options give the same city, down to every page and file.
 */
import { buildAccounts, earlierProblems } from './accounts/accounts.ts'
import type { Account } from './accounts/account.ts'
import { writeScript, type Script } from './conduct/conduct.ts'
import { buildErrorReports, type ErrorReport } from './conduct/error-reports.ts'
import { plannedFaults, type Plant } from './sites/faults.ts'
import { leastArticlesPerSite } from './sites/schedules.ts'
import type { Site } from './sites/site.ts'
import { buildSites, originOf } from './sites/sites.ts'
import { truthOf, type Truth } from './truth/truth.ts'
import type { Unit } from './units/unit.ts'
import { allUnits, buildUnits } from './units/units.ts'

export interface CityOptions {
  readonly seed: string
  /** The port of every address in the city. */
  readonly port: number
  /** About how many articles a department's site has; never fewer than its columns' update duties need. Default 24. */
  readonly articlesPerSite?: number
  /** Faults beyond the default ones: each fails exactly one target. */
  readonly plant?: readonly Plant[]
  /** How long the one slow page takes. Default 6000. */
  readonly slowMs?: number
}

export interface City {
  readonly seed: string
  readonly port: number
  readonly plant: readonly Plant[]
  /** Parents before children. */
  readonly units: readonly Unit[]
  /** Those in normal operation first. */
  readonly sites: readonly Site[]
  /** Those in normal operation first. */
  readonly accounts: readonly Account[]
  /** Accounts that were named in an earlier inspection. */
  readonly earlierProblems: readonly Account[]
  /** `http://feeds.city.localhost:<port>` */
  readonly feedOrigin: string
  /** What the units do after their notices, and what their accounts publish later. */
  readonly script: Script
  /** 找错留言 of the quarter, in order of time. */
  readonly errorReports: readonly ErrorReport[]
  readonly truth: Truth
}

export function buildCity(options: CityOptions): City {
  const { seed, port, articlesPerSite = leastArticlesPerSite, plant = [], slowMs = 6000 } = options
  const units = buildUnits(seed)
  const sites = buildSites(units, { seed, port, articlesPerSite, faults: plannedFaults(plant, slowMs) })
  const accounts = buildAccounts(seed, units, plant)
  const city = {
    seed,
    port,
    plant,
    units: allUnits(units),
    sites,
    accounts,
    earlierProblems: earlierProblems(accounts),
    feedOrigin: originOf('feeds', port),
    script: writeScript(seed, accounts),
    errorReports: buildErrorReports(seed, sites),
  }
  return { ...city, truth: truthOf(city) }
}

export { plants, type Plant } from './sites/faults.ts'
