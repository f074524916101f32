/** The stop switch in the database: all crawling, or that of one site, until it is lifted. */
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { wakeInspections } from '../store/jobs.ts'
import { findSite } from './find-site.ts'

type By = { readonly actor: string; readonly at: string }

/** Stops the crawling of a site, or of all (`siteCode` undefined). A `conflict` failure when it is stopped already. */
export async function stopCrawling(tx: Tx, siteCode: string | undefined, reason: string, by: By): Promise<void> {
  const siteId = siteCode === undefined ? null : (await findSite(tx, siteCode)).id
  const stop = { siteId, reason, author: by.actor, stoppedAt: by.at }
  const added = await tx
    .insertInto('crawlStop')
    .values(stop)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (added.numInsertedOrUpdatedRows === 0n) {
    throw new Failure('conflict.stopped', `${words(siteCode)}已经停止`, '用 resume-crawling 恢复')
  }
  await record(tx, { ...by, action: 'crawling.stopped', subject: siteCode ?? '*', detail: { reason } })
}

/** Lifts the stop of a site, or of all. A `conflict` failure when there is none. */
export async function resumeCrawling(tx: Tx, siteCode: string | undefined, reason: string, by: By): Promise<void> {
  const siteId = siteCode === undefined ? null : (await findSite(tx, siteCode)).id
  const lifted = await tx
    .updateTable('crawlStop')
    .set({ liftedAt: by.at, liftedBy: by.actor })
    .where('siteId', siteId === null ? 'is' : '=', siteId)
    .where('liftedAt', 'is', null)
    .executeTakeFirst()
  if (lifted.numUpdatedRows === 0n) {
    throw new Failure('conflict.notStopped', `${words(siteCode)}没有停止`, '用 stop-crawling --list 查看停止指令')
  }
  await record(tx, { ...by, action: 'crawling.resumed', subject: siteCode ?? '*', detail: { reason } })
  await wakeInspections(tx)
}

/** The stops in force, oldest first; `siteCode: null` means all sites. */
export async function stopsInForce(tx: Tx) {
  return tx
    .selectFrom('crawlStop')
    .leftJoin('site', 'site.id', 'crawlStop.siteId')
    .select(['crawlStop.siteId', 'site.siteCode', 'site.name', 'site.url'])
    .select(['crawlStop.reason', 'crawlStop.author', 'crawlStop.stoppedAt'])
    .where('crawlStop.liftedAt', 'is', null)
    .orderBy('crawlStop.id')
    .execute()
}

const words = (siteCode: string | undefined) => (siteCode === undefined ? '全部网站的采集' : `网站 ${siteCode} 的采集`)
