/** Before all tests: one managed PostgreSQL without fsync in a temporary folder, and a migrated template database. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { connectStore } from '../src/store/connect.ts'
import { openJobs } from '../src/store/jobs.ts'
import { startManagedPostgres, type ManagedPostgres } from '../src/store/managed-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the server's maintenance database. */
    testPostgres: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-test-'))
  await chmod(folder, 0o711) // under root the server runs as another account
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }
  const postgres = await startManagedPostgres(path.join(folder, 'postgres'), { settings })
  await createTemplate(postgres)
  project.provide('testPostgres', postgres.url('postgres'))
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function createTemplate(postgres: ManagedPostgres): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url('postgres') })
  await client.connect()
  await client.query('create database template_mingcha')
  await client.end()
  const store = await connectStore(postgres.url('template_mingcha'))
  const jobs = await openJobs(store)
  await jobs.close()
  await store.close()
}
