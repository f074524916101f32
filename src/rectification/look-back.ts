/** 回头看: what a campaign finds where earlier campaigns had confirmed a problem. */
import { sql } from 'kysely'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { everything, withinUnits, type Scope } from '../registry/scope.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'

/** `again`: confirmed again. `gone`: passed, or no longer asked. `open`: nobody has decided yet. */
export const lookBackWords = { again: '再次出现', gone: '没有再出现', open: '尚无结论' } as const
export type LookBackStanding = keyof typeof lookBackWords

/** One earlier problem whose target this campaign has inspected again. */
export interface LookBackRow {
  readonly caseId: number
  /** The campaign that had confirmed it. */
  readonly notedIn: string
  readonly target: TargetKind
  readonly targetName: string
  /** Short name. */
  readonly unit: string
  readonly clause: string
  readonly problem: string
  /** The inspection of this campaign that shows what has become of it. */
  readonly inspectionId: number
  readonly standing: LookBackStanding
}

export interface LookBack {
  readonly looked: number
  readonly again: number
  readonly gone: number
  readonly open: number
  readonly rows: readonly LookBackRow[]
}

interface Earlier extends Omit<LookBackRow, 'inspectionId' | 'standing'> {
  readonly inspections: readonly number[]
}

/** What this campaign has found where earlier campaigns had confirmed a problem, clause by clause. */
export async function lookBack(
  tx: Tx,
  campaign: CampaignWithRounds,
  failed: FailedClauses,
  scope: Pick<Scope, 'units'> = everything,
): Promise<LookBack> {
  const { clauses } = await rulesOfCampaign(tx, campaign)
  const { rows: earlier } = await sql<Earlier>`
    select c.id as "caseId", earlier.id as "notedIn", c.target, c.target_name as "targetName", unit.short_name as unit,
      c.clause_id as clause, c.problem, array_agg(i.id order by i.id) as inspections
    from rectification_case c
    join notice n on n.id = c.notice_id
    join unit on unit.id = c.unit_id
    join campaign earlier on earlier.id = n.campaign_id
    join round r on r.campaign_id = ${campaign.id} and r.target = c.target
    join inspection i on i.round_id = r.id and i.target_id = c.target_id and i.purpose = 'regular' and i.state = 'judged'
    where c.state <> 'withdrawn' and earlier.monitor_point < ${campaign.monitorPoint} and ${withinUnits(scope, 'c.unitId')}
    group by c.id, earlier.id, unit.short_name order by c.id`.execute(tx)
  const rows = earlier
    .filter(({ clause }) => clauses[clause] !== undefined)
    .map(({ inspections, ...row }): LookBackRow => {
      const first = (keys: ReadonlySet<string>) => inspections.find((id) => keys.has(`${id}\n${row.clause}`))
      const [again, open] = [first(failed.failed), first(failed.open)]
      const standing = again !== undefined ? 'again' : open !== undefined ? 'open' : 'gone'
      return { ...row, inspectionId: again ?? open ?? inspections.at(-1)!, standing }
    })
  const count = (wanted: LookBackStanding) => rows.filter(({ standing }) => standing === wanted).length
  return { looked: rows.length, again: count('again'), gone: count('gone'), open: count('open'), rows }
}

/** Inspection and clause of what is confirmed, and of what waits for a person. */
export interface FailedClauses {
  readonly failed: ReadonlySet<string>
  readonly open: ReadonlySet<string>
}
