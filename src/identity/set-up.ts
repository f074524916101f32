/**
 * The first user of an installation. Nobody is there who could make one, so whoever can read the terminal of the server may:
 * it prints a code that works once, while there is no user at all.
 */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import type { Role } from '../kernel/actor.ts'
import type { Tx } from '../store/database.ts'
import type { IdentityPolicy } from './policy.ts'
import { createUser } from './users.ts'

/** The code of this process, with the attempts that are left. */
export interface SetUpCode {
  readonly code: string
  attempts: number
}

const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `7KQ2-MX9D-…`: 78 bits, read from a screen. */
export function newSetUpCode(): SetUpCode {
  const text = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('')
  return { code: text.replace(/(.{4})(?=.)/g, '$1-'), attempts: 20 }
}

/** Whether nobody can sign in yet. */
export async function needsSetUp(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('appUser').select('id').limit(1).executeTakeFirst()) === undefined
}

/** The administrators that the first run makes: one, or the three that exclude each other. */
export function firstRoles({ separatedAdministrators }: IdentityPolicy): readonly Role[] {
  return separatedAdministrators
    ? ['systemAdministrator', 'securityAdministrator', 'auditAdministrator']
    : ['systemAdministrator']
}

export interface FirstUser {
  readonly userName: string
  readonly name: string
  readonly password: string
}

/** Makes the first administrators, in the order of `firstRoles`. @throws Failure `forbidden.setUpCode`, `conflict.setUp` */
export async function setUp(
  tx: Tx,
  { code, users }: { readonly code: string; readonly users: readonly FirstUser[] },
  expected: SetUpCode | null,
  at: string,
  policy: IdentityPolicy,
): Promise<void> {
  demandCode(code, expected)
  const wanted = firstRoles(policy)
  if (users.length !== wanted.length) {
    throw new Failure(
      'badInput.user',
      `首次使用要建立 ${wanted.length} 个管理员`,
      '请填写每个管理员的用户名、姓名和密码',
    )
  }
  // Two first administrators at one instant: the second waits here and then finds the first.
  await sql`lock table app_user in share row exclusive mode`.execute(tx)
  if (!(await needsSetUp(tx)))
    throw new Failure('conflict.setUp', '已经有用户，首次设置已完成', '请登录；忘记密码可用 mingcha user reset')
  for (const [index, user] of users.entries()) {
    const reach = { role: wanted[index]!, units: [], campaigns: [] }
    await createUser(tx, { ...user, ...reach, mustChangePassword: false }, { actor: '首次设置', at }, policy)
  }
}

function demandCode(given: string, expected: SetUpCode | null): void {
  const sha256 = (text: string) =>
    createHash('sha256')
      .update(text.toUpperCase().replace(/[^A-Z\d]/g, ''))
      .digest()
  if (expected !== null && expected.attempts > 0) {
    expected.attempts -= 1
    if (timingSafeEqual(sha256(given), sha256(expected.code))) return
  }
  throw new Failure(
    'forbidden.setUpCode',
    '一次性代码不正确',
    '代码见运行 mingcha serve 的终端；多次输错后请重新启动它',
  )
}
