/** Results of a campaign after review: judgements and decisions brought together for every inspection. */
import type { Finding } from '../indicators/define.ts'
import type { Judgement, Outcome } from '../judging/judge.ts'
import { judgedTarget } from '../judging/judged-target.ts'
import { scoreTarget, type Score } from '../judging/score.ts'
import {
  concludeTarget,
  type CountedDecision,
  type DecisionKind,
  type ReviewRole,
  type TargetVerdict,
} from '../judging/verdict.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { inspectionsWithTargets, ownMonitorPoint, type CampaignWithRounds } from '../campaigns/store.ts'
import type { Tx } from '../store/database.ts'
import { overturnedFindings, recheckedClauses, withAppeals } from './after-notice.ts'
import { exempt, listExemptions, type ReviewedJudgement } from './exemptions.ts'

interface ResultOf<Kind extends TargetKind, Snapshot> {
  readonly inspectionId: number
  readonly kind: Kind
  readonly target: Snapshot
  /** Ordinal among the rounds of its kind. */
  readonly round: number
  readonly purpose: 'regular' | 'recheck'
  readonly strata: readonly string[]
  /** After exemptions. */
  readonly judgements: readonly ReviewedJudgement[]
  readonly decisions: readonly CountedDecision[]
  /** Vetoes, and the points where the rule set has some for this target (PROC-3). */
  readonly result: TargetVerdict
  readonly score: Score
}
export type SiteResult = ResultOf<'site', SiteSnapshot>
export type AccountResult = ResultOf<'account', AccountSnapshot>
export type InspectionResult = SiteResult | AccountResult

/** Loads all inspections of a campaign with their verdicts, in order of round and target. */
export async function loadResults(tx: Tx, campaign: CampaignWithRounds): Promise<InspectionResult[]> {
  const ruleSet = await rulesOfCampaign(tx, campaign)
  const inspections = await inspectionsWithTargets(tx)
    .select(['inspection.id', 'inspection.purpose', 'inspection.strata', 'round.target', 'round.ordinal'])
    .select(['inspection.targetId'])
    .select(ownMonitorPoint)
    .select('frozenTarget.snapshot')
    .where('round.campaignId', '=', campaign.id)
    .where((eb) =>
      eb.or([
        eb('inspection.purpose', '=', 'regular'),
        // a re-check counts once it was made; until then nothing waits for it
        eb.and([eb('inspection.purpose', '=', 'recheck'), eb('inspection.state', '=', 'judged')]),
      ]),
    )
    .orderBy('round.target', 'desc')
    .orderBy('round.ordinal')
    .orderBy('inspection.targetId')
    .execute()
  const judgements = await judgementsByInspection(tx, campaign.id)
  const decisions = await decisionsByInspection(tx, campaign.id)
  const exemptions = await listExemptions(tx)
  const rechecked = await recheckedClauses(tx, campaign.id)
  const overturned = await overturnedFindings(tx, campaign.id)
  const order = new Map(Object.keys(ruleSet.clauses).map((id, index) => [id, index]))
  return inspections.map((row) => {
    const { targetId, monitorPoint } = row
    const target = row.target as TargetKind
    const { organiser } = row.snapshot as SiteSnapshot | AccountSnapshot
    const subject = { target, targetId, unitId: organiser.id, monitorPoint }
    const asked = rechecked.get(row.id)
    const judged = (judgements.get(row.id) ?? [])
      .filter(({ clause }) => row.purpose === 'regular' || asked === undefined || asked.has(clause))
      .toSorted((a, b) => order.get(a.clause)! - order.get(b.clause)!)
      .map((judgement) => exempt(judgement, ruleSet.clauses[judgement.clause], exemptions, subject))
    const decided = withAppeals(row.id, decisions.get(row.id) ?? [], overturned)
    const score = scoreTarget(ruleSet, judgedTarget(row.target as TargetKind, row.snapshot), judged, decided)
    return {
      inspectionId: row.id,
      kind: row.target as TargetKind,
      target: row.snapshot,
      round: row.ordinal,
      purpose: row.purpose,
      strata: row.strata,
      judgements: judged,
      decisions: decided,
      result: { ...concludeTarget(ruleSet, judged, decided), verdict: score.verdict },
      score,
    } as InspectionResult
  })
}

async function judgementsByInspection(tx: Tx, campaignId: string): Promise<Map<number, Judgement[]>> {
  const rows = await tx
    .selectFrom('judgement')
    .innerJoin('inspection', 'inspection.id', 'judgement.inspectionId')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select(['judgement.inspectionId', 'clauseId', 'outcome', 'because', 'findings'])
    .where('round.campaignId', '=', campaignId)
    .execute()
  return grouped(rows, (row) => ({
    clause: row.clauseId,
    outcome: row.outcome as Outcome,
    because: row.because,
    findings: row.findings as readonly Finding[],
  }))
}

async function decisionsByInspection(tx: Tx, campaignId: string): Promise<Map<number, CountedDecision[]>> {
  const rows = await tx
    .selectFrom('decision')
    .innerJoin('inspection', 'inspection.id', 'decision.inspectionId')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select(['decision.inspectionId', 'clauseId', 'kind', 'author', 'role', 'decision.points'])
    .where('round.campaignId', '=', campaignId)
    .orderBy('decision.id')
    .execute()
  return grouped(rows, (row) => ({
    clause: row.clauseId,
    kind: row.kind as DecisionKind,
    author: row.author,
    role: row.role as ReviewRole,
    points: row.points,
  }))
}

function grouped<Row extends { readonly inspectionId: number }, Value>(
  rows: readonly Row[],
  read: (row: Row) => Value,
) {
  const groups = new Map<number, Value[]>()
  for (const row of rows) {
    const group = groups.get(row.inspectionId)
    if (group) group.push(read(row))
    else groups.set(row.inspectionId, [read(row)])
  }
  return groups
}
