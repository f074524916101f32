/** Units of the register: page by page, and as a tree. */
import { sql, type SqlBool } from 'kysely'
import type { Tx } from '../store/database.ts'
import { unitsUnder } from './account-list.ts'
import type { Listed, ListPage } from './list-page.ts'
import type { UnitKind } from './register.ts'
import { withinUnits, type Scope } from './scope.ts'

export interface ListedUnit {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly shortName: string
  readonly kind: UnitKind
  readonly parentCode: string | null
  readonly parentName: string | null
  /** Of its own, in normal operation; those of units below it are theirs. */
  readonly sites: number
  readonly accounts: number
  /** Units directly below it. */
  readonly below: number
}

export interface UnitFilter {
  readonly kinds?: readonly UnitKind[] | undefined
  /** Code of a unit: itself and everything below it. */
  readonly under?: string | undefined
  /** Part of name, short name or code. */
  readonly search?: string | undefined
  /** Exactly these. */
  readonly codes?: readonly string[] | undefined
}

export const unitOrders = ['printOrder', 'name', 'code'] as const
export type UnitOrder = (typeof unitOrders)[number]

/** The units of a filter that the scope sees. */
export async function listUnits(
  tx: Tx,
  scope: Scope,
  { kinds, under, search, codes }: UnitFilter,
  { offset, limit, order, descending }: ListPage<UnitOrder>,
): Promise<Listed<ListedUnit>> {
  let found = tx.selectFrom('unit').where(withinUnits(scope, 'unit.id'))
  if (kinds !== undefined && kinds.length > 0) found = found.where('unit.kind', 'in', kinds)
  if (codes !== undefined) found = found.where(sql<SqlBool>`unit.code = any(${[...codes]}::text[])`)
  if (under !== undefined) found = found.where(sql<SqlBool>`unit.id in (${unitsUnder(under)})`)
  if (search !== undefined && search !== '') {
    found = found.where(
      sql<SqlBool>`strpos(lower(unit.name || chr(10) || unit.short_name || chr(10) || unit.code), lower(${search})) > 0`,
    )
  }
  const { total } = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  // The page is cut first: what is counted of each unit would be counted of all that are skipped.
  const page = found
    .select('unit.id')
    .orderBy(`unit.${order}`, descending ? 'desc' : 'asc')
    .orderBy('unit.id')
    .offset(offset)
    .limit(limit)
  const items = await tx
    .selectFrom('unit')
    .where('unit.id', 'in', page)
    .leftJoin('unit as parent', 'parent.id', 'unit.parentId')
    .select(['unit.id', 'unit.code', 'unit.name', 'unit.shortName', 'unit.kind'])
    .select(['parent.code as parentCode', 'parent.name as parentName'])
    .select(countOf('sites'))
    .select(countOf('accounts'))
    .select(sql<number>`(select count(*)::int from unit child where child.parent_id = unit.id)`.as('below'))
    .orderBy(`unit.${order}`, descending ? 'desc' : 'asc')
    .orderBy('unit.id')
    .execute()
  return { total, items: items as readonly ListedUnit[] }
}

export interface TreeUnit {
  readonly code: string
  readonly name: string
  readonly shortName: string
  readonly kind: UnitKind
  /** `null` at the top, and where the unit above is outside the scope. */
  readonly parentCode: string | null
  readonly sites: number
  readonly accounts: number
}

/** All units that the scope sees, in printing order: some thousands at most, so a tree can be drawn and searched at once. */
export async function unitTree(tx: Tx, scope: Scope): Promise<readonly TreeUnit[]> {
  const rows = await tx
    .selectFrom('unit')
    .leftJoin('unit as parent', (join) =>
      join.onRef('parent.id', '=', 'unit.parentId').on(withinUnits(scope, 'parent.id')),
    )
    .select(['unit.code', 'unit.name', 'unit.shortName', 'unit.kind', 'parent.code as parentCode'])
    .select(countOf('sites'))
    .select(countOf('accounts'))
    .where(withinUnits(scope, 'unit.id'))
    .orderBy('unit.printOrder')
    .orderBy('unit.id')
    .execute()
  return rows as readonly TreeUnit[]
}

function countOf(what: 'sites' | 'accounts') {
  return what === 'sites'
    ? sql<number>`(select count(*)::int from site where site.organiser_id = unit.id and site.state = 'active')`.as(what)
    : sql<number>`(select count(*)::int from account where account.organiser_id = unit.id and account.state = 'active')`.as(
        what,
      )
}
