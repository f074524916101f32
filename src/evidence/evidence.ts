/**
 * Evidence is what a gatherer saw, written down so that it can be judged again without the network: one schema per kind,
 * and for every kind either a value or the reason why there is none. A missing value is never a fault of the target.
 */
import { z } from 'zod'
import { columns } from './columns.ts'
import { dateClaims } from './date-claims.ts'
import { compatibility } from './compatibility.ts'
import { domain } from './domain.ts'
import { footer } from './footer.ts'
import { headerName } from './header-name.ts'
import { homePage } from './home-page.ts'
import { https } from './https.ts'
import { interpretations } from './interpretations.ts'
import { ipv6 } from './ipv6.ts'
import { links } from './links.ts'
import { messages } from './messages.ts'
import { metaTags } from './meta-tags.ts'
import { posts } from './posts.ts'
import { probes } from './probes.ts'
import { serviceStatistics } from './service-statistics.ts'
import { services } from './services.ts'
import { siteSearch } from './site-search.ts'
import { standingPages } from './standing-pages.ts'

/** One line per kind. */
export const evidenceSchemas = {
  homePage,
  columns,
  links,
  probes,
  posts,
  footer,
  metaTags,
  headerName,
  domain,
  https,
  ipv6,
  siteSearch,
  standingPages,
  interpretations,
  services,
  serviceStatistics,
  messages,
  dateClaims,
  compatibility,
} as const

export type EvidenceKind = keyof typeof evidenceSchemas
export type Evidence = { readonly [Kind in EvidenceKind]: z.output<(typeof evidenceSchemas)[Kind]> }

/**
 * Why evidence is missing. `blocked` is a firewall or a challenge and is not "down"; `unreachable` is a target that does
 * not answer us; `unreadable` answered with something that cannot be read; `notProvided` has no source at all.
 */
export const missingReasons = ['blocked', 'unreachable', 'unreadable', 'notProvided', 'cancelled'] as const

export const missing = z.object({ reason: z.enum(missingReasons), detail: z.string() })
export type Missing = z.output<typeof missing>

export type Gathered<Value> = { readonly value: Value } | { readonly missing: Missing }

/** What one inspection gathered: per kind a value or the reason it is missing; an absent kind was not asked for. */
export type GatheredEvidence = { readonly [Kind in EvidenceKind]?: Gathered<Evidence[Kind]> }
