/** Everything that is known of one inspection, for the person who reviews it. */
import { roundKey } from '../campaigns/round.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { inspectionsWithTargets, ownMonitorPoint } from '../campaigns/store.ts'
import type { ArchiveSummary } from '../gather/settings.ts'
import type { Finding } from '../indicators/define.ts'
import type { Outcome } from '../judging/judge.ts'
import { judgedTarget } from '../judging/judged-target.ts'
import { scoreTarget } from '../judging/score.ts'
import type { CountedDecision } from '../judging/verdict.ts'
import { Failure } from '../kernel/failure.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { blindReviewers, inBlindShare } from './blind.ts'
import { exempt, listExemptions } from './exemptions.ts'
import { targetKey } from './target-key.ts'

/** Loads an inspection with evidence, judgements and decisions; a `notFound` failure when there is none. */
export async function loadInspection(tx: Tx, id: number) {
  const row = await inspectionsWithTargets(tx)
    .select(['inspection.id', 'round.campaignId', 'round.target as kind', 'round.ordinal'])
    .select(ownMonitorPoint)
    .select([
      'inspection.state',
      'inspection.attempt',
      'inspection.gatheredAt',
      'inspection.worker',
      'inspection.archive',
    ])
    .select(['frozenTarget.snapshot as target', 'campaign.ruleSet', 'campaign.ruleSetVersion'])
    .select(['inspection.targetId', 'inspection.purpose', 'campaign.seed', 'campaign.blindPercent'])
    .where('inspection.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Failure('notFound.inspection', `没有编号为 ${id} 的检查`, '编号可在通报的数字明细中找到')
  const ruleSet = await rulesOfCampaign(tx, row)
  const evidence = await tx
    .selectFrom('evidence')
    .select(['kind', 'value', 'missing', 'sha256', 'capturedAt'])
    .where('inspectionId', '=', id)
    .orderBy('kind')
    .execute()
  const { organiser } = row.target as SiteSnapshot | AccountSnapshot
  const { targetId, monitorPoint } = row
  const subject = { target: row.kind as TargetKind, targetId, unitId: organiser.id, monitorPoint }
  const exemptions = await listExemptions(tx)
  const stored = await tx.selectFrom('judgement').selectAll().where('inspectionId', '=', id).execute()
  const judgements = Object.entries(ruleSet.clauses).flatMap(([clause, { title }]) => {
    const found = stored.find((entry) => entry.clauseId === clause)
    if (!found) return []
    const { because } = found
    const judgement = { clause, outcome: found.outcome as Outcome, because, findings: found.findings as Finding[] }
    const shadow = ruleSet.clauses[clause]?.shadow === true
    return [
      { title, ...(shadow ? { shadow } : {}), ...exempt(judgement, ruleSet.clauses[clause], exemptions, subject) },
    ]
  })
  const made = await tx.selectFrom('decision').selectAll().where('inspectionId', '=', id).orderBy('id').execute()
  const hidden = new Set(
    [...Map.groupBy(made, ({ clauseId }) => clauseId)].flatMap(([clause, own]) => {
      const reviewers = new Set(own.filter(({ role }) => role !== 'inspector').map(({ author }) => author))
      const found = stored.some(({ clauseId, outcome }) => clauseId === clause && outcome === 'failed')
      const alone = found && reviewers.size < blindReviewers
      return alone && inBlindShare(row.seed, id, clause, row.blindPercent) ? [clause] : []
    }),
  )
  // 双盲: nobody sees what the first reviewer has decided before the second one has.
  const decisions = made.filter(({ clauseId }) => !hidden.has(clauseId))
  const counted = decisions.map((entry) => ({ ...entry, clause: entry.clauseId })) as unknown as CountedDecision[]
  const { campaignId, kind, ordinal, state, attempt, gatheredAt, worker, target, purpose } = row
  const judged = judgedTarget(kind as TargetKind, row.target)
  const score = scoreTarget(ruleSet, judged, judgements, counted)
  return {
    id,
    campaignId,
    kind,
    purpose,
    monitorPoint,
    state,
    attempt,
    gatheredAt,
    worker,
    target,
    round: roundKey({ target: kind, ordinal }),
    archive: row.archive as ArchiveSummary | null,
    evidence,
    judgements,
    decisions,
    verdict: score.verdict,
    score,
    key: targetKey(row.target as SiteSnapshot | AccountSnapshot),
  }
}
