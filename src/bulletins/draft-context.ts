import type { CampaignFacts } from './facts.ts'
import type { BulletinStyle } from './style.ts'
import type { Figures } from './template.ts'

/** What a person may put in place of a suggested word. */
export interface ChosenWords {
  /** 个别, 部分 …: how many sites, how many accounts show problems. */
  readonly toneWords?: { readonly sites?: string; readonly accounts?: string }
  /** Overall judgement such as 总体运行正常; empty says nothing. */
  readonly overallWords?: { readonly sites?: string; readonly accounts?: string }
  /** What the season asks attention for: 国庆、中秋假期. */
  readonly topicalHint?: string
}

/** Everything the parts of a draft are written from. */
export interface DraftContext extends Required<ChosenWords> {
  readonly facts: CampaignFacts
  readonly style: BulletinStyle
  readonly figures: Figures
  /** `今年7-9月` */
  readonly months: string
}
