/** Sending and receipt of notices; extensions of their days (延期), asked for by the unit and granted by the supervisor. */
import { chineseDay, parseDay, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { post } from '../store/outbox.ts'
import { setChasers } from './chase.ts'
import { followCases, lockNotice, moveCase, moveNotice, type CaseRow } from './store.ts'
import { demandUnit, dueAfter, type By, type Terms } from './terms.ts'

/** Sends a drafted notice, or what was added to one since; its cases get their days. */
export async function sendNotice(tx: Tx, noticeId: number, terms: Terms, by: By): Promise<void> {
  const notice = await lockNotice(tx, noticeId)
  const cases = (await tx
    .selectFrom('rectificationCase')
    .selectAll()
    .where('noticeId', '=', noticeId)
    .where('state', '=', 'drafted')
    .orderBy('id')
    .forUpdate()
    .execute()) as CaseRow[]
  const first = notice.state === 'draft'
  if (!first && cases.length === 0) {
    throw new Failure(
      'conflict.noticeState',
      `通知 ${notice.number} 已经发出`,
      '有新确认的问题时可补发，先用 notice draft',
    )
  }
  if (first) await moveNotice(tx, notice, 'sent', by, { set: { sentAt: by.at } })
  for (const row of cases) {
    const dueOn = dueAfter(by.at, row.veto ? terms.vetoDays : terms.otherDays, terms)
    await moveCase(tx, row, 'sent', by, { set: { dueOn } })
  }
  await followCases(tx, noticeId, by)
  await setChasers(tx, noticeId, terms)
  const dueOn = (veto: boolean) => chineseDay(dueAfter(by.at, veto ? terms.vetoDays : terms.otherDays, terms))
  await post(tx, {
    kind: 'notice.sent',
    recipientUnitId: notice.unitId,
    subject: `整改通知${notice.number}${first ? '' : '（补充）'}`,
    text: cases.map(({ targetName, problem, veto }) => `${targetName}：${problem}（${dueOn(veto)}前反馈）`).join('\n'),
    severity: cases.some(({ veto }) => veto) ? 'severe' : 'normal',
    dedupeKey: `notice/${noticeId}/sent/${cases[0]?.id ?? 0}`,
    at: by.at,
  })
}

/** 签收: the unit has read it; a second time changes nothing. */
export async function readNotice(tx: Tx, noticeId: number, by: By): Promise<void> {
  const notice = await lockNotice(tx, noticeId)
  demandUnit(by, notice.unitId)
  if (notice.readAt !== null) return
  await moveNotice(tx, notice, 'read', by, { set: { readAt: by.at, readBy: by.actor } })
}

/** Asks for more time; one request at a time, and not for a day that is nearer. */
export async function askExtension(tx: Tx, noticeId: number, wantedOn: Day, reason: string, by: By): Promise<number> {
  const notice = await lockNotice(tx, noticeId)
  demandUnit(by, notice.unitId)
  if (reason.trim() === '') throw new Failure('badInput.reason', '申请延期必须写明理由', '请补充理由')
  const waiting = await casesThatWait(tx, noticeId)
  if (waiting.length === 0) throw new Failure('conflict.noneWaiting', '没有待整改的事项', '无需延期')
  if (waiting.every(({ dueOn }) => dueOn !== null && wantedOn <= dueOn)) {
    throw new Failure('badInput.day', `延期日期 ${wantedOn} 不晚于现有期限`, '请填写更晚的日期')
  }
  const asked = await tx
    .insertInto('extension')
    .values({ noticeId, wantedOn, reason, askedBy: by.actor, askedAt: by.at, state: 'asked' })
    .onConflict((conflict) => conflict.column('noticeId').where('state', '=', 'asked').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!asked) throw new Failure('conflict.extensionAsked', '已有一份延期申请待审批', '请等待审批结果')
  const { actor, at } = by
  const subject = `notice/${noticeId}`
  await record(tx, { actor, at, action: 'extension.asked', subject, detail: { id: asked.id, wantedOn }, reason })
  await post(tx, {
    kind: 'extension.asked',
    recipientUnitId: null,
    subject: `整改通知${notice.number}申请延期至${chineseDay(wantedOn)}`,
    text: reason,
    severity: 'normal',
    dedupeKey: `extension/${asked.id}/asked`,
    at,
  })
  return asked.id
}

/** Grants or refuses an extension; granted, every case that waits and is due before gets the new day. */
export async function decideExtension(
  tx: Tx,
  extensionId: number,
  granted: boolean,
  reason: string,
  terms: Terms,
  by: By,
): Promise<void> {
  if (by.role !== 'municipalSupervisor') {
    throw new Failure('conflict.caseRole', '延期由市级主管审批', '请由市级主管办理')
  }
  const row = await tx.selectFrom('extension').selectAll().where('id', '=', extensionId).forUpdate().executeTakeFirst()
  if (!row) throw new Failure('notFound.extension', `没有延期申请 ${extensionId}`, '可用 notice show 查看')
  if (row.state !== 'asked')
    throw new Failure('conflict.extensionDecided', '该延期申请已经审批', '可用 notice show 查看')
  const { actor, at } = by
  const notice = await lockNotice(tx, row.noticeId)
  const state = granted ? 'granted' : 'refused'
  await tx
    .updateTable('extension')
    .set({ state, decidedBy: actor, decidedAt: at, decisionReason: reason })
    .where('id', '=', extensionId)
    .execute()
  const moved = granted ? (await casesThatWait(tx, row.noticeId)).filter(({ dueOn }) => dueOn! < row.wantedOn) : []
  for (const { id } of moved) {
    await tx.updateTable('rectificationCase').set({ dueOn: row.wantedOn }).where('id', '=', id).execute()
  }
  if (granted) await setChasers(tx, row.noticeId, terms)
  await record(tx, {
    actor,
    at,
    action: `extension.${state}`,
    subject: `notice/${row.noticeId}`,
    detail: { id: extensionId },
    reason,
    before: { due: Object.fromEntries(moved.map(({ id, dueOn }) => [id, dueOn])) },
    after: { due: Object.fromEntries(moved.map(({ id }) => [id, row.wantedOn])) },
  })
  await post(tx, {
    kind: `extension.${state}`,
    recipientUnitId: notice.unitId,
    subject: `整改通知${notice.number}${granted ? `延期至${chineseDay(parseDay(row.wantedOn)!)}` : '的延期申请未获同意'}`,
    text: reason,
    severity: 'normal',
    dedupeKey: `extension/${extensionId}/${state}`,
    at,
  })
}

async function casesThatWait(tx: Tx, noticeId: number) {
  return tx
    .selectFrom('rectificationCase')
    .select(['id', 'dueOn'])
    .where('noticeId', '=', noticeId)
    .where('state', '=', 'notified')
    .orderBy('id')
    .execute()
}
