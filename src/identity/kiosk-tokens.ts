/**
 * Tokens of screens on walls. A token opens the numbers of the big screen and nothing else; it is no session and belongs to no
 * user. It is shown once; only its digest is kept.
 */
import { createHash, randomBytes } from 'node:crypto'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Row, Tx } from '../store/database.ts'
import type { By } from './users.ts'

export type KioskToken = Omit<Row<'kioskToken'>, 'tokenSha256'>

const [dayMs, seenEveryMs] = [86_400_000, 60_000]

/** Makes a token that is good for so many days; returns it in full, the only time. */
export async function createKioskToken(
  tx: Tx,
  { name, days }: { readonly name: string; readonly days: number },
  by: By,
): Promise<{ readonly id: number; readonly token: string }> {
  const token = `kiosk_${randomBytes(32).toString('base64url')}`
  const hint = token.slice(0, 10)
  const expiresAt = new Date(Date.parse(by.at) + days * dayMs).toISOString()
  const added = await tx
    .insertInto('kioskToken')
    .values({ name, tokenSha256: digest(token), hint, createdBy: by.actor, createdAt: by.at, expiresAt })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (added === undefined) throw new Failure('conflict.kioskToken', `已有名为“${name}”的令牌`, '请换一个名称')
  await record(tx, { ...by, action: 'kiosk.created', subject: `kiosk/${name}`, detail: { hint, expiresAt } })
  return { id: added.id, token }
}

/** Ends a token at once; one that has ended stays as it is. @throws Failure `notFound.kioskToken` */
export async function revokeKioskToken(tx: Tx, id: number, reason: string, by: By): Promise<void> {
  const row = await tx
    .selectFrom('kioskToken')
    .select(['name', 'revokedAt'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new Failure('notFound.kioskToken', '没有这个令牌', '请从列表中选择')
  if (row.revokedAt !== null) return
  await tx.updateTable('kioskToken').set({ revokedAt: by.at }).where('id', '=', id).execute()
  await record(tx, { ...by, action: 'kiosk.revoked', subject: `kiosk/${row.name}`, detail: {}, reason })
}

/**
 * Lets a token live so many days more from now; the address on the wall stays as it is, also when it has run out already.
 *
 * @throws Failure `notFound.kioskToken`, `conflict.kioskToken` for one that was revoked
 */
export async function extendKioskToken(tx: Tx, id: number, days: number, by: By): Promise<string> {
  const row = await tx
    .selectFrom('kioskToken')
    .select(['name', 'revokedAt', 'expiresAt'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new Failure('notFound.kioskToken', '没有这个令牌', '请从列表中选择')
  if (row.revokedAt !== null) {
    throw new Failure('conflict.kioskToken', `令牌“${row.name}”已吊销，不能延期`, '请新建一个令牌')
  }
  const expiresAt = new Date(Date.parse(by.at) + days * dayMs).toISOString()
  await tx.updateTable('kioskToken').set({ expiresAt }).where('id', '=', id).execute()
  await record(tx, {
    ...by,
    action: 'kiosk.extended',
    subject: `kiosk/${row.name}`,
    detail: {},
    before: { expiresAt: row.expiresAt },
    after: { expiresAt },
  })
  return expiresAt
}

/** All tokens, the newest first. */
export async function listKioskTokens(tx: Tx): Promise<readonly KioskToken[]> {
  return tx
    .selectFrom('kioskToken')
    .select(['id', 'name', 'hint', 'createdBy', 'createdAt', 'expiresAt', 'revokedAt', 'lastUsedAt'])
    .orderBy('id', 'desc')
    .execute()
}

/** Until when a token is good, `null` when it is not; notes that it was used, at most once a minute. */
export async function kioskTokenEnds(tx: Tx, token: string, at: string): Promise<string | null> {
  const row = await tx
    .selectFrom('kioskToken')
    .select(['id', 'lastUsedAt', 'expiresAt'])
    .where('tokenSha256', '=', digest(token))
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', at)
    .executeTakeFirst()
  if (row === undefined) return null
  if (row.lastUsedAt === null || Date.parse(at) >= Date.parse(row.lastUsedAt) + seenEveryMs) {
    await tx.updateTable('kioskToken').set({ lastUsedAt: at }).where('id', '=', row.id).execute()
  }
  return row.expiresAt
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
