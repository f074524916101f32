/** Cancelling inspections: they end at once, with evidence that says why there is none. */
import { changeInspections, type HoldScope } from '../campaigns/hold.ts'
import type { GatheredEvidence, Missing } from '../evidence/evidence.ts'
import type { Tx } from '../store/database.ts'
import { findAssignment, judgeAssignment, writeEvidence, writeJudgements, type Assignment } from './inspect.ts'
import { kindsAsked } from './judge.ts'
import { judgedTarget } from './judged-target.ts'
import { forgetCrawls } from './stored-checkpoint.ts'

const cancelled: Missing = { reason: 'cancelled', detail: '检查已取消' }

/**
 * Cancels what waits, runs or is paused: its evidence is `missing: cancelled`, what was saved of its crawl goes, and a worker
 * that is at it sees so within two seconds and writes nothing. Returns the inspections.
 */
export async function cancelInspections(
  tx: Tx,
  scope: HoldScope,
  by: { readonly actor: string; readonly at: string },
): Promise<readonly number[]> {
  const ids = await changeInspections(tx, scope, 'cancelled', by)
  for (const id of ids) {
    const assignment = await findAssignment(tx, id)
    const evidence = noEvidence(assignment)
    await writeEvidence(tx, id, evidence, by.at)
    await writeJudgements(tx, assignment, judgeAssignment(assignment, evidence), by.at)
  }
  await forgetCrawls(tx, ids)
  return ids
}

function noEvidence({ target, ruleSet }: Assignment): GatheredEvidence {
  const snapshot = target.kind === 'site' ? target.site : target.account
  const always = target.kind === 'site' ? ['homePage', 'columns', 'links'] : ['posts']
  const kinds = new Set([...always, ...kindsAsked(ruleSet, judgedTarget(target.kind, snapshot))])
  return Object.fromEntries([...kinds].map((kind) => [kind, { missing: cancelled }]))
}
