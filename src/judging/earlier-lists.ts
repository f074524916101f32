/** What earlier inspections of a site read in its lists, from their stored evidence. */
import type { Evidence } from '../evidence/evidence.ts'
import type { EarlierList } from '../gather/gatherers/earlier-lists.ts'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import type { Tx } from '../store/database.ts'

/** So many inspections back: who writes a false day does so for the round under way. */
const maxInspections = 12

/**
 * The lists that the newest inspections of this site have read, this inspection's own ones not among them. A list speaks up to
 * the monitoring point of its round, not to the day on which somebody got round to reading it: what a site puts online in
 * between was not asked for, and in a demonstration years may lie between the two.
 */
export async function earlierListsOf(tx: Tx, siteId: number, inspectionId: number): Promise<EarlierList[]> {
  const rows = await tx
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .innerJoin('evidence', 'evidence.inspectionId', 'inspection.id')
    .select(['evidence.value', 'round.monitorPoint'])
    .where('round.target', '=', 'site')
    .where('inspection.targetId', '=', siteId)
    .where('inspection.id', '!=', inspectionId)
    .where('evidence.kind', '=', 'columns')
    .where('evidence.value', 'is not', null)
    .orderBy('evidence.capturedAt', 'desc')
    .limit(maxInspections)
    .execute()
  return rows.flatMap(({ value, monitorPoint }) => {
    const { capturedAt, columns } = value as Evidence['columns']
    const capturedOn = dayOfInstant(epochMs(capturedAt))
    const readOn: Day = monitorPoint < capturedOn ? monitorPoint : capturedOn
    return columns
      .filter(({ state }) => state === 'read')
      .map(({ url, items }): EarlierList => ({ column: url, readOn, items }))
  })
}
