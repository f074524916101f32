/**
 * Reads a spreadsheet from a stranger: the table of an xlsx file or a csv or json file, as rows of texts by heading. Limits on
 * size and rows are checked while reading, and every cell that cannot be trusted is named.
 */
import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../kernel/failure.ts'
import { decodeCsv, parseCsv } from './csv.ts'
import { jsonTable } from './json-table.ts'
import type { RawCell, RawRow } from './raw-row.ts'
import { emptyFile, SheetTable, type SheetFormat, type SheetRow } from './sheet-table.ts'
import { countSheets, readXlsx } from './xlsx.ts'

export type { SheetFormat, SheetRow } from './sheet-table.ts'

export const spreadsheetLimits = { fileBytes: 50_000_000, rows: 200_000, sheets: 20 } as const

/**
 * Reads all rows that are not empty. Dates come as `YYYY-MM-DD` or `YYYY-MM-DD HH:mm:ss`; whether a cell may be empty is for
 * the caller to say.
 *
 * @throws Failure `notFound.file`, or `badInput.…`: wrong kind of file, too large, damaged, missing or double headings, and
 * `badInput.rows` with all cells that hold formulas, error values or numbers that lost digits
 */
export async function readSpreadsheet(file: string, format: SheetFormat): Promise<SheetRow[]> {
  const name = path.basename(file)
  const kind = await fileKind(file)
  const open = () => new SheetTable(name, format, spreadsheetLimits.rows)
  if (kind === 'xlsx') return readSheets(file, open)
  const table = open()
  if (kind === 'json') for (const row of jsonTable(decodeCsv(await readFile(file)), name)) table.add(row)
  else for (const record of parseCsv(decodeCsv(await readFile(file)))) table.add(csvRow(record.line, record.fields))
  return table.finish([])
}

/** Cover sheets and instructions stand before the table: the first sheet with its headings is read. */
async function readSheets(file: string, open: () => SheetTable): Promise<SheetRow[]> {
  const sheets = Math.min(await countSheets(file), spreadsheetLimits.sheets)
  let without: unknown
  for (let sheet = 0; sheet < sheets; sheet += 1) {
    const table = open()
    try {
      const merged = await readXlsx(file, sheet, (row) => table.add(row))
      return table.finish(merged)
    } catch (error) {
      if (table.hasHeadings || !(error instanceof Failure) || !/headings|empty/.test(error.code)) throw error
      without ??= error
    }
  }
  throw without
}

function csvRow(line: number, fields: readonly string[]): RawRow {
  const cells = fields.map((text, index): RawCell => {
    const formula = /^\s*[=＝]/.test(text)
    return { column: index + 1, text, trouble: formula ? '含有公式，请改为数值' : null, formula }
  })
  return { line, cells: cells.filter(({ text }) => text !== '') }
}

type FileKind = 'xlsx' | 'csv' | 'json'

/** Looks at the content; the name of a file proves nothing. */
async function fileKind(file: string): Promise<FileKind> {
  const { head, bytes } = await readHead(file)
  const name = path.basename(file)
  if (bytes === 0) throw emptyFile(name)
  if (bytes > spreadsheetLimits.fileBytes) throw tooLarge(name)
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return 'xlsx'
  const wrong = wrongKind(head)
  if (wrong === null) return /^\ufeff?\s*[[{]/.test(head.toString('utf8')) ? 'json' : 'csv'
  throw new Failure(
    'badInput.fileKind',
    `${name} 是${wrong}，不能导入`,
    '请用 Excel 或 WPS 打开后另存为 xlsx 或 CSV UTF-8',
  )
}

async function readHead(file: string): Promise<{ head: Buffer; bytes: number }> {
  try {
    await using handle = await open(file)
    const { size: bytes } = await handle.stat()
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0)
    return { head: buffer.subarray(0, bytesRead), bytes }
  } catch (error) {
    throw new Failure('notFound.file', `打不开文件 ${file}：${(error as Error).message}`, '请检查文件路径和权限')
  }
}

function wrongKind(head: Buffer): string | null {
  if (head.subarray(0, 4).toString('hex') === 'd0cf11e0') return '旧版 Excel 文件（xls）或加密的工作簿'
  if (head.toString('latin1').startsWith('%PDF')) return ' PDF 文件'
  const text = head.toString('utf8').replace('\ufeff', '').trimStart().toLowerCase()
  if (/^<(?:!doctype|html|head|meta|table|\?xml|script|div)/.test(text)) return '网页或 XML 文件（可能只是改了扩展名）'
  return head.includes(0) ? '二进制文件或 UTF-16 文本' : null
}

function tooLarge(name: string): Failure {
  const megabytes = spreadsheetLimits.fileBytes / 1_000_000
  return new Failure('badInput.tooLarge', `${name} 超过 ${megabytes} MB，没有读取`, '请拆成几个文件分别导入')
}
