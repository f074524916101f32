/** One user of each important role, so that `npm start` opens usable; their random passwords are printed at every start. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { App } from '../../app.ts'
import { randomPassword } from '../../identity/password-rules.ts'
import { createUser, type By } from '../../identity/users.ts'
import { roles, type Role } from '../../kernel/actor.ts'
import { transaction } from '../../store/database.ts'

export interface DemoAccount {
  readonly userName: string
  readonly password: string
  readonly role: Role
}

interface Wanted {
  readonly userName: string
  readonly name: string
  readonly role: Role
  /** Short name of the unit that it belongs to. */
  readonly unit?: string
  readonly campaigns?: readonly string[]
}

const wanted: readonly Wanted[] = [
  { userName: 'admin', name: '演示系统管理员', role: 'systemAdministrator' },
  { userName: 'zhuguan', name: '演示主管', role: 'supervisor' },
  { userName: 'jishu', name: '演示技术支撑', role: 'technicalSupport' },
  { userName: 'jiancha', name: '演示检查员', role: 'inspector', campaigns: ['2025Q3'] },
  { userName: 'fuhe', name: '演示复核员', role: 'reviewer' },
  { userName: 'fabu', name: '演示发布员', role: 'publisher' },
  { userName: 'shenji', name: '演示审计员', role: 'auditor' },
  { userName: 'huangpu', name: '演示黄浦区主管单位', role: 'unitSupervisor', unit: '黄浦区' },
  { userName: 'tongji', name: '演示市统计局运维', role: 'operator', unit: '市统计局' },
]

/** Makes the users that are missing and returns all with the passwords they were made with. */
export async function demoAccounts({ home, store, config }: App, by: By): Promise<readonly DemoAccount[]> {
  const file = path.join(home, 'demo-accounts.json')
  const known = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as DemoAccount[]) : []
  const made = await transaction(store.db, async (tx) => {
    const taken = new Set((await tx.selectFrom('appUser').select('userName').execute()).map(({ userName }) => userName))
    const units = await tx.selectFrom('unit').select(['code', 'shortName']).execute()
    const added: DemoAccount[] = []
    for (const { unit, campaigns = [], ...user } of wanted) {
      const own = units.filter(({ shortName }) => shortName === unit).map(({ code }) => code)
      if (taken.has(user.userName) || (unit !== undefined && own.length === 0)) continue
      const password = randomPassword()
      await createUser(tx, { ...user, units: own, campaigns, password, mustChangePassword: false }, by, config.identity)
      added.push({ userName: user.userName, password, role: user.role })
    }
    return added
  })
  const accounts = [...known, ...made]
  if (made.length > 0) await writeFile(file, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 })
  return accounts
}

/** The accounts as a table for the terminal. */
export function accountLines(accounts: readonly DemoAccount[]): string {
  const lines = accounts.map(({ userName, password, role }) => `  ${userName.padEnd(10)}${password}  ${roles[role]}`)
  return ['演示账号（用户名、密码、角色）：', ...lines].join('\n')
}
