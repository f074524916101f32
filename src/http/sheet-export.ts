/** Lists as xlsx, row by row: a list of a million rows needs no more memory than one of ten. */
import { writeXlsxStream } from 'hucre/xlsx'

interface Heading<Item> {
  readonly title: string
  /** In characters. */
  readonly width: number
  readonly value: (item: Item) => string | number | null
}

/** Rows that are asked of the database at once. */
const rowsAtOnce = 2000
/** Excel's own limit for the text of a cell. */
const longestText = 32_767

/**
 * Answers all items of a list as an xlsx file. Texts are written as texts, so nothing that a page or an account calls itself
 * becomes a formula.
 *
 * @param next the items from `offset` on, in a fixed order
 */
export function sendSheet<Item>(
  name: string,
  headings: readonly Heading<Item>[],
  next: (offset: number, limit: number) => Promise<readonly Item[]>,
): Response {
  async function* rows() {
    yield headings.map(({ title }) => title)
    for (let offset = 0; ; offset += rowsAtOnce) {
      const items = await next(offset, rowsAtOnce)
      for (const item of items) yield headings.map(({ value }) => cell(value(item)))
      if (items.length < rowsAtOnce) return
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
