/** The load ledger: what our crawler asked of each host, by the hour and worker, kept for thirteen months. */
import { sql } from 'kysely'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'

/** What one worker asked of one host in one hour; see the fields of the table. */
export interface LoadEntry {
  readonly host: string
  readonly hour: string
  readonly requests: number
  readonly bytes: number
  readonly errors: number
  readonly slowDowns: number
  readonly slowestMs: number
  readonly totalMs: number
}

/** Adds to what is written of the same hosts, hours and worker. */
export async function addLoad(tx: Tx, worker: string, entries: readonly LoadEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ slowDowns, slowestMs, totalMs, ...rest }) => {
    return { ...rest, worker, slow_downs: slowDowns, slowest_ms: slowestMs, total_ms: totalMs }
  })
  await sql`
    insert into host_load (host, hour, worker, requests, bytes, errors, slow_downs, slowest_ms, total_ms)
    select host, hour, worker, requests, bytes, errors, slow_downs, slowest_ms, total_ms
    from json_populate_recordset(null::host_load, ${json(rows)}::json)
    on conflict (host, hour, worker) do update set
      requests = host_load.requests + excluded.requests, bytes = host_load.bytes + excluded.bytes,
      errors = host_load.errors + excluded.errors, slow_downs = host_load.slow_downs + excluded.slow_downs,
      slowest_ms = greatest(host_load.slowest_ms, excluded.slowest_ms),
      total_ms = host_load.total_ms + excluded.total_ms`.execute(tx)
}

/** Removes what is older than thirteen months. */
export async function forgetOldLoad(tx: Tx, now: string): Promise<void> {
  await sql`delete from host_load where hour < ${now}::timestamptz - interval '13 months'`.execute(tx)
}

export interface LoadQuery {
  /** Only these hosts. */
  readonly hosts?: readonly string[]
  /** ISO instants; `to` is not included. */
  readonly from: string
  readonly to: string
}

const sums = {
  requests: sql<number>`sum(requests)::int`,
  bytes: sql<number>`sum(bytes)::bigint`,
  errors: sql<number>`sum(errors)::int`,
  slowDowns: sql<number>`sum(slow_downs)::int`,
  slowestMs: sql<number>`max(slowest_ms)`,
  meanMs: sql<number>`round(sum(total_ms) / greatest(sum(requests), 1))::int`,
}

/** The load by hour, host and worker, oldest first. */
export async function loadByHour(tx: Tx, { hosts, from, to }: LoadQuery) {
  return tx
    .selectFrom('hostLoad')
    .select(['hour', 'host', 'worker'])
    .select(Object.entries(sums).map(([name, sum]) => sum.as(name)) as never)
    .where('hour', '>=', from)
    .where('hour', '<', to)
    .$if(hosts !== undefined, (query) => query.where('host', 'in', [...hosts!]))
    .groupBy(['hour', 'host', 'worker'])
    .orderBy('hour')
    .orderBy('host')
    .orderBy('worker')
    .$castTo<LoadRow & { hour: string; worker: string }>()
    .execute()
}

/** One page of the load by host, heaviest first; `search` is part of the host's name. */
export async function pageOfHosts(
  tx: Tx,
  { from, to, search = '' }: Omit<LoadQuery, 'hosts'> & { readonly search?: string | undefined },
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly items: readonly LoadRow[] }> {
  const { rows } = await sql<LoadRow & { total: number }>`
    with hosts as (
      select host, ${sql.join(Object.entries(sums).map(([name, sum]) => sql`${sum} as ${sql.id(name)}`))}
      from host_load where hour >= ${from} and hour < ${to} and strpos(host, ${search.toLowerCase()}) > 0 group by host
    ), page as (select * from hosts order by requests desc, host offset ${offset} limit ${limit})
    select page.*, whole.total from (select count(*)::int as total from hosts) whole left join page on true
    order by page.requests desc, page.host`.execute(tx)
  const items = rows.flatMap(({ total: _total, ...row }) => (row.host === null ? [] : [row as LoadRow]))
  return { total: rows[0]!.total, items }
}

/** The load by host, heaviest first. */
export async function loadByHost(tx: Tx, { from, to }: Omit<LoadQuery, 'hosts'>) {
  return tx
    .selectFrom('hostLoad')
    .select('host')
    .select(Object.entries(sums).map(([name, sum]) => sum.as(name)) as never)
    .where('hour', '>=', from)
    .where('hour', '<', to)
    .groupBy('host')
    .orderBy(sums.requests, 'desc')
    .orderBy('host')
    .$castTo<LoadRow>()
    .execute()
}

export interface LoadRow {
  host: string
  requests: number
  bytes: number
  errors: number
  slowDowns: number
  slowestMs: number
  meanMs: number
}

/** The hosts of a site: that of its address, with and without `www.`. Sites that share a host share its load. */
export function hostsOf({ url }: { readonly url: string }): string[] {
  const host = URL.parse(url)?.host
  if (host === undefined || host === '') return []
  const bare = host.replace(/^www\./, '')
  return [bare, `www.${bare}`]
}
