import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { backup } from './backup.ts'
import { listCredentials, openCredential, removeCredential, setCredential } from './credentials.ts'

const { db, url } = await testStore()
const by = { actor: '李四', at: '2025-08-14T01:00:00.000Z' }
const secret = '0123456789abcdef0123456789abcdef'
let home = ''

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'mingcha-credentials-'))
  return () => rm(home, { recursive: true })
})

test('a credential comes back as it was, from a key that only its owner can read', async () => {
  await setCredential(db, home, 'weixin', 'wx0123456789abcdef', `${secret}\n`, by)
  expect(await openCredential(db, home, 'weixin', 'wx0123456789abcdef')).toBe(secret)
  expect(await openCredential(db, home, 'weixin', 'wx_other')).toBeNull()
  expect((await stat(path.join(home, 'credentials.key'))).mode & 0o777).toBe(0o600)
  expect(await listCredentials(db)).toMatchObject([{ kind: 'weixin', name: 'wx0123456789abcdef', setBy: '李四' }])
})

test('neither the database, the audit log nor a backup has it in clear, and the backup has no key', async () => {
  expect(inject('testPostgres')).toBeTruthy()
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-credentials-backup-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const manifest = await backup({ url, archives: path.join(home, 'archives'), folder, at: by.at })
  const key = (await readFile(path.join(home, 'credentials.key'), 'utf8')).trim()
  const texts = await Promise.all(
    manifest.tables.map(async (table) => gunzipSync(await readFile(path.join(folder, table.path))).toString('latin1')),
  )
  const all = texts.join('\n')
  expect(all).toContain('wx0123456789abcdef')
  for (const hidden of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64'), key]) {
    expect(all).not.toContain(hidden)
  }
})

test('a sealed text moved to another name, or opened with another key, is refused', async () => {
  await db
    .insertInto('credential')
    .columns(['kind', 'name', 'sealed', 'setBy', 'setAt'])
    .expression((eb) =>
      eb.selectFrom('credential').select(['kind', eb.val('wx_thief').as('name'), 'sealed', 'setBy', 'setAt']),
    )
    .execute()
  await expect(openCredential(db, home, 'weixin', 'wx_thief')).rejects.toThrow('无法解密')
  const elsewhere = await mkdtemp(path.join(tmpdir(), 'mingcha-credentials-'))
  onTestFinished(() => rm(elsewhere, { recursive: true }))
  await expect(openCredential(db, elsewhere, 'weixin', 'wx0123456789abcdef')).rejects.toThrow('没有凭证的密钥文件')
  await setCredential(db, elsewhere, 'weibo', '1', 'token', by)
  await expect(openCredential(db, elsewhere, 'weixin', 'wx0123456789abcdef')).rejects.toThrow('无法解密')
})

test('a key file that others can read is not used, and what is no credential is refused', async () => {
  await chmod(path.join(home, 'credentials.key'), 0o644)
  await expect(openCredential(db, home, 'weixin', 'wx0123456789abcdef')).rejects.toThrow('其他用户也能读')
  await chmod(path.join(home, 'credentials.key'), 0o600)
  for (const wrong of ['', ' \n', 'a b', '密码', 'x'.repeat(2001)]) {
    await expect(setCredential(db, home, 'weixin', 'wx', wrong, by)).rejects.toThrow('凭证为空、过长')
  }
})

test('it can be removed', async () => {
  await removeCredential(db, 'weixin', 'wx0123456789abcdef', by)
  expect(await openCredential(db, home, 'weixin', 'wx0123456789abcdef')).toBeNull()
  await expect(removeCredential(db, 'weixin', 'wx0123456789abcdef', by)).rejects.toThrow('没有凭证')
})
