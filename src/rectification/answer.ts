/** The unit's answer to a case, with its proof. The target is inspected again by itself soon after. */
import { Failure } from '../kernel/failure.ts'
import { dayOfInstant } from '../kernel/day.ts'
import { setDeadline } from '../store/deadlines.ts'
import type { Tx } from '../store/database.ts'
import { keepFile } from '../store/kept-file.ts'
import type { CheckedFile } from './attachments.ts'
import { followCases, lockCase, moveCase } from './store.ts'
import { readNotice } from './send-notice.ts'
import { setChasers } from './chase.ts'
import { demandUnit, type By, type Terms } from './terms.ts'

/** Records an answer; its id. Answering is reading: an unread notice becomes read. */
export async function answerCase(
  tx: Tx,
  caseId: number,
  answer: { readonly text: string; readonly files: readonly CheckedFile[]; readonly attachmentFolder: string },
  terms: Terms,
  by: By,
): Promise<number> {
  const row = await lockCase(tx, caseId)
  demandUnit(by, row.unitId)
  if (answer.text.trim() === '') throw new Failure('badInput.answer', '没有写整改情况', '请写明做了什么、何时完成')
  const late = row.dueOn !== null && dayOfInstant(Date.parse(by.at)) > row.dueOn
  const files = answer.files.map(({ name, sha256 }) => ({ name, sha256 }))
  await moveCase(tx, row, 'answered', by, { reason: answer.text, detail: { late, files } })
  const { id } = await tx
    .insertInto('caseAnswer')
    .values({ caseId, author: by.actor, text: answer.text, answeredAt: by.at })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const file of answer.files) {
    await keepFile(answer.attachmentFolder, { sha256: file.sha256, bytes: file.content })
    const { name, mediaType, sha256, bytes } = file
    await tx
      .insertInto('attachment')
      .values({ answerId: id, sha256, name, mediaType, bytes })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  await readNotice(tx, row.noticeId, by)
  await followCases(tx, row.noticeId, by)
  await setChasers(tx, row.noticeId, terms)
  // One inspection for all that a unit answers at a sitting.
  const dueAt = new Date(Date.parse(by.at) + terms.recheckAfterMinutes * 60_000).toISOString()
  const { target, targetId } = row
  await setDeadline(tx, { kind: 'case.recheck', subject: `${target}/${targetId}`, dueAt, data: { target, targetId } })
  return id
}
