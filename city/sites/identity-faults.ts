/**
 * What is planted in the identity of portals: footers, header names, meta tags, the 找错 entry and the standing pages. The
 * clauses that ask for these are deductions of portals; nothing here comes near a veto.
 */

/** `inner`: every page but the home page. */
export type Where = 'home' | 'inner' | 'all'

export type FooterItem = 'siteCode' | 'icp' | 'police' | 'conac' | 'organiser' | 'contact'

export interface IdentityFaults {
  readonly footerLacks?: { readonly items: readonly FooterItem[]; readonly on: Where }
  /** What stands in the header instead of the site's name. */
  readonly headerName?: { readonly shown: string; readonly on: Where }
  /** Tags left out of one kind of page. */
  readonly tagsLack?: { readonly names: readonly string[]; readonly on: 'column' | 'article' }
  /** Another site's code in the SiteIDCode tag. */
  readonly tagCode?: string
  /** The ICP number of a site in another province. */
  readonly icp?: string
  readonly noReportEntry?: Where
  /** An address of the 找错 platform that was given up. */
  readonly oldReportEntry?: string
  readonly standing?: {
    readonly overview?: 'blank' | 'oldStatistics'
    readonly functions?: 'formerBody'
    readonly leaders?: 'nameless'
  }
}

/** By slug of the site. */
export const identityFaults: Readonly<Record<string, IdentityFaults>> = {
  huangpu: { footerLacks: { items: ['police'], on: 'all' } },
  xuhui: { footerLacks: { items: ['organiser', 'contact'], on: 'inner' } },
  baoshan: { footerLacks: { items: ['siteCode', 'conac'], on: 'home' } },
  songjiang: { icp: '苏ICP备11223344号-2' },
  jiading: { tagCode: '3101140002' },
  jingan: { headerName: { shown: '静安信息港', on: 'all' } },
  chongming: { headerName: { shown: '崇明频道', on: 'inner' } },
  minhang: { tagsLack: { names: ['PubDate', 'ContentSource'], on: 'article' } },
  fengxian: { tagsLack: { names: ['ColumnType'], on: 'column' } },
  yangpu: { noReportEntry: 'inner' },
  pudong: { noReportEntry: 'home' },
  putuo: { oldReportEntry: 'http://121.43.68.40/exposure/jiucuo.html' },
  qingpu: { standing: { overview: 'blank', leaders: 'nameless' } },
  hongkou: { standing: { overview: 'oldStatistics', functions: 'formerBody' } },
}
