/** Lists and one case with its whole history, for the command line and the API. */
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { listAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import type { Grade } from './grade.ts'
import type { NoticeState } from './notice.ts'
import type { CaseRow } from './store.ts'

/** Notices with the number of their cases, the newest first. */
export async function listNotices(tx: Tx, campaignId?: string) {
  const rows = await tx
    .selectFrom('notice')
    .innerJoin('unit', 'unit.id', 'notice.unitId')
    .select([
      'notice.id',
      'campaignId',
      'number',
      'unit.shortName as unit',
      'notice.state',
      'sentAt',
      'readAt',
      'readBy',
    ])
    .select(['repliedAt', 'closedAt'])
    .select([
      sql<number>`(select count(*) from rectification_case c where c.notice_id = notice.id)`.as('cases'),
      sql<number>`(select count(*) from rectification_case c where c.notice_id = notice.id
        and c.state not in ('closed', 'withdrawn'))`.as('open'),
      sql<string | null>`(select min(due_on)::text from rectification_case c where c.notice_id = notice.id
        and c.state = 'notified')`.as('dueOn'),
    ])
    .where((eb) => (campaignId === undefined ? eb.lit(true) : eb('campaignId', '=', campaignId)))
    .orderBy('year', 'desc')
    .orderBy('sequence', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, state: row.state as NoticeState }))
}

/** The cases of a notice, or of all. */
export async function listCases(
  tx: Tx,
  { noticeId, state }: { readonly noticeId?: number | undefined; readonly state?: string | undefined },
): Promise<CaseRow[]> {
  const rows = await tx
    .selectFrom('rectificationCase')
    .selectAll()
    .where((eb) =>
      eb.and([
        ...(noticeId === undefined ? [] : [eb('noticeId', '=', noticeId)]),
        ...(state === undefined ? [] : [eb('state', '=', state)]),
      ]),
    )
    .orderBy('noticeId')
    .orderBy('id')
    .execute()
  return rows as CaseRow[]
}

/** One case with answers, proof, re-checks, appeals and its audit entries, the newest first. */
export async function caseHistory(tx: Tx, id: number) {
  const row = await tx.selectFrom('rectificationCase').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new Failure('notFound.case', `没有整改事项 ${id}`, '可用 case list 查看')
  const found = row as CaseRow
  const answers = await tx.selectFrom('caseAnswer').selectAll().where('caseId', '=', id).orderBy('id').execute()
  const attachments = await tx
    .selectFrom('attachment')
    .innerJoin('caseAnswer', 'caseAnswer.id', 'attachment.answerId')
    .selectAll('attachment')
    .where('caseAnswer.caseId', '=', id)
    .execute()
  const rechecks = await tx.selectFrom('caseRecheck').selectAll().where('caseId', '=', id).execute()
  const appeals = await tx.selectFrom('appeal').selectAll().where('caseId', '=', id).orderBy('id').execute()
  const history = await listAudit(tx, { subject: `case/${id}`, limit: 200 })
  return { ...found, answers, attachments, rechecks, appeals, history }
}

/** One line for people. */
export function caseWords(
  { id, targetName, clauseId, problem, dueOn, recurrence }: CaseRow,
  state: string,
  grade?: Grade,
) {
  const marks = [state, ...(grade ? [grade] : []), ...(recurrence > 0 ? [`第${recurrence + 1}次`] : [])].join('，')
  return `${id}  ${targetName}  ${clauseId} ${problem}  ${marks}${dueOn ? `  期限 ${dueOn}` : ''}`
}
