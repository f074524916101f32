/** Which campaign a page opens on when nobody has named one. */
import { sql } from 'kysely'
import type { Tx } from '../store/database.ts'

/** Below this share of the largest campaign's inspections a campaign has looked at a part only, as a 回头看 does. */
const partBelow = 0.1

/**
 * The newest of these campaigns (newest first) that is not a small part beside the others: what a 回头看 of twenty accounts says
 * about the whole city is nothing. One for which nothing has been drawn yet counts as whole. `undefined`: there is none.
 */
export async function usualCampaign(
  tx: Tx,
  campaigns: readonly { readonly id: string }[],
): Promise<string | undefined> {
  if (campaigns.length < 2) return campaigns[0]?.id
  const { rows } = await sql<{ id: string; count: number }>`
    select r.campaign_id as id, count(*)::int as count from inspection i join round r on r.id = i.round_id
    where i.purpose = 'regular' and r.campaign_id = any(${campaigns.map(({ id }) => id)}) group by 1`.execute(tx)
  const counts = new Map(rows.map(({ id, count }) => [id, count]))
  const largest = Math.max(0, ...counts.values())
  const isWhole = ({ id }: { readonly id: string }) => (counts.get(id) ?? largest) >= largest * partBelow
  return (campaigns.find(isWhole) ?? campaigns[0])?.id
}
