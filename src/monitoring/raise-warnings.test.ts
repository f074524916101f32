/** Warnings of stored sources from day to day, on a clock that is handed in. */
import { beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import type { Evidence } from '../evidence/evidence.ts'
import { exampleColumn } from '../indicators/column-update.ts'
import { addDays, day, startOfDay, type Day } from '../kernel/day.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import { ruleSets } from '../regulations/index.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import { runDueDeadlines } from '../store/deadlines.ts'
import { transaction } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { judgeRegister } from './judge-register.ts'
import { listUnknown, listWarnings, type WarningFilter } from './list-warnings.ts'
import { raiseWarnings } from './raise-warnings.ts'
import { raiseDaily, scheduleDaily } from './schedule.ts'
import { postWarnings, sendWarnings } from './send-warnings.ts'

const { db } = await testStore()
const calendar = announcedHolidays
const morning = (today: string) => new Date(startOfDay(day(today)) + 7 * 3_600_000).toISOString()
const national: RuleSet = ruleSets['national-2019']

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

describe('an account that falls silent', () => {
  it('is warned of at T-7, T-3 and T-1, once each, and becomes a finding when nobody publishes', async () => {
    const id = await addAccount('上海统计')
    const seen: unknown[] = []
    for (let today = day('2025-08-14'); today <= '2025-08-22'; today = addDays(today, 1)) {
      await shows(id, today, ['2025-08-07'])
      const { raised, escalated, expired } = await raise(today)
      expect(await raise(today)).toMatchObject({ raised: 0, escalated: 0, expired: 0, resolved: 0 })
      const sent = today === '2025-08-16' || today === '2025-08-17' ? '假日' : (await send(today)).length
      seen.push([today.slice(8), raised, escalated, expired, sent, ...(await listed(today))[0]!.slice(1)])
    }
    // 7 August and 14 days: it fails on the 21st. 16 and 17 August are a weekend.
    expect(seen).toEqual([
      ['14', 1, 0, 0, 1, 7, 'sent', 7],
      ['15', 0, 0, 0, 0, 7, 'sent', 6],
      ['16', 0, 0, 0, '假日', 7, 'sent', 5],
      ['17', 0, 0, 0, '假日', 7, 'sent', 4],
      ['18', 0, 1, 0, 1, 3, 'sent', 3],
      ['19', 0, 0, 0, 0, 3, 'sent', 2],
      ['20', 0, 1, 0, 1, 1, 'sent', 1],
      ['21', 0, 0, 1, 0, 0, 'expired', 0],
      ['22', 0, 0, 0, 0, 0, 'expired', -1],
    ])
    expect(
      await db
        .selectFrom('warning')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirst(),
    ).toEqual({ n: 1 })
  })

  it('is warned of no more when it publishes; the next silence is another warning', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-14', ['2025-08-07'])
    await raise('2025-08-14')
    await shows(id, '2025-08-15', ['2025-08-07', '2025-08-15'])
    expect(await raise('2025-08-15')).toMatchObject({ resolved: 1, raised: 0 })
    expect(await listed('2025-08-15')).toEqual([])
    expect(await listed('2025-08-15', { ended: true })).toMatchObject([['上海统计', 7, 'resolved', 6]])
    await shows(id, '2025-08-22', ['2025-08-07', '2025-08-15'])
    expect(await raise('2025-08-22')).toMatchObject({ raised: 1 })
    expect(await listed('2025-08-22')).toEqual([['上海统计', 7, 'raised', 7]])
  })

  it('of which a post turns up that only moves the limit: the old warning is resolved, a new one raised', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-20', ['2025-08-07'])
    await raise('2025-08-20')
    await shows(id, '2025-08-20', ['2025-08-07', '2025-08-09'])
    expect(await raise('2025-08-20')).toMatchObject({ resolved: 1, raised: 1 })
    expect(await listed('2025-08-20')).toEqual([['上海统计', 3, 'raised', 3]])
  })

  it('that is stale when it is first looked at, is expired since the day it failed', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-20', ['2025-07-01'])
    expect(await raise('2025-08-20')).toMatchObject({ raised: 0, expired: 1 })
    expect(await listed('2025-08-20')).toEqual([['上海统计', 0, 'expired', -36]])
    await shows(id, '2025-08-21', ['2025-07-01'])
    expect(await raise('2025-08-21')).toMatchObject({ expired: 0, resolved: 0 })
    await shows(id, '2025-08-22', ['2025-07-01', '2025-08-21'])
    expect(await raise('2025-08-22')).toMatchObject({ resolved: 1 })
  })
})

describe('what nobody can tell', () => {
  it('is unknown with its age and never stale, and is kept back from sending', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-18', ['2025-08-07'])
    await raise('2025-08-18')
    // The source breaks: on the 22nd it is four days old, and the day of the limit has passed.
    expect(await raise('2025-08-22')).toMatchObject({ expired: 0, unknown: 1 })
    expect(await listed('2025-08-22')).toEqual([['上海统计', 3, 'raised', -1]])
    expect(await send('2025-08-22')).toEqual([])
    const { unknown } = await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-22'))
    expect(unknown).toMatchObject([{ name: '上海统计', targetKey: '微信/上海统计', ageDays: 4, since: '2025-08-22' }])
    // It comes back without a new post: now it is proved.
    await shows(id, '2025-08-23', ['2025-08-07'])
    expect(await raise('2025-08-23')).toMatchObject({ expired: 1, unknown: 0 })
    expect((await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-23'))).total).toBe(0)
  })

  it('says of an account without any source that nothing is known', async () => {
    await addAccount('上海统计')
    expect(await raise('2025-08-18')).toMatchObject({ targets: 1, unknown: 1, raised: 0, expired: 0 })
    const { unknown } = await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-18'))
    expect(unknown).toMatchObject([{ ageDays: null, knownThrough: null }])
  })

  it('until 72 hours old it is recent, and the most trusted recent source counts', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-12', ['2025-08-07'])
    expect(await raise('2025-08-14')).toMatchObject({ raised: 1, unknown: 0 })
    expect(await raise('2025-08-15')).toMatchObject({ unknown: 1 })
    await shows(id, '2025-08-15', ['2025-08-14'], { trust: 4 })
    expect(await raise('2025-08-15')).toMatchObject({ resolved: 1, unknown: 0 })
    await shows(id, '2025-08-15', ['2025-08-07'], { trust: 1 })
    expect(await raise('2025-08-15')).toMatchObject({ raised: 1, unknown: 0 })
  })
})

describe('who is asked', () => {
  it('leaves out service accounts and those out of use; one that leaves use is withdrawn', async () => {
    const ids = [
      await addAccount('发布'),
      await addAccount('服务', { purpose: 'service' }),
      await addAccount('注销', { state: 'deregistered' }),
    ]
    for (const id of ids) await shows(id, '2025-08-18', ['2025-08-07'])
    expect(await raise('2025-08-18')).toMatchObject({ targets: 2, raised: 1, unknown: 0 })
    await db.updateTable('account').set({ state: 'deregistered' }).execute()
    expect(await raise('2025-08-18')).toMatchObject({ targets: 0, withdrawn: 1 })
    expect(await listed('2025-08-18', { ended: true })).toMatchObject([['发布', 3, 'withdrawn', 3]])
  })

  it('asks one unit with those below it, and leaves the others as they are', async () => {
    for (const unit of ['A', 'A1', 'B'])
      await shows(await addAccount(`号${unit}`, { unit }), '2025-08-18', ['2025-08-07'])
    expect(await raise('2025-08-18', { unit: 'A' })).toMatchObject({ targets: 2, raised: 2 })
    await raise('2025-08-18')
    expect(await listed('2025-08-18', { unit: 'A1' })).toEqual([['号A1', 3, 'raised', 3]])
    expect((await send('2025-08-18', 'B')).map(({ name }) => name)).toEqual(['号B'])
    expect(await listed('2025-08-18', { states: ['raised'] })).toHaveLength(2)
    expect(await listed('2025-08-18', { search: '号B' })).toEqual([['号B', 3, 'sent', 3]])
    expect(await listed('2025-08-18', { levels: [7, 1] })).toEqual([])
  })

  it('warns by a weekly and a ten-day rule besides the veto', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-14', ['2025-08-09'])
    // Weekly: fails on the 16th, a Saturday. Ten days: on the 19th.
    await raise('2025-08-14', { ruleSet: ruleSets['gansu-2025'] })
    const { warnings } = await listWarnings(db, {}, { offset: 0, limit: 9 }, day('2025-08-14'))
    expect(warnings.map(({ clause, failsOn, level }) => [clause, failsOn, level])).toEqual([
      ['GS-NM-W-1', '2025-08-16', 3],
    ])
    await raise('2025-08-16', { ruleSet: ruleSets['minhou-2025'] })
    expect((await listWarnings(db, { clause: 'MH-NM-W-1' }, { offset: 0, limit: 9 }, day('2025-08-16'))).total).toBe(0)
  })
})

describe('sending', () => {
  it('happens before a holiday for what fails in it, and not on the holiday', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-09-30', ['2025-09-20'])
    // It fails on 4 October.
    await raise('2025-09-30')
    expect(await listed('2025-09-30')).toEqual([['上海统计', 1, 'raised', 4]])
    await expect(send('2025-10-01')).rejects.toMatchObject({ code: 'conflict.holiday' })
    expect(await send('2025-09-30')).toHaveLength(1)
    expect(await send('2025-09-30')).toEqual([])
  })
})

describe('writing to units', () => {
  const addRecipient = async (unit: string | null) => {
    const channel = { name: `c${unit}`, kind: 'webhook', settings: json({}), used: json({ times: [] }) }
    const { id } = await db
      .insertInto('channel')
      .values(channel as never)
      .returning('id')
      .executeTakeFirstOrThrow()
    const found = await db
      .selectFrom('unit')
      .select('id')
      .where('code', '=', unit ?? '')
      .executeTakeFirst()
    const recipient = { channelId: id, unitId: found?.id ?? null, everyUnit: unit === null, address: 'x' }
    await db.insertInto('recipient').values(recipient).execute()
  }
  const write = (today: string) =>
    transaction(db, (tx) => postWarnings(tx, { today: day(today), at: morning(today), calendar, actor: '值守' }))
  const outbox = () => db.selectFrom('outbox').select(['recipientUnitId', 'subject', 'text']).orderBy('id').execute()

  beforeEach(async () => {
    for (const [name, unit] of [
      ['甲', 'A'],
      ['乙', 'A'],
      ['丙', 'B'],
    ] as const) {
      await shows(await addAccount(name, { unit }), '2025-08-18', ['2025-08-07'])
    }
    await raise('2025-08-18')
  })

  it('is one message a unit, only for those that a channel reaches', async () => {
    expect(await write('2025-08-18')).toBe(0)
    await addRecipient('A')
    expect(await write('2025-08-18')).toBe(1)
    const messages = await outbox()
    expect(messages).toMatchObject([{ subject: '更新预警 2 条，最近的 8月21日起不合格' }])
    expect(messages[0]!.text).toContain(
      '甲（微信/甲）：3 天后即8月21日起不合格（如在当天检查：最近发布于 2025-08-07，至监测点已 14 天）',
    )
    expect(await listed('2025-08-18', { states: ['raised'] })).toEqual([['丙', 3, 'raised', 3]])
    expect(await write('2025-08-18')).toBe(0)
    expect(await outbox()).toHaveLength(1)
  })

  it('does nothing on a day off', async () => {
    await addRecipient(null)
    expect(await write('2025-08-17')).toBe(0)
    expect(await write('2025-08-18')).toBe(2)
  })
})

describe('sites', () => {
  const addSite = async (readOn: string, home: string, columns: readonly string[]) => {
    const { id: organiserId } = await db
      .selectFrom('unit')
      .select('id')
      .where('code', '=', 'A')
      .executeTakeFirstOrThrow()
    const site = {
      siteCode: '3100000087',
      name: '示例网',
      url: 'http://x.gov.cn/',
      category: 'department',
      state: 'active',
    }
    const { id } = await db
      .insertInto('site')
      .values({ ...site, organiserId, hasServices: true })
      .returning('id')
      .executeTakeFirstOrThrow()
    const inspectionId = await inspected('site', id)
    const item = {
      title: '要闻',
      url: 'http://x.gov.cn/1',
      date: day(home),
      dateSource: 'list',
      rawDate: home,
    } as const
    const homePage: Evidence['homePage'] = {
      url: site.url,
      title: '',
      capturedAt: morning(readOn),
      navigationOnly: false,
      items: [item],
    }
    const list = columns.map((date, n) => ({
      ...exampleColumn('news', date),
      name: `栏目${n}`,
      url: `http://x.gov.cn/${n}/`,
    }))
    await writeEvidence(inspectionId, 'homePage', homePage, readOn)
    await writeEvidence(inspectionId, 'columns', { capturedAt: morning(readOn), columns: list }, readOn)
  }

  it('are warned of by home page and by column, from the last inspection', async () => {
    await addSite('2025-08-18', '2025-08-07', ['2025-08-05', '2025-08-18'])
    await raise('2025-08-18')
    expect(await listed('2025-08-18')).toEqual([
      ['示例网栏目0', 1, 'raised', 1],
      ['示例网', 3, 'raised', 3],
    ])
  })

  it('that were seen too long ago are unknown', async () => {
    await addSite('2025-08-18', '2025-08-07', ['2025-08-05'])
    expect(await raise('2025-08-21')).toMatchObject({ expired: 2, unknown: 0 })
    expect(await raise('2025-08-22')).toMatchObject({ unknown: 3, resolved: 0 })
    const { unknown } = await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-22'))
    expect(unknown[0]).toMatchObject({
      targetKey: '3100000087',
      ageDays: 4,
      because: '最近一次采集是 4 天前（2025-08-18）',
    })
  })
})

describe('the evidence of an inspection', () => {
  it('stands in where no source was read since', async () => {
    const id = await addAccount('上海统计')
    const publishedOn = day('2025-08-07')
    const post = { id: '1', title: '', url: null, publishedOn, publishedAt: null, rawDate: publishedOn }
    const posts: Evidence['posts'] = {
      source: 'http://feed',
      capturedAt: morning('2025-08-18'),
      knownThrough: day('2025-08-18'),
      coveredFrom: null,
      undatedCount: 0,
      posts: [post],
    }
    await writeEvidence(await inspected('account', id), 'posts', posts, '2025-08-18')
    expect(await raise('2025-08-18')).toMatchObject({ raised: 1 })
    await shows(id, '2025-08-19', ['2025-08-07', '2025-08-18'])
    expect(await raise('2025-08-19')).toMatchObject({ resolved: 1 })
  })
})

describe('delivered files', () => {
  it('are one source, as far as the furthest reaches', async () => {
    const accountId = await addAccount('上海统计')
    const deliver = async (knownThrough: string, ...dates: string[]) => {
      const delivery = {
        source: knownThrough,
        sha256: knownThrough,
        coveredFrom: null,
        deliveredAt: morning('2025-08-18'),
      }
      const { id: deliveryId } = await db
        .insertInto('postDelivery')
        .values({ ...delivery, knownThrough: day(knownThrough) })
        .returning('id')
        .executeTakeFirstOrThrow()
      const posts = dates.map((date) => ({ id: date, rawDate: date, publishedOn: day(date) }))
      await upsertRows(db, 'deliveredAccount', [], [{ deliveryId, accountId, undatedCount: 0, posts: posts as never }])
    }
    await deliver('2025-08-17', '2025-08-01')
    await deliver('2025-08-10', '2025-08-07', '2025-08-01')
    expect(await raise('2025-08-18')).toMatchObject({ raised: 1, unknown: 0 })
    expect(await listed('2025-08-18')).toEqual([['上海统计', 3, 'raised', 3]])
    // A more trusted source that was read since says otherwise.
    await shows(accountId, '2025-08-18', ['2025-08-16'])
    expect(await raise('2025-08-18')).toMatchObject({ resolved: 1, raised: 0 })
  })
})

describe('the whole register at a point', () => {
  it('is judged by what is stored today: in the past as it was, in the future as if nothing came', async () => {
    await shows(await addAccount('甲'), '2025-08-20', ['2025-08-07'])
    await shows(await addAccount('乙'), '2025-08-20', ['2025-08-19'])
    await shows(await addAccount('丙', { purpose: 'service' }), '2025-08-20', [])
    await addAccount('丁')
    const at = async (monitorPoint: string) => {
      const question = { ruleSet: national, today: day('2025-08-20'), at: morning('2025-08-20'), limit: 10 }
      const { counts, rows } = await judgeRegister(db, { ...question, monitorPoint: day(monitorPoint) })
      return [counts['NM-V2.1'], rows.map(({ name, outcome }) => name + outcome)]
    }
    expect(await at('2025-08-20')).toEqual([{ passed: 2, inapplicable: 1, cantTell: 1 }, ['丁cantTell']])
    expect(await at('2025-08-21')).toEqual([
      { passed: 1, failed: 1, inapplicable: 1, cantTell: 1 },
      ['甲failed', '丁cantTell'],
    ])
    expect((await at('2025-09-02'))[0]).toEqual({ failed: 2, inapplicable: 1, cantTell: 1 })
    expect((await at('2025-08-01'))[0]).toEqual({ failed: 2, inapplicable: 1, cantTell: 1 })
  })
})

describe('every morning', () => {
  it('they are raised once by the deadline, which sets the next', async () => {
    await shows(await addAccount('上海统计'), '2025-08-18', ['2025-08-07'])
    const handlers = raiseDaily({ ruleSet: 'national-2019', siteFreshWithinDays: 3, calendar })
    const at = (time: string) => () => Date.parse(time)
    await scheduleDaily(db, at('2025-08-18T05:00:00+08:00')())
    await scheduleDaily(db, at('2025-08-18T06:00:00+08:00')())
    expect(await runDueDeadlines(db, handlers, at('2025-08-18T06:29:59+08:00'))).toEqual({ done: 0, failed: 0 })
    expect(await runDueDeadlines(db, handlers, at('2025-08-18T06:30:00+08:00'))).toEqual({ done: 1, failed: 0 })
    expect(await listed('2025-08-18')).toHaveLength(1)
    await scheduleDaily(db, at('2025-08-18T12:00:00+08:00')())
    expect(await runDueDeadlines(db, handlers, at('2025-08-18T23:00:00+08:00'))).toEqual({ done: 0, failed: 0 })
    expect(await runDueDeadlines(db, handlers, at('2025-08-19T06:30:00+08:00'))).toEqual({ done: 1, failed: 0 })
  })
})

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
