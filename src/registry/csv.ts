/** Reads csv as RFC 4180 describes it, in UTF-8 (with or without BOM) or GB18030, which Chinese spreadsheets write. */
import { Failure } from '../kernel/failure.ts'

export interface CsvRecord {
  /** Line of the file on which the record begins, from 1. */
  readonly line: number
  readonly fields: readonly string[]
}

/** Most fields of one record: the widest sheet has some thirty columns, and a file of commas must not fill the memory. */
export const MAX_FIELDS = 1000

/**
 * The text of a file: strict UTF-8, else strict GB18030.
 *
 * @throws Failure `badInput.encoding`
 */
export function decodeCsv(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // not this encoding
    }
  }
  throw new Failure(
    'badInput.encoding',
    '无法识别文件的文字编码',
    '请另存为“CSV UTF-8（逗号分隔）”或 Excel 工作簿（xlsx）后重试',
  )
}

/**
 * The records of a csv text, one after the other. Lines end with CRLF, LF or CR; a field in quotes may hold commas, line
 * ends and doubled quotes.
 *
 * @throws Failure `badInput.csv` naming the line where a quote is not closed or followed by text, or that has more than
 *   {@link MAX_FIELDS} fields
 */
export function* parseCsv(text: string): Generator<CsvRecord> {
  let position = 0
  let line = 1
  while (position < text.length) {
    const record = readRecord(text, position, line)
    yield { line, fields: record.fields }
    position = record.end
    line = record.nextLine
  }
}

interface ReadRecord {
  readonly fields: string[]
  /** Where the next record begins. */
  readonly end: number
  readonly nextLine: number
}

function readRecord(text: string, start: number, line: number): ReadRecord {
  const fields: string[] = []
  let position = start
  let nextLine = line
  for (;;) {
    const field = text[position] === '"' ? readQuoted(text, position, nextLine) : readPlain(text, position)
    fields.push(field.value)
    if (fields.length > MAX_FIELDS) throw tooManyFields(line)
    nextLine += field.lineEnds
    if (text[field.end] !== ',') return { fields, end: afterLineEnd(text, field.end), nextLine: nextLine + 1 }
    position = field.end + 1
  }
}

interface ReadField {
  readonly value: string
  /** Position of the comma, the line end or the end of the text. */
  readonly end: number
  readonly lineEnds: number
}

const PLAIN = /[^,\r\n]*/y

function readPlain(text: string, start: number): ReadField {
  PLAIN.lastIndex = start
  const [value] = PLAIN.exec(text)!
  return { value, end: start + value.length, lineEnds: 0 }
}

function readQuoted(text: string, start: number, line: number): ReadField {
  let close = text.indexOf('"', start + 1)
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  if (close === -1) throw brokenQuotes(line, '引号没有闭合')
  const end = close + 1
  if (end < text.length && !',\r\n'.includes(text[end]!)) throw brokenQuotes(line, '引号之后还有文字')
  const raw = text.slice(start + 1, close)
  return { value: raw.replaceAll('""', '"'), end, lineEnds: raw.match(/\r\n|\r|\n/g)?.length ?? 0 }
}

function afterLineEnd(text: string, position: number): number {
  return text.startsWith('\r\n', position) ? position + 2 : position + 1
}

function brokenQuotes(line: number, problem: string): Failure {
  return new Failure(
    'badInput.csv',
    `第 ${line} 行的${problem}`,
    '请检查这一行的英文双引号：字段内的引号要写成两个，整个字段放在引号内；也可以改用 xlsx 文件',
  )
}

function tooManyFields(line: number): Failure {
  return new Failure(
    'badInput.csv',
    `第 ${line} 行超过 ${MAX_FIELDS} 列`,
    '请检查这一行的逗号和引号，或确认这是要导入的表格；也可以改用 xlsx 文件',
  )
}
