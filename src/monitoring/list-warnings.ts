/** Finding warnings, and the targets of which nobody can tell: filters that list, page, files and API share. */
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { daysBetween, type Day } from '../kernel/day.ts'
import { unitsUnder } from '../registry/account-list.ts'
import { everything, withinUnits, type Scope } from '../registry/scope.ts'
import { accountKey } from '../registry/register-keys.ts'
import type { PlatformId } from '../registry/platforms/index.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { daysLeft, type WarningLevel, type WarningState } from './warning.ts'

/** All that is given must hold. */
export interface WarningFilter {
  /** Code of a unit: its own targets and those of the units below it. */
  readonly unit?: string | undefined
  readonly target?: TargetKind | undefined
  /** With `target`: of this site or account alone. */
  readonly targetId?: number | undefined
  readonly levels?: readonly WarningLevel[] | undefined
  readonly states?: readonly WarningState[] | undefined
  readonly clause?: string | undefined
  /** Part of the target's name. */
  readonly search?: string | undefined
  /** Ended ones as well. */
  readonly ended?: boolean | undefined
  /** Only of these units (who asks sees no others); all when absent. */
  readonly scope?: Pick<Scope, 'units'> | undefined
}

export interface WarningPage {
  readonly offset: number
  readonly limit: number
}

export interface ListedWarning {
  readonly id: number
  readonly target: TargetKind
  readonly targetId: number
  /** 账号类型/账号标识, or 网站标识码. */
  readonly targetKey: string
  readonly name: string
  readonly unit: { readonly code: string; readonly name: string }
  readonly clause: string
  /** Address and name of the column; '' for the target as a whole. */
  readonly place: string
  readonly placeName: string
  readonly level: WarningLevel
  readonly failsOn: Day
  /** Days until it fails; 0 and less: it fails since so many days. */
  readonly daysLeft: number
  readonly because: string
  readonly unknownBecause: string | null
  readonly state: WarningState
  readonly raisedAt: string
  readonly sentAt: string | null
  readonly endedAt: string | null
}

export interface ListedUnknown extends Pick<
  ListedWarning,
  'target' | 'targetId' | 'targetKey' | 'name' | 'unit' | 'clause' | 'because'
> {
  readonly knownThrough: Day | null
  /** Age of what is known; `null`: nothing ever was. */
  readonly ageDays: number | null
  /** Since when nobody can tell. */
  readonly since: Day
}

/** Warnings, those nearest to the limit first, and how many there are. */
export async function listWarnings(
  tx: Tx,
  filter: WarningFilter,
  { offset, limit }: WarningPage,
  today: Day,
): Promise<{ readonly total: number; readonly warnings: readonly ListedWarning[] }> {
  const { levels, states } = filter
  const where = conditions(filter, 'warning', [
    ...(filter.ended ? [] : [sql<SqlBool>`ended_at is null`]),
    ...(levels === undefined || levels.length === 0 ? [] : [sql<SqlBool>`level = any(${levels}::smallint[])`]),
    ...(states === undefined || states.length === 0 ? [] : [sql<SqlBool>`warning.state = any(${states}::text[])`]),
  ])
  const total = await count(tx, 'warning', filter, where)
  const { rows } = await sql<WarningRow>`
    with page as (
      select warning.* from warning ${joined(filter)} where ${where} order by fails_on, warning.id limit ${limit} offset ${offset}
    )
    select page.id, target, target_id as "targetId", ${names},
      clause_id as clause, place, place_name as "placeName", level, fails_on as "failsOn", because,
      unknown_because as "unknownBecause", page.state, raised_at as "raisedAt", sent_at as "sentAt", ended_at as "endedAt"
    from page ${namedBy} order by fails_on, page.id`.execute(tx)
  const warnings = rows.map((row) => ({ ...named(row), daysLeft: daysLeft(row.failsOn, today) }))
  return { total, warnings }
}

/** Targets of which nobody can tell, those with the oldest knowledge first. */
export async function listUnknown(
  tx: Tx,
  filter: WarningFilter,
  { offset, limit }: WarningPage,
  today: Day,
): Promise<{ readonly total: number; readonly unknown: readonly ListedUnknown[] }> {
  const where = conditions(filter, 'update_unknown', [])
  const total = await count(tx, 'update_unknown', filter, where)
  const { rows } = await sql<UnknownRow>`
    with page as (
      select update_unknown.* from update_unknown ${joined(filter, 'update_unknown')} where ${where}
      order by known_through nulls first, target, target_id, clause_id limit ${limit} offset ${offset}
    )
    select target, target_id as "targetId", ${names},
      clause_id as clause, because, known_through as "knownThrough", since
    from page ${namedBy} order by known_through nulls first, target, target_id, clause_id`.execute(tx)
  const unknown = rows.map((row) => {
    const { knownThrough } = row
    return { ...named(row), ageDays: knownThrough === null ? null : daysBetween(knownThrough, today) }
  })
  return { total, unknown }
}

/** Warnings that are open, by unit and level: who has most to do comes first. */
export interface UnitWarnings {
  readonly unit: { readonly code: string; readonly name: string }
  readonly expired: number
  readonly within1: number
  readonly within3: number
  readonly within7: number
  /** The first day on which something fails. */
  readonly failsOn: Day
}

export async function warningsByUnit(
  tx: Tx,
  filter: Pick<WarningFilter, 'unit' | 'scope'>,
  { offset, limit }: WarningPage,
): Promise<{ readonly total: number; readonly items: readonly UnitWarnings[] }> {
  const where = conditions(filter, 'warning', [sql<SqlBool>`ended_at is null`])
  const { rows: totals } = await sql<{ total: number }>`
    select count(distinct organiser_id) as total from warning where ${where}`.execute(tx)
  const { rows } = await sql<Omit<UnitWarnings, 'unit'> & { code: string; name: string }>`
    select unit.code, unit.name, counts.expired, counts.within1, counts.within3, counts.within7, counts."failsOn"
    from (
      select organiser_id, count(*) filter (where level = 0) as expired, count(*) filter (where level = 1) as within1,
        count(*) filter (where level = 3) as within3, count(*) filter (where level = 7) as within7, min(fails_on) as "failsOn"
      from warning where ${where} group by organiser_id) counts
    join unit on unit.id = counts.organiser_id
    order by expired desc, within1 desc, within3 desc, within7 desc, unit.print_order, unit.id
    offset ${offset} limit ${limit}`.execute(tx)
  return { total: totals[0]!.total, items: rows.map(({ code, name, ...row }) => ({ ...row, unit: { code, name } })) }
}

interface Names {
  readonly targetKey: string
  readonly platform: string | null
  readonly name: string
  readonly unitCode: string
  readonly unitName: string
}
type WarningRow = Omit<ListedWarning, 'unit' | 'daysLeft'> & Names
type UnknownRow = Omit<ListedUnknown, 'unit' | 'ageDays'> & Names

function named<Found extends Names>({ platform, unitCode, unitName, ...found }: Found) {
  const { targetKey } = found
  const key = platform === null ? targetKey : accountKey({ platform: platform as PlatformId, platformId: targetKey })
  return { ...found, targetKey: key, unit: { code: unitCode, name: unitName } }
}

/** The page is cut before names are joined: joining all to show fifty would cost the most. */
const namedBy = sql`
  join unit on unit.id = page.organiser_id
  left join account on target = 'account' and account.id = target_id
  left join site on target = 'site' and site.id = target_id`
const names = sql`coalesce(account.platform_id, site.site_code) as "targetKey", account.platform,
  coalesce(account.name, site.name) as name, unit.code as "unitCode", unit.name as "unitName"`

type Table = 'warning' | 'update_unknown'

/** Only a search by name needs the targets before the page is cut. */
function joined({ search }: WarningFilter, table: Table = 'warning') {
  return search === undefined || search === ''
    ? sql``
    : sql`left join account on target = 'account' and account.id = ${sql.ref(`${table}.target_id`)}
      left join site on target = 'site' and site.id = ${sql.ref(`${table}.target_id`)}`
}

async function count(tx: Tx, table: Table, filter: WarningFilter, where: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from ${sql.table(table)} ${joined(filter, table)} where ${where}`.execute(tx)
  return rows[0]!.total
}

function conditions(
  { unit, target, targetId, clause, search, scope = everything }: WarningFilter,
  table: Table,
  more: readonly RawBuilder<SqlBool>[],
) {
  const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
  const all = [
    ...more,
    withinUnits(scope, `${table}.organiserId`),
    ...(unit === undefined ? [] : [sql<SqlBool>`${sql.ref(`${table}.organiser_id`)} in (${unitsUnder(unit)})`]),
    ...(target === undefined ? [] : [sql<SqlBool>`target = ${target}`]),
    ...(targetId === undefined ? [] : [sql<SqlBool>`target_id = ${targetId}`]),
    ...(clause === undefined ? [] : [sql<SqlBool>`clause_id = ${clause}`]),
    ...(search === undefined || search === ''
      ? []
      : [sql<SqlBool>`coalesce(account.name, site.name) ilike ${pattern}`]),
  ]
  return sql.join(all, sql` and `)
}
