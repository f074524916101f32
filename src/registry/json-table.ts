/** A JSON export as a table: a list of flat objects, whose names are the headings. */
import { Failure } from '../kernel/failure.ts'
import type { RawCell, RawRow } from './raw-row.ts'

/** The first row holds the headings; object 1 is line 2, as in a spreadsheet. @throws Failure `badInput.json` */
export function* jsonTable(text: string, name: string): Generator<RawRow> {
  const objects = listOf(text, name)
  const headings = [...new Set(objects.flatMap((object) => Object.keys(object)))]
  yield { line: 1, cells: headings.map((heading, index) => cell(index, heading)) }
  for (const [index, object] of objects.entries()) {
    const cells = headings.map((heading, at) => cell(at, object[heading]))
    yield { line: index + 2, cells: cells.filter(({ text: shown, trouble }) => shown !== '' || trouble !== null) }
  }
}

/** The list itself, or the only list in an object around it, as in `{"code":0,"data":[…]}`. */
function listOf(text: string, name: string): readonly Readonly<Record<string, unknown>>[] {
  const value = parsed(text, name)
  const lists = Array.isArray(value) ? [value] : Object.values(value ?? {}).filter((part) => Array.isArray(part))
  const [list] = lists
  if (list === undefined || lists.length > 1 || !list.every(isObject)) {
    throw new Failure('badInput.json', `${name} 不是记录的列表`, '应为 [{"账号类型": "微信", …}, …]')
  }
  return list
}

function parsed(text: string, name: string): object | null {
  try {
    return JSON.parse(text) as object | null
  } catch (error) {
    const advice = '文件可能没有下载完整，请重新导出'
    throw new Failure('badInput.json', `${name} 不是有效的 JSON：${(error as Error).message.slice(0, 200)}`, advice)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function cell(index: number, value: unknown): RawCell {
  const shown = { column: index + 1, formula: false }
  if (value === null || value === undefined) return { ...shown, text: '', trouble: null }
  if (typeof value === 'string') return { ...shown, text: value.trim(), trouble: null }
  if (typeof value === 'boolean') return { ...shown, text: value ? '是' : '否', trouble: null }
  if (typeof value !== 'number') return { ...shown, text: '', trouble: '应为文字或数字，不能是列表或对象' }
  const lost = !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))
  return { ...shown, text: String(value), trouble: lost ? '数字位数过多，已失真，请导出为文字' : null }
}
