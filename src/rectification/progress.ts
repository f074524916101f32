/** 落实整改: the notices of a campaign and where their cases stand, as a bulletin and the campaign's page count them. */
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import type { CaseState } from './case.ts'
import type { Grade } from './grade.ts'

/** `open`: the unit or the office still has something to do. */
export type CaseStanding = 'closed' | 'withdrawn' | 'open'

export interface NoticeProgress {
  readonly id: number
  readonly number: string
  /** Short name. */
  readonly unit: string
}

export interface CaseProgress {
  readonly id: number
  readonly noticeId: number
  /** 文号 of its notice. */
  readonly number: string
  readonly unit: string
  readonly target: TargetKind
  readonly targetName: string
  readonly problem: string
  readonly inspectionId: number
  readonly state: CaseState
  readonly standing: CaseStanding
  readonly grade: Grade | null
  readonly recurrence: number
}

export interface RectificationProgress {
  /** Those that have left, in order of their numbers. */
  readonly notices: readonly NoticeProgress[]
  /** Their cases. */
  readonly cases: readonly CaseProgress[]
}

/** Loads the notices of a campaign that were sent, with their cases. */
export async function rectificationProgress(tx: Tx, campaignId: string): Promise<RectificationProgress> {
  const notices = await tx
    .selectFrom('notice')
    .innerJoin('unit', 'unit.id', 'notice.unitId')
    .select(['notice.id', 'number', 'unit.shortName as unit'])
    .where('campaignId', '=', campaignId)
    .where('sentAt', 'is not', null)
    .orderBy('year')
    .orderBy('sequence')
    .execute()
  const rows = await tx
    .selectFrom('rectificationCase as case')
    .innerJoin('notice', 'notice.id', 'case.noticeId')
    .innerJoin('unit', 'unit.id', 'case.unitId')
    .select(['case.id', 'case.noticeId', 'notice.number', 'unit.shortName as unit'])
    .select(['case.target', 'case.targetName', 'case.problem'])
    .select(['case.inspectionId', 'case.state', 'case.grade', 'case.recurrence'])
    .where('notice.campaignId', '=', campaignId)
    .where('notice.sentAt', 'is not', null)
    .where('case.state', '<>', 'drafted')
    .orderBy('notice.year')
    .orderBy('notice.sequence')
    .orderBy('case.id')
    .execute()
  return { notices, cases: rows.map((row) => ({ ...row, standing: standingOf(row.state) })) as CaseProgress[] }
}

function standingOf(state: string): CaseStanding {
  return state === 'closed' || state === 'withdrawn' ? state : 'open'
}
