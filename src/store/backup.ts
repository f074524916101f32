/**
 * A backup of everything: one snapshot of the database, table by table as compressed COPY text, and the evidence archives.
 * Works without pg_dump (the npm binaries have none) and moves data between the managed and any other server.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { Failure } from '../kernel/failure.ts'
import {
  appliedMigrations,
  catalogTables,
  MANIFEST,
  Meter,
  type BackupFile,
  type BackupManifest,
  type CatalogTable,
} from './backup-manifest.ts'
import { fieldTypes } from './field-types.ts'

export interface BackupSettings {
  readonly url: string
  /** Folder of evidence archives; need not exist. */
  readonly archives: string
  /** Folder to write to; must not exist or be empty. */
  readonly folder: string
  /** ISO instant, for the manifest. */
  readonly at: string
}

/**
 * Writes a backup while the program may keep running: the database as it is at one moment, and then the archives, which are
 * always written before the rows that name them. The queue is left out.
 *
 * @throws Failure `conflict.backupExists`
 */
export async function backup({ url, archives, folder, at }: BackupSettings): Promise<BackupManifest> {
  await requireEmpty(folder)
  await mkdir(path.join(folder, 'tables'), { recursive: true, mode: 0o700 })
  const database = await withClient(url, (client) => copyDatabase(client, folder))
  const files = await copyFolder(archives, path.join(folder, 'archives'))
  const listed = files.map((file) => ({ ...file, path: `archives/${file.path}` }))
  const manifest: BackupManifest = { format: 'mingcha-backup-1', at, ...database, archives: listed }
  await writeFile(path.join(folder, MANIFEST), JSON.stringify(manifest, null, 1), { flush: true })
  return manifest
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  if (names.length === 0) return
  throw new Failure('conflict.backupExists', `文件夹 ${folder} 不是空的`, '请指定一个新的文件夹，已有的备份不会被覆盖')
}

/** Runs `work` with a connection of its own. */
export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, types: fieldTypes, application_name: 'mingcha backup' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function copyDatabase(
  client: pg.Client,
  folder: string,
): Promise<Pick<BackupManifest, 'migrations' | 'tables' | 'sequences'>> {
  await client.query('begin isolation level repeatable read read only')
  const migrations = await appliedMigrations(client)
  const tables: BackupManifest['tables'] = []
  for (const table of await catalogTables(client)) tables.push(await copyTable(client, table, folder))
  const sequences = await client.query<BackupManifest['sequences'][number]>(`
    select sequencename as sequence, last_value as value from pg_sequences
    where schemaname = 'public' and last_value is not null order by 1`)
  await client.query('commit')
  return { migrations, tables, sequences: sequences.rows }
}

async function copyTable(client: pg.Client, { table, columns }: CatalogTable, folder: string) {
  const file = `tables/${table}.copy.gz`
  const rows = client.query(copyTo(`copy ${quote(table)} (${columns.map(quote).join(',')}) to stdout`))
  const meter = new Meter()
  await pipeline(
    rows,
    createGzip({ level: 1 }),
    meter.through,
    createWriteStream(path.join(folder, file), { flush: true }),
  )
  return { table, columns: [...columns], rows: rows.rowCount, path: file, bytes: meter.bytes, sha256: meter.sha256() }
}

export function quote(identifier: string): string {
  return pg.escapeIdentifier(identifier)
}

/** Copies all files below a folder; paths in the result are below it, with `/`. */
async function copyFolder(from: string, to: string): Promise<BackupFile[]> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const files = entries.filter((entry) => entry.isFile())
  const paths = files.map((entry) => path.relative(from, path.join(entry.parentPath, entry.name))).toSorted()
  const copied: BackupFile[] = []
  for (const name of paths) copied.push(await copyFile(from, to, name))
  return copied
}

async function copyFile(from: string, to: string, name: string): Promise<BackupFile> {
  const meter = new Meter()
  const target = path.join(to, name)
  await mkdir(path.dirname(target), { recursive: true })
  await pipeline(createReadStream(path.join(from, name)), meter.through, createWriteStream(target))
  return { path: name.split(path.sep).join('/'), bytes: meter.bytes, sha256: meter.sha256() }
}
