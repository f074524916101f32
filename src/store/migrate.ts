/** Applies the plain `.sql` files of `migrations/` in order of their names, each once, under the migrator's lock. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration'
import { Failure } from '../kernel/failure.ts'
import type { Database } from './database.ts'

const folder = path.join(import.meta.dirname, 'migrations')

const sqlFiles: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql'))
    const entries = names.map(async (name) => [name.slice(0, -4), await migration(name)] as const)
    return Object.fromEntries(await Promise.all(entries))
  },
}

async function migration(name: string): Promise<Migration> {
  const text = await readFile(path.join(folder, name), 'utf8')
  return {
    async up(db) {
      await sql.raw(text).execute(db)
    },
  }
}

/**
 * Brings the schema up to date. Several processes may call this at once: one migrates, the others wait for it.
 *
 * @throws Failure `unavailable.newerDatabase` when a newer program has migrated the database
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const { error } = await new Migrator({ db, provider: sqlFiles }).migrateToLatest()
  if (error === undefined) return
  if (error instanceof Error && error.message.includes('is missing')) {
    throw new Failure(
      'unavailable.newerDatabase',
      '数据库由更新版本的程序建立，当前版本不能使用',
      '请升级本程序到相同或更新的版本',
      [error.message],
    )
  }
  throw error
}
