/** Credentials of platforms' official interfaces that units authorised. They lie sealed; the audit log says who set which. */
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import { readCredential, storeCredential, type Safe } from '../store/credentials.ts'
import type { Tx } from '../store/database.ts'

type By = { readonly actor: string; readonly at: string }

/** `weixin`: AppSecret by AppID; `weibo`: access token by uid. */
export const platformCredentials = { weixin: '微信公众号 AppSecret', weibo: '微博 access_token' } as const
export type PlatformCredential = keyof typeof platformCredentials

const maxSecretChars = 2000

/** Stores a credential; an earlier one of the same name is replaced. @throws Failure `badInput.credential` */
export async function setPlatformCredential(
  tx: Tx,
  safe: Safe,
  named: { readonly kind: PlatformCredential; readonly name: string },
  secret: string,
  by: By,
): Promise<void> {
  const clean = secret.trim()
  if (clean === '' || clean.length > maxSecretChars || /[^\u0021-\u007e]/.test(clean)) {
    throw new Failure('badInput.credential', '凭证为空、过长或含有空白等不应有的字符', '请从标准输入送入一行凭证')
  }
  await storeCredential(tx, safe, named, clean, by)
  await record(tx, { ...by, action: 'credential.set', subject: `${named.kind}/${named.name}`, detail: {} })
}

/** A credential in clear; `null` when none is stored, or when it was sealed with another key. */
export async function platformCredential(
  tx: Tx,
  safe: Safe,
  named: { readonly kind: PlatformCredential; readonly name: string },
): Promise<string | null> {
  return readCredential(tx, safe, named).catch((error: unknown) => {
    if (error instanceof Failure) return null
    throw error
  })
}

/** What is stored, without the secrets. */
export async function listPlatformCredentials(tx: Tx) {
  return tx
    .selectFrom('credential')
    .select(['kind', 'name', 'setBy', 'setAt'])
    .where('kind', 'in', Object.keys(platformCredentials))
    .orderBy('kind')
    .orderBy('name')
    .execute()
}

/** @throws Failure `notFound.credential` */
export async function removePlatformCredential(tx: Tx, kind: PlatformCredential, name: string, by: By): Promise<void> {
  const removed = await tx.deleteFrom('credential').where('kind', '=', kind).where('name', '=', name).executeTakeFirst()
  if (removed.numDeletedRows === 0n) {
    throw new Failure('notFound.credential', `没有凭证 ${kind}/${name}`, '用 collect credential list 查看')
  }
  await record(tx, { ...by, action: 'credential.removed', subject: `${kind}/${name}`, detail: {} })
}
