/**
 * The results of a campaign for lists and numbers. Verdicts are concluded by code, not by the database, so the rows are kept
 * until something that they depend on has changed; a campaign that takes long to conclude is not concluded at every click.
 */
import { sql } from 'kysely'
import { failedClauses } from '../bulletins/load-facts.ts'
import { resultRows, type ResultRow } from '../bulletins/result-rows.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { findCampaign, type CampaignWithRounds } from '../campaigns/store.ts'
import type { FailedClauses } from '../rectification/look-back.ts'
import { areasOfUnits } from '../registry/areas.ts'
import type { Scope } from '../registry/scope.ts'
import { loadResults } from '../review/results.ts'
import type { Tx } from '../store/database.ts'

interface Kept {
  readonly mark: string
  readonly rows: readonly ResultRow[]
  readonly clauses: FailedClauses
  readonly at: number
  readonly tookMs: number
}

/** Rows may be as old as this many times what it takes to conclude them. */
const patience = 10
/** Campaigns that are kept: those that people look at. */
const mostKept = 4

export interface CampaignResults {
  /** The rows of a campaign that the scope sees. */
  of(campaign: CampaignWithRounds, scope: Scope): Promise<readonly ResultRow[]>
  /** What they say clause by clause, of all units: for 回头看, which is cut to the scope by its own question. */
  clausesOf(campaign: CampaignWithRounds): Promise<FailedClauses>
}

/** One per server. */
export function keptResults(db: Tx): CampaignResults {
  const kept = new Map<string, Kept>()
  const underWay = new Map<string, Promise<Kept>>()

  async function current(campaign: CampaignWithRounds): Promise<Kept> {
    const own = kept.get(campaign.id)
    if (own && own.tookMs > 1000 && Date.now() - own.at < patience * own.tookMs) return own
    const mark = await markOf(db, campaign.id)
    if (own?.mark === mark) return own
    const conclusion = underWay.get(campaign.id) ?? conclude(campaign, mark)
    underWay.set(campaign.id, conclusion)
    return conclusion.finally(() => underWay.delete(campaign.id))
  }

  async function conclude(campaign: CampaignWithRounds, mark: string): Promise<Kept> {
    const started = Date.now()
    const areas = await areasOfUnits(db)
    const results = await loadResults(db, campaign)
    const rules = await rulesOfCampaign(db, campaign)
    const rows = resultRows(results, rules, (id) => areas.get(id))
    const own = { mark, rows, clauses: failedClauses(rules, results), at: Date.now(), tookMs: Date.now() - started }
    kept.delete(campaign.id)
    kept.set(campaign.id, own)
    for (const id of [...kept.keys()].slice(0, -mostKept)) kept.delete(id)
    return own
  }

  return {
    async clausesOf(campaign) {
      return (await current(campaign)).clauses
    },
    async of(campaign, { units }) {
      const { rows } = await current(campaign)
      if (units === 'all') return rows
      const seen = new Set(units)
      return rows.filter(({ organiser }) => seen.has(organiser.id))
    },
  }
}

/** Changes whenever the results of the campaign can have changed: inspections, decisions, rules, exemptions, appeals. */
async function markOf(tx: Tx, campaignId: string): Promise<string> {
  const { rows } = await sql<{ mark: string }>`
    with own as (
      select inspection.id, inspection.state, inspection.gathered_at, inspection.attempt
      from inspection join round on round.id = inspection.round_id where round.campaign_id = ${campaignId}
    )
    select concat_ws('/',
      (select concat(rule_set, rule_set_version, state) from campaign where id = ${campaignId}),
      (select concat_ws(',', count(*), count(*) filter (where state = 'judged'), max(gathered_at), sum(attempt)) from own),
      (select concat_ws(',', count(*), max(decision.id)) from decision join own on own.id = decision.inspection_id),
      (select max(judged_at) from judgement where inspection_id in (select min(id) from own union select max(id) from own)),
      (select concat_ws(',', count(*), max(id), count(ended_at)) from exemption),
      (select concat_ws(',', count(*), count(decided_at)) from appeal),
      (select count(graded_at) from case_recheck)
    ) as mark`.execute(tx)
  return rows[0]!.mark
}

/** The campaign before this one that has been inspected as well, or `null`. */
export async function campaignBefore(
  tx: Tx,
  { year, quarter }: CampaignWithRounds,
): Promise<CampaignWithRounds | null> {
  const before = await tx
    .selectFrom('campaign')
    .select('id')
    .where((eb) => eb.or([eb('year', '<', year), eb.and([eb('year', '=', year), eb('quarter', '<', quarter)])]))
    .where('state', 'in', ['review', 'bulletinDraft', 'published'])
    .orderBy('year', 'desc')
    .orderBy('quarter', 'desc')
    .limit(1)
    .executeTakeFirst()
  return before === undefined ? null : findCampaign(tx, before.id)
}
