/**
 * 复查: a new inspection of the target, by the rules of its campaign and with the day of the re-check as its monitoring point.
 * What it finds is graded by `gradeRecheck`; a veto and whatever is not proved waits for persons.
 */
import type { Evidence } from '../evidence/evidence.ts'
import type { Finding } from '../indicators/define.ts'
import type { Outcome } from '../judging/judge.ts'
import { loadInspection } from '../review/inspection.ts'
import { dayOfInstant } from '../kernel/day.ts'
import { setDeadline, cancelDeadlines, type DeadlineHandler } from '../store/deadlines.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { post } from '../store/outbox.ts'
import { grades, gradeRecheck } from './grade.ts'
import { followCases, lockCase, moveCase, type CaseRow } from './store.ts'
import type { By } from './terms.ts'

/** Puts inspections into the queue, in the transaction. */
export type Enqueue = (tx: Tx, inspectionIds: readonly number[]) => Promise<void>

/** A worker that died is noticed by then; the result is graded at the latest after this. */
const gradeAfterMs = 2 * 3_600_000

/** Inspects a target again for all its cases that were answered; `null` when there are none. */
export async function startRecheck(
  tx: Tx,
  { target, targetId }: { readonly target: string; readonly targetId: number },
  enqueue: Enqueue,
  by: By,
): Promise<number | null> {
  const cases = (await tx
    .selectFrom('rectificationCase')
    .selectAll()
    .where('target', '=', target)
    .where('targetId', '=', targetId)
    .where('state', '=', 'submitted')
    .orderBy('id')
    .forUpdate()
    .execute()) as CaseRow[]
  if (cases.length === 0) return null
  const { roundId } = await tx
    .selectFrom('inspection')
    .select('roundId')
    .where('id', '=', cases.at(-1)!.inspectionId)
    .executeTakeFirstOrThrow()
  const monitorPoint = dayOfInstant(Date.parse(by.at))
  const { id } = await tx
    .insertInto('inspection')
    .values({ roundId, targetId, purpose: 'recheck', strata: [], state: 'waiting', monitorPoint })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const row of cases) {
    await tx.insertInto('caseRecheck').values({ caseId: row.id, inspectionId: id }).execute()
    await moveCase(tx, row, 'recheckStarted', by, { detail: { inspection: id } })
  }
  await enqueue(tx, [id])
  const dueAt = new Date(Date.parse(by.at) + gradeAfterMs).toISOString()
  await setDeadline(tx, { kind: 'case.grade', subject: `inspection/${id}`, dueAt, data: { inspectionId: id } })
  return id
}

/** Grades the re-checks that an inspection was made for; nothing happens while it has not ended, or when it is done. */
export async function gradeRechecks(tx: Tx, inspectionId: number, by: Omit<By, 'role'>): Promise<boolean> {
  const pending = await tx
    .selectFrom('caseRecheck')
    .select('caseId')
    .where('inspectionId', '=', inspectionId)
    .where('grade', 'is', null)
    .orderBy('caseId')
    .execute()
  if (pending.length === 0) return true
  const inspection = await loadInspection(tx, inspectionId)
  if (inspection.state !== 'judged' && inspection.state !== 'cancelled') return false
  const links = inspection.evidence.find(({ kind }) => kind === 'links')?.value as Evidence['links'] | null | undefined
  for (const { caseId } of pending) {
    const row = await lockCase(tx, caseId)
    if (row.state !== 'rechecking') continue
    const judged = inspection.judgements.find(({ clause }) => clause === row.clauseId)
    const after = judged
      ? { ...judged, outcome: judged.outcome as Outcome, findings: judged.findings as Finding[] }
      : null
    const graded = gradeRecheck(row.places, after, links?.findings ?? [])
    await tx
      .updateTable('caseRecheck')
      .set({ grade: graded.grade, places: json<unknown>(graded.places), gradedAt: by.at })
      .where('caseId', '=', caseId)
      .where('inspectionId', '=', inspectionId)
      .execute()
    const system: By = { ...by, role: 'system' }
    const state = await moveCase(tx, row, 'graded', system, {
      set: { grade: graded.grade },
      detail: { inspection: inspectionId },
    })
    if (!row.veto && (graded.grade === 'fixedVerified' || graded.grade === 'exempted')) {
      const set = { closedAt: by.at, closedBy: by.actor }
      const reason = grades[graded.grade]
      await moveCase(tx, { ...row, state, grade: graded.grade }, 'closed', system, { set, reason })
      await followCases(tx, row.noticeId, by as By)
    } else {
      await post(tx, {
        kind: 'case.rechecked',
        recipientUnitId: null,
        subject: `${row.targetName}复查结果：${grades[graded.grade]}`,
        text: `${row.problem}。请${graded.grade === 'stillThere' ? '退回整改' : '核对证据后办结或退回'}（整改事项 ${caseId}，检查 ${inspectionId}）`,
        severity: 'normal',
        dedupeKey: `case/${caseId}/rechecked/${inspectionId}`,
        at: by.at,
      })
    }
  }
  await cancelDeadlines(tx, `inspection/${inspectionId}`, 'case.grade')
  return true
}

/** The deadlines of re-checks. */
export function recheckHandlers(
  enqueue: Enqueue,
  actor: string,
): Readonly<Record<'case.recheck' | 'case.grade', DeadlineHandler>> {
  return {
    'case.recheck': async (tx, { data }, now) => {
      const target = data as { target: string; targetId: number }
      await startRecheck(tx, target, enqueue, { actor, at: now, role: 'system' })
    },
    'case.grade': async (tx, { data }, now) => {
      const { inspectionId } = data as { inspectionId: number }
      if (!(await gradeRechecks(tx, inspectionId, { actor, at: now }))) {
        throw new Error(`re-check ${inspectionId} has not ended yet`)
      }
    },
  }
}
