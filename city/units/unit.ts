/** A unit (机构) of the city. */
import type { UnitKind } from '../../src/registry/register.ts'

export interface Unit {
  readonly code: string
  readonly name: string
  readonly shortName: string
  readonly kind: UnitKind
  readonly parent: Unit | null
  readonly printOrder: number
  /** Host name part and file name part, e.g. `shangwu`. */
  readonly slug: string
  /** Six digits of the division: `310000` for municipal bodies, `3101xx` for districts. */
  readonly division: string
  /** Stem of its accounts' names, e.g. 上海统计. */
  readonly accountStem: string
}
