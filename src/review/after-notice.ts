/** What became of findings after their notice, as far as it changes results: appeals that were upheld, clauses re-checked. */
import type { CountedDecision } from '../judging/verdict.ts'
import type { Tx } from '../store/database.ts'

/** Who upheld an appeal, by inspection and clause. */
export async function overturnedFindings(tx: Tx, campaignId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .selectFrom('appeal')
    .innerJoin('rectificationCase', 'rectificationCase.id', 'appeal.caseId')
    .innerJoin('notice', 'notice.id', 'rectificationCase.noticeId')
    .select(['rectificationCase.inspectionId', 'rectificationCase.clauseId', 'appeal.decidedBy'])
    .where('notice.campaignId', '=', campaignId)
    .where('appeal.state', '=', 'upheld')
    .execute()
  return new Map(rows.map((row) => [`${row.inspectionId}\n${row.clauseId}`, row.decidedBy ?? '']))
}

/** The decisions of an inspection; where an appeal was upheld, that decision stands in place of all others. */
export function withAppeals(
  inspectionId: number,
  decisions: readonly CountedDecision[],
  overturned: ReadonlyMap<string, string>,
): readonly CountedDecision[] {
  const own = [...overturned].flatMap(([key, author]) => {
    const [id, clause] = key.split('\n')
    return Number(id) === inspectionId ? [{ clause: clause!, author }] : []
  })
  if (own.length === 0) return decisions
  const clauses = new Set(own.map(({ clause }) => clause))
  return [
    ...decisions.filter(({ clause }) => !clauses.has(clause)),
    ...own.map((entry) => ({ ...entry, kind: 'dismissed' as const, role: 'municipalSupervisor' as const })),
  ]
}

/** The clauses that a re-check was made for; the others were not asked again. */
export async function recheckedClauses(tx: Tx, campaignId: string): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const rows = await tx
    .selectFrom('caseRecheck')
    .innerJoin('rectificationCase', 'rectificationCase.id', 'caseRecheck.caseId')
    .innerJoin('inspection', 'inspection.id', 'caseRecheck.inspectionId')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select(['caseRecheck.inspectionId', 'rectificationCase.clauseId'])
    .where('round.campaignId', '=', campaignId)
    .execute()
  const byInspection = Map.groupBy(rows, ({ inspectionId }) => inspectionId)
  return new Map([...byInspection].map(([id, own]) => [id, new Set(own.map(({ clauseId }) => clauseId))]))
}
