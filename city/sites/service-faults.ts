/**
 * What is planted in services, messages, interpretations and search. By default nothing comes near a veto; the plants named
 * in `CityOptions` go over the line.
 */
import { day, type Day } from '../../src/kernel/day.ts'
import type { GuideElement } from './site.ts'

export const servicePlants = [
  'channel-closed',
  'message-late',
  'guides-incomplete',
  'guides-few',
  'services-missing',
] as const
export type ServicePlant = (typeof servicePlants)[number]

/** What is wrong with one guide. */
export interface GuideFaults {
  readonly lacking?: readonly GuideElement[]
  /** Stands at the end of the materials. */
  readonly vague?: string
  /** The basis has a name only. */
  readonly bareBasis?: true
  /** The address of the guide answers 404. */
  readonly gone?: true
  /** No link; a link to nothing; a page under the name of a document. */
  readonly blankForm?: 'missing' | 'gone' | 'wrongType'
  readonly sampleForm?: 'missing'
}

export interface ServiceFaults {
  /** By the number of the guide. */
  readonly guides?: Readonly<Record<number, GuideFaults>>
  /** How many of the six items the site offers. */
  readonly itemCount?: number
  /** Items stand on the pages of two windows, not in one place. */
  readonly scattered?: true
  readonly unclassified?: true
  /** Last month that is counted, or no statistics at all. */
  readonly statistics?: { readonly lastMonth: string } | 'none'
  /** Nothing was answered later. */
  readonly messagesUntil?: Day
  /** Asked that day; answered that day or not at all. */
  readonly message?: { readonly askedOn: Day; readonly answeredOn: Day | null }
  readonly messageStatisticsMissing?: true
  readonly answeringUnitHidden?: true
  readonly channelClosed?: true
  /** The newest policy document has no interpretation. */
  readonly uninterpreted?: true
  /** Missing links between a policy document and its interpretation. */
  readonly unlinked?: 'there' | 'back' | 'both'
  /** `partial`: finds nothing but the main news column; `closed`: not for robots. */
  readonly search?: 'none' | 'post' | 'partial' | 'closed'
}

/** Four of the eight classes: what makes a guide count for WEB-V6.2. */
const fourClasses = ['设定依据', '办理地点', '办理时间', '联系电话'] as const
const everyGuide = (faults: GuideFaults, count: number): Readonly<Record<number, GuideFaults>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [index + 1, faults]))

/** By slug of the site. */
export function serviceFaults(extra: readonly string[]): Readonly<Record<string, ServiceFaults>> {
  const has = (plant: ServicePlant): boolean => extra.includes(plant)
  return {
    huangpu: { guides: { 1: { vague: '其他材料' }, 3: { vague: '相关证明' }, 4: { bareBasis: true } } },
    xuhui: { guides: { 2: { lacking: ['办理时间', '联系电话'] } }, search: 'closed' },
    changning: { guides: { 1: { blankForm: 'missing', sampleForm: 'missing' } }, search: 'none' },
    jingan: { guides: { 1: { blankForm: 'gone' }, 2: { blankForm: 'wrongType' } }, search: 'post' },
    // Three months to 2025-08-14 begin on 2025-05-15.
    putuo: { statistics: { lastMonth: '2025-04' }, unlinked: 'there' },
    yangpu: { statistics: 'none', unlinked: 'back' },
    minhang: { scattered: true },
    jiading: { unclassified: true, uninterpreted: true },
    // Two months to 2025-08-14 begin on 2025-06-15.
    songjiang: { messagesUntil: day('2025-06-14') },
    qingpu: { messageStatisticsMissing: true, guides: { 5: { sampleForm: 'missing' } } },
    fengxian: { answeringUnitHidden: true },
    // Exactly three months at T2: not more than three.
    jinshan: { message: { askedOn: day('2025-05-14'), answeredOn: null } },
    chongming: { guides: { 4: { gone: true } } },
    hongkou: { unlinked: 'both' },
    pudong: { search: 'partial' },
    ...(has('channel-closed') && { caizheng: { channelClosed: true } }),
    ...(has('message-late') && { jiaoyu: { message: { askedOn: day('2025-01-20'), answeredOn: day('2025-04-21') } } }),
    ...(has('guides-incomplete') && { shuiwu: { guides: everyGuide({ lacking: fourClasses }, 5) } }),
    ...(has('guides-few') && { shengtai: { itemCount: 3, guides: everyGuide({ lacking: fourClasses }, 3) } }),
    ...(has('services-missing') && { shichang: { itemCount: 0 } }),
  }
}
