/**
 * What all imports of the register share: rows become entries, all errors are reported at once, entries are compared with
 * what is stored, and only then everything that is new or changed is written. What a file does not name stays as it is.
 */
import { sql } from 'kysely'
import { record } from '../store/audit.ts'
import { transaction, type Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import type { Field } from './import-fields.ts'
import { RowErrors } from './row-errors.ts'
import type { SheetFormat, SheetRow } from './spreadsheet.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a set of fields of different types has no other type
export type Fields = Readonly<Record<string, Field<any>>>
/** One row as values. */
export type EntryOf<Set extends Fields> = {
  readonly [Name in keyof Set]: Set[Name] extends Field<infer Value> ? Value : never
}

/** What could be read of a row: fields with errors are missing. */
export type PartialEntry<Set extends Fields> = Partial<EntryOf<Set>>

export interface Import<Set extends Fields, Known> {
  /** What is imported, for messages: `网站`. */
  readonly noun: string
  /** Subject of the change log and the audit log: `site`. */
  readonly subject: string
  readonly fields: Set
  /** The fields that identify an entry, */
  readonly identity: readonly (keyof Set)[]
  /** and its identity as the user knows it, made of these fields only. */
  key(entry: EntryOf<Set>): string
  /** Completes an entry by what other cells of its row say. */
  refine?(entry: EntryOf<Set>, cells: SheetRow['cells']): EntryOf<Set>
  /**
   * What is stored (in the terms of the file), and whatever else checking and writing need. `rows` holds rows with errors
   * as well, which have no entry.
   */
  load(
    tx: Tx,
    entries: readonly EntryOf<Set>[],
    rows: readonly SheetRow[],
  ): Promise<{ readonly stored: readonly EntryOf<Set>[]; readonly known: Known }>
  /** Reports problems of an entry that its cells alone do not show. */
  check?(entry: PartialEntry<Set>, known: Known, problem: (field: keyof Set, text: string) => void): void
  /** Writes new and changed entries. */
  write(tx: Tx, entries: readonly EntryOf<Set>[], known: Known): Promise<void>
  /** Measurements come in great numbers: only changes of what was stored are logged one by one. */
  readonly logsAdditions: boolean
}

export interface ImportResult {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Imports never remove anything. */
  readonly removed: 0
  /** Every changed field, as the file would write it. */
  readonly changes: readonly {
    readonly key: string
    readonly field: string
    readonly before: string
    readonly after: string
  }[]
}

/** Who imports, and when (ISO instant). */
export interface ImportedBy {
  readonly author: string
  readonly at: string
}

/** The headings of an import's file. */
export function sheetFormat(fields: Fields): SheetFormat {
  const all = Object.values(fields)
  return {
    headings: all.filter(({ required }) => required).map(({ heading }) => heading),
    optional: all.filter(({ required }) => !required).map(({ heading }) => heading),
  }
}

/** Says what an import would do. @throws Failure `badInput.rows` with all errors */
export async function previewImport<Set extends Fields, Known>(
  tx: Tx,
  definition: Import<Set, Known>,
  rows: readonly SheetRow[],
): Promise<ImportResult> {
  return (await compare(tx, definition, rows)).result
}

/** Imports all rows or, when anything is wrong, none. @throws Failure `badInput.rows` with all errors */
export async function applyImport<Set extends Fields, Known>(
  db: Tx,
  definition: Import<Set, Known>,
  rows: readonly SheetRow[],
  by: ImportedBy,
): Promise<ImportResult> {
  return await transaction(db, async (tx) => {
    // two imports at once would both think an entry new
    await sql`select pg_advisory_xact_lock(hashtext('mingcha import'))`.execute(tx)
    const { result, news, known } = await compare(tx, definition, rows)
    if (news.length === 0) return result
    const { subject } = definition
    await definition.write(
      tx,
      news.map(({ after }) => after),
      known,
    )
    await logChanges(tx, definition, news, by)
    const { added, changed, unchanged } = result
    const detail = { added, changed, unchanged }
    await record(tx, { at: by.at, actor: by.author, action: 'registry.imported', subject, detail })
    return result
  })
}

interface News<Entry> {
  readonly key: string
  readonly before: Entry | null
  readonly after: Entry
}

async function compare<Set extends Fields, Known>(tx: Tx, definition: Import<Set, Known>, rows: readonly SheetRow[]) {
  const errors = new RowErrors()
  const lines = readEntries(definition, rows, errors)
  refuseDoubles(definition, lines, errors)
  const entries = lines.flatMap(({ entry }) => (entry === null ? [] : [entry]))
  const { stored, known } = await definition.load(tx, entries, rows)
  for (const { line, partial } of lines) {
    definition.check?.(partial, known, (field, text) => errors.add(line, definition.fields[field]!.heading, text))
  }
  errors.throwIfAny(`${definition.noun}文件`)
  const before = new Map(stored.map((entry) => [definition.key(entry), entry]))
  const news = entries
    .map((after): News<EntryOf<Set>> => {
      const key = definition.key(after)
      return { key, before: before.get(key) ?? null, after }
    })
    .filter(({ before: old, after }) => old === null || differences(definition, old, after).length > 0)
  return { result: summarise(definition, entries.length, news), news, known }
}

export interface ReadLine<Set extends Fields> {
  readonly line: number
  readonly partial: PartialEntry<Set>
  /** `null` when a field has an error. */
  readonly entry: EntryOf<Set> | null
}

/** Reads rows into entries; what is wrong with single cells goes to `errors`. */
export function readEntries<Set extends Fields>(
  { fields, refine }: Pick<Import<Set, unknown>, 'fields' | 'refine'>,
  rows: readonly SheetRow[],
  errors: RowErrors,
): ReadLine<Set>[] {
  return rows.map(({ line, cells }) => {
    const values = Object.entries(fields).map(([name, field]) => [name, readCell(field, line, cells, errors)] as const)
    const good = values.filter(([, value]) => value !== undefined)
    const partial = Object.fromEntries(good) as PartialEntry<Set>
    if (good.length < values.length) return { line, partial, entry: null }
    const entry = partial as EntryOf<Set>
    return { line, partial, entry: refine ? refine(entry, cells) : entry }
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

function refuseDoubles<Set extends Fields>(
  definition: Pick<Import<Set, never>, 'identity' | 'key'>,
  lines: readonly ReadLine<Set>[],
  errors: RowErrors,
): void {
  const first = new Map<string, number>()
  for (const { line, partial } of lines) {
    if (definition.identity.some((field) => partial[field] === undefined)) continue
    const key = definition.key(partial as EntryOf<Set>)
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, line)
    else errors.add(line, null, `与第 ${earlier} 行重复：${key}`)
  }
}

function differences<Set extends Fields>(
  { fields }: Pick<Import<Set, never>, 'fields'>,
  before: EntryOf<Set>,
  after: EntryOf<Set>,
): { field: string; before: string; after: string }[] {
  return Object.entries(fields)
    .filter(([name]) => before[name] !== after[name])
    .map(([name, field]) => ({
      field: field.heading,
      before: field.show(before[name]),
      after: field.show(after[name]),
    }))
}

function summarise<Set extends Fields>(
  definition: Pick<Import<Set, never>, 'fields'>,
  total: number,
  news: readonly News<EntryOf<Set>>[],
): ImportResult {
  const changed = news.filter(({ before }) => before !== null)
  return {
    added: news.length - changed.length,
    changed: changed.length,
    unchanged: total - news.length,
    removed: 0,
    changes: changed.flatMap(({ key, before, after }) =>
      differences(definition, before!, after).map((change) => ({ key, ...change })),
    ),
  }
}

async function logChanges<Set extends Fields>(
  tx: Tx,
  { subject, logsAdditions }: Pick<Import<Set, never>, 'subject' | 'logsAdditions'>,
  news: readonly News<EntryOf<Set>>[],
  { author, at }: ImportedBy,
): Promise<void> {
  const logged = news.filter(({ before }) => logsAdditions || before !== null)
  const rows = logged.map(({ key, before, after }) => ({
    subject,
    subjectKey: key,
    before: before as Record<string, unknown> | null,
    after: after as Record<string, unknown>,
    author,
    changedAt: at,
  }))
  await upsertRows(tx, 'registryChange', [], rows)
}
