import { readFile, stat, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { keyFile, openSafe, readCredential, storeCredential } from './credentials.ts'

const { db } = await testStore()
const home = await temporaryFolder('credentials')
const by = { actor: '测试', at: '2025-08-14T00:00:00Z' }

test('a secret comes back under its name only, and lies sealed in the database', async () => {
  const safe = await openSafe(home)
  await storeCredential(db, safe, { kind: 'channel', name: '值班群' }, '口令一', by)
  await storeCredential(db, safe, { kind: 'channel', name: '值班群' }, '口令二', by)
  expect(await readCredential(db, await openSafe(home), { kind: 'channel', name: '值班群' })).toBe('口令二')
  expect(await readCredential(db, safe, { kind: 'channel', name: '没有' })).toBeNull()
  const { sealed } = await db.selectFrom('credential').select('sealed').executeTakeFirstOrThrow()
  expect(sealed.toString('utf8')).not.toContain('口令')
  await db.updateTable('credential').set({ name: '别的群' }).execute()
  await expect(readCredential(db, safe, { kind: 'channel', name: '别的群' })).rejects.toThrow('无法解开')
})

test('the key is made once by whoever comes first, readable by its owner only; a broken one is refused', async () => {
  const fresh = await temporaryFolder('credentials-race')
  const safes = await Promise.all(Array.from({ length: 5 }, () => openSafe(fresh)))
  const sealed = safes[0]!.seal('a/b', '秘密')
  for (const safe of safes) expect(safe.open('a/b', sealed)).toBe('秘密')
  expect((await stat(keyFile(fresh))).mode & 0o777).toBe(0o600)
  expect(await readFile(keyFile(fresh), 'utf8')).toHaveLength(45)
  await writeFile(keyFile(fresh), '不是密钥')
  await expect(openSafe(fresh)).rejects.toThrow('密钥文件')
})
