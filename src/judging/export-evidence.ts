/** The evidence of one inspection as a file that can be judged again elsewhere. */
import { inspectionsWithTargets, ownMonitorPoint } from '../campaigns/store.ts'
import { evidenceSchemas, type GatheredEvidence, type Missing } from '../evidence/evidence.ts'
import type { EvidenceFile } from '../evidence/evidence-file.ts'
import { Failure } from '../kernel/failure.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { judgedTarget } from './judged-target.ts'

/** A `notFound` failure when there is no such inspection, `conflict` when nothing was gathered yet. */
export async function exportEvidence(tx: Tx, inspectionId: number, exportedAt: string): Promise<EvidenceFile> {
  const inspection = await inspectionsWithTargets(tx)
    .select(['round.target as kind', 'frozenTarget.snapshot'])
    .select(ownMonitorPoint)
    .where('inspection.id', '=', inspectionId)
    .executeTakeFirst()
  if (!inspection) {
    throw new Failure('notFound.inspection', `没有编号为 ${inspectionId} 的检查`, '编号可在通报的数字明细中找到')
  }
  const rows = await tx
    .selectFrom('evidence')
    .select(['kind', 'value', 'missing'])
    .where('inspectionId', '=', inspectionId)
    .orderBy('kind')
    .execute()
  if (rows.length === 0) {
    throw new Failure('conflict.noEvidence', `检查 ${inspectionId} 还没有采集证据`, '请先运行 campaign run')
  }
  const evidence = rows
    .filter(({ kind }) => Object.hasOwn(evidenceSchemas, kind))
    .map(({ kind, value, missing }) => [kind, missing ? { missing: missing satisfies Missing } : { value }] as const)
  return {
    target: judgedTarget(inspection.kind as TargetKind, inspection.snapshot) as EvidenceFile['target'],
    monitorPoint: inspection.monitorPoint,
    exportedAt,
    evidence: Object.fromEntries(evidence) as GatheredEvidence,
  }
}
