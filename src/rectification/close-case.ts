/** 办结 and 退回: persons close a case on the proof that its grade needs, or give it back to the unit. */
import { Failure } from '../kernel/failure.ts'
import { chineseDay } from '../kernel/day.ts'
import type { Tx } from '../store/database.ts'
import { post } from '../store/outbox.ts'
import { setChasers } from './chase.ts'
import { closable, grades, type Grade } from './grade.ts'
import { followCases, lockCase, moveCase, type CaseRow } from './store.ts'
import { dueAfter, type By, type Terms } from './terms.ts'

/**
 * Closes a case. Of a veto the first person accepts and a second, another one, closes. What the re-check could not tell is
 * closed only with a note of what was seen and the unit's proof; what is still there is not closed.
 */
export async function closeCase(tx: Tx, caseId: number, note: string, by: By): Promise<'closed' | 'awaitingSecond'> {
  const row = await lockCase(tx, caseId)
  if (row.state === 'rechecked' || row.state === 'awaitingSecond') await demandProof(tx, row, note)
  if (row.veto && row.state === 'rechecked') {
    await moveCase(tx, row, 'accepted', by, { set: { acceptedBy: by.actor }, reason: note })
    return 'awaitingSecond'
  }
  if (row.state === 'awaitingSecond' && row.acceptedBy === by.actor) {
    throw new Failure('conflict.samePerson', '单项否决问题须由第二人办结', `${by.actor}已同意办结，请由另一人办理`)
  }
  await moveCase(tx, row, 'closed', by, { set: { closedAt: by.at, closedBy: by.actor }, reason: note })
  await followCases(tx, row.noticeId, by)
  return 'closed'
}

async function demandProof(tx: Tx, { id, grade }: CaseRow, note: string): Promise<void> {
  if (closable.includes(grade as Grade)) return
  if (grade === 'cannotTell') {
    const proof = await tx
      .selectFrom('attachment')
      .innerJoin('caseAnswer', 'caseAnswer.id', 'attachment.answerId')
      .select('attachment.sha256')
      .where('caseAnswer.caseId', '=', id)
      .executeTakeFirst()
    if (note.trim() !== '' && proof) return
    const lack = proof ? '核对情况' : '佐证材料'
    throw new Failure(
      'conflict.proof',
      `复查无法判断，办结还缺少${lack}`,
      '请人工核对并写明所见；没有佐证材料的请退回单位补充',
    )
  }
  throw new Failure('conflict.proof', `复查结果为“${grades[grade as Grade]}”，不能办结`, '请退回整改，整改后再复查')
}

/** Gives a case back; it is due anew. */
export async function returnCase(tx: Tx, caseId: number, reason: string, terms: Terms, by: By): Promise<void> {
  if (reason.trim() === '') throw new Failure('badInput.reason', '退回必须写明理由', '请补充理由')
  const row = await lockCase(tx, caseId)
  const dueOn = dueAfter(by.at, row.veto ? terms.vetoDays : terms.otherDays, terms)
  await moveCase(tx, row, 'returned', by, { set: { dueOn, acceptedBy: null }, reason })
  await followCases(tx, row.noticeId, by)
  await setChasers(tx, row.noticeId, terms)
  await post(tx, {
    kind: 'case.returned',
    recipientUnitId: row.unitId,
    subject: `${row.targetName}的整改被退回`,
    text: `${row.problem}：${reason}。请于${chineseDay(dueOn)}前重新反馈。`,
    severity: row.veto ? 'severe' : 'normal',
    dedupeKey: `case/${caseId}/returned/${by.at}`,
    at: by.at,
  })
}
