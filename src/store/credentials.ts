/**
 * Credentials that units authorised: sealed with AES-256-GCM before they reach the database, by a key that lies beside it and
 * is not part of a backup. Whoever has the database or a backup alone can read none of them.
 */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../kernel/failure.ts'
import { record } from './audit.ts'
import type { Tx } from './database.ts'

type By = { readonly actor: string; readonly at: string }

/** `weixin`: AppSecret by AppID; `weibo`: access token by uid. */
export const credentialKinds = { weixin: '微信公众号 AppSecret', weibo: '微博 access_token' } as const
export type CredentialKind = keyof typeof credentialKinds

const [nonceBytes, tagBytes, keyBytes] = [12, 16, 32]
const maxSecretChars = 2000
const keyFile = (home: string) => path.join(home, 'credentials.key')

/** Seals a credential and stores it; an earlier one of the same name is replaced. The audit log says that, and not what. */
export async function setCredential(
  tx: Tx,
  home: string,
  kind: CredentialKind,
  name: string,
  secret: string,
  by: By,
): Promise<void> {
  const clean = secret.trim()
  if (clean === '' || clean.length > maxSecretChars || /[^\u0021-\u007e]/.test(clean)) {
    throw new Failure('badInput.credential', '凭证为空、过长或含有空白等不应有的字符', '请从标准输入送入一行凭证')
  }
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', await keyOf(home, true), nonce).setAAD(boundTo(kind, name))
  const text = Buffer.concat([cipher.update(clean, 'utf8'), cipher.final()])
  const sealed = Buffer.concat([nonce, cipher.getAuthTag(), text])
  const row = { kind, name, sealed, setBy: by.actor, setAt: by.at }
  await tx
    .insertInto('credential')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['kind', 'name']).doUpdateSet({ sealed, setBy: row.setBy, setAt: row.setAt }),
    )
    .execute()
  await record(tx, { ...by, action: 'credential.set', subject: `${kind}/${name}`, detail: {} })
}

/** A credential in clear, or `null` when none is stored. @throws Failure `unavailable.credential` when it cannot be opened */
export async function openCredential(tx: Tx, home: string, kind: CredentialKind, name: string): Promise<string | null> {
  const query = tx.selectFrom('credential').select('sealed').where('kind', '=', kind).where('name', '=', name)
  const row = await query.executeTakeFirst()
  if (row === undefined) return null
  const { sealed } = row
  const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes, nonceBytes + tagBytes)]
  try {
    const decipher = createDecipheriv('aes-256-gcm', await keyOf(home, false), nonce)
    decipher.setAAD(boundTo(kind, name)).setAuthTag(tag)
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('unavailable.credential', `凭证 ${kind}/${name} 无法解密`, '密钥文件已更换，请重新设置该凭证')
  }
}

/** What is stored, without the secrets. */
export async function listCredentials(tx: Tx) {
  return tx
    .selectFrom('credential')
    .select(['kind', 'name', 'setBy', 'setAt'])
    .orderBy('kind')
    .orderBy('name')
    .execute()
}

/** @throws Failure `notFound.credential` */
export async function removeCredential(tx: Tx, kind: CredentialKind, name: string, by: By): Promise<void> {
  const removed = await tx.deleteFrom('credential').where('kind', '=', kind).where('name', '=', name).executeTakeFirst()
  if (removed.numDeletedRows === 0n) {
    throw new Failure('notFound.credential', `没有凭证 ${kind}/${name}`, '用 collect credential list 查看')
  }
  await record(tx, { ...by, action: 'credential.removed', subject: `${kind}/${name}`, detail: {} })
}

/** A sealed text opens under its own name only. */
function boundTo(kind: CredentialKind, name: string): Buffer {
  return Buffer.from(`mingcha credential\n${kind}\n${name}`)
}

async function keyOf(home: string, make: boolean): Promise<Buffer> {
  const there = await readKey(home)
  if (there !== null) return there
  if (!make) {
    const advice = '把原来的密钥文件放回去，或用 collect credential set 重新设置凭证'
    throw new Failure('unavailable.credential', `没有凭证的密钥文件 ${keyFile(home)}`, advice)
  }
  await mkdir(home, { recursive: true })
  const draft = `${keyFile(home)}.${randomUUID()}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(randomBytes(keyBytes).toString('hex'))
    await handle.sync()
  } finally {
    await handle.close()
  }
  // Two processes may start at once: the link is made by one of them, and both use what it made.
  await link(draft, keyFile(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return (await readKey(home))!
}

async function readKey(home: string): Promise<Buffer | null> {
  const file = keyFile(home)
  const facts = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (facts === null) return null
  if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
    throw new Failure('unavailable.credential', `密钥文件 ${file} 其他用户也能读`, `请执行 chmod 600 ${file}`)
  }
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex')
  if (key.length !== keyBytes) throw new Failure('unavailable.credential', `密钥文件 ${file} 不完整`, '请恢复该文件')
  return key
}
