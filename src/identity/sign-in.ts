/**
 * Signing in with user name and password. A name that nobody has is answered like a wrong password, takes as long, and is
 * locked after as many attempts: from outside nobody learns which names exist.
 */
import { createHash } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import { transaction, type Database, type Tx } from '../store/database.ts'
import { verifyPassword } from './password-hash.ts'
import { demandNetwork } from './networks.ts'
import { roleOf, type IdentityPolicy } from './policy.ts'
import { openSession, type Origin } from './sessions.ts'
import { findUser, type By } from './users.ts'

export interface SignIn extends Origin {
  readonly userName: string
  readonly password: string
}

/**
 * Opens a session and returns its token. Wrong attempts stay counted whatever happens: they are written before the password
 * is looked at, so that many at once are not more than many in turn.
 *
 * @throws Failure `signedOut.wrong`, `signedOut.locked`, `forbidden.disabled`
 */
export async function signIn(db: Kysely<Database>, given: SignIn, at: string, policy: IdentityPolicy): Promise<string> {
  const userName = given.userName.trim().toLowerCase()
  const user = await db.selectFrom('appUser').selectAll().where('userName', '=', userName).executeTakeFirst()
  const { failures, lockedUntil } = await countAttempt(db, userName, at)
  const right = await verifyPassword(user?.passwordHash ?? null, given.password)
  const locked = lockedUntil !== null || failures > policy.lockOut.failures
  if (user === undefined || locked || !right) {
    const locks = !locked && failures === policy.lockOut.failures
    await transaction(db, async (tx) => {
      await lockIfDue(tx, userName, at, policy)
      // A name that nobody has may be a password typed in the wrong field: it is not written down.
      const subject = user === undefined ? 'user/?' : `user/${userName}`
      const detail = { address: given.address, failures, locked: locked || locks }
      await record(tx, { at, actor: given.address, action: 'user.signInFailed', subject, detail })
    })
    throw locked || locks ? lockedOut(policy) : wrongPassword()
  }
  if (user.state !== 'active') throw new Failure('forbidden.disabled', '此用户已停用', '请联系系统管理员')
  const role = roleOf(user.role)
  if (role === null) throw new Failure('forbidden.noRole', '此用户尚未授予角色', '请联系安全管理员')
  demandNetwork(policy, role, given.address)
  return transaction(db, async (tx) => {
    const secondFactor = user.totpConfirmedAt === null
    // With a second factor the count goes on until that is right as well: else codes could be guessed for ever.
    if (secondFactor) await unlock(tx, userName)
    const token = await openSession(tx, user.id, { ...given, secondFactor }, at, policy)
    await tx.updateTable('appUser').set({ lastSignInAt: at }).where('id', '=', user.id).execute()
    const detail = { address: given.address, client: given.client.slice(0, 200), secondFactorOpen: !secondFactor }
    await record(tx, { at, actor: user.name, action: 'user.signedIn', subject: `user/${userName}`, detail })
    return token
  })
}

/** Whether a signed-in user is still who they were, before something that counts. @throws Failure `forbidden.password` */
export async function verifyOwnPassword(
  tx: Tx,
  userName: string,
  password: string,
  at: string,
  policy: IdentityPolicy,
): Promise<void> {
  const { passwordHash } = await findUser(tx, userName)
  const { failures, lockedUntil } = await countAttempt(tx, userName, at)
  const right = await verifyPassword(passwordHash, password)
  if (right && lockedUntil === null && failures <= policy.lockOut.failures) return unlock(tx, userName)
  await lockIfDue(tx, userName, at, policy)
  throw new Failure(
    'forbidden.password',
    '当前密码不正确',
    `请核对后重试；多次失败会锁定 ${policy.lockOut.minutes} 分钟`,
  )
}

interface Attempt {
  readonly failures: number
  readonly lockedUntil: string | null
}

/** Counts an attempt as failed until it proves right. */
export async function countAttempt(tx: Tx, userName: string, at: string): Promise<Attempt> {
  const { rows } = await sql<Attempt>`
    insert into sign_in_failure as known (name_sha256, failures, last_at) values (${nameDigest(userName)}, 1, ${at})
    on conflict (name_sha256) do update set last_at = excluded.last_at,
      failures = case when known.locked_until <= ${at} then 1 else known.failures + 1 end,
      locked_until = case when known.locked_until <= ${at} then null else known.locked_until end
    returning failures, locked_until as "lockedUntil"`.execute(tx)
  return rows[0]!
}

/** Locks a name whose attempts have reached the limit. */
export async function lockIfDue(tx: Tx, userName: string, at: string, { lockOut }: IdentityPolicy): Promise<void> {
  await tx
    .updateTable('signInFailure')
    .set({ lockedUntil: new Date(Date.parse(at) + lockOut.minutes * 60_000).toISOString() })
    .where('nameSha256', '=', nameDigest(userName))
    .where('failures', '>=', lockOut.failures)
    .where('lockedUntil', 'is', null)
    .execute()
}

/** Forgets the wrong attempts of a name. */
export async function unlock(tx: Tx, userName: string): Promise<void> {
  await tx.deleteFrom('signInFailure').where('nameSha256', '=', nameDigest(userName)).execute()
}

/** An administrator opens a locked account before its time. */
export async function unlockUser(tx: Tx, userName: string, by: By): Promise<void> {
  await unlock(tx, userName)
  await record(tx, { ...by, action: 'user.unlocked', subject: `user/${userName}`, detail: {} })
}

function nameDigest(userName: string): Buffer {
  return createHash('sha256').update(userName).digest()
}

function wrongPassword(): Failure {
  return new Failure('signedOut.wrong', '用户名或密码不正确', '请核对后重试；多次失败会锁定一段时间')
}

function lockedOut({ lockOut }: IdentityPolicy): Failure {
  return new Failure(
    'signedOut.locked',
    '尝试次数过多，此用户名已锁定',
    `请 ${lockOut.minutes} 分钟后再试，或请管理员解锁`,
  )
}
