/** The table of an annex: fixed widths, the headings on every page, no row broken across pages. */
import {
  AlignmentType,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import type { Annex } from '../bulletin.ts'
import { displayWidth } from './display-width.ts'
import { fonts, millimetres, run } from './docx-layout.ts'

const TABLE_WIDTH = millimetres(156)
/** Half points: 小四 = 12 pt. */
const CELL_SIZE = 24
/** Left and right of a cell's text. */
const CELL_MARGIN = 80
/** Room for borders and rounding. */
const SPARE = 40

export function annexTable({ headings, rows }: Annex): Table {
  const widths = columnWidths(headings, rows)
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: TABLE_WIDTH, type: WidthType.DXA },
    alignment: AlignmentType.CENTER,
    columnWidths: widths,
    margins: { top: 80, bottom: 80, left: CELL_MARGIN, right: CELL_MARGIN },
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: headings.map((text, index) => cell(text, widths[index]!, fonts.heading, AlignmentType.CENTER)),
      }),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map((text, index) => cell(text, widths[index]!, fonts.body, alignmentOf(text))),
          }),
      ),
    ],
  })
}

function cell(text: string, width: number, font: string, alignment: Alignment): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    children: [
      new Paragraph({
        alignment,
        widowControl: false,
        spacing: { line: 360, lineRule: LineRuleType.EXACT, before: 0, after: 0 },
        children: [run(text, font, CELL_SIZE)],
      }),
    ],
  })
}

type Alignment = typeof AlignmentType.CENTER | typeof AlignmentType.LEFT

/** Short cells in the middle; a text of several lines reads better from the left. */
function alignmentOf(text: string): Alignment {
  return text.length > 18 ? AlignmentType.LEFT : AlignmentType.CENTER
}

/** Short columns get what their longest cell needs; the others share the rest by their longest cell. */
function columnWidths(headings: readonly string[], rows: readonly (readonly string[])[]): number[] {
  const needs = headings.map((heading, index) => {
    const ems = rows.reduce((most, row) => Math.max(most, emsOf(row[index]!)), emsOf(heading))
    return { short: ems <= 7, width: Math.ceil(Math.min(ems, 24) * CELL_SIZE * 10) + 2 * CELL_MARGIN + SPARE }
  })
  const total = (widths: readonly { readonly width: number }[]) => widths.reduce((sum, { width }) => sum + width, 0)
  const kept = total(needs) <= TABLE_WIDTH ? [] : needs.filter(({ short }) => short)
  const scale = (TABLE_WIDTH - total(kept)) / (total(needs) - total(kept))
  return needs.map((need) => Math.floor(kept.includes(need) ? need.width : need.width * scale))
}

/** The font that stands in for Times New Roman may be wider: 0.64 of a Chinese character instead of a half. */
function emsOf(text: string): number {
  return displayWidth(text, 1.28) / 2
}
