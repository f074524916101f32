/**
 * Rows of a spreadsheet under their headings. Files of other systems put titles above the headings, spread a heading over two
 * rows, name it differently and merge the cells of one organiser: all that is read as its author meant it.
 */
import { Failure } from '../kernel/failure.ts'
import { normaliseText } from '../kernel/text.ts'
import type { MergedCells, RawCell, RawRow } from './raw-row.ts'
import { RowErrors } from './row-errors.ts'

export interface SheetRow {
  /** Line of the csv file or row of the sheet, from 1. */
  readonly line: number
  /** Every wanted heading with its text, normalised (full-width digits, spaces); `''` when the cell is empty. */
  readonly cells: ReadonlyMap<string, string>
  /** The wanted headings that the file has: what it does not name stays as it is. */
  readonly headings: ReadonlySet<string>
}

export interface SheetFormat {
  /** Headings that must be there. */
  readonly headings: readonly string[]
  /** Headings that may be there; all others are ignored. */
  readonly optional?: readonly string[]
  /** Other names of headings, by heading; the heading itself wins, then the earlier name. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>
}

/** Headings are looked for in this many rows that are not empty: titles and notes of the issuer may stand above them. */
const HEADING_ROWS = 20
/** What filling merged cells may cost: far more than an honest file has. */
const MERGE_STEPS = 10_000_000

export class SheetTable {
  readonly #name: string
  readonly #format: SheetFormat
  readonly #maxRows: number
  readonly #wanted: readonly (readonly [string, string])[]
  readonly #errors = new RowErrors()
  readonly #rows: { readonly line: number; readonly cells: Map<string, string> }[] = []
  /** What stands above the headings. */
  readonly #above: HeadingRow[] = []
  #columns: ReadonlyMap<number, string> | null = null

  constructor(name: string, format: SheetFormat, maxRows: number) {
    this.#name = name
    this.#format = format
    this.#maxRows = maxRows
    this.#wanted = [...format.headings, ...(format.optional ?? [])].map((heading) => [heading, ''])
  }

  get hasHeadings(): boolean {
    return this.#columns !== null
  }

  add({ line, cells }: RawRow): void {
    const filled = cells.filter(({ text, trouble }) => trouble !== null || normaliseText(text) !== '')
    if (filled.length === 0) return
    if (this.#columns === null) return this.#lookForHeadings(line, filled)
    if (isTotal(filled)) return
    if (this.#rows.length >= this.#maxRows) throw tooManyRows(this.#name, this.#maxRows)
    this.#rows.push({ line, cells: this.#read(line, filled, this.#columns) })
  }

  #lookForHeadings(line: number, cells: readonly RawCell[]): void {
    const own = new Map(cells.map(({ column, text }) => [column, headingText(text)]))
    // a heading over two rows stands in the upper one
    const joined = new Map([...(this.#above.at(-1)?.texts ?? []), ...own])
    const readings = [own, joined].map((texts) => findHeadings(this.#format, texts))
    const complete = readings.filter(({ missing, double }) => missing.length === 0 && double.length === 0)
    const best = complete.toSorted((a, b) => b.columns.size - a.columns.size)[0]
    if (best !== undefined) {
      this.#columns = best.columns
      return
    }
    this.#above.push({ line, texts: own })
    if (this.#above.length >= HEADING_ROWS) throw wrongHeadings(this.#name, this.#format, this.#above)
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

  /** All rows. A cell merged downwards holds for each of its rows. */
  finish(merged: readonly MergedCells[]): SheetRow[] {
    if (this.#columns === null) {
      throw this.#above.length === 0 ? emptyFile(this.#name) : wrongHeadings(this.#name, this.#format, this.#above)
    }
    this.#fill(merged, this.#columns)
    this.#errors.throwIfAny(this.#name)
    const headings = new Set(this.#columns.values())
    return this.#rows.map((row) => ({ ...row, headings }))
  }

  #fill(merged: readonly MergedCells[], columns: ReadonlyMap<number, string>): void {
    if (merged.length === 0) return
    const places = new Map(this.#rows.map(({ line }, place) => [line, place]))
    let steps = 0
    for (const { column, fromLine, toLine } of merged) {
      const heading = columns.get(column)
      const top = places.get(fromLine)
      if (heading === undefined || top === undefined) continue
      const value = this.#rows[top]!.cells.get(heading)!
      for (let place = top + 1; place < this.#rows.length && this.#rows[place]!.line <= toLine; place += 1) {
        if ((steps += 1) > MERGE_STEPS) throw tooManyMerges(this.#name)
        if (this.#rows[place]!.cells.get(heading) === '') this.#rows[place]!.cells.set(heading, value)
      }
    }
  }
}

/** The last line of an office's table adds up; it is no entry. */
function isTotal([first]: readonly RawCell[]): boolean {
  return first !== undefined && /^(?:合计|总计|小计|共计)[:：]?$/.test(normaliseText(first.text).replace(/\s/g, ''))
}

/** How Excel writes a long number into a csv file: 3100000012 as 3.1E+09. */
const LOST_DIGITS = /^-?\d(?:\.\d+)?E\+\d{2,}$/i
const LOST_DIGITS_ADVICE = '是科学计数法，原来的数字已丢失；请把该列设为“文本”格式后重新填写'

interface HeadingRow {
  readonly line: number
  /** By column. */
  readonly texts: ReadonlyMap<number, string>
}

/** A star after a required heading, as templates print it, does not matter. */
function headingText(text: string): string {
  return normaliseText(text).replace(/\s*[*＊]$/, '')
}

/** Line breaks, the form of brackets and case are matters of taste. */
function comparable(heading: string): string {
  return heading.replace(/\s/g, '').replaceAll('（', '(').replaceAll('）', ')').toLowerCase()
}

function findHeadings({ headings, optional = [], aliases = {} }: SheetFormat, texts: ReadonlyMap<number, string>) {
  const columnsByText = Map.groupBy(texts.keys(), (column) => comparable(texts.get(column)!))
  const columns = new Map<number, string>()
  const double: string[] = []
  for (const heading of [...headings, ...optional]) {
    const names = [heading, ...(aliases[heading] ?? [])].map(comparable)
    const [column, ...more] = columnsByText.get(names.find((name) => columnsByText.has(name)) ?? '') ?? []
    if (column !== undefined) columns.set(column, heading)
    if (more.length > 0) double.push(heading)
  }
  const found = new Set(columns.values())
  return { columns, double, missing: headings.filter((heading) => !found.has(heading)) }
}

function wrongHeadings(name: string, format: SheetFormat, rows: readonly HeadingRow[]): Failure {
  const readings = rows.map((row) => ({ row, ...findHeadings(format, row.texts) }))
  // the first of those rows that have most of the headings is what the author meant
  const { row, missing, double } = readings.reduce((best, one) => (one.columns.size > best.columns.size ? one : best))
  const problems = [
    ...(missing.length > 0 ? [`缺少表头：${missing.join('、')}`] : []),
    ...(double.length > 0 ? [`表头重复：${double.join('、')}`] : []),
  ]
  const where = row.line === rows[0]!.line ? '文件第一行' : `最像表头的第 ${row.line} 行`
  return new Failure(
    'badInput.headings',
    `${name} ${problems.join('；')}`,
    '表头应在最前面（上方可有标题行），名称须与导入格式一致，顺序不限；工作簿取第一个有这些表头的工作表',
    [`${where}是：${[...row.texts.values()].slice(0, 30).join('、')}`],
  )
}

export function emptyFile(name: string): Failure {
  return new Failure('badInput.empty', `${name} 没有内容`, '第一行应为表头，从第二行起填写数据')
}

function tooManyRows(name: string, rows: number): Failure {
  return new Failure('badInput.tooManyRows', `${name} 超过 ${rows} 行，没有导入任何内容`, '请拆成几个文件分别导入')
}

function tooManyMerges(name: string): Failure {
  return new Failure(
    'badInput.damaged',
    `${name} 的合并单元格互相重叠或过多，没有导入任何内容`,
    '请取消合并单元格后重试',
  )
}
