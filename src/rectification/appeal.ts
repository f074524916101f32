/**
 * 申诉: a unit disputes a finding. Somebody who had no part in it decides, within a stated number of working days, on the evidence
 * that was captured then, judged anew. Upheld, the finding no longer counts anywhere.
 */
import { rejudgeInspection } from '../judging/rejudge.ts'
import { chineseDay } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { sql } from 'kysely'
import { everything, withinCampaigns, withinUnits, type Scope } from '../registry/scope.ts'
import { cancelDeadlines, setDeadline, type DeadlineHandler } from '../store/deadlines.ts'
import type { Tx } from '../store/database.ts'
import { post } from '../store/outbox.ts'
import { nextCaseState } from './case.ts'
import { setChasers } from './chase.ts'
import { followCases, lockCase, moveCase } from './store.ts'
import { readNotice } from './send-notice.ts'
import { demandUnit, dueAfter, officeHour, type By, type Terms } from './terms.ts'

/** Files an appeal against a case; its id. A finding is appealed against once. */
export async function fileAppeal(tx: Tx, caseId: number, text: string, terms: Terms, by: By): Promise<number> {
  const row = await lockCase(tx, caseId)
  demandUnit(by, row.unitId)
  if (text.trim() === '') throw new Failure('badInput.reason', '申诉必须写明理由', '请写明为什么认为判定有误')
  nextCaseState(row.state, 'appealed', by.role)
  const earlier = await tx
    .selectFrom('appeal')
    .select('id')
    .where('caseId', '=', caseId)
    .where('state', '=', 'rejected')
    .executeTakeFirst()
  if (earlier && row.recurrence === 0) {
    throw new Failure('conflict.appealed', '该问题的申诉已经驳回', '请整改后反馈；同一问题只受理一次申诉')
  }
  const [judgement] = (await rejudgeInspection(tx, row.inspectionId)).filter(({ clause }) => clause === row.clauseId)
  const dueOn = dueAfter(by.at, terms.appealDays, terms)
  const { id } = await tx
    .insertInto('appeal')
    .values({
      caseId,
      text,
      author: by.actor,
      filedAt: by.at,
      dueOn,
      state: 'filed',
      rejudgedOutcome: judgement?.outcome ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await readNotice(tx, row.noticeId, by)
  await moveCase(tx, row, 'appealed', by, {
    reason: text,
    detail: { appeal: id, rejudged: judgement?.outcome ?? null },
  })
  await setChasers(tx, row.noticeId, terms)
  await setDeadline(tx, {
    kind: 'appeal.due',
    subject: `appeal/${id}`,
    dueAt: officeHour(dueOn),
    data: { appealId: id },
  })
  await post(tx, {
    kind: 'appeal.filed',
    recipientUnitId: null,
    subject: `${row.targetName}提出申诉，请于${chineseDay(dueOn)}前答复`,
    text: `${row.problem}：${text}`,
    severity: 'normal',
    dedupeKey: `appeal/${id}/filed`,
    at: by.at,
  })
  return id
}

/** Decides an appeal; whoever inspected, reviewed or filed it may not. Rejected, the case is due anew. */
export async function decideAppeal(
  tx: Tx,
  appealId: number,
  state: 'upheld' | 'rejected',
  reason: string,
  terms: Terms,
  by: By,
): Promise<void> {
  if (reason.trim() === '') throw new Failure('badInput.reason', '答复申诉必须写明理由', '请补充理由')
  const appeal = await tx.selectFrom('appeal').selectAll().where('id', '=', appealId).executeTakeFirst()
  if (!appeal) throw new Failure('notFound.appeal', `没有申诉 ${appealId}`, '可用 appeal list 查看')
  const row = await lockCase(tx, appeal.caseId)
  const involved = await tx
    .selectFrom('decision')
    .select('author')
    .where('inspectionId', '=', row.inspectionId)
    .where('clauseId', '=', row.clauseId)
    .execute()
  if (appeal.author === by.actor || involved.some(({ author }) => author === by.actor)) {
    throw new Failure('conflict.samePerson', '申诉应由没有参与该判定的人答复', '请由另一位市级主管办理')
  }
  const dueOn = dueAfter(by.at, row.veto ? terms.vetoDays : terms.otherDays, terms)
  const set = state === 'rejected' ? { dueOn } : {}
  await moveCase(tx, row, state, by, { set, reason, detail: { appeal: appealId } })
  await tx
    .updateTable('appeal')
    .set({ state, decidedBy: by.actor, decidedAt: by.at, reason })
    .where('id', '=', appealId)
    .execute()
  if (state === 'upheld' && row.target === 'account') await leaveNextSample(tx, row)
  await cancelDeadlines(tx, `appeal/${appealId}`)
  await followCases(tx, row.noticeId, by)
  await setChasers(tx, row.noticeId, terms)
  await post(tx, {
    kind: `appeal.${state}`,
    recipientUnitId: row.unitId,
    subject: `${row.targetName}的申诉${state === 'upheld' ? '成立，问题已撤销' : `未获支持，请于${chineseDay(dueOn)}前整改反馈`}`,
    text: `${row.problem}：${reason}`,
    severity: 'normal',
    dedupeKey: `appeal/${appealId}/${state}`,
    at: by.at,
  })
}

/** The account no longer has a problem of that campaign, unless another case says so. */
async function leaveNextSample(
  tx: Tx,
  { noticeId, targetId }: { readonly noticeId: number; readonly targetId: number },
): Promise<void> {
  const others = await tx
    .selectFrom('rectificationCase')
    .select('id')
    .where('noticeId', '=', noticeId)
    .where('target', '=', 'account')
    .where('targetId', '=', targetId)
    .where('state', '<>', 'withdrawn')
    .executeTakeFirst()
  if (others) return
  const { campaignId } = await tx
    .selectFrom('notice')
    .select('campaignId')
    .where('id', '=', noticeId)
    .executeTakeFirstOrThrow()
  const row = { accountId: targetId, notedIn: campaignId }
  await tx
    .deleteFrom('earlierProblem')
    .where('accountId', '=', row.accountId)
    .where('notedIn', '=', row.notedIn)
    .execute()
}

/** Appeals nobody has decided in time go to the supervisor. */
export const appealHandlers: Readonly<Record<'appeal.due', DeadlineHandler>> = {
  'appeal.due': async (tx, { data, subject }, now) => {
    const { appealId } = data as { appealId: number }
    const appeal = await tx
      .selectFrom('appeal')
      .innerJoin('rectificationCase', 'rectificationCase.id', 'appeal.caseId')
      .select(['appeal.text', 'targetName', 'problem'])
      .where('appeal.id', '=', appealId)
      .where('appeal.state', '=', 'filed')
      .executeTakeFirst()
    if (!appeal) return
    await post(tx, {
      kind: 'appeal.due',
      recipientUnitId: null,
      subject: `${appeal.targetName}的申诉今日到期`,
      text: `${appeal.problem}：${appeal.text}`,
      severity: 'severe',
      dedupeKey: `${subject}/due`,
      at: now,
    })
  },
}

export interface AppealCount {
  readonly clause: string
  readonly filed: number
  readonly upheld: number
  readonly rejected: number
}

/** Overturned findings by indicator: how often units were right. */
export async function countAppeals(tx: Tx, scope: Scope = everything): Promise<AppealCount[]> {
  const { rows } = await sql<AppealCount>`
    select c.clause_id as clause, count(*) as filed, count(*) filter (where a.state = 'upheld') as upheld,
      count(*) filter (where a.state = 'rejected') as rejected
    from appeal a join rectification_case c on c.id = a.case_id join notice n on n.id = c.notice_id
    where ${withinUnits(scope, 'c.unitId')} and ${withinCampaigns(scope, 'n.campaignId')} group by c.clause_id order by c.clause_id`.execute(
    tx,
  )
  return rows
}
