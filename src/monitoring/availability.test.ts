/** A year of visits as it is shown: counts kept by the database, read by site, by day and one by one. */
import { beforeAll, describe, expect, it, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { day } from '../kernel/day.ts'
import { everything } from '../registry/scope.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { availabilityOf, listAvailability, listProbes, standingOfVisits } from './availability.ts'

const { db } = await testStore()
const week = { from: day('2025-08-08'), to: day('2025-08-14') }
const page = { offset: 0, limit: 20 }
const counts = { opened: 0, slow: 0, failed: 0, blocked: 0, maintenance: 0 }

beforeAll(async () => {
  const units = ['甲', '乙'].map((name, n) => ({
    code: `u${n}`,
    name,
    shortName: name,
    kind: 'district',
    printOrder: n,
  }))
  await upsertRows(db, 'unit', ['code'], units)
  const sites = [1, 2, 3].map((n) => ({
    siteCode: `310000000${n}`,
    name: `网站${n}`,
    url: `http://${n}.example/`,
    category: 'district',
    state: 'active',
    organiserId: n === 3 ? 2 : 1,
    hasServices: false,
  }))
  await upsertRows(db, 'site', ['siteCode'], sites)
  const visits = (siteId: number, failures: number) =>
    Array.from({ length: 7 * 20 }, (_, n) => ({
      siteId,
      at: new Date(Date.parse('2025-08-08T00:00:00+08:00') + n * 72 * 60_000).toISOString(),
      vantage: '电信',
      outcome: n < failures ? 'failed' : 'opened',
      elapsedMs: n < failures ? null : 100 + n,
      detail: '',
      purpose: 'scheduled',
    }))
  await upsertRows(db, 'probe', ['siteId', 'at', 'vantage'], [...visits(1, 6), ...visits(2, 7)])
})

describe('availability', () => {
  it('tells 6 from 7 failures in 140 visits, and a site without visits from one without failures', async () => {
    const { total, items } = await listAvailability(db, everything, {}, page, week)
    expect(total).toBe(3)
    expect(items.map(({ name, failed, standing }) => [name, failed, standing])).toEqual([
      ['网站2', 7, 'failing'],
      ['网站1', 6, 'ok'],
      ['网站3', 0, 'none'],
    ])
    const failing = await listAvailability(db, everything, { failing: true }, page, week)
    expect(failing.items.map(({ name }) => name)).toEqual(['网站2'])
  })

  it('shows a unit its own sites only', async () => {
    const own = await listAvailability(db, { units: [2], campaigns: 'all' }, {}, page, week)
    expect(own).toMatchObject({ total: 1, items: [{ name: '网站3' }] })
    expect(await listAvailability(db, everything, { unit: 'u0', search: '3100000001' }, page, week)).toMatchObject({
      total: 1,
    })
  })

  it('has its days, its times and its single visits, which agree', async () => {
    const { days, percentiles } = await availabilityOf(db, 1, week)
    expect(days).toHaveLength(7)
    expect(days[0]).toMatchObject({ day: '2025-08-08', opened: 14, failed: 6, medianMs: 112 })
    expect(percentiles).toMatchObject({ p50: 173, p99: 238 })
    const rows = (outcome?: string) => listProbes(db, 1, { window: week, outcome }, { offset: 0, limit: 1 })
    expect((await rows()).total).toBe(140)
    expect((await rows('failed')).total).toBe(6)
    expect((await rows('opened')).total).toBe(134)
  })

  it('counts what changes, at both sides of 15 seconds and of midnight in Shanghai', async () => {
    const at = (text: string) => ({ siteId: 3, at: text, vantage: '电信', detail: '', purpose: 'scheduled' })
    const opened = (text: string, elapsedMs: number) => ({ ...at(text), outcome: 'opened', elapsedMs })
    await upsertRows(
      db,
      'probe',
      ['siteId', 'at', 'vantage'],
      [opened('2025-08-14T15:59:59.999Z', 14_999), opened('2025-08-14T16:00:00.000Z', 15_000)],
    )
    await db
      .insertInto('probe')
      .values({ ...at('2025-08-14T01:00:00Z'), outcome: 'failed', elapsedMs: null, purpose: 'confirming' })
      .execute()
    const days = () => availabilityOf(db, 3, { from: day('2025-08-14'), to: day('2025-08-15') })
    expect((await days()).days).toMatchObject([
      { ...counts, day: '2025-08-14', opened: 1 },
      { ...counts, day: '2025-08-15', slow: 1 },
    ])
    const rows = await listProbes(
      db,
      3,
      { window: { from: day('2025-08-15'), to: day('2025-08-15') }, outcome: 'slow' },
      page,
    )
    expect(rows.total).toBe(1)
    // an import that corrects, and a row that goes
    await upsertRows(
      db,
      'probe',
      ['siteId', 'at', 'vantage'],
      [{ ...at('2025-08-14T16:00:00.000Z'), outcome: 'blocked', elapsedMs: null }],
    )
    await db.deleteFrom('probe').where('siteId', '=', 3).where('outcome', '=', 'opened').execute()
    expect((await days()).days).toMatchObject([
      { ...counts, day: '2025-08-14' },
      { ...counts, day: '2025-08-15', blocked: 1 },
    ])
  })

  it('counts what two places write at once', async () => {
    const probe = (vantage: string, minute: number) => ({
      siteId: 3,
      at: new Date(Date.parse('2025-09-01T00:00:00Z') + minute * 60_000).toISOString(),
      vantage,
      outcome: 'opened',
      elapsedMs: 1,
      detail: '',
    })
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        db
          .insertInto('probe')
          .values(probe(n % 2 ? '电信' : '联通', n))
          .execute(),
      ),
    )
    const { days } = await availabilityOf(db, 3, { from: day('2025-09-01'), to: day('2025-09-01') })
    expect(days).toMatchObject([{ opened: 40 }])
  })
})

test.each([
  ['no visits', counts, 7, 'none'],
  ['a thin day', { ...counts, opened: 139 }, 1, 'thin'],
  ['3 blocked do not matter', { ...counts, opened: 137, blocked: 3 }, 0, 'ok'],
  ['7 blocked do', { ...counts, opened: 133, blocked: 7 }, 0, 'blocked'],
  ['slow ones count as failed', { ...counts, opened: 133, slow: 7 }, 0, 'failing'],
  ['only maintenance', { ...counts, maintenance: 140 }, 0, 'ok'],
] as const)('%s', (_, visits, thinDays, standing) => {
  expect(standingOfVisits(visits, thinDays)).toBe(standing)
})
