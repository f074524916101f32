/** The review queue: every clause of a campaign that still waits for a person, with the machine's reason. */
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { roundKey } from '../campaigns/round.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import type { Tx } from '../store/database.ts'
import { loadResults } from './results.ts'
import { targetKey } from './target-key.ts'

export interface ReviewItem {
  readonly inspectionId: number
  readonly round: string
  readonly target: string
  readonly targetName: string
  readonly organiser: string
  readonly clause: string
  readonly title: string
  readonly outcome: string
  readonly because: string
  /** `check` 人工检查, `review` 复核, `supervisor` 市级主管确认, `agreement` 意见不一致 */
  readonly waitingFor: string
}

/** All open items; failed clauses first, then those nobody can tell, then the manual checks. */
export async function reviewQueue(tx: Tx, campaign: CampaignWithRounds): Promise<ReviewItem[]> {
  const { clauses } = await rulesOfCampaign(tx, campaign)
  const rank = ['failed', 'cantTell', 'passed', 'untested', 'inapplicable']
  const items = (await loadResults(tx, campaign)).flatMap((inspection) =>
    inspection.result.open.map(({ clause, waitingFor }): ReviewItem => {
      const judgement = inspection.judgements.find((entry) => entry.clause === clause)!
      return {
        inspectionId: inspection.inspectionId,
        round: roundKey({ target: inspection.kind, ordinal: inspection.round }),
        target: targetKey(inspection.target),
        targetName: inspection.target.name,
        organiser: inspection.target.organiser.shortName,
        clause,
        title: clauses[clause]?.title ?? clause,
        outcome: judgement.outcome,
        because: judgement.because,
        waitingFor,
      }
    }),
  )
  return items.sort((a, b) => rank.indexOf(a.outcome) - rank.indexOf(b.outcome))
}
