/** A list as a sheet that an office prints: headings that stand out and repeat, a filter, all columns on one page's width. */
import type { CellStyle, WriteSheet } from 'hucre/xlsx'

type Cell = string | number

const thin = { style: 'thin', color: { rgb: '808080' } } as const
const border = { top: thin, bottom: thin, left: thin, right: thin }
const headingStyle: CellStyle = {
  font: { name: '黑体', size: 11 },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8EEF7' } },
  border,
  alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
}
const cellStyle: CellStyle = { border, alignment: { vertical: 'center', wrapText: true } }

/** `columns`: heading and width in characters. Texts are written as texts, so that no name becomes a formula. */
export function listSheet(
  name: string,
  columns: readonly (readonly [heading: string, width: number])[],
  rows: readonly (readonly Cell[])[],
): WriteSheet {
  const lines = [columns.map(([heading]): Cell => heading), ...rows]
  const cells = new Map(
    lines.flatMap((line, row) =>
      line.map((value, column) => {
        const type = typeof value === 'string' ? ('string' as const) : ('number' as const)
        return [`${row},${column}`, { value, type, style: row === 0 ? headingStyle : cellStyle }] as const
      }),
    ),
  )
  return {
    name,
    rows: lines.map((line) => [...line]),
    cells,
    columns: columns.map(([, width]) => ({ width })),
    freezePane: { rows: 1 },
    ...(rows.length > 0
      ? { autoFilter: { range: `A1:${String.fromCodePoint(64 + columns.length)}${lines.length}` } }
      : {}),
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '$1:$1',
    },
    headerFooter: { oddHeader: `&C${name}`, oddFooter: '&C— &P —' },
  }
}
