/** Drawing the sample of the frozen rounds: one inspection per target, each once. */
import { Failure } from '../kernel/failure.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { roundKey } from './round.ts'
import { candidatesOf } from './candidates.ts'
import { drawSample, methodStatement } from './sample.ts'
import { advance, frozenTargets, lockCampaign, type CampaignWithRounds } from './store.ts'
import type { Stratum } from './stratum.ts'

export interface DrawnRound {
  readonly round: string
  readonly population: number
  readonly inspections: number
  readonly statement: string
}

/** What is kept of a round's sample: enough to print it and to draw it again. */
export interface StoredSample {
  readonly statement: string
  readonly strata: readonly {
    readonly id: string
    readonly rule: Stratum['rule']
    readonly label: string
    readonly populationIds: readonly number[]
    readonly memberIds: readonly number[]
    /** Spot checks: members of each part, and who comes next when one vanishes. Samples of earlier versions lack it. */
    readonly parts?: readonly {
      readonly cell: string
      readonly memberIds: readonly number[]
      readonly reserveIds: readonly number[]
    }[]
  }[]
  /** Members that vanished before they were inspected, in order. */
  readonly replacements?: readonly Replacement[]
}

export interface Replacement {
  readonly stratum: string
  readonly outId: number
  readonly inId: number
  readonly reason: string
  readonly actor: string
  /** ISO instant. */
  readonly at: string
}

type Round = CampaignWithRounds['rounds'][number]

/** Draws all rounds that are frozen and not drawn yet. A sample is drawn once; the same seed would give the same one. */
export async function drawRounds(
  tx: Tx,
  campaignId: string,
  by: { readonly actor: string; readonly at: string },
): Promise<DrawnRound[]> {
  const campaign = await lockCampaign(tx, campaignId)
  const ready = campaign.rounds.filter((round) => round.frozenAt !== null && round.sample === null)
  if (ready.length === 0) {
    throw new Failure(
      'conflict.nothingToDraw',
      `检查 ${campaignId} 没有待抽样的轮次`,
      '请先用 campaign freeze 冻结名录',
    )
  }
  const drawn: DrawnRound[] = []
  for (const round of ready) {
    drawn.push(round.target === 'site' ? await drawSites(tx, round) : await drawAccounts(tx, round, campaign))
  }
  await advance(tx, campaignId, 'sampled')
  const detail = { rounds: drawn.map(({ round, inspections }) => ({ round, inspections })), seed: campaign.seed }
  await record(tx, { ...by, action: 'campaign.sampled', subject: campaignId, detail })
  return drawn
}

async function drawSites(tx: Tx, round: Round): Promise<DrawnRound> {
  const sites = await frozenTargets<SiteSnapshot>(tx, round.id)
  const ids = sites.map((site) => site.id)
  const statement = `冻结名录中正常运行的 ${ids.length} 家网站全部检查（普查）。`
  const strata = [{ id: 'census', rule: 'census' as const, label: '全部网站', populationIds: ids, memberIds: ids }]
  await store(tx, round.id, { statement, strata }, new Map(ids.map((id) => [id, ['census']])))
  return { round: roundKey(round), population: ids.length, inspections: ids.length, statement }
}

async function drawAccounts(tx: Tx, round: Round, campaign: CampaignWithRounds): Promise<DrawnRound> {
  const accounts = await frozenTargets<AccountSnapshot>(tx, round.id)
  const sample = drawSample(await candidatesOf(tx, accounts), campaign.strata as readonly Stratum[], campaign.seed)
  const statement = methodStatement(sample, accounts.length, campaign.seed)
  const strata = sample.strata.map(({ stratum, populationIds, memberIds, cells }) => ({
    id: stratum.id,
    rule: stratum.rule,
    label: stratum.label,
    populationIds,
    memberIds,
    parts: cells.map(({ cell, queue, size }) => ({
      cell,
      memberIds: queue.slice(0, size),
      reserveIds: queue.slice(size, size + reserveOf(size)),
    })),
  }))
  await store(tx, round.id, { statement, strata }, sample.members)
  return { round: roundKey(round), population: accounts.length, inspections: sample.members.size, statement }
}

/** How many stand in reserve: as many as were drawn, so that even if all vanish a sample of the same size is left. */
function reserveOf(size: number): number {
  return Math.max(10, size)
}

async function store(tx: Tx, roundId: number, sample: StoredSample, members: ReadonlyMap<number, readonly string[]>) {
  await tx
    .updateTable('round')
    .set({ sample: json(sample) })
    .where('id', '=', roundId)
    .execute()
  const rows = [...members].map(([targetId, strata]) => ({
    roundId,
    targetId,
    purpose: 'regular',
    strata: [...strata],
    state: 'waiting',
  }))
  await upsertRows(tx, 'inspection', [], rows)
}
