/**
 * The faults that a right inspection of a site names, clause by clause: computed from the model by the regulation's own
 * words, never by the program's indicators. A clause that stands here finds these faults and no others.
 */
import type { SiteFaults } from '../sites/faults.ts'
import type { Site } from '../sites/site.ts'
import { columnTruth } from './column-clauses.ts'
import { identityTruth } from './identity-clauses.ts'
import { serviceTruth } from './service-clauses.ts'
import type { SiteTruth } from './site-truth.ts'

/** One fault: where it is, and words that a finding about it must hold. */
export interface PlantedFault {
  /** `home`, `inner` (any other page of the site), `any`, or an address. */
  readonly place: string
  readonly says: string
}

export interface SiteModel {
  readonly site: Site
  readonly faults: SiteFaults
  readonly truth: SiteTruth
}

/** What is planted on a site for one clause; nothing for most sites. */
export type ClauseTruth = (model: SiteModel) => readonly PlantedFault[]

/** By clause id. A clause of portals is asked of portals only, whatever is planted elsewhere. */
export const clauseTruths: Readonly<Record<string, ClauseTruth>> = { ...columnTruth, ...identityTruth, ...serviceTruth }
