/** Reading and moving of cases and notices: every move is a row of the life-cycle table and an entry in the audit log. */
import type { Finding } from '../indicators/define.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { NewRow, Row, Tx } from '../store/database.ts'
import { nextCaseState, type CaseEvent, type CaseState } from './case.ts'
import { nextNoticeState, type NoticeEvent, type NoticeState } from './notice.ts'
import type { By } from './terms.ts'

export type CaseRow = Omit<Row<'rectificationCase'>, 'state' | 'places'> & {
  readonly state: CaseState
  readonly places: readonly Finding[]
}
export type NoticeRow = Omit<Row<'notice'>, 'state'> & { readonly state: NoticeState }

/** The case, locked: who comes second finds what the first has done. */
export async function lockCase(tx: Tx, id: number): Promise<CaseRow> {
  const row = await tx.selectFrom('rectificationCase').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (row) return row as CaseRow
  throw new Failure('notFound.case', `没有整改事项 ${id}`, '可用 case list 查看')
}

/** The notice, locked. */
export async function lockNotice(tx: Tx, id: number): Promise<NoticeRow> {
  const row = await tx.selectFrom('notice').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (row) return row as NoticeRow
  throw new Failure('notFound.notice', `没有通知 ${id}`, '可用 notice list 查看')
}

/** Brings an event about in a locked case; `set` is written with the new state. */
export async function moveCase(
  tx: Tx,
  { id, state, dueOn, grade, recurrence }: CaseRow,
  event: CaseEvent,
  by: By,
  { set = {}, reason = '', detail = {} }: MoveDetails<'rectificationCase'> = {},
): Promise<CaseState> {
  const next = nextCaseState(state, event, by.role)
  await tx
    .updateTable('rectificationCase')
    .set({ ...set, state: next })
    .where('id', '=', id)
    .execute()
  const before = { state, dueOn, grade, recurrence }
  const after = { ...before, ...(set as object), state: next }
  const { actor, at, role } = by
  const entry = { actor, at, action: `case.${event}`, subject: `case/${id}`, reason, before, after }
  await record(tx, { ...entry, detail: { role, ...detail } })
  return next
}

/** Brings an event about in a locked notice. */
export async function moveNotice(
  tx: Tx,
  { id, state }: NoticeRow,
  event: NoticeEvent,
  by: By,
  { set = {}, reason = '', detail = {} }: MoveDetails<'notice'> = {},
): Promise<NoticeState> {
  const next = nextNoticeState(state, event)
  await tx
    .updateTable('notice')
    .set({ ...set, state: next })
    .where('id', '=', id)
    .execute()
  const { actor, at, role } = by
  const moved = { before: { state }, after: { state: next }, detail: { role, ...detail } }
  await record(tx, { actor, at, action: `notice.${event}`, subject: `notice/${id}`, reason, ...moved })
  return next
}

interface MoveDetails<Table extends 'notice' | 'rectificationCase'> {
  readonly set?: Partial<NewRow<Table>>
  readonly reason?: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Brings a notice to where its cases are: replied when none waits for the unit, closed when all are. */
export async function followCases(tx: Tx, noticeId: number, by: By): Promise<void> {
  const notice = await lockNotice(tx, noticeId)
  const rows = await tx.selectFrom('rectificationCase').select('state').where('noticeId', '=', noticeId).execute()
  const states = rows.map(({ state }) => state as CaseState)
  const ended = states.every((state) => state === 'closed' || state === 'withdrawn')
  const waiting = states.some((state) => state === 'notified' || state === 'drafted')
  const system: By = { ...by, role: 'system' }
  if (ended && ['sent', 'read', 'replied'].includes(notice.state)) {
    await moveNotice(tx, notice, 'closed', system, { set: { closedAt: by.at } })
  } else if (waiting && ['replied', 'closed'].includes(notice.state)) {
    await moveNotice(tx, notice, 'reopened', system, { set: { closedAt: null } })
  } else if (!waiting && !ended && notice.state === 'read') {
    await moveNotice(tx, notice, 'replied', system, { set: { repliedAt: by.at } })
  }
}
