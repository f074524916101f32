/** Home pages visited from two places of the test: real HTTP, the clock of the test. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import { testStore } from '../../test/database.ts'
import { createHttp, type Http } from '../gather/fetch/http.ts'
import { serve, testLimits } from '../gather/test-server.ts'
import { day } from '../kernel/day.ts'
import { probesOf } from '../registry/store.ts'
import { runDueDeadlines } from '../store/deadlines.ts'
import { listAlerts } from './alerts.ts'
import { checkCertificates, warningStep } from './certificates.ts'
import { endGuard, openGuard } from './guard.ts'
import { registerMaintenance } from './maintenance.ts'
import { probeReport } from './probe-report.ts'
import { probeDue, type ProbeMeans } from './probe-sites.ts'
import { startWatch, watchDeadlines } from './watch-sites.ts'

const { db } = await testStore()
const [minute, hour] = [60_000, 3_600_000]
const start = Date.parse('2025-08-14T10:00:00+08:00')
let nowMs = start
const clock = () => nowMs
const by = () => ({ actor: '值班员', at: new Date(nowMs).toISOString() })

/** What each place gets to see. */
const seen: Record<string, (response: ServerResponse) => void> = {}
const page = (response: ServerResponse) => response.end('<title>上海统计</title>')
const broken = (response: ServerResponse) => response.writeHead(500).end('error')
const guarded = (response: ServerResponse) => response.writeHead(403).end('waf')

const doors = [0, 1].map((index) => createHttp(testLimits({ userAgent: `place-${index}` })))
afterAll(() => Promise.all(doors.map((http) => http.close())))
const place = (vantage: string, http: Http): ProbeMeans => {
  return { http, vantage, timeoutMs: 1000, clock, worker: `worker ${vantage}`, lineCheckUrl: null }
}
const places = { 电信: place('电信', doors[0]!), 联通: place('联通', doors[1]!) }

const [unit] = await db
  .insertInto('unit')
  .values({
    code: 'tjj',
    name: '上海市统计局',
    shortName: '市统计局',
    kind: 'department',
    parentId: null,
    printOrder: 1,
  })
  .returningAll()
  .execute()

let siteId = 0
beforeEach(async () => {
  nowMs = start
  Object.assign(seen, { 电信: page, 联通: page })
  for (const table of [
    'probeDue',
    'probe',
    'maintenance',
    'alert',
    'siteCertificate',
    'siteHome',
    'guardPeriod',
    'outbox',
    'deadline',
  ] as const) {
    await db.deleteFrom(table).execute()
  }
  await db.deleteFrom('site').execute()
  const origin = await serve((request, response) => {
    seen[request.headers['user-agent'] === 'place-0' ? '电信' : '联通']!(response)
  })
  siteId = await addSite('3100000001', `${origin}/`)
})

async function addSite(siteCode: string, url: string): Promise<number> {
  const values = { siteCode, name: `上海统计${siteCode.slice(-1)}`, url, category: 'department', state: 'active' }
  const site = { ...values, organiserId: unit!.id, hasServices: false }
  return (await db.insertInto('site').values(site).returning('id').executeTakeFirstOrThrow()).id
}

const watching = (vantage: string, everyMinutes = 60) => ({ vantage, everyMinutes })
const handlers = { ...watchDeadlines(watching('电信')), ...watchDeadlines(watching('联通')) }
const never = new AbortController().signal

/** Lets time pass in steps; at each, what is due happens and both places visit what they have to. */
async function pass(minutes: number, step = 5): Promise<void> {
  for (let passed = 0; passed < minutes; passed += step) {
    nowMs += step * minute
    await runDueDeadlines(db, handlers, clock)
    // twice: one place may ask the other
    for (const from of [places.电信, places.联通, places.电信, places.联通]) await probeDue(db, from, never)
  }
}

async function visitFrom(vantage: '电信' | '联通'): Promise<void> {
  const due = { siteId, vantage, dueAt: new Date(nowMs), claimedUntil: null }
  await db
    .insertInto('probeDue')
    .values(due)
    .onConflict((conflict) =>
      conflict.columns(['siteId', 'vantage', 'purpose']).doUpdateSet({ dueAt: new Date(nowMs) }),
    )
    .execute()
  await probeDue(db, places[vantage], never)
}

const messages = async () =>
  await db.selectFrom('outbox').select(['kind', 'subject', 'severity', 'recipientUnitId']).orderBy('id').execute()

describe('probing', () => {
  test('every site is visited at least twenty times a day from each place, by itself', async () => {
    for (const vantage of ['电信', '联通']) await startWatch(db, watching(vantage), nowMs)
    await pass(24 * 60, 10)
    const rows = await db.selectFrom('probe').select(['vantage', 'purpose', 'outcome']).execute()
    for (const vantage of ['电信', '联通']) {
      expect(rows.filter((row) => row.vantage === vantage).length).toBeGreaterThanOrEqual(23)
    }
    expect(rows.every(({ purpose, outcome }) => purpose === 'scheduled' && outcome === 'opened')).toBe(true)
    expect(await messages()).toEqual([])
  })

  test('blocked, maintenance and failure are told apart', async () => {
    seen['电信'] = guarded
    await visitFrom('电信')
    nowMs += minute
    seen['电信'] = broken
    await visitFrom('电信')
    nowMs += minute
    const maintenance = {
      from: new Date(nowMs).toISOString(),
      until: new Date(nowMs + hour).toISOString(),
      reason: '沪府办〔2025〕8号',
    }
    await registerMaintenance(db, { siteCode: '3100000001', ...maintenance }, by())
    await visitFrom('电信')
    nowMs += hour
    await visitFrom('电信')
    const report = await probeReport(db, '3100000001', nowMs, 15_000)
    expect(report.all).toMatchObject({ opened: 0, failed: 2, blocked: 1, maintenance: 1, thinDays: expect.any(Array) })
    const past = { siteCode: '3100000001', from: '2025-08-13T00:00:00Z', until: '2025-08-13T01:00:00Z', reason: '补登' }
    await expect(registerMaintenance(db, past, by())).rejects.toThrow('已经过去')
  })

  test('when our own line is down nothing is held against a site; a server that is down with many sites is an outage', async () => {
    const line = await serve((_, response) => response.end('works'))
    await db.updateTable('site').set({ url: 'http://127.0.0.1:1/' }).execute()
    for (const [lineCheckUrl, written] of [
      ['http://127.0.0.1:1/line', 0],
      [line, 1],
      [null, 2],
    ] as const) {
      nowMs += 10 * minute
      await db.deleteFrom('probeDue').execute()
      const due = { siteId, vantage: '电信', dueAt: new Date(nowMs), claimedUntil: null }
      await db.insertInto('probeDue').values(due).execute()
      await probeDue(db, { ...places.电信, lineCheckUrl }, never)
      expect(await db.selectFrom('probe').selectAll().execute()).toHaveLength(written)
      expect(await db.selectFrom('probeDue').selectAll().execute()).toHaveLength(written === 0 ? 1 : 0)
    }
  })
})

describe('an outage', () => {
  test('one place alone never alarms: the other one is asked at once, and its answer counts', async () => {
    await visitFrom('联通')
    nowMs += 30 * minute
    seen['电信'] = broken
    await visitFrom('电信')
    expect(await listAlerts(db, { all: true, limit: 9 })).toEqual([])
    await probeDue(db, places.联通, never)
    expect(await listAlerts(db, { all: true, limit: 9 })).toEqual([])
    const confirming = await db
      .selectFrom('probe')
      .select(['vantage', 'outcome'])
      .where('purpose', '=', 'confirming')
      .execute()
    expect(confirming).toEqual([{ vantage: '联通', outcome: 'opened' }])
    // the confirming visit is no sample of WEB-V2
    const { probes } = await probesOf(db, siteId, { from: day('2025-08-14'), to: day('2025-08-14') })
    expect(probes).toHaveLength(2)
    expect(await db.selectFrom('probeDue').selectAll().execute()).toEqual([])
  })

  test('without a second place there is no alarm', async () => {
    seen['电信'] = broken
    for (let visit = 0; visit < 5; visit += 1) {
      await visitFrom('电信')
      nowMs += minute
    }
    expect(await listAlerts(db, { all: true, limit: 9 })).toEqual([])
  })

  test('a place that is blocked confirms nothing, and nobody asks for ever', async () => {
    await visitFrom('联通')
    nowMs += minute
    Object.assign(seen, { 电信: broken, 联通: guarded })
    await visitFrom('电信')
    for (let round = 0; round < 3; round += 1) for (const from of Object.values(places)) await probeDue(db, from, never)
    expect(await db.selectFrom('probe').selectAll().execute()).toHaveLength(3)
    expect(await listAlerts(db, { all: true, limit: 9 })).toEqual([])
  })

  test('two places: confirmed within the minute, told once to unit and supervisor, and its end as well', async () => {
    await visitFrom('联通')
    nowMs += 30 * minute
    Object.assign(seen, { 电信: broken, 联通: broken })
    await visitFrom('电信')
    await probeDue(db, places.联通, never)
    expect(await listAlerts(db, { all: false, limit: 9 })).toMatchObject([
      { kind: 'outage', siteCode: '3100000001', message: expect.stringContaining('2 个监测点确认'), closedAt: null },
    ])
    nowMs += 5 * minute
    await visitFrom('电信')
    await visitFrom('联通')
    expect(await messages()).toHaveLength(2)
    Object.assign(seen, { 电信: page, 联通: page })
    nowMs += 5 * minute
    await visitFrom('电信')
    // the other place failed a moment ago: it is asked before the end is told
    expect(await listAlerts(db, { all: false, limit: 9 })).toHaveLength(1)
    await probeDue(db, places.联通, never)
    expect(await listAlerts(db, { all: false, limit: 9 })).toEqual([])
    expect(await messages()).toMatchObject([
      {
        kind: 'alert.outage',
        severity: 'severe',
        recipientUnitId: unit!.id,
        subject: expect.stringContaining('无法访问'),
      },
      { recipientUnitId: null },
      { recipientUnitId: unit!.id, subject: expect.stringContaining('已恢复') },
      { recipientUnitId: null },
    ])
    const actions = await db.selectFrom('auditEntry').select(['action']).where('subject', 'like', 'alert %').execute()
    expect(actions.map(({ action }) => action)).toEqual(['alert.opened', 'alert.closed'])
  })
})

describe('certificates', () => {
  test.each([
    [31, null],
    [30, 30],
    [16, 30],
    [15, 15],
    [8, 15],
    [7, 7],
    [-1, 7],
  ])('%i days left: step %s', (daysLeft, step) => expect(warningStep(daysLeft)).toBe(step))

  test('each step is said once, and a new certificate ends it', async () => {
    const seenAt = new Date(nowMs).toISOString()
    await db
      .insertInto('siteCertificate')
      .values({ siteId, expiresOn: day('2025-09-13'), seenAt })
      .execute()
    await startWatch(db, { vantage: null, everyMinutes: 60 }, nowMs)
    for (let passed = 0; passed < 32; passed += 1) {
      nowMs += 24 * hour
      await runDueDeadlines(db, handlers, clock)
    }
    const said = (await messages()).filter(({ recipientUnitId }) => recipientUnitId !== null)
    expect(said.map(({ subject }) => /还有 (\d+) 天/.exec(subject)?.[1])).toEqual(['29', '15', '7'])
    await db
      .updateTable('siteCertificate')
      .set({ expiresOn: day('2026-09-13') })
      .execute()
    await checkCertificates(db, new Date(nowMs).toISOString())
    expect(await listAlerts(db, { all: false, limit: 9 })).toEqual([])
  })
})

describe('domain names', () => {
  test('each step is said once, both sides of each; a renewal ends it, a site that is closed is not watched', async () => {
    await startWatch(db, { vantage: null, everyMinutes: 60 }, nowMs)
    await db
      .updateTable('site')
      .set({ domainExpiresOn: day('2025-09-14') })
      .where('id', '=', siteId)
      .execute()
    const closed = await addSite('3100000002', 'http://127.0.0.1:1/')
    await db
      .updateTable('site')
      .set({ domainExpiresOn: day('2025-08-20'), state: 'closed' })
      .where('id', '=', closed)
      .execute()
    for (let passed = 0; passed < 33; passed += 1) {
      nowMs += 24 * hour
      await runDueDeadlines(db, handlers, clock)
    }
    const said = (await messages()).filter(({ recipientUnitId }) => recipientUnitId !== null)
    expect(said.map(({ kind }) => kind)).toEqual(['alert.domain', 'alert.domain', 'alert.domain'])
    expect(said.map(({ subject }) => /域名将于 2025-09-14 到期，还有 (\d+) 天/.exec(subject)?.[1])).toEqual([
      '30',
      '15',
      '7',
    ])
    expect(said.map(({ severity }) => severity)).toEqual(['normal', 'normal', 'severe'])
    await db
      .updateTable('site')
      .set({ domainExpiresOn: day('2026-09-14') })
      .where('id', '=', siteId)
      .execute()
    nowMs += 24 * hour
    await runDueDeadlines(db, handlers, clock)
    expect(await listAlerts(db, { all: false, limit: 9 })).toEqual([])
  })
})

describe('special watch', () => {
  test('denser probes and a summary every hour, at night and on days off, until its end', async () => {
    await startWatch(db, watching('电信'), nowMs)
    await pass(60)
    const before = (await db.selectFrom('probe').select('at').execute()).length
    expect(before).toBeLessThanOrEqual(2)
    nowMs = Date.parse('2025-10-01T00:00:00+08:00')
    const shifts = [
      { from: '2025-10-01T00:00:00+08:00', to: '2025-10-01T02:30:00+08:00', person: '张三', phone: '021-1' },
    ]
    const entry = { name: '国庆重保', from: '2025-10-01T00:00:00+08:00', until: '2025-10-01T03:00:00+08:00', shifts }
    await openGuard(db, { ...entry, everyMinutes: 10 }, by())
    await pass(186, 1)
    const visits = await db.selectFrom('probe').select('at').where('at', '>=', '2025-09-30T16:00:00Z').execute()
    expect(visits.length).toBeGreaterThanOrEqual(17)
    const summaries = await db.selectFrom('outbox').select(['subject', 'text', 'severity']).orderBy('id').execute()
    expect(summaries).toHaveLength(3)
    expect(summaries[0]).toMatchObject({ severity: 'severe', text: expect.stringContaining('值班：张三 021-1') })
    expect(summaries[0]!.text).toMatch(/在运行网站 1 个；过去一小时访问 \d+ 次：打开 \d+，失败 0/)
    expect(summaries[2]).toMatchObject({
      subject: expect.stringContaining('结束'),
      text: expect.stringContaining('（未安排）'),
    })
  })

  test('ends before its time, and is refused when it makes no sense', async () => {
    const entry = { name: '重保', from: '2025-08-14T00:00:00Z', until: '2025-08-16T00:00:00Z' }
    const { id } = await openGuard(db, entry, by())
    await endGuard(db, id, '任务取消', by())
    nowMs += 5 * hour
    await runDueDeadlines(db, handlers, clock)
    expect(await messages()).toEqual([])
    await expect(endGuard(db, id, '再来', by())).rejects.toThrow('没有进行中')
    await expect(openGuard(db, { ...entry, until: entry.from }, by())).rejects.toMatchObject({ code: 'badInput.guard' })
  })
})
