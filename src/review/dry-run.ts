/**
 * 试算: what a corrected rule set would change in a campaign that was judged already. Evidence is judged again and brought
 * together with the decisions that were made; nothing is written anywhere.
 */
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { judgeUnder } from '../judging/rejudge.ts'
import { scoreTarget } from '../judging/score.ts'
import { judgedTarget } from '../judging/judged-target.ts'
import type { Verdict } from '../judging/verdict.ts'
import { correct, type RuleCorrection } from '../regulations/correct.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { loadResults } from './results.ts'
import { targetKey } from './target-key.ts'

export interface DryRunChange {
  readonly inspectionId: number
  readonly target: string
  readonly targetName: string
  readonly organiser: string
  readonly clause: string
  readonly before: string | null
  readonly after: string
  readonly because: string
  readonly verdictBefore: Verdict
  readonly verdictAfter: Verdict
}

export interface DryRun {
  /** Inspections that were judged again. */
  readonly inspections: number
  /** Judgements that come out otherwise, by clause and outcomes. */
  readonly clauses: readonly {
    readonly clause: string
    readonly before: string | null
    readonly after: string
    readonly count: number
  }[]
  /** Targets whose verdict would be another one. */
  readonly verdicts: number
  readonly changes: readonly DryRunChange[]
}

/** What the campaign's own rules, corrected so, would change. @throws Failure for corrections that are none */
export async function dryRun(
  tx: Tx,
  campaign: CampaignWithRounds,
  corrections: readonly Omit<RuleCorrection, 'source' | 'by' | 'on'>[],
): Promise<DryRun> {
  const base = await rulesOfCampaign(tx, campaign)
  const words = { source: '试算', by: '试算', on: campaign.monitorPoint }
  const corrected = correct(
    base,
    corrections.map((one) => ({ ...one, ...words })),
  )
  return compare(tx, campaign, corrected, new Set(corrections.map(({ clause }) => clause)))
}

/** Clauses are judged one by one: those that were not corrected stay as they are stored. */
async function compare(
  tx: Tx,
  campaign: CampaignWithRounds,
  rules: RuleSet,
  corrected: ReadonlySet<string>,
): Promise<DryRun> {
  const { inspections, different } = await judgeUnder(tx, campaign.id, rules)
  const results = new Map((await loadResults(tx, campaign)).map((result) => [result.inspectionId, result]))
  const changes = different.flatMap(({ id, judgements, changes: all }) => {
    const result = results.get(id)
    const changed = all.filter(({ clause }) => corrected.has(clause))
    // A self-check is no part of any round.
    if (result === undefined || changed.length === 0) return []
    const { kind, target, decisions } = result
    const after = result.judgements.map((stored) =>
      corrected.has(stored.clause) ? (judgements.find(({ clause }) => clause === stored.clause) ?? stored) : stored,
    )
    const verdictAfter = scoreTarget(rules, judgedTarget(kind, target), after, decisions).verdict
    return changed.map(({ clause, before, after: outcome }) => ({
      inspectionId: id,
      target: targetKey(target),
      targetName: target.name,
      organiser: target.organiser.shortName,
      clause,
      before,
      after: outcome,
      because: judgements.find((judgement) => judgement.clause === clause)?.because ?? '',
      verdictBefore: result.result.verdict,
      verdictAfter,
    }))
  })
  const groups = Map.groupBy(changes, ({ clause, before, after }) => JSON.stringify([clause, before, after]))
  const verdicts = new Set(
    changes
      .filter(({ verdictBefore, verdictAfter }) => verdictBefore !== verdictAfter)
      .map(({ inspectionId }) => inspectionId),
  )
  return {
    inspections,
    clauses: [...groups.values()]
      .map((group) => {
        const { clause, before, after } = group[0]!
        return { clause, before, after, count: group.length }
      })
      .toSorted((a, b) => b.count - a.count),
    verdicts: verdicts.size,
    changes,
  }
}
