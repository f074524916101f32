/**
 * Freezing a round: the register as it stands now becomes this round's population and never changes again. Each round has
 * its own, because headline totals and denominators may differ between rounds (bulletins.md, rule 2).
 */
import { Failure } from '../kernel/failure.ts'
import { activeAccounts, activeSites } from '../registry/store.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { roundKey, roundLabel } from './round.ts'
import { advance, lockCampaign } from './store.ts'

export interface FrozenRound {
  readonly round: string
  readonly targets: number
}

/**
 * Freezes the named rounds, or all that are not frozen yet. Freezing a frozen round is refused: its numbers may already
 * be printed.
 */
export async function freezeRounds(
  tx: Tx,
  campaignId: string,
  only: string | undefined,
  by: { readonly actor: string; readonly at: string },
): Promise<FrozenRound[]> {
  const campaign = await lockCampaign(tx, campaignId)
  const wanted = campaign.rounds.filter((round) => (only ? roundKey(round) === only : round.frozenAt === null))
  if (only && wanted.length === 0) {
    const known = campaign.rounds.map(roundKey).join('、')
    throw new Failure('notFound.round', `检查 ${campaignId} 没有轮次 ${only}`, `已有的轮次：${known}`)
  }
  const frozen: FrozenRound[] = []
  for (const round of wanted) {
    if (round.frozenAt !== null) {
      throw new Failure(
        'conflict.roundFrozen',
        `${roundLabel(round)}的名录已于 ${round.frozenAt} 冻结`,
        '冻结后的名录不能更改',
      )
    }
    const targets: readonly { readonly id: number }[] =
      round.target === 'site' ? await activeSites(tx) : await activeAccounts(tx)
    if (targets.length === 0) {
      const what = round.target === 'site' ? '正常运行的网站' : '正常的账号'
      throw new Failure(
        'conflict.emptyRegister',
        `名录中没有${what}，无法冻结${roundLabel(round)}`,
        round.target === 'site'
          ? '请先用 import 导入名录；只检查账号的，立项时用 campaign open --accounts-only'
          : '请先用 import 导入名录',
      )
    }
    const rows = targets.map((target) => ({ roundId: round.id, targetId: target.id, snapshot: target }))
    await upsertRows(tx, 'frozenTarget', [], rows)
    await tx.updateTable('round').set({ frozenAt: by.at }).where('id', '=', round.id).execute()
    frozen.push({ round: roundKey(round), targets: targets.length })
  }
  if (frozen.length > 0) {
    await advance(tx, campaignId, 'frozen')
    await record(tx, { ...by, action: 'campaign.frozen', subject: campaignId, detail: { frozen } })
  }
  return frozen
}
