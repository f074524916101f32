/** What administrators do to a user besides giving a role: closing, opening again, another password. */
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { revokeApiKeysOf } from './api-keys.ts'
import { randomPassword } from './password-rules.ts'
import { choosePassword } from './passwords.ts'
import { roleOf, type IdentityPolicy } from './policy.ts'
import { unlock } from './sign-in.ts'
import { findUser, type By } from './users.ts'

/** Disables a user, who is signed out at once, or lets them in again. */
export async function setUserState(tx: Tx, userName: string, state: 'active' | 'disabled', by: By): Promise<void> {
  const user = await findUser(tx, userName)
  if (user.state === state) return
  await tx.updateTable('appUser').set({ state }).where('id', '=', user.id).execute()
  if (state === 'disabled') await tx.deleteFrom('userSession').where('userId', '=', user.id).execute()
  const action = state === 'disabled' ? 'user.disabled' : 'user.enabled'
  await record(tx, { ...by, action, subject: `user/${user.userName}`, detail: {} })
}

/** Gives a user a random password that must be changed at the next sign-in; ends their sessions and keys and opens a lock. */
export async function resetPassword(tx: Tx, userName: string, by: By, policy: IdentityPolicy): Promise<string> {
  const { id, role, userName: name } = await findUser(tx, userName)
  const password = randomPassword()
  await choosePassword(
    tx,
    { id, userName: name, role: roleOf(role) },
    password,
    { mustChange: true, at: by.at },
    policy,
  )
  await tx.deleteFrom('userSession').where('userId', '=', id).execute()
  await revokeApiKeysOf(tx, id, by)
  await unlock(tx, name)
  await record(tx, { ...by, action: 'user.passwordReset', subject: `user/${name}`, detail: {} })
  return password
}

/** A user's own new password; other sessions of theirs end. */
export async function changeOwnPassword(
  tx: Tx,
  {
    sessionId,
    userName,
    password,
  }: { readonly sessionId: number; readonly userName: string; readonly password: string },
  by: By,
  policy: IdentityPolicy,
): Promise<void> {
  const { id, role } = await findUser(tx, userName)
  await choosePassword(tx, { id, userName, role: roleOf(role) }, password, { mustChange: false, at: by.at }, policy)
  await endSessionsBut(tx, id, sessionId)
  await record(tx, { ...by, action: 'user.passwordChanged', subject: `user/${userName}`, detail: {} })
}

/** Ends the other sessions of a user. */
export async function endSessionsBut(tx: Tx, userId: number, sessionId: number): Promise<void> {
  await tx.deleteFrom('userSession').where('userId', '=', userId).where('id', '!=', sessionId).execute()
}

/** Signs a user out everywhere. */
export async function endSessions(tx: Tx, userName: string, by: By): Promise<void> {
  const user = await findUser(tx, userName)
  await tx.deleteFrom('userSession').where('userId', '=', user.id).execute()
  await record(tx, { ...by, action: 'user.sessionsEnded', subject: `user/${user.userName}`, detail: {} })
}
