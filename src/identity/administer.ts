/** What administrators may not do to whom: nobody to themselves, and separated administrators not to each other's keys. */
import { Failure } from '../kernel/failure.ts'
import type { Tx } from '../store/database.ts'
import { isAdministrator, roleOf, type IdentityPolicy } from './policy.ts'
import { findUser } from './users.ts'

/**
 * Before a change of a user's rights or state.
 *
 * @throws Failure `notFound.user`, `forbidden.self`
 */
export async function demandOther(tx: Tx, userName: string, byUserId: number): Promise<void> {
  const { id } = await findUser(tx, userName)
  if (id !== byUserId) return
  throw new Failure('forbidden.self', '不能改变自己的角色、状态或锁定', '请由另一位管理员操作')
}

/**
 * Before another password is set or a second factor is taken away. Where the three administrators are separated, whoever
 * could do that to another one could act as them.
 *
 * @throws Failure `forbidden.administrator`
 */
export async function demandResettable(
  tx: Tx,
  userName: string,
  { separatedAdministrators }: IdentityPolicy,
): Promise<void> {
  const role = roleOf((await findUser(tx, userName)).role)
  if (!separatedAdministrators || role === null || !isAdministrator(role)) return
  throw new Failure(
    'forbidden.administrator',
    '三员分立时，管理员的密码和动态验证码不能由其他管理员重置',
    '请在服务器上用 mingcha user reset',
  )
}
