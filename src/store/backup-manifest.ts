/** The list of contents of a backup: written last, so that a backup without it is known to be incomplete. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { z } from 'zod'
import { Failure } from '../kernel/failure.ts'

export const MANIFEST = 'manifest.json'

const file = z.object({
  /** Path below the backup folder, with `/`. */
  path: z.string().refine((text) => !path.posix.isAbsolute(text) && !text.split(/[/\\]/).includes('..')),
  bytes: z.number().int(),
  sha256: z.string(),
})

const table = file.extend({
  table: z.string(),
  columns: z.array(z.string()),
  rows: z.number().int(),
})

export const backupManifest = z.object({
  format: z.literal('mingcha-backup-1'),
  /** ISO instant of the snapshot. */
  at: z.string(),
  /** Migrations of the database; a restore needs the same ones. */
  migrations: z.array(z.string()),
  tables: z.array(table),
  /** Next values of the identity fields. */
  sequences: z.array(z.object({ sequence: z.string(), value: z.number().int() })),
  archives: z.array(file),
})
export type BackupManifest = z.output<typeof backupManifest>
export type BackupFile = z.output<typeof file>

/** A table with its stored fields. */
export interface CatalogTable {
  readonly table: string
  readonly columns: readonly string[]
}

/**
 * Our tables, each after those it refers to, so that they can be filled in this order without switching checks off. The
 * queue (schema pgboss) is left out: leases of workers mean nothing elsewhere, and waiting inspections are enqueued anew.
 */
export async function catalogTables(client: pg.ClientBase): Promise<CatalogTable[]> {
  const { rows } = await client.query<CatalogTable & { refersTo: string[] }>(`
    select c.relname as table,
           (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
           coalesce((select array_agg(distinct r.relname::text) from pg_constraint k join pg_class r on r.oid = k.confrelid
            where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid), '{}') as "refersTo"
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname !~ '^kysely_'
    order by c.relname`)
  const ordered: CatalogTable[] = []
  const pending = [...rows]
  while (pending.length > 0) {
    const next = pending.findIndex(({ refersTo }) =>
      refersTo.every((name) => ordered.some((one) => one.table === name)),
    )
    if (next === -1) throw new Error('tables refer to each other in a circle')
    ordered.push(...pending.splice(next, 1).map(({ table: name, columns }) => ({ table: name, columns })))
  }
  return ordered
}

export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from kysely_migration order by name')
  return rows.map(({ name }) => name)
}

/** Reads the manifest and checks every file against it. @throws Failure `badInput.backup` naming what is wrong */
export async function verifyBackup(folder: string): Promise<BackupManifest> {
  const manifest = await readManifest(folder)
  const damaged: string[] = []
  for (const expected of [...manifest.tables, ...manifest.archives]) {
    const problem = await fileProblem(folder, expected)
    if (problem) damaged.push(`${expected.path}：${problem}`)
  }
  if (damaged.length === 0) return manifest
  throw new Failure(
    'badInput.backup',
    `备份 ${folder} 已损坏，没有恢复任何内容`,
    '请换用另一份备份',
    damaged.slice(0, 200),
  )
}

async function readManifest(folder: string): Promise<BackupManifest> {
  try {
    return backupManifest.parse(JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')))
  } catch (error) {
    throw new Failure(
      'badInput.backup',
      `${folder} 不是完整的备份：缺少 ${MANIFEST} 或内容不正确`,
      '备份中断时不会写出该文件；请换用另一份备份',
      [(error as Error).message.slice(0, 500)],
    )
  }
}

async function fileProblem(folder: string, expected: BackupFile): Promise<string | null> {
  const file = path.join(folder, expected.path)
  const found = await stat(file).catch(() => null)
  if (found === null) return '文件不存在'
  if (found.size !== expected.bytes) return `应为 ${expected.bytes} 字节，实为 ${found.size} 字节`
  return (await sha256Of(file)) === expected.sha256 ? null : 'SHA-256 不符'
}

/** SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) hash.update(chunk)
  return hash.digest('hex')
}

/** Passes bytes on, counts them and feeds them to a digest. */
export class Meter {
  readonly #hash: Hash = createHash('sha256')
  bytes = 0

  /** For `pipeline`. */
  readonly through = async function* (this: Meter, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.#hash.update(chunk)
      this.bytes += chunk.length
      yield chunk
    }
  }.bind(this)

  sha256(): string {
    return this.#hash.digest('hex')
  }
}
