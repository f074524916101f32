/**
 * The parts of an xlsx file besides the sheet itself: which sheet is first, the shared strings, and which number formats
 * show dates. Read as a stream of tags; document types and their entities are never expanded.
 */
import path from 'node:path'
import { Parser } from 'htmlparser2'
import { damaged, type XlsxPackage } from './xlsx-package.ts'

/** A cell holds at most 32,767 characters (Excel's limit). */
export const MAX_CELL_CHARS = 32_767

export interface TagHandler {
  /** Tag names come without namespace prefix. */
  open?(tag: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(tag: string): void
}

/** Feeds a part of the package to a handler, in bounded memory. An error of the handler ends the reading. */
export async function parsePart(xlsx: XlsxPackage, part: string, handler: TagHandler): Promise<void> {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handler.open?.(localName(name), attributes),
      ontext: (text) => handler.text?.(text),
      onclosetag: (name) => handler.close?.(localName(name)),
    },
    { xmlMode: true },
  )
  const decoder = new TextDecoder()
  for await (const chunk of xlsx.open(part)) parser.write(decoder.decode(chunk, { stream: true }))
  parser.end(decoder.decode())
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

export interface Workbook {
  /** Parts with the sheets that are not hidden, in order. */
  readonly sheetParts: readonly string[]
  /** Days are counted from 1904 instead of 1900. */
  readonly date1904: boolean
}

const WORKBOOK = 'xl/workbook.xml'

/** Finds the visible sheets; when all are hidden, the first. @throws Failure `badInput.damaged` */
export async function readWorkbook(xlsx: XlsxPackage, file: string): Promise<Workbook> {
  const sheets: { id: string; hidden: boolean }[] = []
  let date1904 = false
  await parsePart(xlsx, WORKBOOK, {
    open(tag, attributes) {
      if (tag === 'workbookPr') date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '')
      if (tag !== 'sheet') return
      const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1]
      if (id !== undefined) sheets.push({ id, hidden: (attributes['state'] ?? 'visible') !== 'visible' })
    },
  })
  const visible = sheets.filter((sheet) => !sheet.hidden)
  const targets = await readTargets(xlsx)
  const parts = (visible.length > 0 ? visible : sheets.slice(0, 1)).map(({ id }) => targets.get(id))
  const sheetParts = parts.filter((part) => part !== undefined && xlsx.has(part)) as string[]
  if (sheetParts.length === 0) throw damaged(file, '没有工作表')
  return { sheetParts, date1904 }
}

/** Relationship id → part. */
async function readTargets(xlsx: XlsxPackage): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await parsePart(xlsx, 'xl/_rels/workbook.xml.rels', {
    open(tag, attributes) {
      const { Id: id, Target: target } = attributes
      if (tag === 'Relationship' && id !== undefined && target !== undefined) targets.set(id, partName(target))
    },
  })
  return targets
}

/** Targets are relative to the workbook, or absolute inside the package. */
function partName(target: string): string {
  return target.startsWith('/') ? target.slice(1) : path.posix.join('xl', target)
}

/** The strings that cells refer to by number; pronunciation guides are left out. */
export async function readSharedStrings(xlsx: XlsxPackage): Promise<string[]> {
  const strings: string[] = []
  if (!xlsx.has('xl/sharedStrings.xml')) return strings
  let current = ''
  let inText = false
  let inGuide = false
  await parsePart(xlsx, 'xl/sharedStrings.xml', {
    open(tag) {
      if (tag === 'si') current = ''
      if (tag === 'rPh') inGuide = true
      if (tag === 't') inText = !inGuide
    },
    text(text) {
      // one character more than allowed is kept, so that the cell is reported as too long
      if (inText && current.length <= MAX_CELL_CHARS) current += text
    },
    close(tag) {
      if (tag === 't') inText = false
      if (tag === 'rPh') inGuide = false
      if (tag === 'si') strings.push(current)
    },
  })
  return strings
}

/** How a number is shown, as far as it changes what the user reads. */
export type NumberFormat =
  | { readonly kind: 'day' }
  | { readonly kind: 'instant' }
  /** Shown with leading zeros up to this many digits. */
  | { readonly kind: 'zeros'; readonly digits: number }
  | null

/** The number format of each cell style. */
export async function readNumberFormats(xlsx: XlsxPackage): Promise<NumberFormat[]> {
  const styles: NumberFormat[] = []
  if (!xlsx.has('xl/styles.xml')) return styles
  const own = new Map<number, NumberFormat>()
  let inCellStyles = false
  await parsePart(xlsx, 'xl/styles.xml', {
    open(tag, attributes) {
      if (tag === 'cellXfs') inCellStyles = true
      const id = Number(attributes['numFmtId'])
      if (tag === 'numFmt') own.set(id, formatOf(attributes['formatCode'] ?? ''))
      if (tag === 'xf' && inCellStyles) styles.push(own.get(id) ?? builtInFormat(id))
    },
    close(tag) {
      if (tag === 'cellXfs') inCellStyles = false
    },
  })
  return styles
}

/** ECMA-376 18.8.30; 27–36 and 50–58 are dates in Chinese versions. */
function builtInFormat(id: number): NumberFormat {
  if (id === 22) return { kind: 'instant' }
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || id === 32 || id === 33) return { kind: 'instant' }
  const isDay = (id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)
  return isDay ? { kind: 'day' } : null
}

function formatOf(code: string): NumberFormat {
  const bare = code.replace(/"[^"]*"|\\.|_.|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
  if (/[hs]/i.test(bare)) return { kind: 'instant' }
  if (/[ymd]/i.test(bare)) return { kind: 'day' }
  return /^0{2,}$/.test(bare) ? { kind: 'zeros', digits: bare.length } : null
}
