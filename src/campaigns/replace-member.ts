/** A drawn account that vanished before anybody looked is replaced by the next of the stored reserve; never by choice. */
import { Failure } from '../kernel/failure.ts'
import { accountKey } from '../registry/register-keys.ts'
import type { AccountSnapshot } from '../registry/snapshot.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import type { Replacement, StoredSample } from './draw.ts'
import { notFrozen } from './explain-sample.ts'
import { frozenTargets, lockCampaign } from './store.ts'

export interface ReplacedMember {
  readonly out: string
  readonly in: string
  readonly stratum: string
}

/**
 * Replaces a member of a spot check before the campaign has started. A census or a re-check has no reserve: who vanished there
 * stays, and what cannot be seen is undecided.
 *
 * @throws Failure `notFound.account`, `conflict.notSampled`, `conflict.started`, `conflict.noReserve`
 */
export async function replaceMember(
  tx: Tx,
  campaignId: string,
  key: string,
  reason: string,
  by: { readonly actor: string; readonly at: string },
): Promise<ReplacedMember> {
  const campaign = await lockCampaign(tx, campaignId)
  const round = campaign.rounds.find(({ target, sample }) => target === 'account' && sample !== null)
  const accounts = round === undefined ? [] : await frozenTargets<AccountSnapshot>(tx, round.id)
  const account = accounts.find((one) => accountKey(one) === key)
  if (round === undefined || campaign.state !== 'sampled') {
    throw new Failure(
      round === undefined ? 'conflict.notSampled' : 'conflict.started',
      `检查 ${campaignId} ${round === undefined ? '还没有抽样' : '已经开始，样本不再替换'}`,
      '只能在抽样之后、开始检查之前替换；开始以后消失的账号按无法判断处理，由人工核实',
    )
  }
  if (account === undefined) throw notFrozen(campaignId, key)
  const sample = round.sample as StoredSample
  const taken = new Set(sample.strata.flatMap(({ memberIds }) => memberIds))
  const own = sample.strata.filter(({ memberIds }) => memberIds.includes(account.id))
  if (own.length === 0) throw new Failure('notFound.account', `账号 ${key} 不在样本中`, '可用 sample explain 查看原因')
  const replaced = new Set((sample.replacements ?? []).map(({ outId }) => outId))
  const stratum = own.find(({ rule }) => rule === 'spotCheck')
  const part = stratum?.parts?.find(({ memberIds }) => memberIds.includes(account.id))
  const inId = part?.reserveIds.find((id) => !taken.has(id) && !replaced.has(id))
  if (own.length > 1 || stratum === undefined || inId === undefined) throw noReserve(key, own)
  const swapped = (ids: readonly number[]) => ids.map((id) => (id === account.id ? inId : id))
  const strata = sample.strata.map((entry) =>
    entry === stratum
      ? {
          ...entry,
          memberIds: swapped(entry.memberIds),
          parts: entry.parts!.map((one) => (one === part ? { ...one, memberIds: swapped(one.memberIds) } : one)),
        }
      : entry,
  )
  const replacement: Replacement = { stratum: stratum.id, outId: account.id, inId, reason, ...by }
  const next = accountKey(accounts.find(({ id }) => id === inId)!)
  const statement = `${sample.statement}替换：${key}（${reason}）由同层候补 ${next} 递补。`
  const changed: StoredSample = { statement, strata, replacements: [...(sample.replacements ?? []), replacement] }
  await tx
    .updateTable('round')
    .set({ sample: json(changed) })
    .where('id', '=', round.id)
    .execute()
  await tx
    .updateTable('inspection')
    .set({ targetId: inId })
    .where('roundId', '=', round.id)
    .where('targetId', '=', account.id)
    .execute()
  const outcome = { out: key, in: next, stratum: stratum.id }
  await record(tx, { ...by, action: 'sample.replaced', subject: campaignId, detail: { ...outcome, reason } })
  return outcome
}

function noReserve(key: string, own: StoredSample['strata']): Failure {
  return new Failure(
    'conflict.noReserve',
    `账号 ${key} 没有可用的候补`,
    '只有随机抽查的账号有候补；普查、复查和指定的账号消失后仍留在样本中，按无法判断处理，由人工核实',
    own.map(({ label }) => `所在层：${label}`),
  )
}
