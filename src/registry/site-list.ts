/** Sites of the register and their columns, page by page. */
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Tx } from '../store/database.ts'
import { unitsUnder } from './account-list.ts'
import type { Listed, ListPage } from './list-page.ts'
import type { columnClassNames, SiteCategory, SiteState } from './register.ts'
import { seesSite, type Scope } from './scope.ts'

export interface ListedSite {
  readonly id: number
  readonly siteCode: string
  readonly name: string
  readonly url: string
  readonly category: SiteCategory
  readonly state: SiteState
  readonly hasServices: boolean
  readonly organiser: { readonly code: string; readonly name: string }
  readonly columns: number
  /** Open early warnings. */
  readonly warnings: number
}

export interface SiteFilter {
  readonly states?: readonly SiteState[] | undefined
  readonly categories?: readonly SiteCategory[] | undefined
  readonly organiser?: string | undefined
  /** Code of a unit: its own sites and those of units below it. */
  readonly under?: string | undefined
  /** Part of name, address or 网站标识码. */
  readonly search?: string | undefined
  readonly siteCode?: string | undefined
}

export const siteOrders = ['siteCode', 'name', 'category'] as const
export type SiteOrder = (typeof siteOrders)[number]

/** The sites of a filter that the scope sees. */
export async function listSites(
  tx: Tx,
  scope: Scope,
  { states, categories, organiser, under, search, siteCode }: SiteFilter,
  { offset, limit, order, descending }: ListPage<SiteOrder>,
): Promise<Listed<ListedSite>> {
  let found = tx.selectFrom('site').innerJoin('unit', 'unit.id', 'site.organiserId').where(seesSite(scope, 'site'))
  if (states !== undefined && states.length > 0) found = found.where('site.state', 'in', states)
  if (categories !== undefined && categories.length > 0) found = found.where('site.category', 'in', categories)
  if (organiser !== undefined) found = found.where('unit.code', '=', organiser)
  if (under !== undefined) found = found.where(sql<SqlBool>`site.organiser_id in (${unitsUnder(under)})`)
  if (siteCode !== undefined) found = found.where('site.siteCode', '=', siteCode)
  if (search !== undefined && search !== '') {
    found = found.where(
      sql<SqlBool>`strpos(lower(site.name || chr(10) || site.url || chr(10) || site.site_code), lower(${search})) > 0`,
    )
  }
  const { total } = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  // The page is cut first: what is counted of each site would be counted of all that are skipped.
  const page = found
    .select('site.id')
    .orderBy(`site.${order}`, descending ? 'desc' : 'asc')
    .orderBy('site.id')
    .offset(offset)
    .limit(limit)
  const rows = await tx
    .selectFrom('site')
    .innerJoin('unit', 'unit.id', 'site.organiserId')
    .where('site.id', 'in', page)
    .select(['site.id', 'site.siteCode', 'site.name', 'site.url', 'site.category', 'site.state', 'site.hasServices'])
    .select(['unit.code as organiserCode', 'unit.name as organiserName'])
    .select(sql<number>`(select count(*)::int from site_column where site_column.site_id = site.id)`.as('columns'))
    .select(
      sql<number>`(select count(*)::int from warning
        where warning.target = 'site' and warning.target_id = site.id and warning.ended_at is null)`.as('warnings'),
    )
    .orderBy(`site.${order}`, descending ? 'desc' : 'asc')
    .orderBy('site.id')
    .execute()
  const items = rows.map(({ organiserCode, organiserName, ...site }) => ({
    ...site,
    organiser: { code: organiserCode, name: organiserName },
  }))
  return { total, items: items as readonly ListedSite[] }
}

export interface ListedColumn {
  readonly id: number
  readonly siteCode: string
  readonly siteName: string
  readonly name: string
  readonly url: string
  readonly class: keyof typeof columnClassNames
  readonly level: number
  readonly onHome: boolean
  readonly updateDuty: boolean
}

export interface ColumnFilter {
  readonly siteCode?: string | undefined
  readonly classes?: readonly string[] | undefined
  readonly updateDuty?: boolean | undefined
  /** Part of name or address. */
  readonly search?: string | undefined
}

/** The registered columns of a filter, by site and name. */
export async function listColumns(
  tx: Tx,
  scope: Scope,
  { siteCode, classes, updateDuty, search }: ColumnFilter,
  { offset, limit }: Pick<ListPage<string>, 'offset' | 'limit'>,
): Promise<Listed<ListedColumn>> {
  const folded = sql`lower(normalize(${search ?? ''}, NFKC))`
  const ofSites = (condition: RawBuilder<unknown>) => sql`c.site_id in (select site.id from site where ${condition})`
  const asked = sql.join(
    [
      sql`true`,
      ...(scope.units === 'all' && scope.campaigns === 'all' ? [] : [ofSites(seesSite(scope, 'site'))]),
      ...(siteCode === undefined ? [] : [ofSites(sql`site.site_code = ${siteCode}`)]),
      ...(classes === undefined || classes.length === 0 ? [] : [sql`c.class = any(${[...classes]}::text[])`]),
      ...(updateDuty === undefined ? [] : [sql`c.update_duty = ${updateDuty}`]),
      ...(search
        ? [
            sql`(strpos(c.search_text, ${folded}) > 0
              or ${ofSites(sql`strpos(lower(normalize(site.name, NFKC)), ${folded}) > 0`)})`,
          ]
        : []),
    ],
    sql` and `,
  )
  // Counted by site, which says at once how many there are and which sites the page is made of: no page sorts them all.
  const { rows: sites } = await sql<{ id: number | null; before: number; total: number }>`
    with counted as (
      select c.site_id, count(*) as columns from site_column c where ${asked} group by c.site_id
    ), placed as (
      select site.id, columns, sum(columns) over (order by site_code) - columns as before
      from counted join site on site.id = counted.site_id
    ), whole as (select coalesce(sum(columns), 0)::int as total from counted)
    select placed.id, placed.before::int, whole.total from whole
    left join placed on placed.before < ${offset + limit} and placed.before + placed.columns > ${offset}
    order by placed.before`.execute(tx)
  const { total, before } = sites[0]!
  const ids = sites.flatMap(({ id }) => id ?? [])
  if (ids.length === 0) return { total, items: [] }
  const { rows: items } = await sql<ListedColumn>`
    select c.id, site.site_code as "siteCode", site.name as "siteName", c.name, c.url, c.class, c.level,
      c.on_home as "onHome", c.update_duty as "updateDuty"
    from site_column c join site on site.id = c.site_id
    where c.site_id = any(${ids}::int[]) and ${asked}
    order by site.site_code, c.id offset ${offset - before} limit ${limit}`.execute(tx)
  return { total, items }
}
