/** Units to choose among: by name, short name or code, whoever fits best first. */
import { sql, type SqlBool } from 'kysely'
import type { Tx } from '../store/database.ts'
import { withinUnits, type Scope } from './scope.ts'

export interface UnitChoice {
  readonly code: string
  readonly name: string
  readonly shortName: string
  /** Name of the unit above it; `null` at the top, and where that one is outside the scope. */
  readonly parentName: string | null
}

/** What a list to choose from can show. */
const mostShown = 50

interface Asked {
  /** Part of name, short name or code; empty: the first of all, in printing order. */
  readonly search: string
  /** Exactly these instead. */
  readonly codes?: readonly string[] | undefined
}

/** The first 50 units of the scope that are asked for, and whether there are more. */
export async function unitChoices(
  tx: Tx,
  scope: Pick<Scope, 'units'>,
  { search, codes }: Asked,
): Promise<{ readonly units: readonly UnitChoice[]; readonly more: boolean }> {
  const folded = sql`lower(normalize(${search.trim()}, NFKC))`
  const called = sql`lower(normalize(unit.name || chr(10) || unit.short_name || chr(10) || unit.code, NFKC))`
  const units = await tx
    .selectFrom('unit')
    .leftJoin('unit as parent', (join) =>
      join.onRef('parent.id', '=', 'unit.parentId').on(withinUnits(scope, 'parent.id')),
    )
    .select(['unit.code', 'unit.name', 'unit.shortName', 'parent.name as parentName'])
    .where(withinUnits(scope, 'unit.id'))
    .where(
      codes === undefined
        ? sql<SqlBool>`strpos(${called}, ${folded}) > 0`
        : sql<SqlBool>`unit.code = any(${[...codes]}::text[])`,
    )
    // One of the three is it, or begins with it: people look for 统计局, not for 黄浦区统计局信息中心.
    .orderBy(sql`strpos(chr(10) || ${called} || chr(10), chr(10) || ${folded} || chr(10)) > 0`, 'desc')
    .orderBy(sql`strpos(chr(10) || ${called}, chr(10) || ${folded}) > 0`, 'desc')
    .orderBy('unit.printOrder')
    .orderBy('unit.id')
    .limit(mostShown + 1)
    .execute()
  return { units: units.slice(0, mostShown), more: units.length > mostShown }
}
