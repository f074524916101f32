/**
 * Judging stored evidence again, under the campaign's rule set or another one: no network, and only what comes out
 * differently is written. The same evidence and rules always give what is stored already.
 */
import { setImmediate as untilSent } from 'node:timers/promises'
import { sql } from 'kysely'
import { chosenRules } from '../campaigns/chosen-rules.ts'
import { currentRules, rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { inspectionsWithTargets, ownMonitorPoint } from '../campaigns/store.ts'
import type { EvidenceKind, GatheredEvidence } from '../evidence/evidence.ts'
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import type { RuleSet, TargetKind } from '../regulations/rule-set.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
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

/** Inspections read at once: their evidence is a few megabytes. */
const batchSize = 500

/**
 * Judges all inspections of a campaign that have evidence. With `dryRun` nothing is written: it shows where another rule
 * set would alter results. With `adopt` the campaign goes over to the version of its rule set that is in use now.
 */
export async function rejudge(
  tx: Tx,
  campaign: { readonly id: string; readonly ruleSet: string; readonly ruleSetVersion: number; readonly state: string },
  settings: {
    readonly ruleSet?: string | undefined
    readonly adopt?: boolean | undefined
    readonly dryRun: boolean
    readonly at: string
    readonly actor: string
  },
): Promise<Rejudged> {
  const ruleSet = await rulesFor(tx, campaign, settings)
  if (ruleSet.id !== campaign.ruleSet && !settings.dryRun) {
    throw new Failure('conflict.ruleSet', '一次检查只有一套口径', '换用另一套口径时请只比较（--dry-run）')
  }
  if (ruleSet.version !== campaign.ruleSetVersion && !settings.dryRun) await adopt(tx, campaign, ruleSet, settings)
  const ids = await judgedInspections(tx, campaign.id)
  const changed: ChangedJudgement[] = []
  for await (const different of judgedDifferently(tx, ruleSet, ids)) {
    changed.push(...different.flatMap(({ changes }) => changes))
    if (settings.dryRun) continue
    for (const { id, judgements } of different) {
      await writeJudgements(tx, { id, ruleSet }, judgements, settings.at)
    }
  }
  if (changed.length > 0 && !settings.dryRun) {
    const detail = { ruleSet: ruleSet.id, changed: changed.length, first: changed.slice(0, 100) }
    await record(tx, {
      at: settings.at,
      actor: settings.actor,
      action: 'campaign.rejudged',
      subject: campaign.id,
      detail,
    })
  }
  return { inspections: ids.length, changed }
}

/** What would come out differently under rules that are stored nowhere; nothing is written. */
export async function judgeUnder(
  tx: Tx,
  campaignId: string,
  ruleSet: RuleSet,
): Promise<{ readonly inspections: number; readonly different: readonly DifferentJudgements[] }> {
  const ids = await judgedInspections(tx, campaignId)
  const different: DifferentJudgements[] = []
  for await (const batch of judgedDifferently(tx, ruleSet, ids)) different.push(...batch)
  return { inspections: ids.length, different }
}

/** Batch by batch in order: the inspections that the rules judge otherwise than is stored. */
async function* judgedDifferently(
  tx: Tx,
  ruleSet: RuleSet,
  ids: readonly number[],
): AsyncGenerator<readonly DifferentJudgements[]> {
  const kinds = kindsAsked(ruleSet)
  let evidence = await evidenceTexts(tx, kinds, ids.slice(0, batchSize))
  for (let start = 0; start < ids.length; start += batchSize) {
    const batch = await storedInspections(tx, ids.slice(start, start + batchSize))
    // The database reads on while this batch is judged; an open transaction takes one query at a time.
    const next = evidenceTexts(tx, kinds, ids.slice(start + batchSize, start + 2 * batchSize))
    await untilSent()
    const different = batch.flatMap((stored) => judgeAgain(ruleSet, stored, evidence.get(stored.id) ?? []))
    evidence = await next
    yield different
  }
}

/** One inspection judged again on its stored evidence by its campaign's rules; nothing is written. */
export async function rejudgeInspection(tx: Tx, inspectionId: number): Promise<Judgement[]> {
  const [stored] = await storedInspections(tx, [inspectionId])
  const campaign = await inspectionsWithTargets(tx)
    .select(['campaign.ruleSet', 'campaign.ruleSetVersion'])
    .where('inspection.id', '=', inspectionId)
    .executeTakeFirstOrThrow()
  const ruleSet = await rulesOfCampaign(tx, campaign)
  const evidence = (await evidenceTexts(tx, kindsAsked(ruleSet), [inspectionId])).get(inspectionId) ?? []
  return judge(ruleSet, stored!.target, parseEvidence(evidence), stored!.monitorPoint)
}

type RejudgedCampaign = Parameters<typeof rejudge>[1]

async function rulesFor(
  tx: Tx,
  campaign: RejudgedCampaign,
  { ruleSet, adopt: adopting, actor, at }: Parameters<typeof rejudge>[2],
): Promise<RuleSet> {
  if (ruleSet !== undefined && ruleSet !== campaign.ruleSet) return chosenRules(ruleSet)
  return adopting ? currentRules(tx, campaign.ruleSet, { actor, at }) : rulesOfCampaign(tx, campaign)
}

async function adopt(
  tx: Tx,
  { id, state, ruleSetVersion: before }: RejudgedCampaign,
  { id: ruleSet, version }: RuleSet,
  { at, actor }: { readonly at: string; readonly actor: string },
): Promise<void> {
  if (state === 'published') {
    throw new Failure('conflict.published', `检查 ${id} 已经发布，口径不能再换`, '可用 --dry-run 看哪些结果会变')
  }
  await tx.updateTable('campaign').set({ ruleSetVersion: version }).where('id', '=', id).execute()
  await record(tx, { at, actor, action: 'campaign.rulesAdopted', subject: id, detail: { ruleSet, before, version } })
}

export interface DifferentJudgements {
  readonly id: number
  readonly judgements: readonly Judgement[]
  readonly changes: readonly ChangedJudgement[]
}

/** All judgements of an inspection when one of them comes out differently, else nothing. */
function judgeAgain(
  ruleSet: RuleSet,
  { id, target, monitorPoint, outcomes }: StoredInspection,
  evidence: readonly EvidenceText[],
): DifferentJudgements[] {
  const judgements = judge(ruleSet, target, parseEvidence(evidence), monitorPoint)
  const changes = judgements
    .filter(({ clause, outcome }) => outcomes[clause] !== outcome)
    .map(({ clause, outcome }) => ({ inspectionId: id, clause, before: outcomes[clause] ?? null, after: outcome }))
  return changes.length > 0 ? [{ id, judgements, changes }] : []
}

async function judgedInspections(tx: Tx, campaignId: string): Promise<number[]> {
  const rows = await tx
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select('inspection.id')
    .where('round.campaignId', '=', campaignId)
    .where('inspection.state', 'in', ['judged', 'cancelled'])
    .orderBy('inspection.id')
    .execute()
  return rows.map(({ id }) => id)
}

interface StoredInspection {
  readonly id: number
  readonly target: Target
  readonly monitorPoint: Day
  /** What is stored, by clause. */
  readonly outcomes: Readonly<Record<string, string>>
}

async function storedInspections(tx: Tx, ids: readonly number[]): Promise<StoredInspection[]> {
  const rows = await inspectionsWithTargets(tx)
    .select(['inspection.id', 'round.target', 'frozenTarget.snapshot'])
    .select(ownMonitorPoint)
    .select(
      sql<StoredInspection['outcomes'] | null>`(
        select json_object_agg(clause_id, outcome) from judgement where inspection_id = inspection.id)`.as('outcomes'),
    )
    .where('inspection.id', '=', any(ids))
    .execute()
  return rows.map(({ id, target, monitorPoint, snapshot, outcomes }) => {
    return { id, target: judgedTarget(target as TargetKind, snapshot), monitorPoint, outcomes: outcomes ?? {} }
  })
}

interface EvidenceText {
  readonly inspectionId: number
  readonly kind: string
  readonly value: string | null
  readonly missing: string | null
}

async function evidenceTexts(
  tx: Tx,
  kinds: readonly EvidenceKind[],
  inspectionIds: readonly number[],
): Promise<Map<number, EvidenceText[]>> {
  const rows = await tx
    .selectFrom('evidence')
    .select(['inspectionId', 'kind'])
    .select([sql<string | null>`value::text`.as('value'), sql<string | null>`missing::text`.as('missing')])
    .where('inspectionId', '=', any(inspectionIds))
    .where('kind', 'in', kinds)
    .execute()
  return Map.groupBy(rows, ({ inspectionId }) => inspectionId)
}

/** Parsed here for one inspection, not by the driver for a batch: what has been judged is forgotten at once. */
function parseEvidence(texts: readonly EvidenceText[]): GatheredEvidence {
  const kinds = texts.map(({ kind, value, missing }) => [
    kind,
    value === null ? { missing: JSON.parse(missing!) } : { value: JSON.parse(value) },
  ])
  return Object.fromEntries(kinds)
}

/** One parameter however many ids there are. */
function any(ids: readonly number[]) {
  return sql<number>`any(${ids})`
}
