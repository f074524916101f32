/** The stop switch in the database: all requests, those to one site or to one host, until it is lifted. */
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { wakeInspections } from '../store/jobs.ts'
import { findSite } from './find-site.ts'
import { hostsOf } from './host-load.ts'

type By = { readonly actor: string; readonly at: string }

/** What is stopped; without either: everything. */
export interface StopScope {
  readonly siteCode?: string | null | undefined
  /** `host` or `host:port`, such as a bridge's: for what is no site of the register. */
  readonly host?: string | null | undefined
}

/** Stops all requests in a scope. A `conflict` failure when it is stopped already. */
export async function stopCrawling(tx: Tx, scope: StopScope, reason: string, by: By): Promise<void> {
  const { siteId, host, subject, words } = await resolved(tx, scope)
  const stop = { siteId, host, reason, author: by.actor, stoppedAt: by.at }
  const added = await tx
    .insertInto('crawlStop')
    .values(stop)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (added.numInsertedOrUpdatedRows === 0n) {
    throw new Failure('conflict.stopped', `${words}已经停止`, '用 resume-crawling 恢复')
  }
  await record(tx, { ...by, action: 'crawling.stopped', subject, detail: { reason } })
}

/** Lifts the stop of a scope. A `conflict` failure when there is none. */
export async function resumeCrawling(tx: Tx, scope: StopScope, reason: string, by: By): Promise<void> {
  const { siteId, host, subject, words } = await resolved(tx, scope)
  const lifted = await tx
    .updateTable('crawlStop')
    .set({ liftedAt: by.at, liftedBy: by.actor })
    .where(sql<boolean>`site_id is not distinct from ${siteId}::integer and host is not distinct from ${host}::text`)
    .where('liftedAt', 'is', null)
    .executeTakeFirst()
  if (lifted.numUpdatedRows === 0n) {
    throw new Failure('conflict.notStopped', `${words}没有停止`, '用 stop-crawling --list 查看停止指令')
  }
  await record(tx, { ...by, action: 'crawling.resumed', subject, detail: { reason } })
  await wakeInspections(tx)
}

/** The stops in force, oldest first; without `siteId` and `host` a stop holds for everything. */
export async function stopsInForce(tx: Tx) {
  return tx
    .selectFrom('crawlStop')
    .leftJoin('site', 'site.id', 'crawlStop.siteId')
    .select(['crawlStop.siteId', 'crawlStop.host', 'site.siteCode', 'site.name', 'site.url'])
    .select(['crawlStop.reason', 'crawlStop.author', 'crawlStop.stoppedAt'])
    .where('crawlStop.liftedAt', 'is', null)
    .orderBy('crawlStop.id')
    .execute()
}

/** What the stops in force mean for requests: everything, or these hosts. */
export function stoppedHosts(stops: Awaited<ReturnType<typeof stopsInForce>>): {
  readonly all: boolean
  readonly hosts: readonly string[]
} {
  return {
    all: stops.some(({ siteId, host }) => siteId === null && host === null),
    hosts: stops.flatMap(({ host, url }) => (host === null ? hostsOf({ url: url ?? '' }) : [host])),
  }
}

async function resolved(tx: Tx, scope: StopScope) {
  const [siteCode, given] = [scope.siteCode ?? null, scope.host ?? null]
  const siteId = siteCode === null ? null : (await findSite(tx, siteCode)).id
  const host = given === null ? null : asHost(given)
  if (siteId !== null && host !== null) {
    throw new Failure('badInput.stop', '网站和主机只能指定一个', '请分两次执行')
  }
  if (host !== null) return { siteId, host, subject: `host/${host}`, words: `对主机 ${host} 的采集` }
  if (siteCode !== null) return { siteId, host, subject: siteCode, words: `网站 ${siteCode} 的采集` }
  return { siteId, host, subject: '*', words: '全部采集' }
}

/** As addresses write it. @throws Failure `badInput.host` */
function asHost(text: string): string {
  const url = URL.parse(`http://${text.trim()}`)
  if (url !== null && url.href === `http://${url.host}/`) return url.host
  throw new Failure('badInput.host', `主机“${text}”不正确`, '应为主机名或 主机名:端口，例如 rsshub.example.cn:1200')
}
