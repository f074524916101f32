/** `mingcha user` on the database, without signing in, and what it opens at the door. */
import { expect, test } from 'vitest'
import { createHttpApp } from '../src/http/app.ts'
import { upsertRows } from '../src/store/upsert-rows.ts'
import { testStore } from './database.ts'
import { program, temporaryFolder } from './program.ts'

const { db, url } = await testStore()
const mingcha = program(await temporaryFolder('user-command'), url)

test('a user is added, given another role, locked out and let in again', async () => {
  const unit = { code: 'tjj', name: '市统计局', shortName: '市统计局', kind: 'department', printOrder: 1 }
  await upsertRows(db, 'unit', ['code'], [unit])
  const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
  const signIn = async (given: unknown) => {
    const answer = await app.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(given),
    })
    return [answer.status, await answer.json()]
  }
  const refused = await mingcha.run('user', 'add', 'tongji', '--name', '统计', '--role', 'operator')
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('必须属于至少一个单位') })
  const made = await mingcha.json('user', 'add', 'tongji', '--name', '统计', '--role', 'operator', '--unit', 'tjj')
  expect(await signIn(made)).toMatchObject([200, { role: 'operator', next: 'changePassword' }])
  await mingcha.json('user', 'role', 'tongji', '--role', 'unitSupervisor', '--unit', 'tjj')
  await mingcha.json('user', 'lock', 'tongji')
  expect(await signIn(made)).toMatchObject([403, { code: 'forbidden.disabled' }])
  await mingcha.json('user', 'unlock', 'tongji')
  expect(await signIn(made)).toMatchObject([200, { role: 'unitSupervisor' }])
  expect(await signIn(await mingcha.json('user', 'reset', 'tongji'))).toMatchObject([200, { next: 'changePassword' }])
  expect(await signIn(made)).toMatchObject([401, { code: 'signedOut.wrong' }])
  const { stdout } = await mingcha.run('user', 'list')
  expect(stdout).toBe('tongji  统计  主管单位  市统计局\n')
}, 120_000)
