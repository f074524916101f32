/** Readings that somebody hands in: files of posts, a unit's own report, a person's capture. One source of a kind per account. */
import { sql } from 'kysely'
import type { SourceKind } from '../evidence/posts.ts'
import type { Tx } from '../store/database.ts'
import { sourceKindFacts, type SourceReading } from './source-reading.ts'
import { storeReadings } from './source-readings.ts'

export type ProvidedKind = Extract<SourceKind, 'file' | 'unitReport' | 'capture'>

const batchSize = 500

/** Stores readings of accounts in their order; accounts without a source of this kind get one. */
export async function storeProvided(
  tx: Tx,
  kind: ProvidedKind,
  readings: readonly { readonly accountId: number; readonly reading: SourceReading }[],
  by: { readonly author: string; readonly at: string },
): Promise<void> {
  const ids = [...new Set(readings.map(({ accountId }) => accountId))]
  const { trust, freshHours } = sourceKindFacts[kind]
  await sql`
    insert into account_source (account_id, kind, address, trust, fresh_hours, host, added_by, added_at)
    select id, ${kind}, '', ${trust}, ${freshHours}, '', ${by.author}, ${by.at} from unnest(${ids}::integer[]) as id
    on conflict (account_id, kind, address) do nothing`.execute(tx)
  const rows = await tx
    .selectFrom('accountSource')
    .select(['id', 'accountId'])
    .where('kind', '=', kind)
    .where('address', '=', '')
    .where(sql<boolean>`account_id = any(${ids}::integer[])`)
    .execute()
  const sources = new Map(rows.map(({ id, accountId }) => [accountId, id]))
  // One transaction statement takes one reading of a source: the second of an account goes into a later batch.
  let waiting = readings
  while (waiting.length > 0) {
    const [taken, later]: [(typeof waiting)[number][], (typeof waiting)[number][]] = [[], []]
    const seen = new Set<number>()
    for (const one of waiting) {
      const fits = taken.length < batchSize && !seen.has(one.accountId)
      seen.add(one.accountId)
      if (fits) taken.push(one)
      else later.push(one)
    }
    await storeReadings(
      tx,
      taken.map((one) => ({ ...one, sourceId: sources.get(one.accountId)!, nextDueAt: null })),
    )
    waiting = later
  }
}
