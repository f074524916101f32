/** What was found of a site's columns against what its register says: only what a person has to look at. Pure. */
import type { ColumnSnapshot } from '../registry/snapshot.ts'
import type { FoundColumns } from './find-columns.ts'
import { addressKey } from './crawl/link-address.ts'
import type { DiscoveredColumn } from './gatherers/judge-column.ts'

export interface ColumnProposal extends DiscoveredColumn {
  /** `new`: the register does not have it; `contradicts`: its class or level is another one there. */
  readonly change: 'new' | 'contradicts'
  /** What the register says; `null`: nothing. */
  readonly registered: Pick<ColumnSnapshot, 'name' | 'class' | 'level'> | null
}

export interface ColumnComparison {
  readonly proposals: readonly ColumnProposal[]
  /** Columns of the register that are not there any more. */
  readonly gone: readonly (Pick<ColumnSnapshot, 'name' | 'url'> & { readonly reason: string })[]
}

/** What a person has set is contradicted only by what is quite sure. */
const sureEnough = 0.8

/** New columns, those that contradict the register, and those that are gone; what agrees is not repeated. */
export function compareColumns(
  { columns, gone }: Pick<FoundColumns, 'columns' | 'gone'>,
  register: readonly ColumnSnapshot[],
): ColumnComparison {
  const known = new Map(register.map((column) => [addressKey(column.url), column]))
  const proposals = columns.flatMap((column): ColumnProposal[] => {
    const before = known.get(addressKey(column.url))
    if (before === undefined) return [{ ...column, change: 'new', registered: null }]
    const classDiffers = before.class !== column.class && column.classConfidence >= sureEnough
    const levelDiffers = before.level !== column.level && column.levelConfidence >= sureEnough
    if (!classDiffers && !levelDiffers) return []
    const { name, class: kind, level } = before
    // What is not in doubt stays as the person who set it wrote it: the row can be imported as it is.
    const row = {
      ...column,
      ...before,
      class: classDiffers ? column.class : kind,
      level: levelDiffers ? column.level : level,
    }
    return [{ ...row, change: 'contradicts', registered: { name, class: kind, level } }]
  })
  return {
    proposals,
    gone: gone.flatMap(({ url, reason }) => {
      const column = known.get(addressKey(url))
      return column === undefined ? [] : [{ name: column.name, url: column.url, reason }]
    }),
  }
}
