/** For tests of warnings: a database with accounts and what their sources have shown, on a clock that is handed in. */
import { beforeEach } from 'vitest'
import { testStore } from '../../test/database.ts'
import { day, startOfDay, type Day } from '../kernel/day.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import { ruleSets } from '../regulations/index.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import { transaction } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { listWarnings, type WarningFilter } from './list-warnings.ts'
import { raiseWarnings } from './raise-warnings.ts'
import { sendWarnings } from './send-warnings.ts'

export const calendar = announcedHolidays
export const national: RuleSet = ruleSets['national-2019']
/** 7 o'clock of a day in Shanghai. */
export const morning = (today: string) => new Date(startOfDay(day(today)) + 7 * 3_600_000).toISOString()

const tables = [
  'deliveredAccount',
  'postDelivery',
  'outbox',
  'recipient',
  'channel',
  'updateUnknown',
  'warning',
  'deadline',
  'accountPosts',
  'accountSource',
] as const
const more = ['evidence', 'inspection', 'frozenTarget', 'round', 'campaign', 'account', 'site', 'unit'] as const

/** Units A, A1 below it and B; everything else is empty before each test of the file. */
export async function warningStore() {
  const { db } = await testStore()

  beforeEach(async () => {
    for (const table of [...tables, ...more]) await db.deleteFrom(table).execute()
    const unit = (code: string, parentId: number | null) =>
      db
        .insertInto('unit')
        .values({ code, name: `${code}局`, shortName: code, kind: 'department', parentId, printOrder: 1 })
        .returning('id')
        .executeTakeFirstOrThrow()
    const { id } = await unit('A', null)
    await unit('A1', id)
    await unit('B', null)
  })

  async function addAccount(name: string, change: { unit?: string; purpose?: string; state?: string } = {}) {
    const { unit = 'A', purpose = 'publish', state = 'active' } = change
    const { id: organiserId } = await db
      .selectFrom('unit')
      .select('id')
      .where('code', '=', unit)
      .executeTakeFirstOrThrow()
    const account = { platform: 'weixin', platformId: name, name, organiserId, purpose, state, sourceKind: 'feed' }
    const { id } = await db
      .insertInto('account')
      .values({ ...account, identityKey: `weixin/${name}` })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }

  /** What a source has read of an account by a day. */
  async function shows(
    accountId: number,
    readOn: string,
    dates: readonly string[],
    change: { trust?: number; gone?: string[] } = {},
  ) {
    const at = morning(readOn)
    const { trust = 3, gone = [] } = change
    const { id } = await db
      .insertInto('accountSource')
      .values({
        accountId,
        kind: 'feed',
        address: `http://feed/${trust}`,
        trust,
        freshHours: 72,
        host: 'feed',
        addedBy: 'x',
        addedAt: at,
      })
      .onConflict((conflict) => conflict.columns(['accountId', 'kind', 'address']).doUpdateSet({ trust }))
      .returning('id')
      .executeTakeFirstOrThrow()
    const days = dates.map(day).toSorted().toReversed()
    const row = {
      sourceId: id,
      accountId,
      capturedAt: at,
      knownUntil: at,
      coveredFrom: day('2025-01-01'),
      undatedCount: 0,
    }
    await upsertRows(
      db,
      'accountPosts',
      ['sourceId'],
      [{ ...row, lastOn: days[0] ?? null, days, goneDays: gone.map(day), posts: [] }],
    )
  }

  function raise(today: string, change: { ruleSet?: RuleSet; unit?: string } = {}) {
    const settings = { today: day(today), at: morning(today), calendar, siteFreshWithinDays: 3, actor: '值守' }
    return transaction(db, (tx) => raiseWarnings(tx, { ruleSet: national, ...settings, ...change }))
  }

  const send = (today: string, unit?: string) =>
    transaction(db, (tx) => sendWarnings(tx, { today: day(today), calendar, unit, actor: '张三', at: morning(today) }))

  async function listed(today: string, filter: WarningFilter = {}) {
    const { warnings } = await listWarnings(db, filter, { offset: 0, limit: 100 }, day(today))
    return warnings.map(({ name, level, state, daysLeft, placeName }) => [name + placeName, level, state, daysLeft])
  }

  async function inspected(target: 'site' | 'account', targetId: number): Promise<number> {
    const at = morning('2025-08-18')
    const campaign = {
      id: 'c',
      year: 2025,
      quarter: 3,
      issuer: 'x',
      style: 'shanghai',
      ruleSet: 'national-2019',
      ruleSetVersion: 1,
    }
    const opened = {
      monitorPoint: day('2025-08-14') as Day,
      state: 'collecting',
      seed: 'x',
      strata: json([]),
      demonstration: true,
      openedBy: 'x',
      openedAt: at,
    }
    await db
      .insertInto('campaign')
      .values({ ...campaign, ...opened } as never)
      .execute()
    const round = { campaignId: 'c', target, ordinal: 1, monitorPoint: day('2025-08-14') }
    const { id: roundId } = await db.insertInto('round').values(round).returning('id').executeTakeFirstOrThrow()
    await db
      .insertInto('frozenTarget')
      .values({ roundId, targetId, snapshot: json({}) as never })
      .execute()
    const inspection = { roundId, targetId, purpose: 'regular', strata: [], state: 'judged' }
    return (await db.insertInto('inspection').values(inspection).returning('id').executeTakeFirstOrThrow()).id
  }

  async function writeEvidence(inspectionId: number, kind: string, value: unknown, on: string) {
    const row = { inspectionId, kind, value: json(value), sha256: '', capturedAt: morning(on) }
    await db
      .insertInto('evidence')
      .values(row as never)
      .execute()
  }

  return { db, addAccount, shows, raise, send, listed, inspected, writeEvidence }
}
