/** Alerts and certificates as people look for them: filters, pages, and only the sites of what one may see. */
import { sql, type SqlBool } from 'kysely'
import { daysBetween, type Day } from '../kernel/day.ts'
import { unitsUnder } from '../registry/account-list.ts'
import { seesSite, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'
import type { AlertKind } from './alerts.ts'
import { seenCertificates } from './certificates.ts'

interface Paging {
  readonly offset: number
  readonly limit: number
}
interface OfUnit {
  readonly unit: { readonly code: string; readonly name: string }
}
interface UnitNames {
  readonly code: string
  readonly unitName: string
}

export interface AlertFilter {
  readonly kind?: AlertKind | undefined
  /** Only those that last. */
  readonly open?: boolean | undefined
  readonly unit?: string | undefined
  /** Part of the site's name, or its 网站标识码. */
  readonly search?: string | undefined
}

export interface FoundAlert extends OfUnit {
  readonly id: number
  readonly kind: AlertKind
  readonly siteCode: string
  readonly site: string
  readonly severity: string
  readonly message: string
  readonly evidence: Readonly<Record<string, unknown>>
  readonly openedAt: string
  readonly closedAt: string | null
}

/** Alerts, the newest first. */
export async function findAlerts(
  tx: Tx,
  scope: Scope,
  filter: AlertFilter,
  { offset, limit }: Paging,
): Promise<{ readonly total: number; readonly items: readonly FoundAlert[] }> {
  const isOfAll =
    scope.units === 'all' && scope.campaigns === 'all' && filter.unit === undefined && filter.search === undefined
  const ofSites = sql.join(siteConditions(scope, filter), sql` and `)
  const conditions = [
    sql<SqlBool>`true`,
    // Of all sites the page is cut along the alerts alone.
    ...(isOfAll ? [] : [sql<SqlBool>`alert.site_id in (select site.id from site where ${ofSites})`]),
    ...(filter.kind === undefined ? [] : [sql<SqlBool>`alert.kind = ${filter.kind}`]),
    ...(filter.open ? [sql<SqlBool>`alert.closed_at is null`] : []),
  ]
  const found = sql`from alert where ${sql.join(conditions, sql` and `)}`
  const { rows: totals } = await sql<{ total: number }>`select count(*) as total ${found}`.execute(tx)
  const { rows } = await sql<Omit<FoundAlert, 'unit'> & UnitNames>`
    select alert.id, alert.kind, site.site_code as "siteCode", site.name as site, alert.severity, alert.message, alert.evidence,
      alert.opened_at as "openedAt", alert.closed_at as "closedAt", unit.code, unit.name as "unitName"
    from alert join site on site.id = alert.site_id join unit on unit.id = site.organiser_id
    where alert.id in (select alert.id ${found} order by alert.id desc offset ${offset} limit ${limit})
    order by alert.id desc`.execute(tx)
  return { total: totals[0]!.total, items: rows.map(named) }
}

export interface CertificateFilter extends Pick<AlertFilter, 'unit' | 'search'> {
  /** Only those that end within so many days, or have ended. */
  readonly withinDays?: number | undefined
}

export interface FoundCertificate extends OfUnit {
  readonly siteCode: string
  readonly site: string
  readonly url: string
  readonly expiresOn: Day
  /** Negative when it has ended. */
  readonly daysLeft: number
  readonly seenAt: string
}

/** The newest certificate that is known of each site in operation, the first to end on top. */
export async function findCertificates(
  tx: Tx,
  scope: Scope,
  filter: CertificateFilter,
  { offset, limit }: Paging,
  today: Day,
): Promise<{ readonly total: number; readonly items: readonly FoundCertificate[] }> {
  const { withinDays } = filter
  const conditions = [
    ...siteConditions(scope, filter),
    ...(withinDays === undefined ? [] : [sql<SqlBool>`seen.expires_on <= ${today}::date + ${withinDays}::int`]),
  ]
  const found = sql`from (${seenCertificates}) seen join site on site.id = seen.site_id
    join unit on unit.id = site.organiser_id where ${sql.join(conditions, sql` and `)}`
  const { rows: totals } = await sql<{ total: number }>`select count(*) as total ${found}`.execute(tx)
  const { rows } = await sql<Omit<FoundCertificate, 'unit' | 'daysLeft'> & UnitNames>`
    select site.site_code as "siteCode", site.name as site, site.url, seen.expires_on as "expiresOn", seen.seen_at as "seenAt",
      unit.code, unit.name as "unitName"
    ${found} order by seen.expires_on, site.id offset ${offset} limit ${limit}`.execute(tx)
  return {
    total: totals[0]!.total,
    items: rows.map((row) => ({ ...named(row), daysLeft: daysBetween(today, row.expiresOn) })),
  }
}

function siteConditions(scope: Scope, { unit, search }: Pick<AlertFilter, 'unit' | 'search'>) {
  const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
  return [
    seesSite(scope, 'site'),
    ...(unit === undefined ? [] : [sql<SqlBool>`site.organiser_id in (${unitsUnder(unit)})`]),
    ...(search ? [sql<SqlBool>`(site.name ilike ${pattern} or site.site_code = ${search})`] : []),
  ]
}

function named<Row extends UnitNames>({ code, unitName, ...row }: Row) {
  return { ...row, unit: { code, name: unitName } }
}
