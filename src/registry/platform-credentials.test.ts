import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { backup } from '../store/backup.ts'
import { keyFile, openSafe } from '../store/credentials.ts'
import {
  listPlatformCredentials,
  platformCredential,
  removePlatformCredential,
  setPlatformCredential,
} from './platform-credentials.ts'

const { db, url } = await testStore()
const home = await temporaryFolder('platform-credentials')
const safe = await openSafe(home)
const by = { actor: '李四', at: '2025-08-14T01:00:00.000Z' }
const secret = '0123456789abcdef0123456789abcdef'
const named = { kind: 'weixin', name: 'wx0123456789abcdef' } as const

test('a credential comes back as it was, under its name', async () => {
  await setPlatformCredential(db, safe, named, `${secret}\n`, by)
  expect(await platformCredential(db, safe, named)).toBe(secret)
  expect(await platformCredential(db, safe, { kind: 'weibo', name: '1' })).toBeNull()
  expect(await listPlatformCredentials(db)).toEqual([{ ...named, setBy: '李四', setAt: by.at }])
})

test('neither the database, the audit log nor a backup has it in clear, and the backup has no key', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-credentials-backup-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const manifest = await backup({ url, archives: path.join(home, 'archives'), folder, at: by.at })
  const key = (await readFile(keyFile(home), 'utf8')).trim()
  const tables = manifest.tables.map(async ({ path: file }) => gunzipSync(await readFile(path.join(folder, file))))
  const all = Buffer.concat(await Promise.all(tables)).toString('latin1')
  expect(all).toContain(named.name)
  for (const hidden of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64'), key]) {
    expect(all).not.toContain(hidden)
  }
})

test('sealed with another key it is none, and what is no credential is refused', async () => {
  const other = await openSafe(await temporaryFolder('platform-credentials-other'))
  expect(await platformCredential(db, other, named)).toBeNull()
  for (const wrong of ['', ' \n', 'a b', '密码', 'x'.repeat(2001)]) {
    await expect(setPlatformCredential(db, safe, named, wrong, by)).rejects.toThrow('凭证为空、过长')
  }
})

test('it can be removed', async () => {
  await removePlatformCredential(db, 'weixin', named.name, by)
  expect(await platformCredential(db, safe, named)).toBeNull()
  await expect(removePlatformCredential(db, 'weixin', named.name, by)).rejects.toThrow('没有凭证')
})
