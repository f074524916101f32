/** Units by what files call them: the code, else the name or the short name where only one unit has it. */
import type { Tx } from '../store/database.ts'

export interface UnitNames {
  readonly byCode: ReadonlyMap<string, number>
  /** Codes of all units with a name or short name. */
  readonly codesByName: ReadonlyMap<string, ReadonlySet<string>>
}

export async function unitNames(tx: Tx): Promise<UnitNames> {
  const units = await tx.selectFrom('unit').select(['id', 'code', 'name', 'shortName']).execute()
  const codesByName = new Map<string, Set<string>>()
  for (const { code, name, shortName } of units) {
    for (const called of [name, shortName]) codesByName.set(called, (codesByName.get(called) ?? new Set()).add(code))
  }
  return { byCode: new Map(units.map(({ code, id }) => [code, id])), codesByName }
}

/** Codes of the units that may be meant: one when the name is clear. */
export function unitsCalled({ byCode, codesByName }: UnitNames, called: string): readonly string[] {
  return byCode.has(called) ? [called] : [...(codesByName.get(called) ?? [])]
}
