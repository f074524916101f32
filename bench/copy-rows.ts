/** Bulk loading by COPY: the fastest way into PostgreSQL, as a lower bound and to prepare large benchmarks. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** Copies rows of texts, numbers and nulls into the columns of a table. */
export async function copyRows(
  pool: pg.Pool,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly (string | number | boolean | null)[]>,
): Promise<void> {
  const client = await pool.connect()
  try {
    await pipeline(
      Readable.from(chunks(rows)),
      client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`)),
    )
  } finally {
    client.release()
  }
}

function* chunks(rows: Iterable<readonly (string | number | boolean | null)[]>): Generator<Buffer> {
  let text = ''
  for (const row of rows) {
    text += `${row.map(field).join('\t')}\n`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function field(value: string | number | boolean | null): string {
  return value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (letter) => escapes[letter]!)
}
