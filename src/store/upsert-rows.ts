/** Writes many rows with one parameter per statement, so that no limit on parameters applies. */
import { sql } from 'kysely'
import type { Database, Row, Tx } from './database.ts'
import { json } from './json.ts'

/** Rows in one statement: large enough to be fast, small enough for rows with long texts. */
const BATCH = 2000

/**
 * Inserts rows; where a row with the same `key` exists, its other fields are replaced (an empty key only inserts). All rows
 * must have the same fields; jsonb fields are given as plain values. PostgreSQL takes the types from the table itself.
 */
export async function upsertRows<Table extends keyof Database>(
  tx: Tx,
  table: Table,
  key: readonly (keyof Row<Table> & string)[],
  rows: readonly Partial<Row<Table>>[],
): Promise<void> {
  const fields = Object.keys(rows[0] ?? {})
  const others = fields.filter((field) => !(key as readonly string[]).includes(field))
  const columns = sql.join(fields.map((field) => sql.ref(field)))
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH).map(snakeKeys)
    await sql`
      insert into ${sql.table(table)} (${columns})
      select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${json(batch)}::json)
      ${onConflict(key, others)}`.execute(tx)
  }
}

function onConflict(key: readonly string[], others: readonly string[]) {
  if (key.length === 0) return sql``
  const target = sql.join(key.map((field) => sql.ref(field)))
  const set = others.map((field) => sql`${sql.ref(field)} = ${sql.ref(`excluded.${field}`)}`)
  return set.length > 0 ? sql`on conflict (${target}) do update set ${sql.join(set)}` : sql`on conflict do nothing`
}

function snakeKeys(row: object): Record<string, unknown> {
  const entries = Object.entries(row) as [string, unknown][]
  return Object.fromEntries(entries.map(([field, value]) => [snakeCase(field), value]))
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
