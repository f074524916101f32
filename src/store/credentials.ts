/**
 * Secrets at rest: sealed with AES-256-GCM under the key file of the installation, so that neither the database nor a backup
 * holds one in clear. All workers of an installation need the same key file.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../kernel/failure.ts'
import type { Tx } from './database.ts'

export interface Safe {
  /** Nonce, tag and cipher text; opens only under the same label. */
  seal(label: string, secret: string): Buffer
  open(label: string, sealed: Buffer): string
}

const [keyBytes, nonceBytes, tagBytes] = [32, 12, 16]

/** The file that the secrets of an installation are sealed with; to be kept apart from its backups. */
export function keyFile(home: string): string {
  return path.join(home, 'credentials.key')
}

/** Opens the safe of an installation; its key is made at the first use. @throws Failure when the key file is not one */
export async function openSafe(home: string): Promise<Safe> {
  const key = await readOrMakeKey(keyFile(home))
  return {
    seal(label, secret) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label))
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
    },
    open(label, sealed) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
          .setAAD(Buffer.from(label))
          .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
        return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
          'utf8',
        )
      } catch {
        throw new Failure(
          'conflict.credentialKey',
          `无法解开“${label}”的密钥信息`,
          `密钥文件 ${keyFile(home)} 不是加密时的那一个；请恢复原文件，或重新录入`,
        )
      }
    },
  }
}

async function readOrMakeKey(file: string): Promise<Buffer> {
  const stored = await readKey(file)
  if (stored !== null) return stored
  const made = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  await writeFile(made, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // Of several processes that start at once, one makes the key: a link never replaces.
    await link(made, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(made, { force: true })
  }
  return (await readKey(file))!
}

async function readKey(file: string): Promise<Buffer | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === keyBytes) return key
  throw new Failure('badInput.credentialKey', `密钥文件 ${file} 不正确`, '请从保管处恢复原文件，不要自己改写')
}

export interface CredentialName {
  readonly kind: string
  readonly name: string
}

const label = ({ kind, name }: CredentialName) => `${kind}/${name}`

/** Stores a secret, or replaces it. */
export async function storeCredential(
  tx: Tx,
  safe: Safe,
  { kind, name }: CredentialName,
  secret: string,
  by: { readonly actor: string; readonly at: string },
): Promise<void> {
  const values = { sealed: safe.seal(label({ kind, name }), secret), setBy: by.actor, setAt: by.at }
  await tx
    .insertInto('credential')
    .values({ kind, name, ...values })
    .onConflict((conflict) => conflict.columns(['kind', 'name']).doUpdateSet(values))
    .execute()
}

/** The secret; `null` when there is none of that name. */
export async function readCredential(tx: Tx, safe: Safe, { kind, name }: CredentialName): Promise<string | null> {
  const row = await tx
    .selectFrom('credential')
    .select('sealed')
    .where('kind', '=', kind)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? null : safe.open(label({ kind, name }), row.sealed)
}
