/** Rows of a file become entries of the register: each cell by its field, what is wrong is told by line and heading. */
import type { Field } from './import-fields.ts'
import type { RowErrors } from './row-errors.ts'
import type { SheetFormat, SheetRow } from './spreadsheet.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a set of fields of different types has no other type
export type Fields = Readonly<Record<string, Field<any>>>
/** One row as values. */
export type EntryOf<Set extends Fields> = {
  readonly [Name in keyof Set]: Set[Name] extends Field<infer Value> ? Value : never
}

/** What could be read of a row: fields with errors are missing. */
export type PartialEntry<Set extends Fields> = Partial<EntryOf<Set>>

/** The headings of an import's file. */
export function sheetFormat(fields: Fields): SheetFormat {
  const all = Object.values(fields)
  return {
    headings: all.filter(({ required }) => required).map(({ heading }) => heading),
    optional: all.filter(({ required }) => !required).map(({ heading }) => heading),
    aliases: Object.fromEntries(all.map(({ heading, aliases = [] }) => [heading, aliases])),
  }
}

export interface ReadLine<Set extends Fields> {
  readonly line: number
  readonly partial: PartialEntry<Set>
  /** The headings that the file has. */
  readonly headings: ReadonlySet<string>
  /** `null` when a field has an error. */
  readonly entry: EntryOf<Set> | null
}

export interface RowReading<Set extends Fields> {
  readonly fields: Set
  /** Completes an entry by what other cells of its row say. */
  readonly refine?: (entry: EntryOf<Set>, cells: SheetRow['cells']) => EntryOf<Set>
}

/** Reads rows into entries; what is wrong with single cells goes to `errors`. */
export function readEntries<Set extends Fields>(
  { fields, refine }: RowReading<Set>,
  rows: readonly SheetRow[],
  errors: RowErrors,
): ReadLine<Set>[] {
  return rows.map(({ line, cells, headings }) => {
    const values = Object.entries(fields).map(([name, field]) => [name, readCell(field, line, cells, errors)] as const)
    const good = values.filter(([, value]) => value !== undefined)
    const partial = Object.fromEntries(good) as PartialEntry<Set>
    if (good.length < values.length) return { line, partial, headings, entry: null }
    const entry = partial as EntryOf<Set>
    return { line, partial, headings, entry: refine ? refine(entry, cells) : entry }
  })
}

/** The value of a cell; `undefined` after an error. */
function readCell(field: Fields[string], line: number, cells: SheetRow['cells'], errors: RowErrors): unknown {
  const cell = cells.get(field.heading) ?? ''
  if (cell === '' && !field.required) return field.empty
  const reading = cell === '' ? { problem: '不能为空' } : field.read(cell)
  if ('value' in reading) return reading.value
  errors.add(line, field.heading, reading.problem)
  return undefined
}
