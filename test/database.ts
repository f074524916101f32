/** A database of its own for a test file: migrated, with an empty queue, on the PostgreSQL of this run. */
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { connectStore, type Store } from '../src/store/connect.ts'

/**
 * Opens a fresh store; it is closed and dropped after the test file. Call it at the top of a file or in `beforeAll`:
 *
 *     const store = await testStore()
 */
export async function testStore(): Promise<Store> {
  const server = inject('testPostgres')
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await onServer(server, `create database ${name} template template_mingcha`)
  const store = await connectStore(server.replace('@/postgres?', `@/${name}?`))
  afterAll(async () => {
    await store.close()
    await onServer(server, `drop database ${name} with (force)`)
  })
  return store
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
