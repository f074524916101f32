/** Proposed columns as a spreadsheet that a person corrects and imports. */
import { writeXlsx } from 'hucre/xlsx'
import type { ColumnComparison, ColumnProposal } from '../gather/compare-columns.ts'
import { columnCells, columnFormat } from '../registry/import-columns.ts'
import { columnClassNames } from '../registry/register.ts'

/** What a proposal rests on, and what the register says in its place. */
export function basisOf({ basis, registered }: ColumnProposal): string {
  if (registered === null) return basis
  return `${basis}；名录为${columnClassNames[registered.class]}、${registered.level} 级`
}

/** Proposals as a workbook whose first sheet `import columns` reads; columns that are gone stand on the second. */
export function proposalSheet(siteCode: string, { proposals, gone }: ColumnComparison): Promise<Uint8Array> {
  const rows = proposals.map((column) => [...columnCells({ ...column, siteCode }), column.confidence, basisOf(column)])
  const sheet = (name: string, headings: readonly string[], table: readonly (readonly (string | number)[])[]) => ({
    name,
    rows: [[...headings], ...table.map((row) => row.map(cell))],
  })
  return writeXlsx({
    sheets: [
      // The first sheet is what the import reads; it ignores the two last columns.
      { ...sheet('栏目', [...columnFormat.headings, '置信度', '依据'], rows), columns: widths },
      sheet(
        '名录中已失效',
        ['栏目名称', '栏目网址', '原因'],
        gone.map(({ name, url, reason }) => [name, url, reason]),
      ),
    ],
  })
}

const widths = [14, 18, 48, 12, 10, 10, 10, 8, 80].map((width) => ({ width }))

/** A spreadsheet knows no control characters. */
const cell = (value: string | number) =>
  typeof value === 'number' ? value : value.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
