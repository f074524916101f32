/** 批量复核: one decision for every open item that a filter matches. */
import type { CampaignWithRounds } from '../campaigns/store.ts'
import type { DecisionKind, ReviewRole } from '../judging/verdict.ts'
import { Failure } from '../kernel/failure.ts'
import type { Tx } from '../store/database.ts'
import { offered } from './claim.ts'
import { decide, type DecideOutcome } from './decide.ts'
import { reviewQueue, type QueueFilter } from './queue.ts'

/** More at once would be nobody's decision. */
const most = 50_000

/**
 * Decides all matching items that the person may decide and nobody else has, all or none. Whoever asks must have narrowed the
 * queue down: to a clause, a round, a unit or an outcome.
 */
export async function decideMatching(
  tx: Tx,
  campaign: CampaignWithRounds,
  filter: QueueFilter,
  decision: {
    readonly kind: DecisionKind
    readonly reason: string
    readonly note: string
    readonly author: string
    readonly role: ReviewRole
  },
  by: { readonly actor: string; readonly at: string },
): Promise<DecideOutcome> {
  const narrowed = [filter.clause, filter.round, filter.unit, filter.outcome].some((word) => word !== undefined)
  if (!narrowed) throw new Failure('badInput.filter', '批量复核没有筛选条件', '请至少给出条款、轮次、单位或判定之一')
  const free = { reviewer: decision.author, now: by.at }
  const own = { waitingFor: offered[decision.role], ...filter }
  const { items } = await reviewQueue(tx, campaign, { filter: own, limit: most, free })
  const decisions = items.map(({ inspectionId, round, target, clause }) => {
    return { ...decision, inspectionId, round, target, clause }
  })
  return decide(tx, campaign, decisions, by)
}
