/** Choosing a password: the rules, and none of the last ones. */
import type { Role } from '../kernel/actor.ts'

import { Failure } from '../kernel/failure.ts'
import type { Tx } from '../store/database.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'
import { passwordFaults } from './password-rules.ts'
import type { IdentityPolicy } from './policy.ts'

/** Stores a new password. @throws Failure `badInput.password` with what is wrong with it */
export async function choosePassword(
  tx: Tx,
  user: { readonly id: number; readonly userName: string; readonly role: Role | null },
  password: string,
  { mustChange, at }: { readonly mustChange: boolean; readonly at: string },
  policy: IdentityPolicy,
): Promise<void> {
  const faults = passwordFaults(password, user, policy)
  if (faults.length > 0) throw new Failure('badInput.password', '密码不符合要求', '请换一个密码', faults)
  const { history } = policy.passwords
  const { passwordHash, passwordSetAt } = await tx
    .selectFrom('appUser')
    .select(['passwordHash', 'passwordSetAt'])
    .where('id', '=', user.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const former = await tx
    .selectFrom('formerPassword')
    .select(['hash', 'setAt'])
    .where('userId', '=', user.id)
    .orderBy('setAt', 'desc')
    .limit(Math.max(0, history - 1))
    .execute()
  const last = [...(passwordHash === null ? [] : [passwordHash]), ...former.map(({ hash }) => hash)].slice(0, history)
  for (const hash of last) {
    if (!(await verifyPassword(hash, password))) continue
    throw new Failure('badInput.password', '密码不符合要求', '请换一个密码', [`最近 ${history} 次用过的密码不能再用`])
  }
  if (passwordHash !== null && history > 1) {
    await tx
      .insertInto('formerPassword')
      .values({ userId: user.id, hash: passwordHash, setAt: passwordSetAt ?? at })
      .execute()
  }
  const oldest = former.at(history - 2)
  if (oldest)
    await tx.deleteFrom('formerPassword').where('userId', '=', user.id).where('setAt', '<=', oldest.setAt).execute()
  await tx
    .updateTable('appUser')
    .set({ passwordHash: await hashPassword(password), passwordSetAt: at, mustChangePassword: mustChange })
    .where('id', '=', user.id)
    .execute()
}

/** ISO instant at which a password must be changed; `null`: never. */
export function passwordExpiresAt(passwordSetAt: string | null, { passwords }: IdentityPolicy): string | null {
  if (passwordSetAt === null || passwords.expireAfterDays === 0) return null
  return new Date(Date.parse(passwordSetAt) + passwords.expireAfterDays * 86_400_000).toISOString()
}
