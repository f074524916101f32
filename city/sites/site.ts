/** A government website of the city: what it is made of. Pages are rendered from it on request. */
import type { Day } from '../../src/kernel/day.ts'
import type { columnClassNames, SiteCategory, SiteState } from '../../src/registry/register.ts'
import type { Moment } from '../calendar.ts'
import type { FamilyId } from '../templates/family.ts'
import type { Unit } from '../units/unit.ts'
import type { GuideFaults, ServiceFaults } from './service-faults.ts'
import type { IdentityFaults } from './identity-faults.ts'

export type ColumnClass = keyof typeof columnClassNames

export interface Site {
  readonly code: string
  readonly name: string
  readonly slug: string
  /** `http://<slug>.city.localhost:<port>` without a slash at the end. */
  readonly origin: string
  readonly category: SiteCategory
  readonly state: SiteState
  readonly organiser: Unit
  readonly hasServices: boolean
  /** `null`: the register does not know it. */
  readonly domainExpiresOn: Day | null
  readonly family: FamilyId
  /** What the clock in the header says; nothing on the site is newer. */
  readonly today: Day
  readonly columns: readonly Column[]
  /** Buttons of the home page: here some planted links stand. */
  readonly quickLinks: readonly Link[]
  /** What is wrong with the footer, if anything. */
  readonly footer: { readonly siteCodeShown: boolean; readonly reportCode: string }
  /** What is planted in names, footers, tags and standing pages. */
  readonly identity: IdentityFaults
  /** Paths that answer in a planted way. */
  readonly oddPaths: ReadonlyMap<string, OddAnswer>
  /** What answers at the address of a site that is no longer in operation. */
  readonly closure: Closure | null
  /** What is planted in services, messages, interpretations and search. */
  readonly service: ServiceFaults
  readonly guides: readonly Guide[]
  readonly messages: readonly CitizenMessage[]
}

export type Closure =
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'notServed' }

export interface Link {
  readonly text: string
  readonly href: string
}

export interface Column {
  readonly name: string
  /** Directory of the last level, e.g. `rsxx`. */
  readonly directory: string
  /** Absolute path of its first page, as the registry has it. */
  readonly path: string
  readonly parent: string | null
  readonly class: ColumnClass
  readonly level: 1 | 2
  readonly onHome: boolean
  readonly updateDuty: boolean
  readonly kind: 'articles' | 'text' | 'guides' | 'messages'
  /** The list is empty as served; a script fetches its rows. */
  readonly scripted: boolean
  /** Newest first. */
  readonly articles: readonly Article[]
}

export interface Article {
  /** Number within the site. */
  readonly id: number
  readonly title: string
  /** What a visitor reads. */
  readonly publishedAt: Moment
  /** What the `PubDate` tag says. */
  readonly metaAt: Moment
  readonly path: string
  readonly source: string
  readonly attachment: AttachmentKind | null
  /** Further links at the end of the text. */
  readonly links: readonly Link[]
  /** Stands first in its list although it is older. */
  readonly pinned: boolean
}

export const attachmentKinds = ['pdf', 'doc', 'xlsx'] as const
export type AttachmentKind = (typeof attachmentKinds)[number]

/** A service item with its guide. */
export interface Guide {
  readonly id: number
  readonly name: string
  readonly path: string
  /** Its materials name a form. */
  readonly asksForForm: boolean
  readonly faults: GuideFaults
}

/** The key element classes of a service guide (regulation, WEB-V6.2). */
export const guideElements = [
  '事项名称',
  '设定依据',
  '申请条件',
  '办理材料',
  '办理地点',
  '办理时间',
  '联系电话',
  '办理流程',
] as const
export type GuideElement = (typeof guideElements)[number]

export interface CitizenMessage {
  readonly id: number
  readonly title: string
  readonly path: string
  readonly askedAt: Moment
  /** `null`: not answered. */
  readonly answeredAt: Moment | null
  readonly question: string
  readonly answer: string
}

export type OddAnswer =
  | { readonly kind: 'notFoundPageWith200' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'challenge'; readonly status: 412 | 202 }
