/** A whole campaign in the store: one site, one account that two persons found stale, and the drafted bulletin. */
import { draftBulletin } from '../bulletins/draft.ts'
import { loadFacts } from '../bulletins/load-facts.ts'
import { saveDraft } from '../bulletins/store.ts'
import { shanghai } from '../bulletins/styles/shanghai.ts'
import { drawRounds } from '../campaigns/draw.ts'
import { freezeRounds } from '../campaigns/freeze.ts'
import { openCampaign } from '../campaigns/open.ts'
import { defaultStrata } from '../campaigns/stratum.ts'
import { advance, findCampaign } from '../campaigns/store.ts'
import type { Evidence, GatheredEvidence } from '../evidence/evidence.ts'
import type { ArchiveSummary } from '../gather/settings.ts'
import { findAssignment, writeJudgements } from '../judging/inspect.ts'
import { judge } from '../judging/judge.ts'
import { judgedTarget } from '../judging/judged-target.ts'
import { day } from '../kernel/day.ts'
import { shanghai2025 } from '../regulations/shanghai-2025.ts'
import { decide } from '../review/decide.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'

export interface StoredCampaign {
  readonly siteInspection: number
  readonly accountInspection: number
}

const by = { actor: '张三', at: '2025-08-20T02:00:00.000Z' }
const monitorPoint = day('2025-08-14')

/** What tells one stored campaign and its organiser from another. */
interface Keys {
  readonly id: string
  readonly unit: string
  readonly siteCode: string
  readonly platformId: string
  /** Of the campaign and its seed; `name` when absent. */
  readonly issuer?: string
}

const usualKeys: Keys = { id: '2025Q3', unit: 'U1', siteCode: '3100000001', platformId: 'gh_1' }

/**
 * Stores the campaign 2025Q3; every name in it, and every text that came from outside, is `name`. A second campaign has other
 * keys, and the whole register in it.
 */
export async function storeCampaign(tx: Tx, name: string, keys: Keys = usualKeys): Promise<StoredCampaign> {
  const { id: campaignId, issuer = name } = keys
  await register(tx, name, keys)
  await openCampaign(tx, {
    id: campaignId,
    issuer,
    style: 'shanghai',
    ruleSet: 'shanghai-2025',
    monitorPoint,
    siteRounds: [monitorPoint],
    strata: defaultStrata,
    seed: issuer,
    demonstration: true,
    openedBy: by.actor,
    openedAt: by.at,
  })
  await freezeRounds(tx, campaignId, undefined, by)
  await drawRounds(tx, campaignId, by)
  await advance(tx, campaignId, 'started')
  const inspections = await tx
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select('inspection.id')
    .where('round.campaignId', '=', campaignId)
    .orderBy('inspection.id')
    .execute()
  for (const { id } of inspections) await storeInspection(tx, id, name)
  await advance(tx, campaignId, 'collected')
  const campaign = await findCampaign(tx, campaignId)
  const decision = {
    round: 'account-1',
    target: `微信/${keys.platformId}`,
    clause: 'NM-V2.1',
    kind: 'confirmed',
  } as const
  const words = { reason: name, note: name }
  await decide(
    tx,
    campaign,
    [
      { ...decision, ...words, author: '李四', role: 'reviewer' },
      { ...decision, ...words, author: name, role: 'municipalSupervisor' },
    ],
    by,
  )
  await saveDraft(tx, draftBulletin(await loadFacts(tx, campaign), shanghai, { date: day('2025-09-28') }), by)
  return { siteInspection: inspections[0]!.id, accountInspection: inspections[1]!.id }
}

/** Says which archive an inspection has, as the gatherer would have written it. */
export async function setArchive(tx: Tx, inspectionId: number, archive: ArchiveSummary): Promise<void> {
  await tx
    .updateTable('inspection')
    .set({ archive: json<unknown>(archive) })
    .where('id', '=', inspectionId)
    .execute()
}

async function register(tx: Tx, name: string, keys: Keys): Promise<void> {
  const unit = { code: keys.unit, name, shortName: name, kind: 'department', parentId: null, printOrder: 1 }
  await upsertRows(tx, 'unit', [], [unit])
  const { id: organiserId } = await tx
    .selectFrom('unit')
    .select('id')
    .where('code', '=', keys.unit)
    .executeTakeFirstOrThrow()
  const site = { siteCode: keys.siteCode, name, url: `http://a.example/${name}`, category: 'department' }
  await upsertRows(tx, 'site', [], [{ ...site, state: 'active', organiserId, hasServices: true }])
  const account = {
    platform: 'weixin',
    platformId: keys.platformId,
    identityKey: `weixin/${keys.platformId}`,
    name,
    purpose: 'publish',
    state: 'active',
  }
  await upsertRows(tx, 'account', [], [{ ...account, organiserId, sourceKind: 'delivered', feedUrl: null }])
}

async function storeInspection(tx: Tx, id: number, name: string): Promise<void> {
  const assignment = await findAssignment(tx, id)
  const { target } = assignment
  const evidence: GatheredEvidence =
    target.kind === 'account'
      ? { posts: { value: lastPost(name) } }
      : { columns: { missing: { reason: 'unreachable', detail: name } } }
  for (const [kind, gathered] of Object.entries(evidence)) {
    const value = 'value' in gathered ? json<unknown>(gathered.value) : null
    const missing = 'missing' in gathered ? json(gathered.missing) : null
    await tx
      .insertInto('evidence')
      .values({ inspectionId: id, kind, value, missing, sha256: 'e3b0c442', capturedAt: by.at })
      .execute()
  }
  const snapshot = target.kind === 'site' ? target.site : target.account
  const judgements = judge(shanghai2025, judgedTarget(target.kind, snapshot), evidence, monitorPoint)
  await writeJudgements(tx, assignment, judgements, by.at)
  await tx
    .updateTable('inspection')
    .set({ state: 'judged', gatheredAt: by.at, worker: name })
    .where('id', '=', id)
    .execute()
}

/** A delivery whose only post came the day before the window began. */
function lastPost(title: string): Evidence['posts'] {
  const publishedOn = day('2025-07-31')
  return {
    source: title,
    capturedAt: by.at,
    knownThrough: day('2025-08-20'),
    coveredFrom: day('2025-06-01'),
    undatedCount: 0,
    posts: [{ id: '1', title, url: null, publishedOn, publishedAt: null, rawDate: title }],
  }
}
