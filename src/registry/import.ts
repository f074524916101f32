/**
 * What all imports of the register share: rows become entries, all errors are reported at once, entries are compared with
 * what is stored, and only then everything that is new or changed is written. What a file does not name stays as it is.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import { transaction, type Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import {
  readEntries,
  type EntryOf,
  type Fields,
  type PartialEntry,
  type ReadLine,
  type RowReading,
} from './read-entries.ts'
import { RowErrors } from './row-errors.ts'
import type { SheetRow } from './spreadsheet.ts'

export interface Import<Set extends Fields, Known> extends RowReading<Set> {
  /** What is imported, for messages: `网站`. */
  readonly noun: string
  /** Subject of the change log and the audit log: `site`. */
  readonly subject: string
  /** The fields that identify an entry, */
  readonly identity: readonly (keyof Set)[]
  /** and its identity as the user knows it, made of these fields only. */
  key(entry: EntryOf<Set>): string
  /**
   * Completes an entry by what is stored, such as an id that the file does not tell. `storedKey` is the key of what it
   * replaces, when that differs; `null` after a reported problem.
   */
  complete?(
    line: ReadLine<Set> & { readonly entry: EntryOf<Set> },
    known: Known,
    problem: (field: keyof Set, text: string) => void,
  ): { readonly entry: EntryOf<Set>; readonly storedKey?: string | undefined } | null
  /** What somebody should look at before a change is applied, such as an account that was deregistered and is back. */
  warn?(before: EntryOf<Set> | null, after: EntryOf<Set>): string | null
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
  /** Writes new and changed entries; gives back the ids of the rows by key where the change log keeps them. */
  write(
    tx: Tx,
    news: readonly News<EntryOf<Set>>[],
    known: Known,
    by: ImportedBy,
  ): Promise<ReadonlyMap<string, number> | void>
  /** Measurements come in great numbers: only changes of what was stored are logged one by one. */
  readonly logsAdditions: boolean
  /** What a row is called in messages: 第 12 行 unless said. */
  readonly rowWord?: string
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
  /** Keys of what is new. */
  readonly additions: readonly string[]
  /** What is wrong, row by row, as far as it is shown; nothing is written while there is any. */
  readonly errors: readonly string[]
  readonly errorCount: number
  readonly warnings: readonly string[]
  /** Stands for exactly these changes of exactly this register. */
  readonly previewId: string
}

/** Who imports, and when (ISO instant). */
export interface ImportedBy {
  readonly author: string
  readonly at: string
  /** Import only what the preview with this id has shown. */
  readonly previewId?: string | undefined
  /** What the audit log calls it, when it is not an import. */
  readonly audit?: { readonly action: string; readonly detail: Readonly<Record<string, unknown>> }
}

/** Says what an import would do, errors included; nothing is written. */
export async function previewImport<Set extends Fields, Known>(
  tx: Tx,
  definition: Import<Set, Known>,
  rows: readonly SheetRow[],
): Promise<ImportResult> {
  return (await compare(tx, definition, rows)).result
}

/**
 * Imports all rows or, when anything is wrong, none. With a `previewId` only what that preview has shown is imported.
 *
 * @throws Failure `badInput.rows` with all errors, `conflict.previewOutdated` when file or register changed since
 */
export async function applyImport<Set extends Fields, Known>(
  db: Tx,
  definition: Import<Set, Known>,
  rows: readonly SheetRow[],
  by: ImportedBy,
): Promise<ImportResult> {
  return await transaction(db, async (tx) => {
    // two imports at once would both think an entry new
    await sql`select pg_advisory_xact_lock(hashtext('mingcha import'))`.execute(tx)
    const { result, news, known, errors } = await compare(tx, definition, rows)
    errors.throwIfAny(`${definition.noun}文件`)
    checkPreview(definition.noun, result.previewId, by)
    if (news.length === 0) return result
    const { subject } = definition
    const ids = await definition.write(tx, news, known, by)
    await logChanges(tx, definition, news, by, ids ?? new Map())
    const { added, changed, unchanged } = result
    const { action, detail: why } = by.audit ?? { action: 'registry.imported', detail: {} }
    const detail = { added, changed, unchanged, ...why }
    await record(tx, { at: by.at, actor: by.author, action, subject, detail })
    return result
  })
}

export interface News<Entry> {
  readonly key: string
  /** Key of what is replaced, which may be another. */
  readonly storedKey: string
  readonly before: Entry | null
  readonly after: Entry
}

async function compare<Set extends Fields, Known>(tx: Tx, definition: Import<Set, Known>, rows: readonly SheetRow[]) {
  const errors = new RowErrors(definition.rowWord)
  const read = readEntries(definition, rows, errors)
  const { stored, known } = await definition.load(
    tx,
    read.flatMap(({ entry }) => (entry === null ? [] : [entry])),
    rows,
  )
  const lines = read.map((line) => completeLine(definition, line, known, errors))
  refuseDoubles(definition, lines, errors)
  for (const { line, partial } of lines) {
    definition.check?.(partial, known, (field, text) => errors.add(line, definition.fields[field]!.heading, text))
  }
  const before = new Map(stored.map((entry) => [definition.key(entry), entry]))
  const good = lines.filter((line): line is GoodLine<Set> => line.entry !== null)
  const news = good
    .map(({ entry: after, storedKey }): News<EntryOf<Set>> => {
      const key = definition.key(after)
      return { key, storedKey: storedKey ?? key, before: before.get(storedKey ?? key) ?? null, after }
    })
    .filter(({ before: old, after }) => old === null || differences(definition, old, after).length > 0)
  return { result: summarise(definition, good.length, news, errors), news, known, errors }
}

type CompletedLine<Set extends Fields> = ReadLine<Set> & { readonly storedKey?: string | undefined }
type GoodLine<Set extends Fields> = CompletedLine<Set> & { readonly entry: EntryOf<Set> }

function completeLine<Set extends Fields, Known>(
  definition: Import<Set, Known>,
  line: ReadLine<Set>,
  known: Known,
  errors: RowErrors,
): CompletedLine<Set> {
  const { entry } = line
  if (entry === null || definition.complete === undefined) return line
  const completed = definition.complete({ ...line, entry }, known, (field, text) =>
    errors.add(line.line, definition.fields[field]!.heading, text),
  )
  return completed === null ? { ...line, entry: null } : { ...line, ...completed, partial: completed.entry }
}

function refuseDoubles<Set extends Fields>(
  definition: Pick<Import<Set, never>, 'identity' | 'key'>,
  lines: readonly CompletedLine<Set>[],
  errors: RowErrors,
): void {
  const first = new Map<string, number>()
  for (const { line, partial, storedKey } of lines) {
    if (definition.identity.some((field) => (partial[field] ?? null) === null)) continue
    const key = definition.key(partial as EntryOf<Set>)
    const earlier = first.get(key) ?? first.get(storedKey ?? key)
    for (const name of [key, storedKey ?? key]) first.set(name, earlier ?? line)
    if (earlier !== undefined) errors.add(line, null, `与第 ${earlier} 行重复：${key}`)
  }
}

/** What changes between two entries, as the file would write it. */
export function differences<Set extends Fields>(
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
  definition: Pick<Import<Set, never>, 'fields' | 'warn'>,
  total: number,
  news: readonly News<EntryOf<Set>>[],
  errors: RowErrors,
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
    additions: news.filter(({ before }) => before === null).map(({ key }) => key),
    errors: errors.texts,
    errorCount: errors.count,
    warnings: news.flatMap(({ key, before, after }) => {
      const warning = definition.warn?.(before, after) ?? null
      return warning === null ? [] : [`${key}：${warning}`]
    }),
    previewId: previewIdOf(news),
  }
}

/** Twelve hex digits of all that would change: another file, or another register, gives another id. */
function previewIdOf(news: readonly unknown[]): string {
  const hash = createHash('sha256')
  for (const one of news) hash.update(`${JSON.stringify(one)}\n`)
  return hash.digest('hex').slice(0, 12)
}

/** Refuses to apply what nobody has seen. @throws Failure `conflict.previewOutdated` */
export function checkPreview(noun: string, previewId: string, by: ImportedBy): void {
  if (by.previewId === undefined || by.previewId === previewId) return
  throw new Failure(
    'conflict.previewOutdated',
    `${noun}的变化与预览时不同，没有写入任何内容：文件或名录在预览之后有改动`,
    '请重新预览，核对后用新的预览编号执行',
  )
}

async function logChanges<Set extends Fields>(
  tx: Tx,
  { subject, logsAdditions }: Pick<Import<Set, never>, 'subject' | 'logsAdditions'>,
  news: readonly News<EntryOf<Set>>[],
  { author, at }: ImportedBy,
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const logged = news.filter(({ before }) => logsAdditions || before !== null)
  const rows = logged.map(({ key, before, after }) => ({
    subject,
    subjectKey: key,
    subjectId: ids.get(key) ?? null,
    before: before as Record<string, unknown> | null,
    after: after as Record<string, unknown>,
    author,
    changedAt: at,
  }))
  await upsertRows(tx, 'registryChange', [], rows)
}
