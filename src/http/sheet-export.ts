/** Lists as xlsx, row by row: a list of a million rows needs no more memory than one of ten. */
import { writeXlsxStream } from 'hucre/xlsx'

interface Heading<Item> {
  readonly title: string
  /** In characters. */
  readonly width: number
  readonly value: (item: Item) => string | number | null
}

const usualLimits = {
  /** Rows that are asked of the database at once. */
  rowsAtOnce: 5000,
  /** What a sheet of Excel holds, less the headings and the line that says that there are more. */
  mostRows: 1_048_574,
}
/** Excel's own limit for the text of a cell. */
const longestText = 32_767

/**
 * Answers all items of a list as an xlsx file. Texts are written as texts, so nothing that a page or an account calls itself
 * becomes a formula.
 *
 * @param next the items from `offset` on, in a fixed order; `last` is the one before them, for lists that go on from a key
 */
export function sendSheet<Item>(
  name: string,
  headings: readonly Heading<Item>[],
  next: (offset: number, limit: number, last: Item | undefined) => Promise<readonly Item[]>,
  { rowsAtOnce, mostRows } = usualLimits,
): Response {
  async function* rows() {
    yield headings.map(({ title }) => title)
    let last: Item | undefined
    for (let offset = 0; ; offset += rowsAtOnce) {
      const items = await next(offset, rowsAtOnce, last)
      for (const item of items.slice(0, mostRows - offset)) yield headings.map(({ value }) => cell(value(item)))
      if (offset + items.length > mostRows) {
        yield ['还有更多：超出了表格的行数，请缩小条件后分次导出']
        return
      }
      if (items.length < rowsAtOnce) return
      last = items.at(-1)
    }
  }
  const columns = headings.map(({ width }) => ({ width }))
  const stream = writeXlsxStream(rows(), { name, columns, freezePane: { rows: 1 } })
  return new Response(stream, {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.xlsx`)}`,
    },
  })
}

/** What XML cannot hold is left out. */
function cell(value: string | number | null): string | number | null {
  if (typeof value !== 'string') return value
  // oxlint-disable-next-line no-control-regex
  return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, longestText)
}
