/** Several sources of an account in an inspection: which one counts, what is shown beside it, and what is unknown. */
import { beforeEach, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { posts as postsSchema, type Post, type SourceKind } from '../evidence/posts.ts'
import { day } from '../kernel/day.ts'
import { addSource } from '../registry/account-sources.ts'
import { collectionStatus, unknownAccounts } from '../registry/collection-status.ts'
import { failedReading, type SourceReading } from '../registry/source-reading.ts'
import { storeReadings } from '../registry/source-readings.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { accountEvidence } from './account-evidence.ts'

const { db } = await testStore()
const [T, by] = [day('2025-08-14'), { actor: '李四', at: '2025-08-14T02:00:00.000Z' }]
const now = Date.parse('2025-08-20T12:00:00+08:00')
let accountId = 0

beforeEach(async () => {
  for (const table of ['accountPosts', 'sourceResult', 'accountSource', 'accountName', 'account'] as const)
    await db.deleteFrom(table).execute()
  await upsertRows(db, 'unit', ['code'], [{ code: 'u', name: 'u', shortName: 'u', kind: 'district', printOrder: 1 }])
  const { id: organiserId } = await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
  const row = {
    platform: 'weixin',
    platformId: 'gh_1',
    identityKey: 'weixin/gh_1',
    name: '某号',
    purpose: 'publish',
    state: 'active',
    sourceKind: 'delivered',
    organiserId,
  }
  await upsertRows(db, 'account', [], [row])
  accountId = (await db.selectFrom('account').select('id').executeTakeFirstOrThrow()).id
})

const post = (on: string): Post => ({
  id: on,
  title: '一条',
  url: null,
  publishedOn: day(on),
  publishedAt: null,
  rawDate: on,
})
const reading = (knownUntil: string, ...days: string[]): SourceReading => ({
  ...failedReading('unreadable', '', knownUntil),
  outcome: 'read',
  shown: { knownUntil, coveredFrom: day('2025-06-01'), undatedCount: 0, posts: days.map(post), showsAll: true },
  raw: { bytes: Buffer.from(`raw ${days.join()}`), complete: true, mediaType: 'text/plain' },
})
const addresses: Partial<Record<SourceKind, string>> = {
  feed: 'http://f.example.cn/1',
  weixinApi: 'wx0123456789abcdef',
  weiboApi: '1234567890',
}

async function source(kind: SourceKind, ...readings: SourceReading[]) {
  const sourceId = await addSource(db, '微信/gh_1', { kind, address: addresses[kind] ?? '' }, by)
  for (const one of readings) await storeReadings(db, [{ sourceId, accountId, reading: one, nextDueAt: null }])
  return sourceId
}
const evidence = async (at = now) => {
  const gathered = await accountEvidence(db, accountId, null, T, at)
  return 'value' in gathered ? postsSchema.parse(gathered.value) : gathered.missing
}

describe('which source counts', () => {
  test('the most trusted of the recent ones, whatever the others say; all of them are shown', async () => {
    await source('unitReport', reading('2025-08-15T00:00:00.000Z', '2025-08-10'))
    await source('feed', reading('2025-08-14T04:00:00.000Z', '2025-07-20'))
    expect(await evidence()).toMatchObject({
      source: 'http://f.example.cn/1',
      chosenBecause: '未过时的 2 个来源中最可信',
      posts: [{ publishedOn: '2025-07-20' }],
      sources: [
        {
          kind: 'feed',
          trust: 3,
          outcome: 'read',
          newestOn: '2025-07-20',
          chosen: true,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        { kind: 'unitReport', trust: 5, newestOn: '2025-08-10', chosen: false },
      ],
    })
  })

  test('72 hours old at the end of the monitoring point is recent, a minute more is not', async () => {
    await source('feed', reading('2025-08-11T16:00:00.000Z', '2025-07-20'))
    await source('unitReport', reading('2025-08-14T16:00:00.000Z', '2025-08-10'))
    expect(await evidence()).toMatchObject({ source: 'http://f.example.cn/1' })
    await db
      .updateTable('accountPosts')
      .set({ knownUntil: '2025-08-11T15:59:00.000Z' })
      .where('knownUntil', '=', '2025-08-11T16:00:00.000Z')
      .execute()
    expect(await evidence()).toMatchObject({ source: '单位自报', chosenBecause: '唯一未过时的来源' })
  })

  test('a source that fails keeps what it has shown, and says that it fails', async () => {
    await source(
      'feed',
      reading('2025-08-14T12:00:00.000Z', '2025-08-10'),
      failedReading('blocked', '质询页面', '2025-08-15T04:00:00.000Z'),
    )
    await source('unitReport', failedReading('unreadable', '看不懂', '2025-08-15T04:00:00.000Z'))
    expect(await evidence()).toMatchObject({
      posts: [{ publishedOn: '2025-08-10' }],
      sources: [
        { outcome: 'blocked', detail: '质询页面', chosen: true },
        { outcome: 'unreadable', knownUntil: null },
      ],
    })
  })

  test('what only proves presence counts when it shows more, and its silence does not', async () => {
    await source('weixinApi', reading('2025-08-14T12:00:00.000Z', '2025-08-10'))
    await source('feed', reading('2025-08-14T12:00:00.000Z', '2025-07-20'))
    expect(await evidence()).toMatchObject({ presenceOnly: true, chosenBecause: '该来源显示的发布更近' })
    await db
      .updateTable('accountPosts')
      .set({ lastOn: day('2025-07-01') })
      .where('lastOn', '=', day('2025-08-10'))
      .execute()
    expect(await evidence()).toMatchObject({ source: 'http://f.example.cn/1' })
  })

  test('no source has shown anything: the reason, and what each of them said', async () => {
    expect(await evidence()).toMatchObject({ reason: 'notProvided' })
    await source('feed', failedReading('blocked', '质询页面', '2025-08-14T04:00:00.000Z'))
    await source('unitReport')
    expect(await evidence()).toEqual({
      reason: 'blocked',
      detail: '2 个来源都没有给出发布记录：http://f.example.cn/1 被拦截：质询页面；单位自报 尚未读取',
    })
  })
})

test('unknown is a state of its own, with reason and age', async () => {
  const states = async (at: string) => (await collectionStatus(db, at)).states
  const at = '2025-08-14T12:00:00.000Z'
  expect(await states(at)).toEqual([{ state: 'noSource', accounts: 1 }])
  const sourceId = await source('feed')
  expect(await states(at)).toEqual([{ state: 'neverRead', accounts: 1 }])
  await storeReadings(db, [
    { sourceId, accountId, reading: reading('2025-08-11T12:00:00.000Z', '2025-08-10'), nextDueAt: null },
  ])
  expect(await states(at)).toEqual([{ state: 'known', accounts: 1 }])
  const later = '2025-08-14T12:00:01.000Z'
  expect(await states(later)).toEqual([{ state: 'tooOld', accounts: 1 }])
  await storeReadings(db, [
    { sourceId, accountId, reading: failedReading('blocked', '质询页面', later), nextDueAt: null },
  ])
  expect(await states(at)).toEqual([{ state: 'known', accounts: 1 }])
  expect(await unknownAccounts(db, later, { limit: 5, offset: 0 })).toMatchObject([
    {
      name: '某号',
      state: 'blocked',
      detail: '质询页面',
      knownUntil: '2025-08-11T12:00:00.000Z',
      lastOn: '2025-08-10',
    },
  ])
})
