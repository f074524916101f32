/** The workbook of a bulletin: annexes, every figure with its counts, the inspected targets, and how it was counted. */
import { writeXlsx, type CellStyle, type CellValue, type WriteSheet } from 'hucre/xlsx'
import { annexLabel } from '../annexes.ts'
import type { Bulletin, Figure } from '../bulletin.ts'
import { noticeLines } from '../plain-text.ts'
import { displayWidth } from './display-width.ts'
import type { BulletinFormat } from './format.ts'
import { dateZipEntries } from './zip-dates.ts'

export const xlsx: BulletinFormat = {
  id: 'xlsx',
  extension: 'xlsx',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  label: 'Excel 附表',
  async render(bulletin) {
    const date = new Date(`${bulletin.date}T00:00:00Z`)
    const workbook = await writeXlsx({
      sheets: tables(bulletin).map(sheet),
      properties: { title: bulletin.title, creator: bulletin.issuer, created: date, modified: date },
      defaultFont: { name: '宋体', size: 11 },
    })
    return dateZipEntries(workbook, bulletin.date)
  },
}

/** One sheet before it is dressed: lines above the headings, the table, lines below it. */
interface SheetTable {
  readonly name: string
  readonly title: string
  readonly above: readonly string[]
  readonly headings: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
  readonly below: readonly string[]
}

function tables(bulletin: Bulletin): readonly SheetTable[] {
  const above = noticeLines(bulletin)
  const plain = { above, below: [] }
  return [
    ...bulletin.annexes.map(({ title, headings, rows, note }, index) => ({
      name: annexLabel(bulletin.annexes.length, index),
      title,
      above,
      headings,
      rows: rows.map((row) => row.map((text, column) => (headings[column] === '序号' ? Number(text) : text))),
      below: [note],
    })),
    {
      ...plain,
      name: '指标数据',
      title: `${bulletin.title}：指标数据`,
      headings: ['编号', '指标', '数值', '比率', '分子', '分母', '明细种类', '明细行数'],
      rows: bulletin.figures.map(figureRow),
    },
    ...bulletin.lists.map(({ name, headings, rows }) => ({ ...plain, name, title: name, headings, rows })),
    {
      ...plain,
      name: '口径说明',
      title: '口径说明',
      headings: ['序号', '说明'],
      rows: bulletin.method.map((text, index) => [index + 1, text]),
    },
  ]
}

const rowKinds = {
  site: '网站',
  account: '账号',
  siteInspection: '网站检查',
  accountInspection: '账号检查',
  message: '找错留言',
  notice: '整改通知',
  case: '整改事项',
} satisfies Record<Figure['rowKind'], string>

function figureRow(figure: Figure): readonly (string | number | null)[] {
  const { id, label, text, value, numerator, denominator, rowKind, rowIds } = figure
  const rate = denominator === null ? null : text
  return [id, label, value, rate, numerator, denominator, rowKinds[rowKind], rowIds.length]
}

function sheet({ name, title, above, headings, rows, below }: SheetTable): WriteSheet {
  const head = [...above, title]
  const headingRow = head.length
  const columnWidths = widths(headings, rows)
  const lastColumn = letter(headings.length - 1)
  const lines: CellValue[][] = [
    ...head.map((line): CellValue[] => [line]),
    [...headings],
    ...rows.map((row): CellValue[] => [...row]),
    ...below.map((line): CellValue[] => [line]),
  ]
  const across = [...head.keys(), ...below.map((_, index) => headingRow + 1 + rows.length + index)]
  return {
    name,
    rows: lines,
    cells: styledCells(lines, head.length, rows.length),
    columns: columnWidths.map((width) => ({ width })),
    rowDefs: new Map([
      [headingRow - 1, { height: 32 }],
      [headingRow, { height: 24 }],
      ...rows.map((row, index) => [headingRow + 1 + index, { height: rowHeight(row, columnWidths) }] as const),
      ...below.map((_, index) => [headingRow + 1 + rows.length + index, { height: 22 }] as const),
    ]),
    merges: across.map((row) => ({ startRow: row, startCol: 0, endRow: row, endCol: headings.length - 1 })),
    freezePane: { rows: headingRow + 1 },
    autoFilter: { range: `A${headingRow + 1}:${lastColumn}${headingRow + 1 + rows.length}` },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      margins: { top: 0.8, bottom: 0.8, left: 0.6, right: 0.6, header: 0.3, footer: 0.4 },
      printTitlesRow: `$${headingRow + 1}:$${headingRow + 1}`,
    },
    headerFooter: { oddFooter: '&C— &P —' },
  }
}

const thin = { style: 'thin', color: { rgb: '808080' } } as const
const border = { top: thin, bottom: thin, left: thin, right: thin }
const titleStyle: CellStyle = {
  font: { name: '黑体', size: 16 },
  alignment: { horizontal: 'center', vertical: 'center' },
}
const noticeStyle: CellStyle = {
  font: { name: '黑体', size: 11, color: { rgb: 'C00000' } },
  alignment: { horizontal: 'center', vertical: 'center' },
}
const headingStyle: CellStyle = {
  font: { name: '黑体', size: 11 },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8EEF7' } },
  border,
  alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
}
const textStyle: CellStyle = { border, alignment: { vertical: 'center', wrapText: true } }
const numberStyle: CellStyle = { border, alignment: { horizontal: 'center', vertical: 'center' } }
const noteStyle: CellStyle = { alignment: { vertical: 'center', wrapText: true } }

/**
 * Every cell with its style. Texts are written as strings even when they begin with `=`, so that a name from the register
 * never becomes a formula.
 */
function styledCells(
  lines: readonly CellValue[][],
  headingRow: number,
  rowCount: number,
): NonNullable<WriteSheet['cells']> {
  const cells = new Map<string, { value: CellValue; type: 'string' | 'number' | 'empty'; style: CellStyle }>()
  for (const [row, values] of lines.entries()) {
    for (const [column, value] of values.entries()) {
      const type = value === null ? 'empty' : typeof value === 'number' ? 'number' : 'string'
      cells.set(`${row},${column}`, { value, type, style: styleOf(row, typeof value, headingRow, rowCount) })
    }
  }
  return cells
}

function styleOf(row: number, type: string, headingRow: number, rowCount: number): CellStyle {
  if (row < headingRow - 1) return noticeStyle
  if (row === headingRow - 1) return titleStyle
  if (row === headingRow) return headingStyle
  if (row > headingRow + rowCount) return noteStyle
  return type === 'number' ? numberStyle : textStyle
}

/** Column widths in western characters: the longest cell, between 8 and 44; longer text wraps. */
function widths(headings: readonly string[], rows: SheetTable['rows']): readonly number[] {
  return headings.map((heading, index) => {
    const longest = rows.reduce(
      (most, row) => Math.max(most, displayWidth(String(row[index] ?? ''))),
      displayWidth(heading) + 2,
    )
    return Math.min(Math.max(longest + 2, 8), 44)
  })
}

/** Points: wrapped lines are counted here, because not every program does it when it opens the file. */
function rowHeight(row: SheetTable['rows'][number], columnWidths: readonly number[]): number {
  const lines = row.map((value, index) => Math.ceil(displayWidth(String(value ?? '')) / (columnWidths[index]! - 1)))
  return 5 + 15 * Math.max(1, ...lines)
}

/** Column letter; a sheet of ours has fewer than 26 columns. */
function letter(column: number): string {
  return String.fromCharCode(65 + column)
}
