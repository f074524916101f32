/**
 * 可用性 as people look at it: how often home pages opened, site by site and day by day. Counts come from `probe_day`, so that a
 * year of visits is as fast as a week; times and single visits are read only of the sites that are shown.
 */
import { sql, type SqlBool } from 'kysely'
import { addDays, startOfDay, type Day, type DayWindow } from '../kernel/day.ts'
import { unitsUnder } from '../registry/account-list.ts'
import { seesSite, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'

/** WEB-V2: from this share on a site has failed, in percent; and so many visits a day are asked for. */
export const failedSharePercent = 5
export const visitsPerDay = 20

export interface VisitCounts {
  readonly opened: number
  /** Opened after 15 seconds or more: counted as failed. */
  readonly slow: number
  readonly failed: number
  readonly blocked: number
  readonly maintenance: number
}

/**
 * `failing`: the share is reached. `blocked`: visits that a firewall answered could turn it. `thin`: a day has too few visits for
 * the rule. `none`: no visits at all.
 */
export const availabilityStandings = {
  ok: '正常',
  failing: '达到5%',
  blocked: '拦截较多，不能判断',
  thin: '监测次数不足',
  none: '没有监测',
} as const
export type AvailabilityStanding = keyof typeof availabilityStandings

/** How the rule looks at the counts of a window; `thinDays`: days with fewer visits than it asks for. */
export function standingOfVisits(counts: VisitCounts, thinDays: number): AvailabilityStanding {
  const { opened, slow, failed, blocked, maintenance } = counts
  const counted = opened + slow + failed
  if (counted + blocked + maintenance === 0) return 'none'
  if (thinDays > 0) return 'thin'
  const reaches = (failures: number, of: number) => of > 0 && failures * 100 >= of * failedSharePercent
  const failures = slow + failed
  if (blocked > 0 && reaches(failures, counted + blocked) !== reaches(failures + blocked, counted + blocked))
    return 'blocked'
  return reaches(failures, counted) ? 'failing' : 'ok'
}

export interface AvailabilityFilter {
  readonly unit?: string | undefined
  /** Part of the name, or a 网站标识码. */
  readonly search?: string | undefined
  /** Only sites whose failures reach the share. */
  readonly failing?: boolean | undefined
}

export interface SiteAvailability extends VisitCounts {
  readonly siteCode: string
  readonly name: string
  readonly url: string
  readonly unit: { readonly code: string; readonly name: string }
  readonly thinDays: number
  readonly standing: AvailabilityStanding
  /** Of visits that opened, in ms; `null` without any. */
  readonly medianMs: number | null
  readonly p95Ms: number | null
  /** An outage that lasts. */
  readonly down: boolean
}

/** Sites in operation, those with the largest share of failures first. */
export async function listAvailability(
  tx: Tx,
  scope: Scope,
  { unit, search, failing }: AvailabilityFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
  window: DayWindow,
): Promise<{ readonly total: number; readonly items: readonly SiteAvailability[] }> {
  const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
  const days = dayCount(window)
  const conditions = [
    sql<SqlBool>`site.state = 'active' and ${seesSite(scope, 'site')}`,
    ...(unit === undefined ? [] : [sql<SqlBool>`site.organiser_id in (${unitsUnder(unit)})`]),
    ...(search ? [sql<SqlBool>`(site.name ilike ${pattern} or site.site_code = ${search})`] : []),
    ...(failing ? [sql<SqlBool>`failures > 0 and failures * 100 >= counted * ${failedSharePercent}`] : []),
  ]
  const where = sql.join(conditions, sql` and `)
  const sites = sql`from site join unit on unit.id = site.organiser_id`
  const found = sql`
    ${sites} left join (
      select site_id, sum(opened) as opened, sum(slow) as slow, sum(failed) as failed, sum(blocked) as blocked,
        sum(maintenance) as maintenance, sum(slow + failed) as failures, sum(opened + slow + failed) as counted,
        count(*) filter (where opened + slow + failed + blocked + maintenance >= ${visitsPerDay}) as "fullDays"
      from probe_day where day between ${window.from} and ${window.to} group by site_id) counts on counts.site_id = site.id
    where ${where}`
  // Visits are counted for the total only where it depends on them.
  const { rows: totals } = await sql<{ total: number }>`
    select count(*) as total ${failing ? found : sql`${sites} where ${where}`}`.execute(tx)
  const { rows } = await sql<CountedSite>`
    with page as (
      select site.id, site.site_code as "siteCode", site.name, url, unit.code, unit.name as "unitName",
        coalesce(opened, 0) as opened, coalesce(slow, 0) as slow, coalesce(failed, 0) as failed,
        coalesce(blocked, 0) as blocked, coalesce(maintenance, 0) as maintenance, coalesce("fullDays", 0) as "fullDays",
        failures::float8 / nullif(counted, 0) as share
      ${found} order by share desc nulls last, site.id offset ${offset} limit ${limit}
    )
    select page.*, times.* , exists (select from alert where site_id = page.id and kind = 'outage' and closed_at is null) as down
    from page left join lateral (
      select round(percentile_cont(0.5) within group (order by elapsed_ms)) as "medianMs",
        round(percentile_cont(0.95) within group (order by elapsed_ms)) as "p95Ms"
      from probe where site_id = page.id and outcome = 'opened' and purpose = 'scheduled' and ${inDays(window)}) times on true
    order by share desc nulls last, page.id`.execute(tx)
  const items = rows.map(({ id: _id, share: _share, code, unitName, fullDays, ...site }) => {
    const thinDays = days - fullDays
    return { ...site, unit: { code, name: unitName }, thinDays, standing: standingOfVisits(site, thinDays) }
  })
  return { total: totals[0]!.total, items }
}

type CountedSite = Omit<SiteAvailability, 'unit' | 'thinDays' | 'standing'> & {
  readonly id: number
  readonly share: number | null
  readonly fullDays: number
  readonly code: string
  readonly unitName: string
}

export interface DayOfVisits extends VisitCounts {
  readonly day: Day
  readonly medianMs: number | null
  readonly p95Ms: number | null
}

/** Of visits that opened, in ms. */
export interface Percentiles {
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
}

/** The days of a window on which the site was visited, and the times of all of it. */
export async function availabilityOf(
  tx: Tx,
  siteId: number,
  window: DayWindow,
): Promise<{ readonly days: readonly DayOfVisits[]; readonly percentiles: Percentiles }> {
  const opened = sql`from probe where site_id = ${siteId} and outcome = 'opened' and purpose = 'scheduled' and ${inDays(window)}`
  const { rows: days } = await sql<DayOfVisits>`
    select d.day, d.opened, d.slow, d.failed, d.blocked, d.maintenance, times."medianMs", times."p95Ms"
    from probe_day d left join (
      select (at at time zone 'Asia/Shanghai')::date as day, round(percentile_cont(0.5) within group (order by elapsed_ms)) as "medianMs",
        round(percentile_cont(0.95) within group (order by elapsed_ms)) as "p95Ms" ${opened} group by 1) times on times.day = d.day
    where d.site_id = ${siteId} and d.day between ${window.from} and ${window.to} order by d.day`.execute(tx)
  const { rows } = await sql<{ found: (number | null)[] | null }>`
    select percentile_cont(array[0.5, 0.9, 0.95, 0.99]) within group (order by elapsed_ms) as found ${opened}`.execute(
    tx,
  )
  const [p50, p90, p95, p99] = (rows[0]?.found ?? []).map((ms) => (ms === null ? null : Math.round(ms)))
  return { days, percentiles: { p50: p50 ?? null, p90: p90 ?? null, p95: p95 ?? null, p99: p99 ?? null } }
}

export interface ListedProbe {
  readonly at: string
  readonly vantage: string
  readonly outcome: string
  readonly elapsedMs: number | null
  readonly detail: string
  readonly purpose: string
}

/** Single visits of a window, the newest first; `outcome` as it is stored, or `slow`. */
export async function listProbes(
  tx: Tx,
  siteId: number,
  { window, outcome }: { readonly window: DayWindow; readonly outcome?: string | undefined },
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly items: readonly ListedProbe[] }> {
  const isSlow = sql<SqlBool>`(outcome = 'opened' and elapsed_ms >= 15000)`
  const wanted =
    outcome === undefined
      ? sql<SqlBool>`true`
      : outcome === 'slow'
        ? isSlow
        : sql<SqlBool>`outcome = ${outcome} and not coalesce(${isSlow}, false)`
  const found = sql`from probe where site_id = ${siteId} and ${inDays(window)} and ${wanted}`
  const { rows: totals } = await sql<{ total: number }>`select count(*) as total ${found}`.execute(tx)
  const { rows } = await sql<ListedProbe>`
    select at, vantage, outcome, elapsed_ms as "elapsedMs", detail, purpose ${found}
    order by at desc, vantage offset ${offset} limit ${limit}`.execute(tx)
  return { total: totals[0]!.total, items: rows }
}

function inDays({ from, to }: DayWindow) {
  const instant = (day: Day) => new Date(startOfDay(day)).toISOString()
  return sql<SqlBool>`at >= ${instant(from)} and at < ${instant(addDays(to, 1))}`
}

function dayCount({ from, to }: DayWindow): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / 86_400_000) + 1
}
