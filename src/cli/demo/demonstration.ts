/** Keeping the simulated city and real registers apart: an installation holds one or the other. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../../kernel/failure.ts'
import type { Tx } from '../../store/database.ts'

/** Whether this installation holds the simulated city: then every document made in it says so. */
export function isDemonstration(home: string): boolean {
  return existsSync(path.join(home, 'city', 'city.json'))
}

/** Refuses to demonstrate in an installation that holds a register of its own. */
export async function refuseRealRegister(tx: Tx, home: string): Promise<void> {
  if (isDemonstration(home)) return
  const units = await tx.selectFrom('unit').select('id').limit(1).execute()
  if (units.length === 0) return
  throw new Failure(
    'conflict.realRegister',
    `${home} 中已有正式名录，不能在其中运行演示`,
    '请把 MINGCHA_HOME 设为另一个空目录（使用 DATABASE_URL 时换一个空数据库）再运行',
  )
}
