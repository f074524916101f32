/** Crawls under way, as any process sees them: what their workers wrote last. */
import { sql } from 'kysely'
import { everything, seesInspection, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'
import { roundKey } from './round.ts'
import { inspectionsWithTargets } from './store.ts'

export interface CrawlUnderWay {
  readonly inspectionId: number
  readonly round: string
  readonly targetName: string
  readonly state: 'running' | 'paused' | 'interrupted'
  readonly pagesDone: number
  readonly pagesKnown: number
  /** Over the last minute; `null` when it cannot be told. */
  readonly pagesPerSecond: number | null
  readonly remainingSeconds: number | null
  readonly worker: string
  readonly savedAt: string
}

/** A worker writes every second; one that has not for so long is gone, and another will take over. */
const silentSeconds = 15

/** The crawls of a campaign in order of their inspections, those included that are paused or wait for another worker. */
export async function crawlsUnderWay(tx: Tx, campaignId: string, scope: Scope = everything): Promise<CrawlUnderWay[]> {
  const rows = await inspectionsWithTargets(tx)
    .innerJoin('crawl', 'crawl.inspectionId', 'inspection.id')
    .select(['inspection.id as inspectionId', 'inspection.state', 'round.target', 'round.ordinal'])
    .select(['crawl.pagesDone', 'crawl.pagesKnown', 'crawl.pagesPerSecond', 'crawl.remainingSeconds'])
    .select(['crawl.worker', 'crawl.savedAt'])
    .select(sql<string>`frozen_target.snapshot ->> 'name'`.as('targetName'))
    .select(sql<boolean>`crawl.saved_at < now() - make_interval(secs => ${silentSeconds})`.as('silent'))
    .where('round.campaignId', '=', campaignId)
    .where(seesInspection(scope, 'inspection.id'))
    .orderBy('inspection.id')
    .execute()
  return rows.map(({ state, silent, target, ordinal, pagesPerSecond, remainingSeconds, ...row }) => {
    const now = state === 'paused' ? 'paused' : silent ? 'interrupted' : 'running'
    const runs = now === 'running'
    return {
      ...row,
      round: roundKey({ target, ordinal }),
      state: now,
      pagesPerSecond: runs ? pagesPerSecond : null,
      remainingSeconds: runs ? remainingSeconds : null,
    }
  })
}
