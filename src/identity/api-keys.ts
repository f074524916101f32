/**
 * Keys of programs. A key may do some of what its maker may at the moment it is used, sees what they see, and ends. It never
 * decides, approves or manages users: a program is not a second person.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Actor, Capability } from '../kernel/actor.ts'
import { capabilities } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import type { IdentityPolicy } from './policy.ts'
import { actorOfUser, heldBy } from './sessions.ts'
import { roleOf } from './policy.ts'
import type { By } from './users.ts'

/** What only a person does. */
const personal: readonly Capability[] = [
  'review:decide',
  'review:except',
  // Two names for one person: what a key drafts or closes, its maker could approve as the second person.
  'bulletins:draft',
  'rectification:close',
  'bulletins:approve',
  'bulletins:publish',
  'rectification:manage',
  'rectification:answer',
  'rules:manage',
  'users:read',
  'users:create',
  'users:authorise',
  'audit:read',
  'system:manage',
  'keys:own',
  'views:share',
]

const mostDays = 366

export interface NewApiKey {
  readonly name: string
  readonly capabilities: readonly string[]
  readonly days: number
}

/** Makes a key of the actor; returns it, which is shown once. @throws Failure `badInput.key`, `conflict.key` */
export async function createApiKey(tx: Tx, actor: Actor, wanted: NewApiKey, by: By): Promise<string> {
  const name = wanted.name.trim()
  const wrong = wanted.capabilities.filter((one) => !keyCapabilities(actor.capabilities).some((own) => own === one))
  const faults = [
    ...(/^[^\p{Cc}]{1,60}$/u.test(name) ? [] : ['名称：1 至 60 个字']),
    ...(wanted.capabilities.length === 0 ? ['至少要有一项权限'] : []),
    ...wrong.map(
      (one) => `不能给密钥的权限：${one in capabilities ? capabilities[one as Capability] : one.slice(0, 60)}`,
    ),
    ...(wanted.days >= 1 && wanted.days <= mostDays ? [] : [`有效期为 1 至 ${mostDays} 天`]),
  ]
  if (faults.length > 0) throw new Failure('badInput.key', '接口密钥的内容不正确', '请改正下列各项', faults)
  const taken = await tx
    .selectFrom('apiKey')
    .select('id')
    .where('userId', '=', actor.userId)
    .where('name', '=', name)
    .executeTakeFirst()
  if (taken) throw new Failure('conflict.key', `已有名为“${name}”的密钥`, '请换一个名称')
  const key = `mingcha_${randomBytes(32).toString('base64url')}`
  const expiresAt = new Date(Date.parse(by.at) + wanted.days * 86_400_000).toISOString()
  const list = [...new Set(wanted.capabilities)]
  const values = { userId: actor.userId, name, hint: key.slice(0, 12), capabilities: list, createdAt: by.at, expiresAt }
  const { id } = await tx
    .insertInto('apiKey')
    .values({ ...values, keySha256: digest(key) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, {
    ...by,
    action: 'apiKey.created',
    subject: `apiKey/${id}`,
    detail: { name, capabilities: list, expiresAt },
  })
  return key
}

/** Of what somebody may do that which a key of theirs can be given. */
export function keyCapabilities(held: readonly Capability[]): readonly Capability[] {
  return held.filter((capability) => !personal.includes(capability))
}

/** The keys of a user, the newest first, without the keys themselves. */
export async function listApiKeys(tx: Tx, userId: number) {
  return tx
    .selectFrom('apiKey')
    .select(['id', 'name', 'hint', 'capabilities', 'createdAt', 'expiresAt', 'revokedAt', 'lastUsedAt', 'lastAddress'])
    .where('userId', '=', userId)
    .orderBy('id', 'desc')
    .execute()
}

/** Ends a key of the actor. @throws Failure `notFound.key` */
export async function revokeApiKey(tx: Tx, actor: Actor, id: number, by: By): Promise<void> {
  const revoked = await tx
    .updateTable('apiKey')
    .set({ revokedAt: by.at })
    .where('id', '=', id)
    .where('userId', '=', actor.userId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  if (revoked.numUpdatedRows === 0n) throw new Failure('notFound.key', '没有这个密钥', '它可能已经撤销，请刷新')
  await record(tx, { ...by, action: 'apiKey.revoked', subject: `apiKey/${id}`, detail: {} })
}

/** Ends all keys of a user, whose password somebody else may have known. */
export async function revokeApiKeysOf(tx: Tx, userId: number, by: By): Promise<void> {
  const revoked = await tx
    .updateTable('apiKey')
    .set({ revokedAt: by.at })
    .where('userId', '=', userId)
    .where('revokedAt', 'is', null)
    .returning('id')
    .execute()
  for (const { id } of revoked)
    await record(tx, { ...by, action: 'apiKey.revoked', subject: `apiKey/${id}`, detail: {}, reason: '重置密码' })
}

/** Whom a key stands for; `null`: nobody. */
export async function actorOfKey(
  tx: Tx,
  key: string,
  { at, address }: { readonly at: string; readonly address: string },
  policy: IdentityPolicy,
): Promise<Actor | null> {
  const row = await tx
    .selectFrom('apiKey')
    .innerJoin('appUser', 'appUser.id', 'apiKey.userId')
    .select([
      'apiKey.id',
      'apiKey.name as keyName',
      'capabilities',
      'lastUsedAt',
      'userId',
      'appUser.name',
      'role',
      'allUnits',
    ])
    .where('keySha256', '=', digest(key))
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', at)
    .where('state', '=', 'active')
    .where('role', 'is not', null)
    .executeTakeFirst()
  if (!row) return null
  if (row.lastUsedAt === null || Date.parse(at) >= Date.parse(row.lastUsedAt) + 60_000) {
    await tx.updateTable('apiKey').set({ lastUsedAt: at, lastAddress: address }).where('id', '=', row.id).execute()
  }
  const role = roleOf(row.role)!
  const held = keyCapabilities(heldBy(role, policy)).filter((capability) => row.capabilities.includes(capability))
  const name = `${row.name}（密钥 ${row.keyName}）`
  return actorOfUser(tx, { id: row.userId, name, role, allUnits: row.allUnits }, held)
}

const digest = (key: string) => createHash('sha256').update(key).digest()
