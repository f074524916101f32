import { createServer, type AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { connectStore } from './connect.ts'
import { lostConnection } from './lost-connection.ts'

const { db } = await testStore()

test('a connection that the server ends is lost, a wrong query is not', async () => {
  const wrong = await sql`select nonsense`.execute(db).catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(Error)
  expect(lostConnection(wrong)).toBeNull()
  const ended = await sql`select pg_terminate_backend(pg_backend_pid())`.execute(db).catch((error: unknown) => error)
  expect(lostConnection(ended)).toMatchObject({ code: 'unavailable.database' })
})

test('nobody listens: unavailable', async () => {
  await expect(connectStore('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
    code: 'unavailable.database',
    message: expect.stringContaining('ECONNREFUSED'),
  })
})

test('a server that accepts and says nothing is given up', async () => {
  const mute = createServer(() => {})
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
  const { port } = mute.address() as AddressInfo
  const settings = { connectWithinMs: 200 }
  await expect(connectStore(`postgres://nobody@127.0.0.1:${port}/none`, settings)).rejects.toMatchObject({
    code: 'unavailable.database',
  })
  mute.close()
})
