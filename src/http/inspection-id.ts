/** The number of an inspection as it stands in an address. */
import { Failure } from '../kernel/failure.ts'

/** The largest `integer` of PostgreSQL; a greater number would be an error there, not "not found". */
const largest = 2_147_483_647

/** Reads `42`; a `notFound` failure on anything that cannot be the number of an inspection. */
export function readInspectionId(text: string): number {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0
  if (id >= 1 && id <= largest) return id
  throw new Failure(
    'notFound.inspection',
    `没有编号为“${text.slice(0, 40)}”的检查`,
    '编号是正整数，可在通报的数字明细中找到',
  )
}
