/**
 * What differs from issuer to issuer: the kind of document, words, number formats, order and grouping. A style is data; a
 * new issuer is one more file in `styles/`. Templates are filled by `template.ts`: `{name}` is given by the draft, a
 * dotted name such as `{sites.total}` is a figure.
 */
import type { RateFormat } from '../kernel/rate.ts'
import type { SiteCategory } from '../registry/register.ts'
import type { ClauseId } from '../regulations/index.ts'

/** A word chosen by a share in percent: the first entry whose `upToPercent` is not below the share. */
export type ShareWords = readonly { readonly upToPercent: number; readonly word: string }[]

export interface StratumWords {
  readonly one: string
  readonly only: string
}

/** How a clause is spoken of in running text. `{wording}` is the wording of the rule set, which knows the numbers. */
export interface ClauseWords {
  /** Kind of fault: 更新不及时. */
  readonly fault: string
  /** What follows the names: 在{wording}. */
  readonly predicate: string
}

export interface BulletinStyle {
  readonly id: string
  readonly name: string
  /** 文号 of notices: `{year}`, `{sequence}`. */
  readonly noticeNumber: string
  /** 发文机关, unless the campaign names another. */
  readonly defaultIssuer: string
  /** 文种: 通报, 报告, 通知 … */
  readonly documentKind: string
  /** `{year}`, `{quarter}` (一 to 四), `{documentKind}`. */
  readonly title: string
  readonly rate: RateFormat
  /** Whether a pass rate of sites counts sites or inspections (次). */
  readonly passRatePer: 'site' | 'inspection'
  /** Between two days or months of a range. */
  readonly rangeDash: string
  /** Up to this many targets are named in the text; more are counted there and named in the annex only. */
  readonly namesInText: number
  /** Grouping of the site categories in text and figures; every category belongs to one group. */
  readonly siteGroups: readonly {
    readonly id: string
    readonly label: string
    readonly categories: readonly SiteCategory[]
  }[]
  /** Full titles of basis documents by their number. */
  readonly basisTitles: Readonly<Record<string, string>>
  readonly clauseWords: Readonly<Partial<Record<ClauseId, ClauseWords>>>
  /** Fault and predicate of clauses that have no words of their own; `{group}` and `{wording}`. */
  readonly otherClause: ClauseWords
  /** How many targets show problems: 个别, 部分 … A suggestion; a person may choose otherwise. */
  readonly toneWords: { readonly one: string; readonly many: ShareWords }
  /**
   * Overall judgement by the share of targets that are not qualified; an empty word says nothing. A suggestion as well, and
   * none is made when there was a leak or an incident.
   */
  readonly overallWords: { readonly sites: ShareWords; readonly accounts: ShareWords }
  /** What the season asks attention for, by quarter (1–4); fills `{hint}` of the next steps. */
  readonly topicalHints: Readonly<Record<1 | 2 | 3 | 4, string>>
  readonly headings: {
    readonly overall: string
    readonly problems: string
    readonly rectification: string
    readonly nextSteps: string
  }
  /** 落实整改: `{notices}`, `{whole}` and `{counts}`, which are the parts. */
  readonly rectification: PartedSentence<'closed' | 'withdrawn' | 'open'>
  /** 回头看 */
  readonly lookBack: PartedSentence<'gone' | 'again' | 'open'>
  readonly preface: string
  readonly sites: SiteTexts
  readonly accounts: AccountTexts
}

/** A sentence over a whole that falls into parts: some of it (`{count}`), or every one. */
type PartedSentence<Part extends string> = { readonly all: string } & Readonly<
  Record<Part, { readonly some: string; readonly every: string }>
>

export interface SiteTexts {
  readonly partTitle: string
  readonly total: string
  readonly noneRunning: string
  readonly group: string
  readonly checked: string
  /** Stands for `{scope}`: all running sites, some of them, or neither. */
  readonly scope: { readonly all: string; readonly some: string; readonly other: string }
  readonly rechecks: string
  readonly notChecked: string
  readonly verdict: string
  readonly qualified: string
  readonly unqualified: string
  readonly undecided: string
  readonly passRate: { readonly site: string; readonly inspection: string }
  readonly scan: string
  readonly scanResult: { readonly allGood: string; readonly mixed: string; readonly noneGood: string }
  /** 找错留言: `{point}`, `{rate}` unless nothing is due yet, and `{ending}`, one of the last two. */
  readonly messages: string
  readonly messagesRate: string
  readonly messagesOverdue: string
  readonly messagesNoneOverdue: string
  readonly noIncidents: string
  readonly incidents: string
  readonly problems: string
  readonly named: string
  readonly namedLead: string
  readonly nextSteps: readonly string[]
  readonly annexTitle: string
  readonly annexHeadings: readonly [string, string, string, string, string]
  readonly annexNote: string
  readonly roundPoint: string
  readonly roundProblem: string
}

export interface AccountTexts {
  readonly partTitle: string
  readonly checkedSome: string
  readonly checkedAll: string
  readonly notChecked: string
  /** Per sampling rule: one of several strata, or the only one. Rules without words of their own are told as a census. */
  readonly strata: Readonly<Record<'census' | 'recheck' | 'spotCheck', StratumWords>> &
    Readonly<Partial<Record<'newlyFiled' | 'handPicked', StratumWords>>>
  readonly strataLead: string
  readonly strataOverlap: string
  /** Point and window in the text, when no annex prints them; the interval, where accounts are asked by one. */
  readonly point: string
  readonly interval: string
  readonly noProblems: string
  readonly problemCount: string
  readonly rectifiedAll: string
  readonly rectifiedSome: string
  readonly undecided: string
  readonly noIncidents: string
  readonly incidents: string
  readonly problems: string
  readonly namedLead: string
  readonly namedOne: string
  readonly namedMany: string
  /** When there are too many names: one platform with its count. */
  readonly platformCount: string
  readonly countedLead: string
  readonly nextSteps: readonly string[]
  readonly annexTitle: string
  readonly annexHeadings: readonly [string, string, string, string, string]
  readonly annexNote: string
  readonly annexNoteInterval: string
}
