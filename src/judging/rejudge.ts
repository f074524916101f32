/**
 * Judging stored evidence again, under the campaign's rule set or another one: no network, and only what comes out
 * differently is written. The same evidence and rules always give what is stored already.
 */
import { sql } from 'kysely'
import type { EvidenceKind, GatheredEvidence } from '../evidence/evidence.ts'
import { Failure } from '../kernel/failure.ts'
import type { Day } from '../kernel/day.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Row, Tx } from '../store/database.ts'
import { chosenRules } from './chosen-rules.ts'
import { writeJudgements } from './inspect.ts'
import { judge, kindsAsked, type Judgement, type Target } from './judge.ts'
import { judgedTarget } from './judged-target.ts'

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

/** Inspections read at once: few enough that the evidence of two batches is a few megabytes. */
const batchSize = 500

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
  for await (const batch of storedInspections(tx, campaign.id, kindsAsked(ruleSet))) {
    inspections += batch.length
    for (const stored of batch) {
      const judgements = judge(ruleSet, stored.target, stored.evidence, stored.monitorPoint)
      const differences = compare(stored, judgements)
      changed.push(...differences)
      if (differences.length > 0 && !settings.dryRun) {
        await writeJudgements(tx, { id: stored.id, ruleSet: ruleSet.id }, judgements, settings.at)
      }
    }
  }
  return { inspections, changed }
}

function compare({ id, outcomes }: StoredInspection, judgements: readonly Judgement[]): ChangedJudgement[] {
  return judgements
    .filter(({ clause, outcome }) => outcomes[clause] !== outcome)
    .map(({ clause, outcome }) => ({ inspectionId: id, clause, before: outcomes[clause] ?? null, after: outcome }))
}

interface StoredInspection {
  readonly id: number
  readonly target: Target
  readonly monitorPoint: Day
  readonly evidence: GatheredEvidence
  readonly outcomes: Outcomes
}

/** The outcomes that are stored, by clause. */
type Outcomes = Readonly<Record<string, string>>

/** All judged inspections in order of id, in batches. */
async function* storedInspections(
  tx: Tx,
  campaignId: string,
  kinds: readonly EvidenceKind[],
): AsyncGenerator<StoredInspection[]> {
  for (let after = 0; ;) {
    const batch = await readBatch(tx, campaignId, kinds, after)
    if (batch.length === 0) return
    yield batch
    after = batch.at(-1)!.id
  }
}

async function readBatch(
  tx: Tx,
  campaignId: string,
  kinds: readonly EvidenceKind[],
  after: number,
): Promise<StoredInspection[]> {
  const inspections = await tx
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .innerJoin('frozenTarget', (join) =>
      join
        .onRef('frozenTarget.roundId', '=', 'inspection.roundId')
        .onRef('frozenTarget.targetId', '=', 'inspection.targetId'),
    )
    .select(['inspection.id', 'round.target as kind', 'round.monitorPoint', 'frozenTarget.snapshot'])
    .where('round.campaignId', '=', campaignId)
    .where('inspection.state', '=', 'judged')
    .where('inspection.id', '>', after)
    .orderBy('inspection.id')
    .limit(batchSize)
    .execute()
  const ids = inspections.map(({ id }) => id)
  const [evidence, outcomes] = [await storedEvidence(tx, ids, kinds), await storedOutcomes(tx, ids)]
  return inspections.map(({ id, kind, monitorPoint, snapshot }) => ({
    id,
    target: judgedTarget(kind as TargetKind, snapshot),
    monitorPoint,
    evidence: evidence.get(id) ?? {},
    outcomes: outcomes.get(id) ?? {},
  }))
}

async function storedEvidence(
  tx: Tx,
  inspectionIds: readonly number[],
  kinds: readonly EvidenceKind[],
): Promise<Map<number, GatheredEvidence>> {
  const rows = await tx
    .selectFrom('evidence')
    .select(['inspectionId', 'kind', 'value', 'missing'])
    .where('inspectionId', '=', any(inspectionIds))
    .where('kind', 'in', kinds)
    .execute()
  const byInspection = Map.groupBy(rows, ({ inspectionId }) => inspectionId)
  return new Map([...byInspection].map(([id, kinds]) => [id, gathered(kinds)]))
}

function gathered(rows: readonly Pick<Row<'evidence'>, 'kind' | 'value' | 'missing'>[]): GatheredEvidence {
  return Object.fromEntries(rows.map(({ kind, value, missing }) => [kind, missing ? { missing } : { value }]))
}

async function storedOutcomes(tx: Tx, inspectionIds: readonly number[]): Promise<Map<number, Outcomes>> {
  const rows = await tx
    .selectFrom('judgement')
    .select('inspectionId')
    .select(sql<Outcomes>`json_object_agg(clause_id, outcome)`.as('outcomes'))
    .where('inspectionId', '=', any(inspectionIds))
    .groupBy('inspectionId')
    .execute()
  return new Map(rows.map(({ inspectionId, outcomes }) => [inspectionId, outcomes]))
}

/** One parameter however many ids there are. */
function any(ids: readonly number[]) {
  return sql<number>`any(${ids})`
}
