import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { day } from '../kernel/day.ts'
import { record } from './audit.ts'
import { backup } from './backup.ts'
import { attemptDue, backupWhenDue, dailyTimes } from './backup-schedule.ts'
import { lastBackup, listBackups, startBackup } from './backup-runs.ts'
import type { Store } from './connect.ts'
import { transaction, type Database } from './database.ts'
import { enqueueInspections, openJobs, queueCounts } from './jobs.ts'
import { restore } from './restore.ts'
import { upsertRows } from './upsert-rows.ts'

const at = '2025-08-14T00:00:00.000Z'
const [source, target] = [await testStore(), await testStore()]
let home = ''
const inHome = (...names: string[]) => path.join(home, ...names)

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'mingcha-backup-'))
  await mkdir(inHome('archives/2025Q3/site-1'), { recursive: true })
  await writeFile(inHome('archives/2025Q3/site-1/1-0.wacz'), 'evidence\u0000bytes')
  await fill(source)
})
afterAll(async () => await rm(home, { recursive: true, force: true }))

/** Rows of several kinds: self-references, arrays, jsonb, texts that COPY has to escape. */
async function fill({ db }: Store): Promise<void> {
  const unit = { kind: 'district', printOrder: 1, shortName: 'x' }
  const names = Array.from({ length: 3000 }, (_, index) => `第${index}区\t\\N "引号"\n换行`)
  await upsertRows(
    db,
    'unit',
    ['code'],
    names.map((name, index) => ({ ...unit, code: `u${index}`, name })),
  )
  await db.updateTable('unit').set({ parentId: 3000 }).where('id', '<', 3000).execute()
  const delivery = { source: 's', sha256: 'x', knownThrough: day('2025-08-14'), coveredFrom: null, deliveredAt: at }
  await db.insertInto('postDelivery').values(delivery).execute()
  // counted by a trigger, which must not count again what comes back
  const site = { siteCode: '3100000001', name: 'x', url: 'http://a.example/', category: 'district', state: 'active' }
  await db
    .insertInto('site')
    .values({ ...site, organiserId: 1, hasServices: false })
    .execute()
  const probe = { siteId: 1, at, vantage: 'v', outcome: 'opened', elapsedMs: 1, detail: '' }
  await db.insertInto('probe').values(probe).execute()
  await record(db, { at, actor: 'a', action: 'b', subject: 'c', detail: { list: [1, { nested: '明察' }] } })
}

/** Every row of every table as text. */
async function contents({ db }: Store): Promise<Record<string, unknown>> {
  const tables: (keyof Database)[] = ['unit', 'postDelivery', 'auditEntry', 'site', 'probeDay']
  const rows = tables.map(async (table) => {
    const found = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} t order by 1`.execute(db)
    return [table, found.rows] as const
  })
  return Object.fromEntries(await Promise.all(rows))
}

const restoreTo = (folder: string, force = false) =>
  restore({ url: target.url, archives: inHome('restored-archives'), folder, force })

test('a backup restored elsewhere has the same rows, archives and next ids', async () => {
  const folder = inHome('backup')
  const manifest = await backup({ url: source.url, archives: inHome('archives'), folder, at })
  expect(manifest.tables.find(({ table }) => table === 'unit')).toMatchObject({ rows: 3000 })
  await restoreTo(folder)
  expect(await contents(target)).toEqual(await contents(source))
  expect(await readFile(inHome('restored-archives/2025Q3/site-1/1-0.wacz'), 'utf8')).toBe('evidence\u0000bytes')
  const unit = { code: 'new', name: 'x', shortName: 'x', kind: 'district', printOrder: 1, parentId: null }
  const { id } = await target.db.insertInto('unit').values(unit).returning('id').executeTakeFirstOrThrow()
  expect(id).toBe(3001)
})

test('a database with data is replaced only by force, and its jobs go too', async () => {
  const jobs = await openJobs(target)
  await transaction(target.db, (tx) => enqueueInspections(jobs, tx, [1]))
  await expect(restoreTo(inHome('backup'))).rejects.toMatchObject({ code: 'conflict.notEmpty' })
  expect((await queueCounts(target.db)).queued).toBe(1)
  await restoreTo(inHome('backup'), true)
  expect(await contents(target)).toEqual(await contents(source))
  expect((await queueCounts(target.db)).queued).toBe(0)
  await jobs.close()
})

test('a backup is never written over another one', async () => {
  const again = backup({ url: source.url, archives: inHome('archives'), folder: inHome('backup'), at })
  await expect(again).rejects.toMatchObject({ code: 'conflict.backupExists' })
})

test('a damaged or incomplete backup changes nothing', async () => {
  const folder = inHome('damaged')
  await backup({ url: source.url, archives: inHome('archives'), folder, at })
  const before = await contents(target)
  const file = path.join(folder, 'tables/audit_entry.copy.gz')
  const bytes = await readFile(file)
  bytes[bytes.length - 5]! ^= 1
  await writeFile(file, bytes)
  await rm(path.join(folder, 'archives/2025Q3/site-1/1-0.wacz'))
  await expect(restoreTo(folder, true)).rejects.toMatchObject({
    code: 'badInput.backup',
    details: ['tables/audit_entry.copy.gz：SHA-256 不符', 'archives/2025Q3/site-1/1-0.wacz：文件不存在'],
  })
  await rm(path.join(folder, 'manifest.json'))
  await expect(restoreTo(folder, true)).rejects.toThrow('不是完整的备份')
  expect(await contents(target)).toEqual(before)
})

test('a manifest that points outside the backup, or has another schema, is refused', async () => {
  const folder = inHome('forged')
  await backup({ url: source.url, archives: inHome('nothing-here'), folder, at })
  const manifestFile = path.join(folder, 'manifest.json')
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as { migrations: string[]; archives: unknown[] }
  const outside = { path: 'archives/../../../etc/passwd', bytes: 1, sha256: 'x' }
  await writeFile(manifestFile, JSON.stringify({ ...manifest, archives: [outside] }))
  await expect(restoreTo(folder, true)).rejects.toThrow('不是完整的备份')
  await writeFile(manifestFile, JSON.stringify({ ...manifest, migrations: [...manifest.migrations, '9999-future'] }))
  await expect(restoreTo(folder, true)).rejects.toThrow('数据结构版本不同')
  expect(await readdir(folder)).toContain('tables')
})

describe('backups every day', () => {
  const hours = (instant: string) => Date.parse(`${instant}+08:00`)

  test.each([
    ['2025-08-14T02:29:59', '2025-08-13', '2025-08-14T02:30'],
    ['2025-08-14T02:30:00', '2025-08-14', '2025-08-15T02:30'],
    ['2025-08-14T23:59:59', '2025-08-14', '2025-08-15T02:30'],
  ])('at %s that of %s is due, and the next one at %s', (now, due, next) => {
    expect(dailyTimes('02:30', hours(now))).toEqual({ day: due, nextMs: hours(next) })
  })

  test('one that failed is tried again after half an hour, three times at most; one that is whole is enough', () => {
    const failed = { startedAt: at, endedAt: at, fault: '磁盘已满' }
    const brokenOff = { ...failed, endedAt: null, fault: '' }
    const now = Date.parse(at)
    const late = now + 30 * 60_000
    expect(attemptDue([], now)).toBe(1)
    expect(attemptDue([failed], late - 1)).toBeNull()
    expect(attemptDue([failed], late)).toBe(2)
    expect(attemptDue([failed, brokenOff], late)).toBe(3)
    expect(attemptDue([failed, failed, failed], late)).toBeNull()
    expect(attemptDue([failed, { ...failed, fault: '' }], late)).toBeNull()
  })

  test('are made once for all workers, and the oldest of them go, what a person began stays', async () => {
    const folder = inHome('daily')
    let nowMs = hours('2025-08-14T03:00:00')
    const settings = { at: '02:30', keep: 2, url: source.url, archives: inHome('archives'), folder, clock: () => nowMs }
    const made = () => backupWhenDue(source.db, settings)
    const whole = () => source.db.selectFrom('backupRun').selectAll().orderBy('id').execute()
    const both = await Promise.all([made(), made()])
    expect(both.filter(Boolean)).toHaveLength(1)
    expect(await made()).toBe(false)
    const byHand = { url: source.url, archives: inHome('archives'), folder: path.join(folder, 'by-hand') }
    await (
      await startBackup(source.db, byHand, { actor: '甲', at })
    ).ended
    nowMs = hours('2025-08-15T02:29:59')
    expect(await made()).toBe(false)
    for (const day of ['15', '16']) {
      nowMs = hours(`2025-08-${day}T02:30:00`)
      expect(await made()).toBe(true)
    }
    expect((await readdir(folder)).toSorted()).toEqual(['2025-08-14T183000Z', '2025-08-15T183000Z', 'by-hand'])
    expect((await whole()).map(({ scheduledFor, removedAt }) => [scheduledFor, removedAt !== null])).toEqual([
      ['2025-08-14', true],
      [null, false],
      ['2025-08-15', false],
      ['2025-08-16', false],
    ])
    expect(await lastBackup(source.db)).toMatchObject({ scheduledFor: '2025-08-16' })
  })

  test('say what went wrong, and are tried again later', async () => {
    await writeFile(inHome('no-folder'), '')
    let nowMs = hours('2025-08-20T02:30:00')
    const settings = { at: '02:30', keep: 2, url: source.url, archives: inHome('archives'), clock: () => nowMs }
    await expect(backupWhenDue(source.db, { ...settings, folder: inHome('no-folder') })).rejects.toThrow(/no-folder/)
    expect((await listBackups(source.db, { offset: 0, limit: 1 })).items).toMatchObject([
      { state: 'failed', scheduledFor: '2025-08-20', attempt: 1 },
    ])
    expect(await backupWhenDue(source.db, { ...settings, folder: inHome('daily') })).toBe(false)
    nowMs += 30 * 60_000
    expect(await backupWhenDue(source.db, { ...settings, folder: inHome('daily') })).toBe(true)
  })
})
