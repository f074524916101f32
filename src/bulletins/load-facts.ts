/** Facts of a campaign from the frozen registers, the inspections and the results after review. */
import { roundLabel } from '../campaigns/round.ts'
import type { StoredSample } from '../campaigns/draw.ts'
import { frozenTargets, type CampaignWithRounds } from '../campaigns/store.ts'
import { Failure } from '../kernel/failure.ts'
import { dayFrom, windowOfDays, type Day } from '../kernel/day.ts'
import { formatPoints } from '../kernel/points.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { receivedMessages } from '../messages/received.ts'
import type { ClauseId } from '../regulations/index.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import { conclude } from '../judging/verdict.ts'
import { lookBack, type FailedClauses, type LookBack } from '../rectification/look-back.ts'
import { rectificationProgress } from '../rectification/progress.ts'
import { loadResults, type AccountResult, type InspectionResult, type SiteResult } from '../review/results.ts'
import type { Tx } from '../store/database.ts'
import { belowPassMark, type CampaignFacts, type InspectionFact, type Problem, type ScoreFact } from './facts.ts'

/** Loads the facts; a `conflict` failure while a round is not frozen or an inspection has not been made. */
export async function loadFacts(tx: Tx, campaign: CampaignWithRounds): Promise<CampaignFacts> {
  const unfrozen = campaign.rounds.find((round) => round.sample === null)
  if (unfrozen) {
    throw new Failure('conflict.roundMissing', `${roundLabel(unfrozen)}还没有检查`, '请先完成冻结、抽样和检查')
  }
  const ruleSet = await rulesOfCampaign(tx, campaign)
  const results = await loadResults(tx, campaign)
  const waiting = results.filter((result) => result.judgements.length === 0).length
  if (waiting > 0) {
    throw new Failure('conflict.inspectionsWaiting', `还有 ${waiting} 次检查没有完成`, '请先运行 campaign run')
  }
  const siteRounds = campaign.rounds.filter((round) => round.target === 'site')
  const accountRound = campaign.rounds.find((round) => round.target === 'account')!
  const sample = accountRound.sample as StoredSample
  const sitePopulations = await Promise.all(siteRounds.map((round) => frozenTargets<SiteSnapshot>(tx, round.id)))
  const { windowDays = 14, intervalDays = 0 } = ruleSet.clauses['NM-V2.1']?.params ?? {}
  const lookedBack = await lookBack(tx, campaign, failedClauses(ruleSet, results))
  const rectification = await rectificationProgress(tx, campaign.id)
  return {
    ...(lookedBack.looked > 0 ? { lookBack: lookedBack } : {}),
    ...(rectification.notices.length > 0 ? { rectification } : {}),
    campaign: {
      id: campaign.id,
      year: campaign.year,
      quarter: campaign.quarter,
      issuer: campaign.issuer,
      ruleSet: campaign.ruleSet,
      ruleSetVersion: campaign.ruleSetVersion,
      basis: ruleSet.basis,
      monitorPoint: campaign.monitorPoint,
      window: windowOfDays(campaign.monitorPoint, intervalDays > 0 ? intervalDays : windowDays),
      ...(intervalDays > 0 ? { byInterval: true as const } : {}),
      seed: campaign.seed,
      demonstration: campaign.demonstration,
    },
    sites: {
      rounds: siteRounds.map((round, index) => ({
        ordinal: round.ordinal,
        monitorPoint: round.monitorPoint,
        frozenIds: sitePopulations[index]!.map((site) => site.id),
      })),
      population: sitePopulations.at(-1) ?? [],
      inspections: results
        .filter((result): result is SiteResult => result.kind === 'site')
        .map((result) => fact(result, ruleSet)),
      securityScan: await securityScan(tx, campaign.id),
    },
    messages: await receivedMessages(tx, { from: firstDay(campaign), to: campaign.monitorPoint }),
    accounts: {
      population: await frozenTargets<AccountSnapshot>(tx, accountRound.id),
      strata: sample.strata,
      inspections: results
        .filter((result): result is AccountResult => result.kind === 'account')
        .map((result) => fact(result, ruleSet)),
      methodStatement: sample.statement,
    },
  }
}

/** 回头看 of a campaign as its results stand now, also before its bulletin can be drafted. */
export async function loadLookBack(tx: Tx, campaign: CampaignWithRounds): Promise<LookBack> {
  const results = await loadResults(tx, campaign)
  return lookBack(tx, campaign, failedClauses(await rulesOfCampaign(tx, campaign), results))
}

/** What a campaign's results after review say of each clause. */
export function failedClauses(ruleSet: RuleSet, results: readonly InspectionResult[]): FailedClauses {
  const [failed, open] = [new Set<string>(), new Set<string>()]
  for (const { inspectionId, judgements, decisions } of results) {
    for (const judgement of judgements) {
      const clause = ruleSet.clauses[judgement.clause]
      if (clause === undefined) continue
      const own = decisions.filter((decision) => decision.clause === judgement.clause)
      const { state } = conclude(clause, judgement, own)
      const key = `${inspectionId}\n${judgement.clause}`
      if (state === 'failed') failed.add(key)
      if (state === 'open') open.add(key)
    }
  }
  return { failed, open }
}

/** The first day of the campaign's quarter. */
function firstDay({ year, quarter }: CampaignWithRounds): Day {
  return dayFrom(year, quarter * 3 - 2, 1)!
}

function fact<Result extends InspectionResult>(result: Result, ruleSet: RuleSet): InspectionFact<Result['target']> {
  return {
    inspectionId: result.inspectionId,
    round: result.round,
    purpose: result.purpose,
    strata: result.strata,
    target: result.target,
    verdict: result.result.verdict,
    problems: [...result.result.failed.map((clause) => problem(clause, result, ruleSet)), ...tooFewPoints(result)],
    open: result.result.open.map(({ clause }) => clause),
    score: scoreFact(result),
  }
}

function scoreFact({ score: { points, provisional } }: InspectionResult): ScoreFact | null {
  if (points === null) return null
  return {
    deductionPart: formatPoints(points.deductionPart),
    bonusPart: points.bonusPart && formatPoints(points.bonusPart),
    total: formatPoints(points.total),
    provisional: provisional?.reasons ?? [],
    unverified: (provisional?.unverified ?? []).map(
      ({ clause, title, maxPoints, source }) => `${clause} ${title} ${maxPoints}分（${source}）`,
    ),
  }
}

/** PROC-3: unqualified without a veto. No clause of the table says it: it is the sum that does. */
function tooFewPoints({ result, score }: InspectionResult): Problem[] {
  if (result.verdict !== 'unqualified' || result.failed.length > 0 || score.points === null) return []
  const wording = `扣分后得${formatPoints(score.points.deductionPart)}分，低于合格分数`
  return [{ clause: belowPassMark, group: '得分偏低', title: '得分', wording, findings: [] }]
}

function problem(clauseId: string, result: InspectionResult, ruleSet: RuleSet): Problem {
  const clause = ruleSet.clauses[clauseId]!
  const judgement = result.judgements.find((entry) => entry.clause === clauseId)
  return {
    clause: clauseId as ClauseId,
    group: clause.group,
    title: clause.title,
    wording: clause.wording,
    findings: judgement?.findings ?? [],
  }
}

async function securityScan(tx: Tx, campaignId: string): Promise<CampaignFacts['sites']['securityScan']> {
  const rows = await tx
    .selectFrom('securityScan')
    .select(['siteId', 'good', 'scannedBy'])
    .where('campaignId', '=', campaignId)
    .orderBy('siteId')
    .execute()
  if (rows.length === 0) return null
  return {
    scannedIds: rows.map((row) => row.siteId),
    goodIds: rows.filter((row) => row.good).map((row) => row.siteId),
    by: [...new Set(rows.map((row) => row.scannedBy))].join('、'),
  }
}
