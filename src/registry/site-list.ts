/** Sites of the register and their columns, page by page. */
import { sql, type SqlBool } from 'kysely'
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
  const rows = await found
    .select(['site.id', 'site.siteCode', 'site.name', 'site.url', 'site.category', 'site.state', 'site.hasServices'])
    .select(['unit.code as organiserCode', 'unit.name as organiserName'])
    .select(sql<number>`(select count(*)::int from site_column where site_column.site_id = site.id)`.as('columns'))
    .select(
      sql<number>`(select count(*)::int from warning
        where warning.target = 'site' and warning.target_id = site.id and warning.ended_at is null)`.as('warnings'),
    )
    .orderBy(`site.${order}`, descending ? 'desc' : 'asc')
    .orderBy('site.id')
    .offset(offset)
    .limit(limit)
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
  let found = tx
    .selectFrom('siteColumn')
    .innerJoin('site', 'site.id', 'siteColumn.siteId')
    .where(seesSite(scope, 'site'))
  if (siteCode !== undefined) found = found.where('site.siteCode', '=', siteCode)
  if (classes !== undefined && classes.length > 0) found = found.where('siteColumn.class', 'in', classes)
  if (updateDuty !== undefined) found = found.where('siteColumn.updateDuty', '=', updateDuty)
  if (search !== undefined && search !== '') {
    found = found.where(
      sql<SqlBool>`strpos(lower(site_column.name || chr(10) || site_column.url || chr(10) || site.name), lower(${search})) > 0`,
    )
  }
  const { total } = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await found
    .select(['siteColumn.id', 'site.siteCode', 'site.name as siteName', 'siteColumn.name', 'siteColumn.url'])
    .select(['siteColumn.class', 'siteColumn.level', 'siteColumn.onHome', 'siteColumn.updateDuty'])
    .orderBy('site.siteCode')
    .orderBy('siteColumn.id')
    .offset(offset)
    .limit(limit)
    .execute()
  return { total, items: items as readonly ListedColumn[] }
}
