/**
 * Backups as they are begun and end, wherever they are begun. One at a time: the one under way holds a lock of the database,
 * so that a program that dies in the middle leaves a row without an end and without a lock, which says what it was.
 */
import { mkdir, statfs } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from './audit.ts'
import { backup, type BackupSettings } from './backup.ts'
import type { BackupManifest } from './backup-manifest.ts'
import { transaction, type Row, type Tx } from './database.ts'

/** 进行中 · 已完成 · 失败 · 中断（程序在途中停止） */
export type BackupState = 'running' | 'done' | 'failed' | 'brokenOff'

export interface BackupRun extends Omit<Row<'backupRun'>, 'endedAt'> {
  readonly state: BackupState
  readonly endedAt: string | null
}

/** Any number that no other lock of the program has. */
const lockKey = 7_340_112

interface By {
  readonly actor: string
  readonly at: string
}

export interface BackupUnderWay {
  readonly id: number
  readonly folder: string
  /** When it has ended, whole or with a fault; a fault is an error here too. */
  readonly ended: Promise<BackupManifest>
}

type Db = Parameters<typeof transaction>[0]

/**
 * Begins a backup and returns at once. @throws Failure `conflict.backup` while one is under way
 */
export async function startBackup(
  db: Db,
  {
    url,
    archives,
    folder,
    scheduled = null,
  }: Omit<BackupSettings, 'at'> & { readonly scheduled?: { readonly day: Day; readonly attempt: number } | null },
  by: By,
  clock: () => number = Date.now,
): Promise<BackupUnderWay> {
  const lock = await takeLock(url)
  try {
    const { id } = await transaction(db, async (tx) => {
      const own = { scheduledFor: scheduled?.day ?? null, attempt: scheduled?.attempt ?? null }
      const started = { folder, startedBy: by.actor, startedAt: by.at, ...own }
      const row = await tx
        .insertInto('backupRun')
        .values(started)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst()
      // another worker has made this attempt, and it has ended already
      if (row === undefined) throw underWay()
      await record(tx, { ...by, action: 'backup.started', subject: folder, detail: {} })
      return row
    })
    const ended = run(db, id, { url, archives, folder, at: by.at }, by.actor, clock).finally(() => lock.end())
    // whoever wants to know waits for `ended`; whoever does not reads the row
    ended.catch(() => undefined)
    return { id, folder, ended }
  } catch (error) {
    await lock.end()
    throw error
  }
}

async function takeLock(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'mingcha backup lock' })
  // A lost connection ends the lock; the backup itself then fails by its own connection.
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockKey])
  if (rows[0]!.taken) return client
  await client.end()
  throw underWay()
}

const underWay = () => new Failure('conflict.backup', '正在备份', '请等待这一次备份完成后再试')

async function run(
  db: Db,
  id: number,
  settings: BackupSettings,
  actor: string,
  clock: () => number,
): Promise<BackupManifest> {
  const end = (values: object, detail: Record<string, unknown>, action: string) =>
    transaction(db, async (tx) => {
      const at = new Date(clock()).toISOString()
      await tx
        .updateTable('backupRun')
        .set({ endedAt: at, ...values })
        .where('id', '=', id)
        .execute()
      await record(tx, { actor, at, action, subject: settings.folder, detail })
    })
  try {
    await mkdir(path.dirname(settings.folder), { recursive: true, mode: 0o700 })
    const manifest = await backup(settings)
    const counts = countsOf(manifest)
    await end(counts, counts, 'backup.finished')
    return manifest
  } catch (error) {
    const fault = error instanceof Failure ? `${error.message}；${error.advice}` : String(error)
    await end({ fault: fault.slice(0, 2000) }, { fault: fault.slice(0, 2000) }, 'backup.failed')
    throw error
  }
}

function countsOf({ tables, archives }: BackupManifest) {
  return {
    tableCount: tables.length,
    rowCount: tables.reduce((sum, { rows }) => sum + rows, 0),
    archiveCount: archives.length,
    bytes: [...tables, ...archives].reduce((sum, file) => sum + file.bytes, 0),
  }
}

/** One page of backups, the newest first. */
export async function listBackups(
  tx: Tx,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly items: readonly BackupRun[] }> {
  // Asked before and after: a backup may begin or end between the two looks.
  const before = await isLocked(tx)
  const { total } = await tx
    .selectFrom('backupRun')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await tx.selectFrom('backupRun').selectAll().orderBy('id', 'desc').offset(offset).limit(limit).execute()
  const under = before || (rows.some(({ endedAt }) => endedAt === null) && (await isLocked(tx)))
  const newest = rows.find(({ endedAt }) => endedAt === null)?.id
  return { total, items: rows.map((row) => ({ ...row, state: stateOf(row, under && row.id === newest) })) }
}

/** The newest backup that is whole and still there; `null`: there is none. */
export async function lastBackup(tx: Tx): Promise<Row<'backupRun'> | null> {
  const row = await tx
    .selectFrom('backupRun')
    .selectAll()
    .where('endedAt', 'is not', null)
    .where('fault', '=', '')
    .where('removedAt', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** Free bytes where backups are written; `null` where the system does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null)
  return found === null ? null : found.bavail * found.bsize
}

function stateOf({ endedAt, fault }: Row<'backupRun'>, running: boolean): BackupState {
  if (endedAt === null) return running ? 'running' : 'brokenOff'
  return fault === '' ? 'done' : 'failed'
}

async function isLocked(tx: Tx): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_locks where locktype = 'advisory' and objid = ${lockKey} and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(tx)
  return rows.length > 0
}
