/** What a gatherer of site evidence is: one kind of evidence, read from visits of the crawl. */
import type { Evidence, EvidenceKind, Gathered } from '../../evidence/evidence.ts'
import type { Day } from '../../kernel/day.ts'
import type { ColumnSnapshot } from '../../registry/snapshot.ts'
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import type { Http } from '../fetch/http.ts'
import type { GatherLimits } from '../limits.ts'
import type { EarlierReadings } from './earlier-lists.ts'

/** All that a gatherer may touch. */
export interface GatherContext {
  /** The site as registered. */
  readonly site: { readonly name: string; readonly url: string; readonly siteCode: string | null }
  readonly home: PageSummary
  /** The register's columns, or those that the home page names. */
  readonly columns: readonly ColumnSnapshot[]
  /** What was read of the columns: other kinds of evidence sample articles from it. */
  readonly columnEvidence: Promise<Evidence['columns']>
  /** Visits pages once whoever asks, politely and by robots.txt, and keeps what was visited in the archive. */
  readonly crawl: SiteCrawl
  /** For what is no page of the site: certificates, addresses over IPv6. */
  readonly http: Http
  readonly limits: GatherLimits
  /** Lists are followed back to this day; without it the first page of a list is enough. */
  readonly monitorPoint: Day | undefined
  /** What earlier inspections read in the lists of this site. */
  readonly earlier: EarlierReadings
  readonly signal: AbortSignal
}

/** Gathers one kind. Trouble of the site is a value or `missing` with its reason, never an exception. */
export type Gatherer<Kind extends EvidenceKind> = (context: GatherContext) => Promise<Gathered<Evidence[Kind]>>
