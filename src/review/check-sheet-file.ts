/** A check sheet as xlsx: one sheet to fill, with drop-down lists, printed on A4 landscape with its headings on every page. */
import { writeXlsx, type CellStyle, type CellValue } from 'hucre/xlsx'
import { decisionKinds, reviewRoles } from '../judging/verdict.ts'
import { clip } from '../kernel/text.ts'
import { notAsked } from './decision-file.ts'
import type { CheckSheet } from './check-sheet.ts'

/** Excel holds no longer text in a cell; a reason from a hostile page can be longer. */
const cellChars = 2000

const thin = { style: 'thin', color: { rgb: '808080' } } as const
const border = { top: thin, bottom: thin, left: thin, right: thin }
const headingStyle: CellStyle = {
  font: { name: '黑体', size: 11 },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8EEF7' } },
  border,
  alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
}
const cellStyle: CellStyle = { border, alignment: { vertical: 'center', wrapText: true } }
const closedStyle: CellStyle = { ...cellStyle, font: { color: { rgb: '808080' } } }

/** The file's bytes. Texts are written as strings, so that nothing from the register or a page becomes a formula. */
export async function checkSheetFile({ title, headings, rows }: CheckSheet): Promise<Uint8Array> {
  const lines = [headings, ...rows.map((row) => row.map((text) => clip(text, cellChars)))]
  const cells = new Map<string, { value: CellValue; type: 'string'; style: CellStyle }>()
  for (const [row, texts] of lines.entries()) {
    for (const [column, value] of texts.entries()) {
      const style = row === 0 ? headingStyle : value === notAsked ? closedStyle : cellStyle
      cells.set(`${row},${column}`, { value, type: 'string', style })
    }
  }
  const last = Math.max(lines.length, 2)
  const list = (heading: string, labels: Readonly<Record<string, string>>) => {
    const column = columnLetters(headings.indexOf(heading))
    return {
      type: 'list' as const,
      values: Object.values(labels),
      allowBlank: true,
      range: `${column}2:${column}${last}`,
    }
  }
  return writeXlsx({
    sheets: [
      {
        name: '人工检查表',
        rows: lines.map((line) => [...line]),
        cells,
        columns: headings.map((heading) => ({ width: widths[heading] ?? 14 })),
        freezePane: { rows: 1 },
        dataValidations: [list('结论', decisionKinds), list('角色', reviewRoles)],
        pageSetup: {
          paperSize: 'a4',
          orientation: 'landscape',
          fitToPage: true,
          fitToWidth: 1,
          fitToHeight: 0,
          printTitlesRow: '$1:$1',
        },
        headerFooter: { oddHeader: `&C${title}`, oddFooter: '&C— &P —' },
      },
    ],
    properties: { title },
    defaultFont: { name: '宋体', size: 11 },
  })
}

const widths: Readonly<Record<string, number>> = {
  对象名称: 22,
  检查内容: 36,
  机器意见: 30,
  应交证明: 30,
  情况说明: 30,
  说明: 30,
}

/** `A` … `Z`, `AA` …: proof makes the sheet wider than the alphabet. */
function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${columnLetters(Math.floor(index / 26) - 1)}${letter}`
}
