/** The gatherers of site evidence that visit pages, by kind. One line per kind; links follow from the crawl's report. */
import type { EvidenceKind } from '../../evidence/evidence.ts'
import { gatherDateClaims } from './date-claims.ts'
import { gatherDomain } from './domain.ts'
import { gatherFooter } from './footer.ts'
import type { Gatherer } from './gatherer.ts'
import { gatherHeaderName } from './header-name.ts'
import { gatherCompatibility } from './compatibility.ts'
import { gatherHomePage } from './home-page.ts'
import { gatherInterpretations } from './interpretations.ts'
import { gatherMessages } from './messages.ts'
import { gatherHttps } from './https.ts'
import { gatherIpv6 } from './ipv6.ts'
import { gatherMetaTags } from './meta-tags.ts'
import { gatherServiceStatistics } from './service-statistics.ts'
import { gatherServices } from './services.ts'
import { gatherSiteSearch } from './site-search.ts'
import { gatherStandingPages } from './standing-pages.ts'

export const siteGatherers = {
  homePage: gatherHomePage,
  services: gatherServices,
  serviceStatistics: gatherServiceStatistics,
  messages: gatherMessages,
  interpretations: gatherInterpretations,
  siteSearch: gatherSiteSearch,
  columns: async ({ columnEvidence }) => ({ value: await columnEvidence }),
  footer: gatherFooter,
  headerName: gatherHeaderName,
  metaTags: gatherMetaTags,
  domain: gatherDomain,
  https: gatherHttps,
  ipv6: gatherIpv6,
  standingPages: gatherStandingPages,
  dateClaims: gatherDateClaims,
  compatibility: gatherCompatibility,
} as const satisfies { readonly [Kind in EvidenceKind]?: Gatherer<Kind> }

/** The kinds that a visit of a site gathers, besides `links`. */
export type VisitedKind = keyof typeof siteGatherers
