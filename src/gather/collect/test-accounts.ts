/** For tests of collection: accounts with registered feeds, a clock that the test moves, and feeds as bridges write them. */
import { tmpdir } from 'node:os'
import { beforeEach } from 'vitest'
import { testStore } from '../../../test/database.ts'
import { upsertRows } from '../../store/upsert-rows.ts'
import { testLimits } from '../test-server.ts'
import type { CollectSettings } from './collect.ts'
import { collectionLimits, type CollectionLimits } from './limits.ts'

export const feed = (items: string, built = '2025-08-14 11:30') =>
  `<rss version="2.0"><channel><title>号</title><lastBuildDate>${built}</lastBuildDate>${items}</channel></rss>`

export const item = (id: string, date: string) =>
  `<item><title>${id}</title><guid>${id}</guid><pubDate>${date}</pubDate></item>`

/** A database whose accounts are empty before each test of the file, at Shanghai noon of 2025-08-14. */
export async function collectionStore() {
  const store = await testStore()
  const { db } = store
  const clock = { now: 0 }

  beforeEach(async () => {
    clock.now = Date.parse('2025-08-14T12:00:00+08:00')
    for (const table of [
      'accountPosts',
      'sourceResult',
      'sourceRaw',
      'accountSource',
      'accountName',
      'account',
      'crawlStop',
      'hostLoad',
    ] as const)
      await db.deleteFrom(table).execute()
  })

  return {
    ...store,
    clock,
    /** Accounts whose registered feeds these are. */
    register: async (feedUrls: readonly string[]) => {
      const unit = { code: 'u', name: 'u', shortName: 'u', kind: 'district', printOrder: 1 }
      await upsertRows(db, 'unit', ['code'], [unit])
      const { id: organiserId } = await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
      const account = { platform: 'weixin', purpose: 'publish', state: 'active', sourceKind: 'feed', organiserId }
      const rows = feedUrls.map((feedUrl, index) => ({
        ...account,
        platformId: `gh_${index}`,
        identityKey: `weixin/gh_${index}`,
        name: `第${index}号`,
        feedUrl,
      }))
      await upsertRows(db, 'account', [], rows)
    },
    /** Settings of a run that reads at once and waits for nobody long. */
    settings: (
      collection: Partial<CollectionLimits> = {},
      more: Partial<Pick<CollectSettings, 'worker' | 'signal' | 'gather'>> = {},
    ): CollectSettings => ({
      gather: testLimits(),
      collection: collectionLimits.parse({ quickMs: 300, timeoutMs: 800, ...collection }),
      home: tmpdir(),
      worker: 'a:1',
      clock: () => clock.now,
      signal: new AbortController().signal,
      ...more,
    }),
    sources: () => db.selectFrom('accountSource').selectAll().orderBy('id').execute(),
    /** What the sources have shown so far. */
    shown: () => db.selectFrom('accountPosts').selectAll().orderBy('sourceId').execute(),
  }
}
