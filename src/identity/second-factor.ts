/** The second factor: an authenticator's code, or one of ten recovery codes that count once. The secret lies sealed. */
import { createHash, randomInt } from 'node:crypto'
import type { Kysely } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Safe } from '../store/credentials.ts'
import { transaction, type Database, type Tx } from '../store/database.ts'
import { endSessionsBut } from './change-user.ts'
import type { IdentityPolicy } from './policy.ts'
import { renewToken, type Session } from './sessions.ts'
import { countAttempt, lockIfDue, unlock } from './sign-in.ts'
import { matchingStep, newTotpSecret, totpUri } from './totp.ts'
import { findUser, type By } from './users.ts'

const label = (userId: number) => `totp/${userId}`

export interface Enrolment {
  /** For typing; shown once. */
  readonly secret: string
  /** For a QR code. */
  readonly uri: string
}

/** Begins: a secret that counts once it has been confirmed by a code. @throws Failure `conflict.secondFactor` */
export async function beginSecondFactor(tx: Tx, safe: Safe, { actor, userName }: Session, by: By): Promise<Enrolment> {
  const { totpConfirmedAt } = await findUser(tx, userName)
  if (totpConfirmedAt !== null) {
    throw new Failure('conflict.secondFactor', '已经启用动态验证码', '如要更换验证器，请先停用')
  }
  const secret = newTotpSecret()
  const totpSealed = safe.seal(label(actor.userId), secret)
  await tx.updateTable('appUser').set({ totpSealed, totpLastStep: null }).where('id', '=', actor.userId).execute()
  await record(tx, { ...by, action: 'user.secondFactorBegun', subject: `user/${userName}`, detail: {} })
  return { secret, uri: totpUri(secret, userName) }
}

/**
 * Confirms with a first code; returns the recovery codes, which are shown once, and the session's new token. Other sessions of
 * the user end.
 */
export async function confirmSecondFactor(
  db: Kysely<Database>,
  safe: Safe,
  session: Session,
  code: string,
  by: By,
  policy: IdentityPolicy,
): Promise<{ readonly recoveryCodes: readonly string[]; readonly token: string }> {
  const { actor, userName, id } = session
  await demandCode(db, safe, userName, code, by.at, policy)
  return transaction(db, async (tx) => {
    const codes = Array.from({ length: 10 }, newRecoveryCode)
    await tx.deleteFrom('recoveryCode').where('userId', '=', actor.userId).execute()
    const rows = codes.map((text) => ({ userId: actor.userId, codeSha256: digest(text) }))
    await tx.insertInto('recoveryCode').values(rows).execute()
    await tx.updateTable('appUser').set({ totpConfirmedAt: by.at }).where('id', '=', actor.userId).execute()
    await tx.updateTable('userSession').set({ secondFactor: true }).where('id', '=', id).execute()
    await endSessionsBut(tx, actor.userId, id)
    await record(tx, { ...by, action: 'user.secondFactorEnabled', subject: `user/${userName}`, detail: {} })
    return { recoveryCodes: codes, token: await renewToken(tx, id) }
  })
}

/** Completes a sign-in; returns the session's new token. @throws Failure `forbidden.code`; too many wrong ones lock the user and end the session */
export async function giveSecondFactor(
  db: Kysely<Database>,
  safe: Safe,
  { id, userName }: Session,
  code: string,
  by: By,
  policy: IdentityPolicy,
): Promise<string> {
  const used = await demandCode(db, safe, userName, code, by.at, policy, id)
  return transaction(db, async (tx) => {
    await tx.updateTable('userSession').set({ secondFactor: true }).where('id', '=', id).execute()
    await record(tx, { ...by, action: 'user.secondFactorGiven', subject: `user/${userName}`, detail: { used } })
    return renewToken(tx, id)
  })
}

/** Takes a user's second factor away. */
export async function removeSecondFactor(tx: Tx, userName: string, by: By): Promise<void> {
  const user = await findUser(tx, userName)
  const nothing = { totpSealed: null, totpConfirmedAt: null, totpLastStep: null }
  await tx.updateTable('appUser').set(nothing).where('id', '=', user.id).execute()
  await tx.deleteFrom('recoveryCode').where('userId', '=', user.id).execute()
  await record(tx, { ...by, action: 'user.secondFactorRemoved', subject: `user/${user.userName}`, detail: {} })
}

/** Counts like a wrong password until it proves right; each code is taken once, whoever comes first. */
async function demandCode(
  db: Kysely<Database>,
  safe: Safe,
  userName: string,
  code: string,
  at: string,
  policy: IdentityPolicy,
  sessionId?: number,
): Promise<'totp' | 'recoveryCode'> {
  const user = await findUser(db, userName)
  const { failures, lockedUntil } = await countAttempt(db, userName, at)
  const locked = lockedUntil !== null || failures > policy.lockOut.failures
  const step =
    user.totpSealed === null
      ? null
      : matchingStep(safe.open(label(user.id), user.totpSealed), code, Date.parse(at), user.totpLastStep)
  if (!locked && step !== null && (await takeStep(db, user.id, step))) {
    await unlock(db, userName)
    return 'totp'
  }
  if (!locked && user.totpConfirmedAt !== null && (await takeRecoveryCode(db, user.id, code))) {
    await unlock(db, userName)
    return 'recoveryCode'
  }
  const locks = locked || failures >= policy.lockOut.failures
  await transaction(db, async (tx) => {
    await lockIfDue(tx, userName, at, policy)
    if (locks && sessionId !== undefined) await tx.deleteFrom('userSession').where('id', '=', sessionId).execute()
    const detail = { failures, locked: locks }
    await record(tx, { at, actor: user.name, action: 'user.secondFactorFailed', subject: `user/${userName}`, detail })
  })
  throw new Failure('forbidden.code', '动态验证码不正确', '请输入验证器当前显示的六位数字；手机时间不准会使验证码不符')
}

async function takeStep(db: Kysely<Database>, userId: number, step: number): Promise<boolean> {
  const taken = await db
    .updateTable('appUser')
    .set({ totpLastStep: step })
    .where('id', '=', userId)
    .where((eb) => eb.or([eb('totpLastStep', 'is', null), eb('totpLastStep', '<', step)]))
    .executeTakeFirst()
  return taken.numUpdatedRows === 1n
}

async function takeRecoveryCode(db: Kysely<Database>, userId: number, code: string): Promise<boolean> {
  const taken = await db
    .deleteFrom('recoveryCode')
    .where('userId', '=', userId)
    .where('codeSha256', '=', digest(code))
    .executeTakeFirst()
  return taken.numDeletedRows === 1n
}

const letters = '23456789abcdefghjkmnpqrstvwxyz'

/** `k7m2-qx9d-4tga`: 58 bits. */
function newRecoveryCode(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return `${group()}-${group()}-${group()}`
}

function digest(code: string): Buffer {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z\d]/g, ''))
    .digest()
}
