/** A new-media account of the city with its posts and the way they can be read. */
import type { PlatformId } from '../../src/registry/platforms/index.ts'
import type { AccountState } from '../../src/registry/register.ts'
import type { Day } from '../../src/kernel/day.ts'
import type { Moment } from '../calendar.ts'
import type { Unit } from '../units/unit.ts'

export interface Account {
  readonly platform: PlatformId
  readonly platformId: string
  readonly name: string
  readonly organiser: Unit
  readonly purpose: 'publish' | 'service' | 'both'
  readonly state: AccountState
  readonly source: FeedSource | { readonly kind: 'delivered'; readonly file: DeliveryFile }
  /** Newest first. */
  readonly posts: readonly Post[]
}

export interface Post {
  readonly number: number
  readonly title: string
  readonly at: Moment
}

/** The two files of delivered posts: a csv in GB18030 and an xlsx. */
export type DeliveryFile = 'csv' | 'xlsx'

const feedFormats = ['rss', 'atom', 'json', 'rdf'] as const
export type FeedFormat = (typeof feedFormats)[number]

/** How a feed writes its dates: RFC 822 with +0800, ISO in UTC, ISO with +08:00, without a zone, Chinese. */
const dateStyles = ['rfc822', 'isoZ', 'isoOffset', 'zoneless', 'chinese'] as const
export type DateStyle = (typeof dateStyles)[number]

export interface FeedSource {
  readonly kind: 'feed'
  /** Path on the feed host. */
  readonly path: string
  readonly format: FeedFormat
  readonly dates: DateStyle
  /** Titles in CDATA sections. */
  readonly cdata: boolean
  /** Links carry a raw `&`, which is not well-formed XML. */
  readonly rawAmpersands: boolean
  /** The item that stands first whatever its date: the number of a post. */
  readonly pinnedPost: number | null
  readonly builtOn: Day
  readonly fault: FeedFault | null
}

/**
 * `error500`, `hang`, `truncated`, `verification` (an HTML page), `notRefreshed` (built before the monitoring point),
 * `empty`, `windowNotCovered` (only the newest days) leave open whether the account is fresh; `wrongCharset` does not.
 */
const feedFaults = [
  'error500',
  'hang',
  'truncated',
  'verification',
  'notRefreshed',
  'empty',
  'windowNotCovered',
  'wrongCharset',
] as const
export type FeedFault = (typeof feedFaults)[number]
