/**
 * The second half of a campaign's life in one value: notices and how they got through, cases with every step, appeals, extensions,
 * what the next campaigns found on looking back, and the messages of the quarter. A unit sees its own part.
 */
import { sql } from 'kysely'
import { findCampaign, type CampaignWithRounds } from '../campaigns/store.ts'
import { dayFrom, type Day } from '../kernel/day.ts'
import { messageStatistics, type MessageStatistics } from '../messages/statistics.ts'
import { caseEvents, type CaseEvent, type CaseState } from '../rectification/case.ts'
import { chasers, type Chaser } from '../rectification/chase.ts'
import type { Grade } from '../rectification/grade.ts'
import { lookBackWords, type LookBackRow, type LookBackStanding } from '../rectification/look-back.ts'
import type { NoticeState } from '../rectification/notice.ts'
import { withinUnits, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'
import { loadLookBack } from './load-facts.ts'

export interface NoticeLife {
  readonly id: number
  /** 文号 */
  readonly number: string
  readonly unit: string
  readonly state: NoticeState
  readonly sentAt: string | null
  /** When the first channel had accepted it. */
  readonly deliveredAt: string | null
  readonly readAt: string | null
  readonly readBy: string | null
  readonly repliedAt: string | null
  readonly closedAt: string | null
  /** 催办 so far, in order of time. */
  readonly chasers: readonly { readonly kind: Chaser; readonly words: string; readonly at: string }[]
}

export interface CaseLife {
  readonly id: number
  readonly noticeId: number
  readonly target: 'site' | 'account'
  readonly targetName: string
  readonly clause: string
  readonly problem: string
  readonly veto: boolean
  readonly inspectionId: number
  readonly state: CaseState
  /** Of the last re-check; `null` before one, and again when the problem has come back. */
  readonly grade: Grade | null
  readonly dueOn: Day | null
  /** It was answered after its day. */
  readonly late: boolean
  readonly recurrence: number
  readonly acceptedBy: string | null
  readonly closedBy: string | null
  readonly steps: readonly CaseStep[]
  /** New inspections of the place, in order of time. */
  readonly rechecks: readonly { readonly inspectionId: number; readonly grade: Grade | null }[]
}

export interface CaseStep {
  readonly at: string
  readonly event: CaseEvent
  readonly words: string
  readonly actor: string
  readonly reason: string
}

export interface LookBackLife {
  /** The campaign that looked back. */
  readonly campaignId: string
  readonly counts: Readonly<Record<LookBackStanding, number>>
  readonly rows: readonly LookBackRow[]
}

export interface CampaignLife {
  readonly campaignId: string
  readonly notices: readonly NoticeLife[]
  readonly cases: readonly CaseLife[]
  readonly extensions: readonly {
    readonly noticeId: number
    readonly state: string
    readonly wantedOn: Day
    readonly reason: string
    readonly askedAt: string
    readonly decidedBy: string | null
  }[]
  readonly appeals: readonly {
    readonly caseId: number
    readonly state: string
    readonly text: string
    readonly filedAt: string
    readonly decidedAt: string | null
    readonly decidedBy: string | null
    readonly reason: string | null
    /** What judging the captured evidence anew has said. */
    readonly rejudgedOutcome: string | null
  }[]
  /** What this campaign found of the problems of earlier ones. */
  readonly lookBack: LookBackLife
  /** What later campaigns found of the problems of this one. */
  readonly lookedBackIn: readonly LookBackLife[]
  /** Of the quarter, as they stand today; `null` for who does not see all units. */
  readonly messages: MessageStatistics | null
}

/** Loads the life of a campaign as the scope sees it; `today` decides what is overdue. */
export async function loadCampaignLife(
  tx: Tx,
  campaign: CampaignWithRounds,
  scope: Pick<Scope, 'units'>,
  today: Day,
): Promise<CampaignLife> {
  const notices = await noticesOf(tx, campaign.id, scope)
  const noticeIds = notices.map(({ id }) => id)
  const cases = await casesOf(tx, noticeIds)
  const caseIds = cases.map(({ id }) => id)
  const later = await tx
    .selectFrom('campaign')
    .select('id')
    .where('monitorPoint', '>', campaign.monitorPoint)
    .orderBy('monitorPoint')
    .execute()
  const lookedBackIn = await Promise.all(
    later.map(async ({ id }) => {
      const { rows } = await loadLookBack(tx, await findCampaign(tx, id))
      return lookBackLife(
        id,
        rows.filter(({ caseId }) => caseIds.includes(caseId)),
      )
    }),
  )
  const own = await loadLookBack(tx, campaign)
  const visible = await visibleCases(tx, scope)
  const quarter = { from: dayFrom(campaign.year, campaign.quarter * 3 - 2, 1)!, to: quarterEnd(campaign) }
  return {
    campaignId: campaign.id,
    notices,
    cases,
    extensions: await tx
      .selectFrom('extension')
      .select(['noticeId', 'state', 'wantedOn', 'reason', 'askedAt', 'decidedBy'])
      .where('noticeId', 'in', [0, ...noticeIds])
      .orderBy('id')
      .execute(),
    appeals: await tx
      .selectFrom('appeal')
      .select(['caseId', 'state', 'text', 'filedAt', 'decidedAt', 'decidedBy', 'reason', 'rejudgedOutcome'])
      .where('caseId', 'in', [0, ...caseIds])
      .orderBy('id')
      .execute(),
    lookBack: lookBackLife(
      campaign.id,
      own.rows.filter(({ caseId }) => visible === null || visible.has(caseId)),
    ),
    lookedBackIn: lookedBackIn.filter(({ rows }) => rows.length > 0),
    messages: scope.units === 'all' ? await messageStatistics(tx, quarter, today) : null,
  }
}

function quarterEnd({ year, quarter }: Pick<CampaignWithRounds, 'year' | 'quarter'>): Day {
  const [month, date] = (
    [
      [3, 31],
      [6, 30],
      [9, 30],
      [12, 31],
    ] as const
  )[quarter - 1]!
  return dayFrom(year, month, date)!
}

async function noticesOf(tx: Tx, campaignId: string, scope: Pick<Scope, 'units'>): Promise<NoticeLife[]> {
  const rows = await tx
    .selectFrom('notice')
    .innerJoin('unit', 'unit.id', 'notice.unitId')
    .select(['notice.id', 'number', 'unit.shortName as unit', 'notice.state', 'sentAt', 'readAt', 'readBy'])
    .select(['repliedAt', 'closedAt'])
    .select(
      sql<string | null>`(select min(accepted_at) from outbox
        join dispatch_item item on item.outbox_id = outbox.id join dispatch way on way.id = item.dispatch_id
        where outbox.dedupe_key like 'notice/' || notice.id || '/sent/%')`.as('deliveredAt'),
    )
    .where('campaignId', '=', campaignId)
    .where(withinUnits(scope, 'notice.unitId'))
    .orderBy('year')
    .orderBy('sequence')
    .execute()
  const told = await tx
    .selectFrom('outbox')
    .select(['kind', 'dedupeKey', 'createdAt as at'])
    .where('kind', 'in', Object.keys(chasers))
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    ...row,
    state: row.state as NoticeState,
    chasers: told
      .filter(({ dedupeKey }) => dedupeKey.startsWith(`notice/${row.id}/`))
      .map(({ kind, at }) => ({ kind: kind as Chaser, words: chasers[kind as Chaser].words, at })),
  }))
}

async function casesOf(tx: Tx, noticeIds: readonly number[]): Promise<CaseLife[]> {
  const rows = await tx
    .selectFrom('rectificationCase')
    .select(['id', 'noticeId', 'target', 'targetName', 'clauseId as clause', 'problem', 'veto', 'inspectionId'])
    .select(['state', 'grade', 'dueOn', 'recurrence', 'acceptedBy', 'closedBy'])
    .where('noticeId', 'in', [0, ...noticeIds])
    .orderBy('noticeId')
    .orderBy('id')
    .execute()
  const subjects = new Map(rows.map(({ id }) => [`case/${id}`, id]))
  const entries = await tx
    .selectFrom('auditEntry')
    .select(['subject', 'action', 'at', 'actor', 'reason', 'detail'])
    .where('subject', 'in', ['', ...subjects.keys()])
    .orderBy('sequence')
    .execute()
  const steps = Map.groupBy(entries, ({ subject }) => subjects.get(subject))
  const rechecks = await tx
    .selectFrom('caseRecheck')
    .select(['caseId', 'inspectionId', 'grade'])
    .where('caseId', 'in', [0, ...subjects.values()])
    .orderBy('inspectionId')
    .execute()
  return rows.map((row): CaseLife => {
    const own = steps.get(row.id) ?? []
    return {
      ...row,
      target: row.target as CaseLife['target'],
      state: row.state as CaseState,
      grade: row.grade as Grade | null,
      late: own.some(({ action, detail }) => action === 'case.answered' && detail['late'] === true),
      steps: own.map(({ action, at, actor, reason }) => {
        const event = action.slice('case.'.length) as CaseEvent
        return { at, event, words: caseEvents[event].words, actor, reason }
      }),
      rechecks: rechecks
        .filter(({ caseId }) => caseId === row.id)
        .map(({ inspectionId, grade }) => ({ inspectionId, grade: grade as Grade | null })),
    }
  })
}

/** `null`: all. */
async function visibleCases(tx: Tx, scope: Pick<Scope, 'units'>): Promise<ReadonlySet<number> | null> {
  if (scope.units === 'all') return null
  const seen = tx.selectFrom('rectificationCase').select('id').where(withinUnits(scope, 'rectificationCase.unitId'))
  return new Set((await seen.execute()).map(({ id }) => id))
}

function lookBackLife(campaignId: string, rows: readonly LookBackRow[]): LookBackLife {
  const count = (wanted: LookBackStanding) => rows.filter(({ standing }) => standing === wanted).length
  const standings = Object.keys(lookBackWords) as LookBackStanding[]
  return { campaignId, counts: Object.fromEntries(standings.map((each) => [each, count(each)])) as never, rows }
}
