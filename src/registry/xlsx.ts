/** Reads the cells of a sheet of an xlsx file as text, row by row, in bounded memory. */
import type { MergedCells, RawCell, RawRow } from './raw-row.ts'
import { damaged, openXlsxPackage } from './xlsx-package.ts'
import {
  MAX_CELL_CHARS,
  parsePart,
  readNumberFormats,
  readSharedStrings,
  readWorkbook,
  type NumberFormat,
  type TagHandler,
} from './xlsx-parts.ts'

/** What is needed to turn a stored cell into the text the user saw. */
interface Reading {
  readonly file: string
  readonly date1904: boolean
  readonly strings: readonly string[]
  readonly formats: readonly NumberFormat[]
}

/** How many sheets can be read: those that are not hidden. */
export async function countSheets(file: string): Promise<number> {
  const xlsx = await openXlsxPackage(file)
  try {
    return (await readWorkbook(xlsx, file)).sheetParts.length
  } finally {
    xlsx.close()
  }
}

/**
 * Gives each row with cells of a sheet (from 0) to `onRow`, in order; what `onRow` throws ends the reading. Merged cells,
 * which stand after the rows, are given back.
 */
export async function readXlsx(
  file: string,
  sheet: number,
  onRow: (row: RawRow) => void,
): Promise<readonly MergedCells[]> {
  const xlsx = await openXlsxPackage(file)
  try {
    const { sheetParts, date1904 } = await readWorkbook(xlsx, file)
    const strings = await readSharedStrings(xlsx)
    const formats = await readNumberFormats(xlsx)
    const merged: MergedCells[] = []
    await parsePart(xlsx, sheetParts[sheet]!, sheetHandler({ file, date1904, strings, formats }, onRow, merged))
    return merged
  } finally {
    xlsx.close()
  }
}

const MAX_MERGED = 200_000

interface StoredCell {
  readonly column: number
  readonly name: string
  readonly type: string
  readonly style: number
  text: string
  formula: boolean
}

function sheetHandler(reading: Reading, onRow: (row: RawRow) => void, merged: MergedCells[]): TagHandler {
  let line = 0
  let cells: RawCell[] = []
  let cell: StoredCell | null = null
  let column = 0
  let capturing = false
  return {
    open(tag, attributes) {
      if (tag === 'row') {
        line = nextLine(attributes['r'], line, reading.file)
        cells = []
        column = 0
      } else if (tag === 'c') {
        column = columnOf(attributes['r'], column)
        cell = startCell(column, line, attributes)
      } else if (tag === 'f' && cell) cell.formula = true
      else if (tag === 'v' || tag === 't') capturing = true
      else if (tag === 'rPh') capturing = false
      else if (tag === 'mergeCell') addMerged(attributes['ref'], merged, reading.file)
    },
    text(text) {
      if (capturing && cell && cell.text.length <= MAX_CELL_CHARS) cell.text += text
    },
    close(tag) {
      if (tag === 'v' || tag === 't') capturing = false
      else if (tag === 'c' && cell) {
        const read = rawCell(cell, reading)
        if (read.text !== '' || read.trouble !== null) cells.push(read)
        cell = null
      } else if (tag === 'row' && cells.length > 0) onRow({ line, cells })
    },
  }
}

/** Rows are numbered upwards; a row without number follows the one before. */
function nextLine(stated: string | undefined, last: number, file: string): number {
  const line = stated === undefined ? last + 1 : Number(stated)
  if (!Number.isInteger(line) || line <= last || line > 1_048_576) throw damaged(file, '行号混乱')
  return line
}

/** `A3:B7` merges rows 3 to 7; what is merged within one row alone says nothing about other rows. */
function addMerged(ref: string | undefined, merged: MergedCells[], file: string): void {
  const [, first, from, to] = /^([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})$/.exec(ref ?? '') ?? []
  if (first === undefined || from === to) return
  if (merged.length >= MAX_MERGED) throw damaged(file, `合并单元格超过 ${MAX_MERGED} 处`)
  merged.push({ column: columnOf(`${first}1`, 0), fromLine: Number(from), toLine: Number(to) })
}

/** `BC12` → 55, counted from 1; a cell without address follows the one before. */
function columnOf(address: string | undefined, last: number): number {
  const letters = /^([A-Z]{1,3})\d+$/.exec(address ?? '')?.[1]
  if (letters === undefined) return last + 1
  return letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
}

function startCell(column: number, line: number, attributes: Readonly<Record<string, string>>): StoredCell {
  const { r: name = `第 ${column} 列第 ${line} 行`, t: type = 'n', s: style = '0' } = attributes
  return { column, name, type, style: Number(style), text: '', formula: false }
}

function rawCell(cell: StoredCell, reading: Reading): RawCell {
  const read = cellText(cell, reading)
  const [text, trouble] = typeof read === 'string' ? [read, null] : ['', read.trouble]
  const tooLong = text.length > MAX_CELL_CHARS ? `单元格 ${cell.name} 超过 ${MAX_CELL_CHARS} 个字符` : null
  return { column: cell.column, text: tooLong ? '' : text, trouble: trouble ?? tooLong, formula: cell.formula }
}

type CellText = string | { readonly trouble: string }

function cellText(cell: StoredCell, { strings, formats, date1904 }: Reading): CellText {
  if (cell.formula) return { trouble: `单元格 ${cell.name} 含有公式，请复制后“选择性粘贴为数值”` }
  switch (cell.type) {
    case 's':
      return unescape(strings[Number(cell.text)] ?? '')
    case 'b':
      return cell.text === '1' ? 'TRUE' : 'FALSE'
    case 'e':
      return { trouble: `单元格 ${cell.name} 是错误值 ${cell.text}` }
    case 'd':
      return cell.text.replace('T', ' ')
    case 'n':
      return cell.text === '' ? '' : numberText(cell, formats[cell.style] ?? null, date1904)
    default:
      return unescape(cell.text)
  }
}

/** `_x000D_` stands for a character that XML cannot hold. */
function unescape(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function numberText({ name, text }: StoredCell, format: NumberFormat, date1904: boolean): CellText {
  const value = Number(text)
  if (!Number.isFinite(value)) return { trouble: `单元格 ${name} 不是数字：${text}` }
  if (format?.kind === 'day' || format?.kind === 'instant') return serialText(value, format.kind, date1904, name)
  // Excel keeps 15 digits: the last ones of an 18-digit number are already gone
  if (Math.abs(value) >= 1e15) {
    return { trouble: `单元格 ${name} 的数字超过 15 位，末尾数字已丢失；请把单元格设为“文本”格式后重新填写` }
  }
  return format?.kind === 'zeros' ? String(value).padStart(format.digits, '0') : String(value)
}

/** Days since 1899-12-30 (or 1904-01-01) as `YYYY-MM-DD`, with ` HH:mm:ss` when there is or should be a time. */
function serialText(serial: number, kind: 'day' | 'instant', date1904: boolean, name: string): CellText {
  const days = date1904 ? serial + 1462 : serial
  // 61 = 1900-03-01: earlier serials suffer from Excel's 29 February 1900; 2958466 = the year 10000
  if (days < 61 || days >= 2_958_466) return { trouble: `单元格 ${name} 不是有效的日期` }
  const seconds = Math.round(days * 86_400)
  const [day, time] = new Date((seconds - 25_569 * 86_400) * 1000).toISOString().slice(0, 19).split('T') as [
    string,
    string,
  ]
  return kind === 'day' && seconds % 86_400 === 0 ? day : `${day} ${time}`
}
