/** When whole sites may be crawled: the installation's hours, unless a site has its own. */
import { parseDailyHours, type DailyHours } from '../kernel/daily-hours.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { wakeInspections } from '../store/jobs.ts'
import { findSite } from './find-site.ts'

const ALWAYS = 'always'

/** Gives a site hours of its own: `22:00-06:00`, `always`, or `null` for those of the installation. */
export async function setCrawlHours(
  tx: Tx,
  siteCode: string,
  hours: string | null,
  by: { readonly actor: string; readonly at: string },
): Promise<void> {
  const { id: siteId } = await findSite(tx, siteCode)
  if (hours === null) await tx.deleteFrom('siteCrawlHours').where('siteId', '=', siteId).execute()
  else {
    if (hours !== ALWAYS && parseDailyHours(hours) === null) {
      throw new Failure('badInput.hours', `时段“${hours}”不正确`, '请写作 22:00-06:00，或 always（不限）')
    }
    const set = { hours, author: by.actor, setAt: by.at }
    await tx
      .insertInto('siteCrawlHours')
      .values({ siteId, ...set })
      .onConflict((conflict) => conflict.column('siteId').doUpdateSet(set))
      .execute()
  }
  await record(tx, { ...by, action: 'crawlHours.set', subject: siteCode, detail: { hours } })
  await wakeInspections(tx)
}

/** The hours in which a site may be crawled as a whole; `null` means at any time. */
export async function crawlHoursOf(
  tx: Tx,
  siteId: number,
  installation: DailyHours | null,
): Promise<DailyHours | null> {
  const own = await tx.selectFrom('siteCrawlHours').select('hours').where('siteId', '=', siteId).executeTakeFirst()
  if (own === undefined) return installation
  return own.hours === ALWAYS ? null : parseDailyHours(own.hours)
}
