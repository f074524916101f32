/**
 * Judging stored evidence again, under the campaign's rule set or another one: no network, and only what comes out
 * differently is written. The same evidence and rules always give what is stored already.
 */
import type { EvidenceKind, GatheredEvidence, Missing } from '../evidence/evidence.ts'
import { Failure } from '../kernel/failure.ts'
import type { Day } from '../kernel/day.ts'
import { findRuleSet, ruleSets } from '../regulations/index.ts'
import type { RuleSet, TargetKind } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { judgedTarget, writeJudgements } from './inspect.ts'
import { judge, type Judgement } from './judge.ts'

export interface Rejudged {
  readonly inspections: number
  readonly changed: readonly ChangedJudgement[]
}

export interface ChangedJudgement {
  readonly inspectionId: number
  readonly clause: string
  readonly before: string | null
  readonly after: string
}

const batchSize = 1000

/**
 * Judges all inspections of a campaign that have evidence. With `dryRun` nothing is written: it shows where another rule
 * set would alter results.
 */
export async function rejudge(
  tx: Tx,
  campaign: { readonly id: string; readonly ruleSet: string },
  settings: { readonly ruleSet?: string | undefined; readonly dryRun: boolean; readonly at: string },
): Promise<Rejudged> {
  const ruleSet = chosenRules(settings.ruleSet ?? campaign.ruleSet)
  if (ruleSet.id !== campaign.ruleSet && !settings.dryRun) {
    throw new Failure('conflict.ruleSet', '一次检查只有一套口径', '换用另一套口径时请只比较（--dry-run）')
  }
  const changed: ChangedJudgement[] = []
  let inspections = 0
  for (let after = 0; ;) {
    const batch = await evidenceBatch(tx, campaign.id, after)
    if (batch.length === 0) return { inspections, changed }
    after = batch.at(-1)!.id
    inspections += batch.length
    const before = await storedOutcomes(
      tx,
      batch.map(({ id }) => id),
    )
    for (const entry of batch) {
      const judgements = judgeStored(ruleSet, entry)
      const differences = judgements.flatMap(({ clause, outcome }): ChangedJudgement[] => {
        const old = before.get(`${entry.id}\n${clause}`) ?? null
        return old === outcome ? [] : [{ inspectionId: entry.id, clause, before: old, after: outcome }]
      })
      changed.push(...differences)
      if (differences.length > 0 && !settings.dryRun) {
        await writeJudgements(tx, { id: entry.id, ruleSet: ruleSet.id }, judgements, settings.at)
      }
    }
  }
}

interface StoredInspection {
  readonly id: number
  readonly kind: TargetKind
  readonly monitorPoint: Day
  readonly snapshot: unknown
  readonly evidence: GatheredEvidence
}

function judgeStored(ruleSet: RuleSet, { kind, snapshot, evidence, monitorPoint }: StoredInspection): Judgement[] {
  return judge(ruleSet, judgedTarget(kind, snapshot), evidence, monitorPoint)
}

/** The next inspections with their evidence, in order of id. */
async function evidenceBatch(tx: Tx, campaignId: string, after: number): Promise<StoredInspection[]> {
  const rows = await tx
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .innerJoin('frozenTarget', (join) =>
      join
        .onRef('frozenTarget.roundId', '=', 'inspection.roundId')
        .onRef('frozenTarget.targetId', '=', 'inspection.targetId'),
    )
    .select(['inspection.id', 'round.target', 'round.monitorPoint', 'frozenTarget.snapshot'])
    .where('round.campaignId', '=', campaignId)
    .where('inspection.state', '=', 'judged')
    .where('inspection.id', '>', after)
    .orderBy('inspection.id')
    .limit(batchSize)
    .execute()
  if (rows.length === 0) return []
  const stored = await tx
    .selectFrom('evidence')
    .select(['inspectionId', 'kind', 'value', 'missing'])
    .where(
      'inspectionId',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
  const byInspection = Map.groupBy(stored, ({ inspectionId }) => inspectionId)
  return rows.map(({ id, target, monitorPoint, snapshot }) => {
    const evidence: Partial<Record<EvidenceKind, { value: unknown } | { missing: Missing }>> = {}
    for (const { kind, value, missing } of byInspection.get(id) ?? []) {
      evidence[kind as EvidenceKind] = missing ? { missing } : { value }
    }
    return { id, kind: target as TargetKind, monitorPoint, snapshot, evidence: evidence as GatheredEvidence }
  })
}

async function storedOutcomes(tx: Tx, inspectionIds: readonly number[]): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('judgement')
    .select(['inspectionId', 'clauseId', 'outcome'])
    .where('inspectionId', 'in', inspectionIds)
    .execute()
  return new Map(rows.map(({ inspectionId, clauseId, outcome }) => [`${inspectionId}\n${clauseId}`, outcome]))
}

function chosenRules(id: string): RuleSet {
  const ruleSet = findRuleSet(id)
  if (ruleSet) return ruleSet
  throw new Failure('badInput.ruleSet', `没有检查口径“${id}”`, `可用的检查口径：${Object.keys(ruleSets).join('、')}`)
}
