/**
 * The facts a bulletin is written from: counts over a campaign's frozen targets, inspections and final verdicts. Every
 * figure carries the ids of its rows, so that each number in the document opens the rows behind it.
 */
import type { Day, DayWindow } from '../kernel/day.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import type { ReceivedMessage } from '../messages/received.ts'
import type { LookBack } from '../rectification/look-back.ts'
import type { RectificationProgress } from '../rectification/progress.ts'
import type { ClauseId } from '../regulations/index.ts'

/** 合格 · 不合格 · 未定: a veto clause is still untested or unreviewed. */
export type VerdictWord = 'qualified' | 'unqualified' | 'undecided'

/** One inspection of the campaign with its result after review. */
export interface InspectionFact<Snapshot> {
  readonly inspectionId: number
  readonly round: number
  readonly purpose: 'regular' | 'recheck'
  readonly strata: readonly string[]
  readonly target: Snapshot
  readonly verdict: VerdictWord
  /** Confirmed failed clauses in order of the table, with the wording of the rule set and what was found. */
  readonly problems: readonly Problem[]
  /** Clauses that still wait for evidence or for a person. */
  readonly open: readonly string[]
  /** `null`: the rule set scores no such target, or a veto stopped the scoring (PROC-2). */
  readonly score: ScoreFact | null
}

/** Points as printed. */
export interface ScoreFact {
  readonly deductionPart: string
  /** `null`: not above the bonus threshold (PROC-4). */
  readonly bonusPart: string | null
  readonly total: string
  /** Why it is provisional (暂定); empty when it is final. */
  readonly provisional: readonly string[]
  /** Points it rests on that nobody has compared with the official table: 条款 名称 分值（来源）. */
  readonly unverified: readonly string[]
}

/** 找错留言 of the quarter up to the monitoring point, as they stood on that day. */
export type MessageFact = ReceivedMessage

/** Stands where a clause does when the sum of all deductions makes a target unqualified (PROC-3). */
export const belowPassMark = 'PROC-3'
export type ProblemClause = ClauseId | typeof belowPassMark

export interface Problem {
  readonly clause: ProblemClause
  readonly group: string
  readonly title: string
  readonly wording: string
  readonly findings: readonly { readonly where: string; readonly message: string }[]
}

export interface StratumFact {
  readonly id: string
  readonly rule: 'census' | 'recheck' | 'newlyFiled' | 'handPicked' | 'spotCheck'
  readonly label: string
  readonly populationIds: readonly number[]
  readonly memberIds: readonly number[]
}

export interface CampaignFacts {
  /** 回头看; absent when nothing earlier was looked at. */
  readonly lookBack?: LookBack
  /** 落实整改; absent while no notice has left. */
  readonly rectification?: RectificationProgress
  readonly campaign: {
    readonly id: string
    readonly year: number
    readonly quarter: number
    readonly issuer: string
    readonly ruleSet: string
    readonly ruleSetVersion: number
    readonly basis: readonly string[]
    readonly monitorPoint: Day
    /** The window of the account update rule (NM-V2.1) at the monitoring point, */
    readonly window: DayWindow
    /** or the interval that ends on it, where accounts are asked by an interval. */
    readonly byInterval?: true
    readonly seed: string
    readonly demonstration: boolean
  }
  readonly sites: {
    readonly rounds: readonly {
      readonly ordinal: number
      readonly monitorPoint: Day
      readonly frozenIds: readonly number[]
    }[]
    /** Sites in normal operation when the last round was frozen. */
    readonly population: readonly SiteSnapshot[]
    readonly inspections: readonly InspectionFact<SiteSnapshot>[]
    /** Result of the third-party security scan, when one was recorded. */
    readonly securityScan: {
      readonly scannedIds: readonly number[]
      readonly goodIds: readonly number[]
      readonly by: string
    } | null
  }
  readonly messages: readonly MessageFact[]
  readonly accounts: {
    readonly population: readonly AccountSnapshot[]
    readonly strata: readonly StratumFact[]
    readonly inspections: readonly InspectionFact<AccountSnapshot>[]
    /** Printed method statement of the sample: strata, counts, seed, method. */
    readonly methodStatement: string
  }
}
