/** Why an account is in a sample or not: its strata, its place in the queue, and who would come next. */
import { Failure } from '../kernel/failure.ts'
import { platformLabels, type PlatformId } from '../registry/platforms/index.ts'
import { accountKey } from '../registry/register-keys.ts'
import type { AccountSnapshot } from '../registry/snapshot.ts'
import type { Tx } from '../store/database.ts'
import { candidatesOf } from './candidates.ts'
import type { Replacement, StoredSample } from './draw.ts'
import { placeInQueue } from './sample.ts'
import { findCampaign, frozenTargets } from './store.ts'
import { ruleNames, type Stratum } from './stratum.ts'

export interface Explanation {
  readonly campaign: string
  readonly account: string
  readonly name: string
  readonly sampled: boolean
  /** One sentence per stratum, in the order in which they were drawn. */
  readonly strata: readonly {
    readonly id: string
    readonly inPopulation: boolean
    readonly taken: boolean
    readonly because: string
    /** Spot checks: HMAC-SHA-256 in hex, and the rank it gives within its part of the stratum, from 1. */
    readonly queue: { readonly hmac: string; readonly rank: number; readonly of: number; readonly drawn: number } | null
  }[]
  readonly replacements: readonly Replacement[]
}

/** @throws Failure `notFound.campaign`, `conflict.notSampled`, `notFound.account` when the frozen register lacks it */
export async function explainSample(tx: Tx, campaignId: string, key: string): Promise<Explanation> {
  const campaign = await findCampaign(tx, campaignId)
  const round = campaign.rounds.find(({ target, sample }) => target === 'account' && sample !== null)
  if (round === undefined) {
    throw new Failure(
      'conflict.notSampled',
      `检查 ${campaignId} 还没有抽取账号`,
      '请先用 campaign freeze 和 sample draw',
    )
  }
  const sample = round.sample as StoredSample
  const accounts = await frozenTargets<AccountSnapshot>(tx, round.id)
  const account = accounts.find((one) => accountKey(one) === key)
  if (account === undefined) throw notFrozen(campaignId, key)
  const candidates = new Map((await candidatesOf(tx, accounts)).map((candidate) => [candidate.id, candidate]))
  const plan = new Map((campaign.strata as readonly Stratum[]).map((entry) => [entry.id, entry]))
  const replacements = (sample.replacements ?? []).filter(({ outId, inId }) => [outId, inId].includes(account.id))
  const strata = sample.strata.map((drawn) => {
    const entry = plan.get(drawn.id)
    const inPopulation = drawn.populationIds.includes(account.id)
    const taken = drawn.memberIds.includes(account.id)
    if (entry?.rule !== 'spotCheck' || !inPopulation) {
      return { id: drawn.id, inPopulation, taken, because: words(drawn, inPopulation), queue: null }
    }
    const own = candidates.get(account.id)!
    const cell = (entry.each ?? []).map((field) => own[field]).join(' ')
    const ranked = drawn.populationIds
      .map((id) => candidates.get(id)!)
      .filter((one) => (entry.each ?? []).map((field) => one[field]).join(' ') === cell)
      .map((one) => ({ id: one.id, hmac: placeInQueue(campaign.seed, drawn.id, one.key) }))
      .sort((a, b) => (a.hmac < b.hmac ? -1 : 1))
    const rank = ranked.findIndex(({ id }) => id === account.id) + 1
    const size = Math.ceil((ranked.length * entry.sharePercent) / 100)
    const place = `随机排序第 ${rank} 位，共 ${ranked.length} 个${cell === '' ? '' : `（${cellWords(cell)}）`}，取前 ${size} 个`
    const reserve = rank > size ? `；为第 ${rank - size} 候补` : ''
    return {
      id: drawn.id,
      inPopulation,
      taken,
      because: `${drawn.label}（抽查）：${place}${reserve}`,
      queue: { hmac: ranked[rank - 1]!.hmac, rank, of: ranked.length, drawn: size },
    }
  })
  const sampled = strata.some(({ taken }) => taken)
  return { campaign: campaignId, account: key, name: account.name, sampled, strata, replacements }
}

function words({ label, rule }: StoredSample['strata'][number], inPopulation: boolean): string {
  if (inPopulation) return `${label}（${ruleNames[rule]}）：属于该层，全部检查`
  return `${label}（${ruleNames[rule]}）：${rule === 'spotCheck' ? '已由其他层选取，不再抽' : '不属于该层'}`
}

export function notFrozen(campaignId: string, key: string): Failure {
  return new Failure(
    'notFound.account',
    `检查 ${campaignId} 的冻结名录中没有账号 ${key}`,
    '账号写作“账号类型/账号标识”，例如 微信/gh_1a2b3c；冻结时不是“正常”的账号不在其中',
  )
}

/** `黄浦区 weibo` as people read it: `黄浦区 微博`. */
export function cellWords(cell: string): string {
  return cell.replace(/[^ ]+$/, (last) =>
    Object.hasOwn(platformLabels, last) ? platformLabels[last as PlatformId] : last,
  )
}
