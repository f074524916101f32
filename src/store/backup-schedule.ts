/**
 * Backups every day: at a set time a worker makes one, whichever comes first, and removes the oldest of its kind. What a person
 * has begun is never removed.
 */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { addDays, dayOfInstant, startOfDay, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from './audit.ts'
import { startBackup } from './backup-runs.ts'
import { transaction, type Row, type Tx } from './database.ts'
import { workAgain, type LoopSettings, type WorkLoop } from './work-loop.ts'

export interface DailyBackup {
  /** Time of day in Asia/Shanghai, `02:30`. */
  readonly at: string
  /** So many whole ones are kept. */
  readonly keep: number
}

/** Who has begun it, in records. */
export const scheduledBy = '定时备份'
/** One that failed is tried so often, with this pause between. */
const [mostAttempts, retryMs] = [3, 30 * 60_000]

/** The newest day whose time has come, and the instant at which the next one's does. */
export function dailyTimes(at: string, nowMs: number): { readonly day: Day; readonly nextMs: number } {
  const [hours, minutes] = at.split(':').map(Number) as [number, number]
  const instantOf = (day: Day) => startOfDay(day) + (hours * 60 + minutes) * 60_000
  const today = dayOfInstant(nowMs)
  return nowMs < instantOf(today)
    ? { day: addDays(today, -1), nextMs: instantOf(today) }
    : { day: today, nextMs: instantOf(addDays(today, 1)) }
}

/** The attempt that is due for a day, 1 and up; `null`: none is, because one was whole, has just begun, or all have failed. */
export function attemptDue(
  runs: readonly Pick<Row<'backupRun'>, 'startedAt' | 'endedAt' | 'fault'>[],
  nowMs: number,
): number | null {
  if (runs.some(({ endedAt, fault }) => endedAt !== null && fault === '')) return null
  if (runs.length >= mostAttempts) return null
  const last = Math.max(...runs.map(({ startedAt }) => Date.parse(startedAt)))
  return nowMs - last < retryMs ? null : runs.length + 1
}

export interface DailyBackupSettings extends DailyBackup {
  readonly url: string
  readonly archives: string
  /** Backups are made below it. */
  readonly folder: string
  readonly clock: () => number
}

/** Makes the backup that is due, if one is, and removes what is too old then. Answers whether it has made one. */
export async function backupWhenDue(
  db: Parameters<typeof transaction>[0],
  { at, keep, url, archives, folder, clock }: DailyBackupSettings,
): Promise<boolean> {
  const { day } = dailyTimes(at, clock())
  const runs = await db.selectFrom('backupRun').selectAll().where('scheduledFor', '=', day).execute()
  const attempt = attemptDue(runs, clock())
  if (attempt === null) return false
  const by = { actor: scheduledBy, at: new Date(clock()).toISOString() }
  try {
    const settings = { url, archives, folder: path.join(folder, backupName(by.at)), scheduled: { day, attempt } }
    await (
      await startBackup(db, settings, by, clock)
    ).ended
  } catch (error) {
    // another worker makes it, or somebody is making one by hand: then it is this one's turn a minute later
    if (error instanceof Failure && error.code === 'conflict.backup') return false
    throw error
  }
  await removeOld(db, { folder, keep, clock })
  return true
}

/** Makes what is due every minute, until stopped; the one under way is finished first. */
export function workBackups(
  db: Parameters<typeof transaction>[0],
  settings: DailyBackupSettings,
  { everyMs = 60_000, onError }: LoopSettings,
): WorkLoop {
  return workAgain(() => backupWhenDue(db, settings), { everyMs, onError })
}

/** The folder of a backup that begins at this instant; no colons: some file systems take none. */
export function backupName(at: string): string {
  return at.replace(/\.\d+Z$/, 'Z').replaceAll(':', '')
}

/**
 * Removes scheduled backups but the newest whole ones, and what failed ones have left. Only what lies directly in the folder of
 * backups: a path in a row is not trusted further.
 */
async function removeOld(
  db: Parameters<typeof transaction>[0],
  { folder, keep, clock }: { readonly folder: string; readonly keep: number; readonly clock: () => number },
): Promise<void> {
  const rows = await db
    .selectFrom('backupRun')
    .selectAll()
    .where('scheduledFor', 'is not', null)
    .where('removedAt', 'is', null)
    .orderBy('id', 'desc')
    .execute()
  const whole = rows.filter(({ endedAt, fault }) => endedAt !== null && fault === '')
  if (whole.length === 0) return
  const kept = new Set(whole.slice(0, keep).map(({ id }) => id))
  for (const row of rows) {
    // a later one than the newest whole is under way
    if (kept.has(row.id) || row.id > whole[0]!.id) continue
    // of another machine, which removes its own
    if (path.dirname(row.folder) !== path.resolve(folder) || !existsSync(row.folder)) continue
    await rm(row.folder, { recursive: true, force: true })
    await transaction(db, (tx) => noteRemoved(tx, row, new Date(clock()).toISOString()))
  }
}

async function noteRemoved(tx: Tx, { id, folder }: Row<'backupRun'>, at: string): Promise<void> {
  await tx.updateTable('backupRun').set({ removedAt: at }).where('id', '=', id).execute()
  await record(tx, { actor: scheduledBy, at, action: 'backup.removed', subject: folder, detail: {} })
}
