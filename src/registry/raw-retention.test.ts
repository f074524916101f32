import { beforeEach, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { day } from '../kernel/day.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { addSource } from './account-sources.ts'
import { keepAsEvidence, pruneRaw } from './raw-retention.ts'
import { failedReading, type SourceReading } from './source-reading.ts'
import { rawAnswer, storeReadings } from './source-readings.ts'
import { storeProvided } from './provided-readings.ts'

const { db } = await testStore()
const by = { actor: '李四', at: '2025-01-01T00:00:00.000Z' }
const now = '2025-08-14T04:00:00.000Z'
let [accountId, sourceId] = [0, 0]

beforeEach(async () => {
  for (const table of ['accountPosts', 'sourceResult', 'sourceRaw', 'accountSource', 'account'] as const)
    await db.deleteFrom(table).execute()
  await upsertRows(db, 'unit', ['code'], [{ code: 'u', name: 'u', shortName: 'u', kind: 'district', printOrder: 1 }])
  const { id: organiserId } = await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
  const facts = { platform: 'weixin', platformId: 'gh_1', identityKey: 'weixin/gh_1', name: '某号', purpose: 'publish' }
  const row = { ...facts, state: 'active', sourceKind: 'delivered', organiserId }
  accountId = (await db.insertInto('account').values(row).returning('id').executeTakeFirstOrThrow()).id
  sourceId = await addSource(db, '微信/gh_1', { kind: 'feed', address: 'http://f.example.cn/1' }, by)
})

const bytes = (text: string) => ({ bytes: Buffer.from(text), complete: true, mediaType: 'text/xml' })
const read = (at: string, text = `posts of ${at}`): SourceReading => ({
  ...failedReading('unreadable', '', at, { raw: bytes(text) }),
  outcome: 'read',
  shown: { knownUntil: at, coveredFrom: day('2025-01-01'), undatedCount: 0, posts: [], showsAll: true },
})
const failed = (at: string) => failedReading('blocked', '质询页面', at, { raw: bytes(`challenge of ${at}`) })
const at = (date: string) => `${date}T00:00:00.000Z`

async function store(...readings: SourceReading[]) {
  for (const reading of readings) await storeReadings(db, [{ sourceId, accountId, reading, nextDueAt: null }])
}
/** As if everything had been received a while ago. */
const settle = () =>
  db
    .updateTable('sourceRaw')
    .set({ storedAt: new Date(Date.now() - 7_200_000) })
    .execute()

async function keptTexts() {
  const rows = await db.selectFrom('sourceRaw').select('sha256').execute()
  const texts = await Promise.all(rows.map(async ({ sha256 }) => (await rawAnswer(db, sha256)).content.toString()))
  return texts.toSorted()
}

test('by age: 30 days old stays, a day older goes; results and digests stay', async () => {
  await store(read(at('2025-07-14')), read(at('2025-07-16')), read(at('2025-08-13')))
  await settle()
  const pruned = await pruneRaw(db, { keepRawDays: 30, keepRawPerSource: 100 }, at('2025-08-14'))
  expect(pruned).toEqual({ answers: 1, bytes: expect.any(Number) })
  expect(pruned.bytes).toBeGreaterThan(0)
  expect(await keptTexts()).toEqual([at('2025-07-16'), at('2025-08-13')].map((time) => `posts of ${time}`))
  const results = await db.selectFrom('sourceResult').select('sha256').orderBy('capturedAt').execute()
  expect(results).toHaveLength(3)
  await expect(rawAnswer(db, results[0]!.sha256!)).rejects.toThrow('已过保存期限')
  await expect(rawAnswer(db, '0'.repeat(64))).rejects.toThrow('没有摘要')
  expect(await pruneRaw(db, { keepRawDays: 30, keepRawPerSource: 100 }, at('2025-08-14'))).toMatchObject({ answers: 0 })
})

test('by number: the newest of each source, and always its last readable answer', async () => {
  await store(read(at('2025-08-01')), read(at('2025-08-02')), failed(at('2025-08-03')), failed(at('2025-08-04')))
  await settle()
  await pruneRaw(db, { keepRawDays: 100, keepRawPerSource: 1 }, now)
  expect(await keptTexts()).toEqual([`challenge of ${at('2025-08-04')}`, `posts of ${at('2025-08-02')}`])
})

test('the same bytes again are no older than their last result', async () => {
  await store(read(at('2025-01-01'), 'same'), read(at('2025-08-13'), 'same'), read(at('2025-08-14'), 'newest'))
  await settle()
  await pruneRaw(db, { keepRawDays: 30, keepRawPerSource: 100 }, now)
  expect(await keptTexts()).toEqual(['newest', 'same'])
})

test('what has just been received stays: its result may not be written yet', async () => {
  await store(read(at('2025-01-01')), read(at('2025-08-14')))
  expect(await pruneRaw(db, { keepRawDays: 1, keepRawPerSource: 1 }, now)).toMatchObject({ answers: 0 })
})

test('what an inspection rests on stays, and what people handed in', async () => {
  await store(read(at('2025-01-01')), read(at('2025-07-30')), read(at('2025-08-05')), read(at('2025-08-14')))
  const picture = { ...read(at('2025-01-05'), 'picture'), providedBy: '王五' }
  const later = { ...read(at('2025-01-06'), 'later picture'), providedBy: '王五' }
  const readings = [picture, later].map((reading) => ({ accountId, reading }))
  await storeProvided(db, 'capture', readings, { author: '王五', at: now })
  await keepAsEvidence(db, accountId, at('2025-07-30'))
  await settle()
  await pruneRaw(db, { keepRawDays: 1, keepRawPerSource: 1 }, now)
  expect(await keptTexts()).toEqual([
    'later picture',
    'picture',
    ...['2025-07-30', '2025-08-05', '2025-08-14'].map((date) => `posts of ${at(date)}`),
  ])
})
