/**
 * Reads a spreadsheet from a stranger: the first sheet of an xlsx file or a csv file, as rows of texts by heading. Limits on
 * size and rows are checked while reading, and every cell that cannot be trusted is named.
 */
import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../kernel/failure.ts'
import { normaliseText } from '../kernel/text.ts'
import { decodeCsv, parseCsv } from './csv.ts'
import type { RawCell, RawRow } from './raw-row.ts'
import { RowErrors } from './row-errors.ts'
import { readXlsx } from './xlsx.ts'

export const spreadsheetLimits = { fileBytes: 50_000_000, rows: 200_000 } as const

export interface SheetRow {
  /** Line of the csv file or row of the sheet, from 1. */
  readonly line: number
  /** Every wanted heading with its text, normalised (full-width digits, spaces); `''` when the cell is empty. */
  readonly cells: ReadonlyMap<string, string>
}

export interface SheetFormat {
  /** Headings that must be there. */
  readonly headings: readonly string[]
  /** Headings that may be there; all others are ignored. */
  readonly optional?: readonly string[]
}

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
  const table = new Table(name, format)
  if (kind === 'xlsx') await readXlsx(file, (row) => table.add(row))
  else for (const record of parseCsv(decodeCsv(await readFile(file)))) table.add(csvRow(record.line, record.fields))
  return table.finish()
}

function csvRow(line: number, fields: readonly string[]): RawRow {
  const cells = fields.map((text, index): RawCell => {
    const formula = /^\s*[=＝]/.test(text)
    return { column: index + 1, text, trouble: formula ? '含有公式，请改为数值' : null, formula }
  })
  return { line, cells: cells.filter(({ text }) => text !== '') }
}

/** Gathers rows under their headings. */
class Table {
  readonly #name: string
  readonly #format: SheetFormat
  readonly #wanted: readonly (readonly [string, string])[]
  readonly #errors = new RowErrors()
  readonly #rows: SheetRow[] = []
  #columns: ReadonlyMap<number, string> | null = null

  constructor(name: string, format: SheetFormat) {
    this.#name = name
    this.#format = format
    this.#wanted = [...format.headings, ...(format.optional ?? [])].map((heading) => [heading, ''])
  }

  add({ line, cells }: RawRow): void {
    const filled = cells.filter(({ text, trouble }) => trouble !== null || normaliseText(text) !== '')
    if (filled.length === 0) return
    if (this.#columns === null) {
      this.#columns = readHeadings(this.#name, this.#format, filled)
      return
    }
    if (this.#rows.length >= spreadsheetLimits.rows) throw tooManyRows(this.#name)
    this.#rows.push({ line, cells: this.#read(line, filled, this.#columns) })
  }

  #read(line: number, cells: readonly RawCell[], columns: ReadonlyMap<number, string>): Map<string, string> {
    const texts = new Map(this.#wanted)
    for (const { column, text, trouble, formula } of cells) {
      const heading = columns.get(column) ?? null
      if (trouble !== null && (heading !== null || formula)) this.#errors.add(line, heading, trouble)
      if (trouble !== null || heading === null) continue
      const normalised = normaliseText(text)
      if (LOST_DIGITS.test(normalised)) this.#errors.add(line, heading, `${normalised} ${LOST_DIGITS_ADVICE}`)
      texts.set(heading, normalised)
    }
    return texts
  }

  finish(): SheetRow[] {
    if (this.#columns === null) throw emptyFile(this.#name)
    this.#errors.throwIfAny(this.#name)
    return this.#rows
  }
}

/** How Excel writes a long number into a csv file: 3100000012 as 3.1E+09. */
const LOST_DIGITS = /^-?\d(?:\.\d+)?E\+\d{2,}$/i
const LOST_DIGITS_ADVICE = '是科学计数法，原来的数字已丢失；请把该列设为“文本”格式后重新填写'

/** Column → heading. A star after a required heading, as templates print it, does not matter. */
function readHeadings(name: string, format: SheetFormat, cells: readonly RawCell[]): Map<number, string> {
  const wanted = new Set([...format.headings, ...(format.optional ?? [])])
  const present = cells.map(({ column, text }) => [column, normaliseText(text).replace(/\s*[*＊]$/, '')] as const)
  const columns = new Map(present.filter(([, heading]) => wanted.has(heading)))
  const found = [...columns.values()]
  const missing = format.headings.filter((heading) => !found.includes(heading))
  const double = [...new Set(found.filter((heading, index) => found.indexOf(heading) !== index))]
  if (missing.length > 0 || double.length > 0) {
    throw wrongHeadings(
      name,
      missing,
      double,
      present.map(([, heading]) => heading),
    )
  }
  return columns
}

function wrongHeadings(name: string, missing: readonly string[], double: readonly string[], found: readonly string[]) {
  const problems = [
    ...(missing.length > 0 ? [`缺少表头：${missing.join('、')}`] : []),
    ...(double.length > 0 ? [`表头重复：${double.join('、')}`] : []),
  ]
  return new Failure(
    'badInput.headings',
    `${name} 的${problems.join('；')}`,
    '第一行应为表头，名称须与导入格式一致，顺序不限；数据应在第一个工作表',
    [`文件第一行是：${found.slice(0, 30).join('、')}`],
  )
}

type FileKind = 'xlsx' | 'csv'

/** Looks at the content; the name of a file proves nothing. */
async function fileKind(file: string): Promise<FileKind> {
  const { head, bytes } = await readHead(file)
  const name = path.basename(file)
  if (bytes === 0) throw emptyFile(name)
  if (bytes > spreadsheetLimits.fileBytes) throw tooLarge(name)
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return 'xlsx'
  const wrong = wrongKind(head)
  if (wrong === null) return 'csv'
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

function emptyFile(name: string): Failure {
  return new Failure('badInput.empty', `${name} 没有内容`, '第一行应为表头，从第二行起填写数据')
}

function tooLarge(name: string): Failure {
  const megabytes = spreadsheetLimits.fileBytes / 1_000_000
  return new Failure('badInput.tooLarge', `${name} 超过 ${megabytes} MB，没有读取`, '请拆成几个文件分别导入')
}

function tooManyRows(name: string): Failure {
  const { rows } = spreadsheetLimits
  return new Failure('badInput.tooManyRows', `${name} 超过 ${rows} 行，没有导入任何内容`, '请拆成几个文件分别导入')
}
