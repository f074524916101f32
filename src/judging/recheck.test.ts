/** Links that fail: counted over inspections and re-checks, on a real server, database and queue. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { testStore } from '../../test/database.ts'
import { openCampaign } from '../campaigns/open.ts'
import type { Evidence } from '../evidence/evidence.ts'
import { createHttp } from '../gather/fetch/http.ts'
import { testLimits } from '../gather/test-server.ts'
import { day } from '../kernel/day.ts'
import { transaction, type Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { inspect, type InspectSettings } from './inspect.ts'
import { confirmFailure, listFailures } from './link-failures.ts'
import { recheckSite, refreshLinkEvidence } from './recheck.ts'

const { db } = await testStore()
const [hour, start] = [3_600_000, Date.parse('2025-08-14T02:00:00.000Z')]
const rule = { hoursApart: 24, untilFailures: 3 }
const limits = testLimits({ timeoutMs: 500 })
const http = createHttp(limits)
afterAll(() => http.close())
const signal = new AbortController().signal
const done = () => Promise.resolve()
const own = { signal, attempt: 0, name: '0', stillOwned: () => Promise.resolve(true), postpone: done, release: done }

let now = start
let scheduled: Date[] = []
const schedule = (_tx: Tx, _siteId: number, startAfter: Date) => Promise.resolve(void scheduled.push(startAfter))

/** Answers of the site by path; what is not listed is 404. `null`: the site is down. */
let pages: Record<string, string> | null
let requested: string[] = []
let siteId: number
let folder: string

beforeEach(async () => {
  const tables = ['judgement', 'evidence', 'inspection', 'frozenTarget', 'round', 'campaign', 'linkFailure'] as const
  for (const table of tables) await db.deleteFrom(table).execute()
  await db.deleteFrom('site').execute()
  await db.deleteFrom('unit').execute()
  ;[now, scheduled, requested] = [start, [], []]
  pages = {
    '/': '<h1>首页</h1><a href="/a.html">甲</a><a href="/gone.html">乙</a>',
    '/a.html': '<h1>甲</h1><p>正文</p>',
  }
  const server = createServer((request, response) => {
    if (pages === null) return void request.socket.destroy()
    requested.push(request.url!)
    const page = pages[request.url!]
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(page ?? '<h1>404</h1>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  folder = await mkdtemp(path.join(tmpdir(), 'mingcha-recheck-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await campaignOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})

let inspectionIds: number[] = []

/** A campaign in collection with one portal, drawn twice. */
async function campaignOf(url: string): Promise<void> {
  const unit = { code: 'A', name: '某区', shortName: '某区', kind: 'district', parentId: null, printOrder: 1 }
  const organiserId = (await db.insertInto('unit').values(unit).returning('id').executeTakeFirstOrThrow()).id
  const site = {
    siteCode: '3100000087',
    name: '某区政府',
    url,
    category: 'districtPortal',
    state: 'active',
    hasServices: true,
  }
  siteId = (
    await db
      .insertInto('site')
      .values({ ...site, organiserId })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id
  const monitorPoint = day('2025-08-14')
  await openCampaign(db, {
    id: '2025Q3',
    ruleSet: 'national-2019',
    issuer: '市政府办公厅',
    style: 'shanghai',
    seed: 'x',
    openedBy: '张三',
    openedAt: new Date(start).toISOString(),
    monitorPoint,
    siteRounds: [monitorPoint, monitorPoint],
    strata: [],
    demonstration: true,
  })
  await db.updateTable('campaign').set({ state: 'collecting' }).execute()
  const rounds = await db.selectFrom('round').select('id').where('target', '=', 'site').orderBy('ordinal').execute()
  inspectionIds = []
  for (const { id: roundId } of rounds) {
    const snapshot = json<unknown>({ ...site, id: siteId, columns: [], organiser: { ...unit, id: organiserId } })
    await db.insertInto('frozenTarget').values({ roundId, targetId: siteId, snapshot }).execute()
    const row = { roundId, targetId: siteId, purpose: 'regular', strata: [], state: 'waiting' }
    inspectionIds.push((await db.insertInto('inspection').values(row).returning('id').executeTakeFirstOrThrow()).id)
  }
}

const inspectRound = (index: number) => {
  const settings = { limits, http, clock: () => now, archiveFolder: folder, worker: 'w', recheckRule: rule }
  return inspect(db, inspectionIds[index]!, own, { ...settings, scheduleRecheck: schedule } satisfies InspectSettings)
}
const recheck = (stillOwned = true) =>
  recheckSite(
    db,
    siteId,
    { signal, stillOwned: () => Promise.resolve(stillOwned) },
    { http, limits, rule, clock: () => now, schedule },
  )
const judged = async (index: number) =>
  db
    .selectFrom('judgement')
    .select(['outcome', 'because'])
    .where('inspectionId', '=', inspectionIds[index]!)
    .where('clauseId', '=', 'WEB-D-FUN-3')
    .executeTakeFirst()
const history = async (index: number) => {
  const row = await db
    .selectFrom('evidence')
    .select('value')
    .where('inspectionId', '=', inspectionIds[index]!)
    .where('kind', '=', 'links')
    .executeTakeFirstOrThrow()
  return (row.value as Evidence['links']).findings.find(({ url }) => url.endsWith('/gone.html'))?.history
}
const failures = () => listFailures(db, siteId, rule.hoursApart)

describe('a link that does not open', () => {
  it('is listed after one inspection, counts after two re-checks a day apart each', async () => {
    await inspectRound(0)
    expect(await judged(0)).toMatchObject({ outcome: 'cantTell', because: expect.stringContaining('待再次检查') })
    expect(await history(0)).toEqual({ failedAt: ['2025-08-14T02:00:00.000Z'], lastOkAt: null, confirmed: null })
    expect(scheduled).toEqual([new Date(start + 24 * hour)])
    now = start + 24 * hour - 1
    requested = []
    await recheck()
    expect(requested).toEqual([])
    for (const days of [1, 2]) {
      now = start + days * 24 * hour
      requested = []
      await recheck()
      // only what failed, besides the proof that the site answers, its rules and the fingerprint of its missing pages
      expect(requested).toContain('/gone.html')
      expect(requested).not.toContain('/a.html')
      expect(await judged(0)).toMatchObject({ outcome: days === 1 ? 'cantTell' : 'failed' })
    }
    expect((await history(0))!.failedAt).toHaveLength(3)
    // nobody looks again
    expect(scheduled).toEqual([1, 1, 2].map((days) => new Date(start + days * 24 * hour)))
  })

  it('two inspections and one re-check make three as well', async () => {
    await inspectRound(0)
    now = start + 24 * hour
    await inspectRound(1)
    expect(await judged(1)).toMatchObject({ outcome: 'cantTell' })
    now = start + 48 * hour
    await recheck()
    expect([(await judged(0))!.outcome, (await judged(1))!.outcome]).toEqual(['failed', 'failed'])
  })

  it('that opens again is forgiven, and starts anew when it fails later', async () => {
    await inspectRound(0)
    now = start + 24 * hour
    pages!['/gone.html'] = '<h1>乙</h1><p>又有了</p>'
    await recheck()
    expect(await judged(0)).toMatchObject({ outcome: 'passed' })
    expect(await failures()).toEqual([])
    delete pages!['/gone.html']
    now = start + 72 * hour
    await inspectRound(1)
    expect(await failures()).toMatchObject([{ failures: 1, firstFailedAt: new Date(now).toISOString() }])
  })

  it('is seen to open by the next inspection, too', async () => {
    await inspectRound(0)
    pages!['/gone.html'] = '<h1>乙</h1><p>又有了</p>'
    now = start + 24 * hour
    await inspectRound(1)
    expect(await failures()).toEqual([])
  })

  it('counts at once when a reviewer has confirmed it', async () => {
    await inspectRound(0)
    const [failure] = await failures()
    const by = { actor: '李四', at: new Date(now).toISOString(), reason: '用浏览器打开，404' }
    expect(await confirmFailure(db, siteId, failure!.url, by)).toBe(true)
    expect(await transaction(db, (tx) => refreshLinkEvidence(tx, siteId, by.at))).toBe(1)
    expect(await judged(0)).toMatchObject({ outcome: 'failed' })
    expect(await confirmFailure(db, siteId, 'http://other.invalid/', by)).toBe(false)
  })

  it('is not held against a site while the whole site, or our own network, is down', async () => {
    await inspectRound(0)
    now = start + 24 * hour
    pages = null
    await recheck()
    expect(await failures()).toMatchObject([{ failures: 1 }])
    expect(scheduled.at(-1)).toEqual(new Date(now + hour))
  })

  it('writes nothing when the job is no longer ours, and nothing once the bulletin is drafted', async () => {
    await inspectRound(0)
    now = start + 24 * hour
    await recheck(false)
    expect(await failures()).toMatchObject([{ failures: 1 }])
    await db.updateTable('campaign').set({ state: 'bulletinDraft' }).execute()
    await recheck()
    expect(await failures()).toMatchObject([{ failures: 2 }])
    expect((await history(0))!.failedAt).toHaveLength(1)
  })
})
