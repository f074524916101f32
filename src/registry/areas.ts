/** Districts, departments and committees: whom a unit belongs to, for tables by district and department. */
import type { Tx } from '../store/database.ts'
import type { UnitKind } from './register.ts'

export interface Area {
  readonly code: string
  readonly name: string
  readonly kind: UnitKind
  readonly printOrder: number
}

const areaKinds: readonly string[] = ['district', 'department', 'committee']

/** From the id of any unit to the nearest district, department or committee at or above it; else the unit at the top. */
export async function areasOfUnits(tx: Tx): Promise<ReadonlyMap<number, Area>> {
  const units = await tx
    .selectFrom('unit')
    .select(['id', 'code', 'name', 'shortName', 'kind', 'parentId', 'printOrder'])
    .execute()
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  return new Map(
    units.map((unit) => {
      let area = unit
      // as many steps as there are units: a circle in the tree does no harm
      for (let step = 0; step < units.length && !areaKinds.includes(area.kind); step += 1) {
        const above = area.parentId === null ? undefined : byId.get(area.parentId)
        if (above === undefined || above.kind === 'municipal') break
        area = above
      }
      const { code, shortName: name, printOrder } = area
      return [unit.id, { code, name, kind: area.kind as UnitKind, printOrder }]
    }),
  )
}
