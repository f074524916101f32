/** Drawing the sample of the frozen rounds: one inspection per target, each once. */
import { Failure } from '../kernel/failure.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { roundKey } from './round.ts'
import { drawSample, methodStatement, type Candidate, type Stratum } from './sample.ts'
import { advance, frozenTargets, lockCampaign, type CampaignWithRounds } from './store.ts'

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
  }[]
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
  const earlier = new Set(
    (await tx.selectFrom('earlierProblem').select('accountId').execute()).map((row) => row.accountId),
  )
  const candidates = accounts.map((account): Candidate => ({
    id: account.id,
    key: `${account.platform}/${account.platformId}`,
    organiserKind: account.organiser.kind,
    hadEarlierProblem: earlier.has(account.id),
  }))
  const sample = drawSample(candidates, campaign.strata as readonly Stratum[], campaign.seed)
  const statement = methodStatement(sample, accounts.length, campaign.seed)
  const strata = sample.strata.map(({ stratum, populationIds, memberIds }) => ({
    id: stratum.id,
    rule: stratum.rule,
    label: stratum.label,
    populationIds,
    memberIds,
  }))
  await store(tx, round.id, { statement, strata }, sample.members)
  return { round: roundKey(round), population: accounts.length, inspections: sample.members.size, statement }
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
