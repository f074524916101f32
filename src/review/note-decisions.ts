/**
 * Decisions in the audit chain: one entry a call. A single one stands under its finding with what its author had said before; a
 * batch is one entry with the numbers of all its inspections, since each link of the chain waits for the one before it.
 */
import { record } from '../store/audit.ts'
import type { Row, Tx } from '../store/database.ts'

type Words = Pick<Row<'decision'>, 'kind' | 'reason' | 'note' | 'points' | 'role'>

export interface NotedDecision {
  readonly row: Omit<Row<'decision'>, 'id'>
  /** What the same author had said before; `null`: nothing. */
  readonly before: Words | null
}

/** What the audit log calls a finding: `inspection/512/WEB-V3`. */
export function findingSubject(inspectionId: number, clauseId: string): string {
  return `inspection/${inspectionId}/${clauseId}`
}

/** Adds the entry of one call of `decide`; to be asked with at least one decision. */
export async function noteDecisions(
  tx: Tx,
  campaignId: string,
  noted: readonly NotedDecision[],
  by: { readonly actor: string; readonly at: string },
): Promise<void> {
  const [first] = noted
  if (noted.length === 1) {
    const { row, before } = first!
    const { author } = row
    return record(tx, {
      ...by,
      action: 'review.decided',
      subject: findingSubject(row.inspectionId, row.clauseId),
      detail: { campaignId, decisions: 1, author, blind: row.blind },
      reason: row.reason,
      ...(before === null ? {} : { before: wordsOf(before) }),
      after: wordsOf(row),
    })
  }
  const groups = [...Map.groupBy(noted, ({ row }) => JSON.stringify([row.author, row.clauseId, wordsOf(row)])).values()]
  const repeated = noted.filter(({ before }) => before !== null)
  await record(tx, {
    ...by,
    action: 'review.batchDecided',
    subject: campaignId,
    detail: { decisions: noted.length },
    reason: sameReason(noted),
    ...(repeated.length === 0
      ? {}
      : { before: { decisions: repeated.map(({ row, before }) => ({ ...placeOf(row), ...wordsOf(before!) })) } }),
    after: {
      decisions: groups.map((group) => {
        const { author, clauseId: clause, ...words } = group[0]!.row
        return { author, clause, ...wordsOf(words), inspections: group.map(({ row }) => row.inspectionId) }
      }),
    },
  })
}

function wordsOf({ kind, reason, note, points, role }: Words): Words {
  return { kind, reason, note, points, role }
}

function placeOf({ inspectionId, clauseId: clause, author }: NotedDecision['row']) {
  return { inspectionId, clause, author }
}

/** The reason of a batch, when it has one for all. */
function sameReason(noted: readonly NotedDecision[]): string {
  const reasons = new Set(noted.map(({ row }) => row.reason))
  return reasons.size === 1 ? [...reasons][0]! : ''
}
