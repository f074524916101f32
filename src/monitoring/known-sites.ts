/** What the last inspection of each site saw of its home page and columns. */
import { sql } from 'kysely'
import type { Evidence, GatheredEvidence, Missing } from '../evidence/evidence.ts'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import type { Tx } from '../store/database.ts'
import { underUnit, type ChunkOf } from './known-posts.ts'

export interface KnownSite {
  readonly id: number
  readonly siteCode: string
  readonly name: string
  readonly url: string
  readonly category: string
  readonly hasServices: boolean
  readonly organiserId: number
  readonly evidence: GatheredEvidence
  /** `null`: it was never inspected. */
  readonly capturedOn: Day | null
}

interface SeenRow {
  readonly id: number
  readonly kind: 'homePage' | 'columns'
  readonly value: Evidence['homePage'] & Evidence['columns']
  readonly missing: Missing | null
  readonly capturedAt: string
}

/** Sites in operation, in order of their ids. */
export async function knownSites(tx: Tx, { afterId, limit, unit }: ChunkOf): Promise<readonly KnownSite[]> {
  const { rows } = await sql<Omit<KnownSite, 'evidence' | 'capturedOn'>>`
    select id, site_code as "siteCode", name, url, category, has_services as "hasServices", organiser_id as "organiserId"
    from site where state = 'active' and id > ${afterId} ${underUnit(unit)} order by id limit ${limit}`.execute(tx)
  const ids = rows.map(({ id }) => id)
  const { rows: seen } = await sql<SeenRow>`
    with newest as (
      select distinct on (inspection.target_id) inspection.target_id as id, inspection.id as inspection_id
      from inspection
      join round on round.id = inspection.round_id and round.target = 'site'
      join evidence on evidence.inspection_id = inspection.id and evidence.kind = 'homePage'
      where inspection.target_id = any(${ids}::integer[])
      order by inspection.target_id, evidence.captured_at desc
    )
    select newest.id, kind, value, missing, captured_at as "capturedAt" from newest
    join evidence on evidence.inspection_id = newest.inspection_id and kind in ('homePage', 'columns')`.execute(tx)
  const bySite = Map.groupBy(seen, ({ id }) => id)
  return rows.map((site) => {
    const own = bySite.get(site.id) ?? []
    const evidence = Object.fromEntries(
      own.map(({ kind, value, missing }) => [kind, missing === null ? { value } : { missing }]),
    ) as GatheredEvidence
    const capturedAt = own[0]?.capturedAt
    return { ...site, evidence, capturedOn: capturedAt === undefined ? null : dayOfInstant(epochMs(capturedAt)) }
  })
}
