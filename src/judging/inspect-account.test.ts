/** An account's inspection reads its feed itself, through the real queue: stored like collection's readings, weighed against them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { drawRounds } from '../campaigns/draw.ts'
import { freezeRounds } from '../campaigns/freeze.ts'
import { openCampaign } from '../campaigns/open.ts'
import { startRun } from '../campaigns/run.ts'
import { posts as postsSchema } from '../evidence/posts.ts'
import { verifyArchive } from '../gather/archive/verify-archive.ts'
import { collectDue } from '../gather/collect/collect.ts'
import { collectionStore, feed, item } from '../gather/collect/test-accounts.ts'
import { createHttp } from '../gather/fetch/http.ts'
import type { ArchiveSummary } from '../gather/settings.ts'
import { serve, testLimits, type Play } from '../gather/test-server.ts'
import { day } from '../kernel/day.ts'
import { addSource } from '../registry/account-sources.ts'
import { resumeCrawling, stopCrawling } from '../registry/crawl-stop.ts'
import { pruneRaw } from '../registry/raw-retention.ts'
import { rawAnswer } from '../registry/source-readings.ts'
import { openJobs, workInspections, type Jobs } from '../store/jobs.ts'
import { createCrawlControl } from './crawl-control.ts'
import { inspect } from './inspect.ts'

const { db, clock, register, settings, sources, shown, ...store } = await collectionStore()
const by = { actor: '张三', at: '2025-08-14T02:00:00.000Z' }
const limits = testLimits({ timeoutMs: 500 })
const http = createHttp(limits)
const control = createCrawlControl(db, { http, crawlHours: null, worker: 'a:1', clock: Date.now })
let [jobs, archiveFolder]: [Jobs | null, string] = [null, '']

/** One worker for all tests: what one leaves to it, the next would find it doing. */
beforeAll(async () => {
  jobs = await openJobs({ db, ...store })
  archiveFolder = await mkdtemp(path.join(tmpdir(), 'mingcha-account-'))
  await control.start()
  const inspecting = {
    limits,
    clock: () => clock.now,
    http,
    archiveFolder,
    worker: 'a:1',
    recheckRule: { untilFailures: 3, hoursApart: 24 },
    scheduleRecheck: async () => {},
  }
  await workInspections(jobs, { concurrency: 4 }, (id, lease) =>
    control.run(id, lease, (own) => inspect(db, id, own, inspecting)),
  )
})

/** Before the store closes, which began first: closing writes what was asked of the hosts. */
afterAll(async () => {
  await jobs!.close()
  await control.close()
  await http.close()
  await rm(archiveFolder, { recursive: true, force: true })
})

beforeEach(async () => {
  for (const table of ['judgement', 'evidence', 'inspection', 'frozenTarget', 'round', 'campaign'] as const)
    await db.deleteFrom(table).execute()
  await jobs!.boss.deleteAllJobs('inspect')
})

/** A server whose answer can be changed. */
async function source(first: Play) {
  let play = first
  const asked: number[] = []
  const origin = await serve((request, response) => {
    asked.push(Date.now())
    play(request, response)
  })
  return { origin, asked, become: (next: Play) => (play = next) }
}

const shows =
  (...days: string[]): Play =>
  (_request, response) =>
    response.end(feed(days.map((date) => item(date, `${date} 09:00`)).join('')))

/** Opens a campaign with a census of all accounts and starts it. */
async function campaign(): Promise<void> {
  const monitorPoint = day('2025-08-14')
  const words = { id: '2025Q3', issuer: '市政府办公厅', style: 'shanghai', ruleSet: 'shanghai-2025', seed: 'x' }
  const census = { id: 'all', rule: 'census' as const, label: '全部', organiserKinds: ['district' as const] }
  const opened = { demonstration: true, openedBy: by.actor, openedAt: by.at }
  await openCampaign(db, { ...words, ...opened, monitorPoint, siteRounds: [monitorPoint], strata: [census] })
  await freezeRounds(db, '2025Q3', 'account-1', by)
  await drawRounds(db, '2025Q3', by)
  await startRun(db, jobs!, '2025Q3', undefined, by)
}

/** Evidence, outcome and archive by the account's name, when so many inspections have ended. */
async function results(count: number) {
  await vi.waitFor(
    async () =>
      expect(await db.selectFrom('inspection').where('state', '=', 'judged').select('id').execute()).toHaveLength(
        count,
      ),
    { timeout: 20_000, interval: 50 },
  )
  const rows = await db
    .selectFrom('inspection')
    .innerJoin('account', 'account.id', 'inspection.targetId')
    .innerJoin('evidence', (join) => join.onRef('evidence.inspectionId', '=', 'inspection.id').on('kind', '=', 'posts'))
    .innerJoin('judgement', (join) =>
      join.onRef('judgement.inspectionId', '=', 'inspection.id').on('clauseId', '=', 'NM-V2.1'),
    )
    .select(['account.name', 'evidence.value', 'evidence.missing', 'outcome', 'because', 'archive'])
    .orderBy('account.id')
    .execute()
  return rows.map(({ value, archive, ...row }) => ({
    ...row,
    posts: value === null ? null : postsSchema.parse(value),
    archive: archive as ArchiveSummary | null,
  }))
}

test('its own reading is stored, weighed against the others, and proof of what it said', async () => {
  const busy = await source(shows('2025-08-12', '2025-07-01'))
  const silent = await source(shows('2025-07-20', '2025-07-01'))
  const blocked = await source(shows('2025-08-10', '2025-07-01'))
  const report = await source(shows('2025-08-11', '2025-07-01'))
  await register([busy.origin, silent.origin, blocked.origin].map((origin) => `${origin}/feed`))
  // a second feed that is trusted less, and shows what the first does not
  await addSource(db, '微信/gh_1', { kind: 'feed', address: `${report.origin}/1`, trust: 6 }, by)
  expect(await collectDue(db, settings())).toMatchObject({ done: 4, outcomes: { read: 4 } })
  clock.now += 3_600_000
  blocked.become((_request, response) => response.writeHead(412).end('<html>请完成验证</html>'))
  await campaign()
  const [first, second, third] = await results(3)

  expect(first).toMatchObject({
    outcome: 'passed',
    posts: { source: `${busy.origin}/feed`, knownThrough: '2025-08-14' },
  })
  expect(second).toMatchObject({
    outcome: 'failed',
    because: expect.stringContaining(`另有来源（${report.origin}/1）显示 8月11日发布过`),
    posts: {
      chosenBecause: '未过时的 2 个来源中最可信',
      sources: [
        { source: `${silent.origin}/feed`, chosen: true, newestOn: '2025-07-20', sha256: null },
        {
          source: `${report.origin}/1`,
          chosen: false,
          newestOn: '2025-08-11',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    },
  })
  // the block takes nothing away that was known an hour ago, and is kept as a block
  expect(third).toMatchObject({ outcome: 'passed', posts: { posts: [{ publishedOn: '2025-08-10' }, {}] } })
  for (const { archive } of [first!, third!]) {
    expect(await verifyArchive(path.join(archiveFolder, archive!.file), { registered: archive! })).toMatchObject({
      ok: true,
    })
  }

  // stored like readings of collection, which therefore does not ask again at once
  const stored = (await sources()).toSorted((a, b) => a.accountId - b.accountId)
  expect(stored.map(({ lastOutcome, failures }) => [lastOutcome, failures])).toEqual([
    ['read', 0],
    ['read', 0],
    ['read', 0],
    ['blocked', 1],
  ])
  expect(await db.selectFrom('sourceResult').select('id').execute()).toHaveLength(7)
  const asked = busy.asked.length
  expect(await collectDue(db, settings())).toMatchObject({ total: 0 })
  expect(busy.asked).toHaveLength(asked)

  // what the evidence names is still there when everything else is thrown away
  await db
    .updateTable('sourceRaw')
    .set({ storedAt: new Date(Date.now() - 7_200_000) })
    .execute()
  clock.now += 400 * 86_400_000
  await pruneRaw(db, { keepRawDays: 1, keepRawPerSource: 1 }, new Date(clock.now).toISOString())
  const named = second!.posts!.sources!.find(({ sha256 }) => sha256 !== null)!
  expect((await rawAnswer(db, named.sha256!)).content.toString()).toContain('2025-08-11')
})

test('never read before and not readable now: unknown with its reason, never stale', async () => {
  const hanging = await source(() => undefined)
  const challenge = await source((_request, response) => response.end('<html><script>acw_sc__v2</script></html>'))
  await register([`${hanging.origin}/feed`, `${challenge.origin}/feed`])
  await campaign()
  expect(await results(2)).toMatchObject([
    { outcome: 'cantTell', posts: null, missing: { reason: 'unreachable' } },
    { outcome: 'cantTell', posts: null, missing: { reason: 'blocked', detail: expect.stringContaining('质询') } },
  ])
  expect(await shown()).toEqual([])
})

test('a stopped host: the inspection waits instead of calling it unreachable', async () => {
  const [stopped, other] = [await source(shows('2025-08-12')), await source(shows('2025-08-12'))]
  await register([`${stopped.origin}/feed`, `${other.origin}/feed`])
  const scope = { host: new URL(stopped.origin).host }
  await stopCrawling(db, scope, '单位来电', by)
  await vi.waitFor(() => expect(http.stops.isStopped(scope.host)).toBe(true), { timeout: 10_000 })
  await campaign()
  expect(await results(1)).toMatchObject([{ name: '第1号', outcome: 'passed' }])
  const waiting = "select 1 from pgboss.job where name = 'inspect' and state < 'active' and start_after > now()"
  await vi.waitFor(async () => expect((await store.pool.query(waiting)).rowCount).toBe(1), { timeout: 10_000 })
  expect(stopped.asked).toEqual([])
  await resumeCrawling(db, scope, '已说明', by)
  expect(await results(2)).toMatchObject([{ outcome: 'passed' }, { outcome: 'passed' }])
})
