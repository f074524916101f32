/** Brings a backup back: everything or nothing. */
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Failure } from '../kernel/failure.ts'
import { appliedMigrations, catalogTables, sha256Of, verifyBackup, type BackupManifest } from './backup-manifest.ts'
import { quote, withClient } from './backup.ts'

export interface RestoreSettings {
  /** A database with the current schema, as `openStore` leaves it. */
  readonly url: string
  /** Folder of evidence archives; files in it that the backup does not name stay. */
  readonly archives: string
  readonly folder: string
  /** Replaces what the database holds, waiting jobs included. */
  readonly force?: boolean
}

/**
 * Restores a backup in one transaction, after all digests have been verified. Waiting inspections are not in the queue
 * afterwards: the campaign has to be run again, which enqueues them.
 *
 * @throws Failure `badInput.backup` when it is damaged or of another version, `conflict.notEmpty` when there are data and no
 * `force`
 */
export async function restore({ url, archives, folder, force = false }: RestoreSettings): Promise<BackupManifest> {
  const manifest = await verifyBackup(folder)
  await withClient(url, async (client) => {
    await requireSameSchema(client, manifest)
    await client.query('begin')
    await clear(client, manifest, force)
    // What triggers would write is in the backup already.
    await switchTriggers(client, manifest, 'disable')
    for (const table of manifest.tables) await fill(client, folder, table)
    await switchTriggers(client, manifest, 'enable')
    for (const { sequence, value } of manifest.sequences) {
      await client.query('select setval($1::regclass, $2)', [`public.${quote(sequence)}`, value])
    }
    // the backup itself was under way when it was made
    await client.query('delete from backup_run where ended_at is null')
    // before the commit: when a file cannot be copied the database stays as it was
    for (const file of manifest.archives) await restoreArchive(folder, archives, file, force)
    await client.query('commit')
    await client.query('analyze')
  })
  return manifest
}

async function requireSameSchema(client: pg.Client, manifest: BackupManifest): Promise<void> {
  const describe = (tables: readonly { table: string; columns: readonly string[] }[]) =>
    JSON.stringify(tables.map(({ table, columns }) => [table, columns]))
  const sameMigrations = (await appliedMigrations(client)).join() === manifest.migrations.join()
  if (sameMigrations && describe(await catalogTables(client)) === describe(manifest.tables)) return
  throw new Failure(
    'badInput.backup',
    '备份与当前程序的数据结构版本不同，没有恢复任何内容',
    '请先用做备份时的程序版本恢复，再升级程序',
    [`备份的结构版本：${manifest.migrations.join('、')}`],
  )
}

async function clear(client: pg.Client, { tables }: BackupManifest, force: boolean): Promise<void> {
  const names = tables.map(({ table }) => quote(table))
  await client.query(`lock table ${names.join(', ')} in access exclusive mode`)
  const anyRow = names.map((name) => `exists (select from ${name})`).join(' or ')
  const { rows } = await client.query<{ filled: boolean }>(`select ${anyRow} as filled`)
  if (rows[0]!.filled && !force) {
    throw new Failure(
      'conflict.notEmpty',
      '数据库中已有数据，没有恢复任何内容',
      '如确实要用备份替换现有数据，请加 --force',
    )
  }
  await client.query(`truncate ${names.join(', ')} restart identity`)
  const queue = await client.query<{ present: boolean }>("select to_regclass('pgboss.job') is not null as present")
  if (queue.rows[0]!.present) await client.query('delete from pgboss.job')
}

async function switchTriggers(client: pg.Client, { tables }: BackupManifest, to: 'enable' | 'disable'): Promise<void> {
  for (const { table } of tables) await client.query(`alter table ${quote(table)} ${to} trigger user`)
}

async function fill(client: pg.Client, folder: string, table: BackupManifest['tables'][number]): Promise<void> {
  const columns = table.columns.map(quote).join(',')
  const rows = client.query(copyFrom(`copy ${quote(table.table)} (${columns}) from stdin`))
  await pipeline(createReadStream(path.join(folder, table.path)), createGunzip(), rows)
  if (rows.rowCount !== table.rows) {
    throw new Error(`${table.table}: restored ${rows.rowCount} rows of ${table.rows}`)
  }
}

async function restoreArchive(
  folder: string,
  archives: string,
  { path: name, sha256 }: BackupManifest['archives'][number],
  force: boolean,
): Promise<void> {
  const target = path.join(archives, name.replace(/^archives\//, ''))
  const exists = await stat(target).catch(() => null)
  if (exists && (await sha256Of(target)) === sha256) return
  if (exists && !force) {
    throw new Failure('conflict.notEmpty', `归档文件 ${target} 已存在且内容不同`, '如确实要用备份替换，请加 --force')
  }
  await mkdir(path.dirname(target), { recursive: true })
  await copyFile(path.join(folder, name), target)
}
