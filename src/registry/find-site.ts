/** The site that a command or an address names. */
import { Failure } from '../kernel/failure.ts'
import type { Tx } from '../store/database.ts'

/** The site with this 网站标识码; a `notFound` failure when there is none. */
export async function findSite(tx: Tx, siteCode: string) {
  const site = await tx.selectFrom('site').selectAll().where('siteCode', '=', siteCode).executeTakeFirst()
  if (site !== undefined) return site
  throw new Failure(
    'notFound.site',
    `名录中没有网站标识码为“${siteCode}”的网站`,
    '请核对网站标识码，或先用 import sites 导入名录',
  )
}
