/** All indicators, in the order of the table. One line per indicator. */
import accountStale from './account/stale.ts'
import type { AnyIndicator } from './define.ts'
import columnsBlank from './site/columns-blank.ts'
import columnsLongStale from './site/columns-long-stale.ts'
import columnsStale from './site/columns-stale.ts'
import homeStale from './site/home-stale.ts'
import unreachable from './site/unreachable.ts'

export const indicators: readonly AnyIndicator[] = [
  unreachable,
  homeStale,
  columnsStale,
  columnsLongStale,
  columnsBlank,
  accountStale,
]
