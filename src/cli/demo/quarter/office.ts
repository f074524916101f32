/**
 * What the office does at the end of a day with what lies there: extensions, appeals, cases that were re-checked. It goes by what
 * the program shows and knows nothing of the script.
 */
import { decideAppeal } from '../../../rectification/appeal.ts'
import { closeCase, returnCase } from '../../../rectification/close-case.ts'
import { closable, grades, type Grade } from '../../../rectification/grade.ts'
import { decideExtension } from '../../../rectification/send-notice.ts'
import type { By, Terms } from '../../../rectification/terms.ts'
import type { Tx } from '../../../store/database.ts'
import type { QuarterScript } from './script.ts'

type Office = QuarterScript['office']

/** Works off what lies in the office at an instant, in the caller's transaction. */
export async function workOffice(tx: Tx, office: Office, terms: Terms, at: string): Promise<void> {
  const as = (actor: string, role: By['role']): By => ({ actor, at, role })
  await decideExtensions(tx, terms, as(office.supervisor, 'municipalSupervisor'))
  await decideAppeals(tx, terms, as(office.otherSupervisor, 'municipalSupervisor'))
  await closeOrReturn(tx, terms, as(office.reviewer, 'reviewer'), as(office.supervisor, 'municipalSupervisor'))
}

async function decideExtensions(tx: Tx, terms: Terms, by: By): Promise<void> {
  const asked = await tx.selectFrom('extension').select('id').where('state', '=', 'asked').orderBy('id').execute()
  for (const { id } of asked) await decideExtension(tx, id, true, '情况属实，同意延期，请按期完成。', terms, by)
}

/** An appeal is looked at on the second day: what the evidence proves stands, what it cannot prove falls. */
async function decideAppeals(tx: Tx, terms: Terms, by: By): Promise<void> {
  const since = new Date(Date.parse(by.at) - 86_400_000).toISOString()
  const filed = await tx
    .selectFrom('appeal')
    .select(['id', 'rejudgedOutcome'])
    .where('state', '=', 'filed')
    .where('filedAt', '<', since)
    .orderBy('id')
    .execute()
  for (const { id, rejudgedOutcome } of filed) {
    const proved = rejudgedOutcome === 'failed'
    const reason = proved
      ? '监测时间段内没有发布，监测点之后的发布不计入本期，维持原认定。'
      : '留存的证据不能证明账号没有更新，经登录平台核实确有发布，撤销该问题。'
    await decideAppeal(tx, id, proved ? 'rejected' : 'upheld', reason, terms, by)
  }
}

async function closeOrReturn(tx: Tx, terms: Terms, reviewer: By, supervisor: By): Promise<void> {
  const rows = await tx
    .selectFrom('rectificationCase')
    .select(['id', 'grade', 'state', 'veto'])
    .where('state', 'in', ['rechecked', 'awaitingSecond'])
    .orderBy('id')
    .execute()
  for (const { id, grade, state } of rows) {
    if (!closable.includes(grade as Grade)) {
      const seen = grades[grade as Grade]
      await returnCase(tx, id, `复查结果：${seen}。请切实整改后重新反馈。`, terms, reviewer)
      continue
    }
    const first = state === 'rechecked' ? await closeCase(tx, id, '复查已核实', reviewer) : 'awaitingSecond'
    if (first === 'awaitingSecond') await closeCase(tx, id, '同意办结', supervisor)
  }
}
