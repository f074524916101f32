import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { testStore } from '../../test/database.ts'
import { crawlsUnderWay } from '../campaigns/crawls.ts'
import { drawRounds } from '../campaigns/draw.ts'
import { freezeRounds } from '../campaigns/freeze.ts'
import { pauseInspections, resumeInspections } from '../campaigns/hold.ts'
import { openCampaign } from '../campaigns/open.ts'
import { startRun } from '../campaigns/run.ts'
import { verifyArchive } from '../gather/archive/verify-archive.ts'
import type { ArchiveSummary } from '../gather/settings.ts'
import { serve, testLimits } from '../gather/test-server.ts'
import { day } from '../kernel/day.ts'
import { transaction } from '../store/database.ts'
import { openJobs, queueCounts, type Jobs } from '../store/jobs.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { cancelInspections } from './cancel.ts'

const store = await testStore()
const { db } = store
const by = { actor: '张三', at: '2025-08-20T02:00:00.000Z' }
const campaignId = '2025Q3'
const limits = testLimits({ hostInFlight: 8, maxPagesPerSite: 5000, maxLinksPerSite: 5000, timeoutMs: 15_000 })
let jobs: Jobs

beforeAll(async () => {
  jobs = await openJobs(store)
  return () => jobs.close()
})

beforeEach(async () => {
  for (const table of ['judgement', 'evidence', 'crawl', 'inspection', 'frozenTarget', 'round', 'campaign'] as const)
    await db.deleteFrom(table).execute()
  for (const table of ['linkFailure', 'siteColumn', 'site', 'unit'] as const) await db.deleteFrom(table).execute()
  await jobs.boss.deleteAllJobs('inspect')
})

describe('a crawl', () => {
  test(
    'survives kill -9 and a frozen worker: little is repeated, and the result is the same',
    { timeout: 180_000 },
    async () => {
      const site = await slowSite(25, 30)
      const [straight, interrupted] = await sample(site.origin, 2)
      const folder = await archiveFolder()

      await startOne(straight!)
      const first = worker(folder)
      await judged(straight!)
      first.stop()
      const wanted = await evidenceOf(straight!)
      expect(wanted.links).toMatchObject({ pagesRead: 25 * 30 + 25 + 25 + 1 })
      const requests = site.times.size

      site.times.clear()
      await startOne(interrupted!)
      const killed = worker(folder)
      const repeated = [await site.read(requests / 3).then(() => handOver(killed, 'SIGKILL', site))]
      const frozen = worker(folder)
      repeated.push(await site.read((requests * 2) / 3).then(() => handOver(frozen, 'SIGSTOP', site)))
      const last = worker(folder)
      await judged(interrupted!)

      expect(await evidenceOf(interrupted!)).toEqual(wanted)
      const twice = [...site.times.entries()].filter(([url, times]) => times.length > 1 && url !== '/robots.txt')
      const allowed = repeated.reduce((sum, perSecond) => sum + perSecond * 2 + limits.hostInFlight, 0)
      expect(twice.length).toBeLessThanOrEqual(allowed)
      expect(twice.length).toBeLessThan(requests / 3)

      const before = await stored(interrupted!)
      frozen.child.kill('SIGCONT')
      await frozen.saw('left')
      expect(await stored(interrupted!)).toEqual(before)
      expect(await db.selectFrom('crawl').selectAll().execute()).toEqual([])
      const archive = before.inspection.archive as ArchiveSummary
      expect(await verifyArchive(path.join(folder, archive.file), { registered: archive })).toMatchObject({ ok: true })
      const files = await readdir(path.join(folder, path.dirname(archive.file)))
      expect(files.filter((name) => name.startsWith(`${interrupted!}-`))).toEqual([path.basename(archive.file)])
      last.stop()
    },
  )

  test('whose archive is out of reach fetches again what it must prove', { timeout: 120_000 }, async () => {
    const site = await slowSite(5, 30)
    const [straight, interrupted] = await sample(site.origin, 2)
    const [here, there] = [await archiveFolder(), await archiveFolder()]
    await startOne(straight!)
    const first = worker(here)
    await judged(straight!)
    first.stop()
    const wanted = await stored(straight!)
    site.times.clear()
    await startOne(interrupted!)
    const killed = worker(here)
    await site.read(150)
    await handOver(killed, 'SIGKILL', site)
    const second = worker(there)
    await judged(interrupted!)
    expect(await evidenceOf(interrupted!)).toEqual(await evidenceOf(straight!))
    const { archive } = (await stored(interrupted!)).inspection
    expect(archive).toMatchObject({ records: (wanted.inspection.archive as ArchiveSummary).records })
    second.stop()
  })

  test('is paused, goes on where it was, and is cancelled', { timeout: 120_000 }, async () => {
    const site = await slowSite(15, 30)
    const [id] = await sample(site.origin, 1)
    const folder = await archiveFolder()
    await startRun(db, jobs, campaignId, undefined, by)
    const first = worker(folder)
    await site.read(150)
    expect(await transaction(db, (tx) => pauseInspections(tx, { campaignId }, by))).toEqual([id])
    const told = performance.now()
    await first.saw(`left ${id}`)
    // Two seconds, and what a busy machine adds.
    expect(performance.now() - told).toBeLessThan(5000)
    const [paused] = await crawlsUnderWay(db, campaignId)
    expect(paused).toMatchObject({ inspectionId: id, state: 'paused', remainingSeconds: null })
    expect(paused!.pagesDone).toBeGreaterThan(50)
    expect(paused!.pagesKnown).toBeGreaterThan(paused!.pagesDone)
    expect(await queueCounts(db)).toMatchObject({ queued: 0, active: 0 })
    const seen = new Map(site.times)
    await sleep(300)
    expect(site.times.size).toBe(seen.size)

    const { id: _, ...rest } = await resumed(id!)
    expect(rest).toEqual({ state: 'waiting' })
    await site.read(seen.size + 100)
    const again = [...seen.keys()].filter((url) => site.times.get(url)!.length > 1 && url !== '/robots.txt')
    expect(again.length).toBeLessThanOrEqual(limits.hostInFlight)
    await vi.waitFor(
      async () => expect(await crawlsUnderWay(db, campaignId)).toMatchObject([{ state: 'running' }]),
      5000,
    )
    const ids = await transaction(db, (tx) => cancelInspections(tx, { campaignId, inspectionId: id }, by))
    expect(ids).toEqual([id])
    await vi.waitFor(async () => expect(await queueCounts(db)).toMatchObject({ queued: 0, active: 0 }), 10_000)
    const { inspection, evidence } = await stored(id!)
    expect(inspection).toMatchObject({ state: 'cancelled', archive: null })
    expect(evidence.map(({ missing }) => missing?.reason)).toEqual(evidence.map(() => 'cancelled'))
    expect(evidence.map(({ kind }) => kind)).toContain('homePage')
    expect(await db.selectFrom('crawl').selectAll().execute()).toEqual([])
    await vi.waitFor(async () => expect(await readdir(path.join(folder, campaignId, 'site-1'))).toEqual([]), 5000)
    const outcomes = await db.selectFrom('judgement').select('outcome').distinct().execute()
    expect(outcomes.map(({ outcome }) => outcome)).not.toContain('failed')
    await expect(transaction(db, (tx) => pauseInspections(tx, { campaignId, inspectionId: id }, by))).rejects.toThrow(
      '已取消',
    )
    first.stop()
  })

  test('that is resumed before its worker has let go goes on all the same', { timeout: 60_000 }, async () => {
    const site = await slowSite(3, 30)
    const [id] = await sample(site.origin, 1)
    await startRun(db, jobs, campaignId, undefined, by)
    const only = worker(await archiveFolder())
    await site.read(20)
    for (let time = 0; time < 5; time += 1) {
      await transaction(db, (tx) => pauseInspections(tx, { campaignId }, by))
      await sleep(time * 150)
      await transaction(db, (tx) => resumeInspections(tx, jobs, { campaignId }, by))
    }
    await judged(id!)
    only.stop()
  })
})

/** Lets a paused inspection go on. */
async function resumed(id: number) {
  await transaction(db, (tx) => resumeInspections(tx, jobs, { campaignId }, by))
  return db.selectFrom('inspection').select(['id', 'state']).where('id', '=', id).executeTakeFirstOrThrow()
}

/** Pages that take 15 ms each: lists, articles, one of each list that is gone. */
async function slowSite(lists: number, perList: number) {
  const times = new Map<string, number[]>()
  const html = (title: string, body: string) =>
    `<html><head><title>${title}</title><link rel="stylesheet" href="/s.css"></head><body><a href="/">首页</a><a href="/l/0.html">列表</a>${body}</body></html>`
  const range = (count: number) => Array.from({ length: count }, (_, index) => index)
  const page = (url: string): string | null => {
    if (url === '/')
      return html(
        '首页',
        range(lists)
          .map((list) => `<a href="/l/${list}.html">栏目${list}</a>`)
          .join(''),
      )
    const list = /^\/l\/(\d+)\.html$/.exec(url)?.[1]
    const item = (number: number) =>
      `<li><a href="/a/${list}-${number}.html">关于某事的第${number}号通知</a><span>2025-08-0${1 + (number % 9)}</span></li>`
    if (list !== undefined && Number(list) < lists)
      return html(
        `栏目${list}`,
        `<ul>${range(perList).map(item).join('')}</ul><a href="/gone/${list}.html">丢失${list}</a>`,
      )
    const [, of, number] = /^\/a\/(\d+)-(\d+)\.html$/.exec(url) ?? []
    if (of === undefined) return null
    const next = `<a href="/a/${of}-${(Number(number) + 1) % perList}.html#none">下一篇</a>`
    return html(`通知${number}`, `<h1>通知</h1><p>发布时间：2025-08-01</p>${next}<img src="/i/${of}-${number}.png">`)
  }
  const origin = await serve((request, response) => {
    const url = request.url!
    times.set(url, [...(times.get(url) ?? []), performance.now()])
    setTimeout(() => {
      if (url === '/robots.txt') return response.end('User-agent: *\nAllow: /')
      if (url === '/s.css') return response.setHeader('content-type', 'text/css').end('a { background: url(/b.png) }')
      if (url.endsWith('.png'))
        return response.setHeader('content-type', 'image/png').end(request.method === 'HEAD' ? '' : 'png')
      const text = page(url)
      response.writeHead(text === null ? 404 : 200, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': 'a=b' })
      response.end(text ?? '<h1>404 Not Found</h1>')
    }, 40)
  })
  const read = (count: number) =>
    vi.waitFor(() => expect(times.size).toBeGreaterThan(count), { timeout: 60_000, interval: 5 })
  return { origin, times, read }
}

/** Ends or freezes a worker and lets the queue know at once, as it would find out by itself after ten seconds. */
async function handOver(
  { child }: ReturnType<typeof worker>,
  signal: 'SIGKILL' | 'SIGSTOP',
  { times }: Awaited<ReturnType<typeof slowSite>>,
): Promise<number> {
  child.kill(signal)
  const now = performance.now()
  const { rows } = await store.pool.query<{ id: string }>("select id from pgboss.job where state = 'active'")
  await jobs.boss.fail('inspect', rows[0]!.id)
  // Requests a second before it happened.
  return [...times.values()].flat().filter((at) => at > now - 1000).length
}

async function archiveFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-survival-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function worker(folder: string) {
  const script = path.join(import.meta.dirname, '../../test/inspect-worker.ts')
  const child = spawn(process.execPath, [script, store.url, folder, JSON.stringify(limits)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const saw = (word: string) => vi.waitFor(() => expect(output).toContain(word), { timeout: 30_000, interval: 10 })
  return { child, saw, stop: () => child.stdin.end() }
}

/** A campaign with this many inspections of the site. */
async function sample(origin: string, count: number): Promise<number[]> {
  const unit = { code: 'U1', name: '某区', shortName: '某区', kind: 'district', parentId: null, printOrder: 1 }
  await upsertRows(db, 'unit', [], [unit])
  const { id: organiserId } = await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
  const sites = Array.from({ length: count }, (_, index) => ({
    siteCode: `310000000${index}`,
    name: '某区人民政府',
    url: `${origin}/`,
    category: 'district',
    state: 'active',
    organiserId,
    hasServices: true,
  }))
  await upsertRows(db, 'site', [], sites)
  const registered = await db.selectFrom('site').select('id').execute()
  const columns = [0, 1, 2].map((list) => ({
    name: `栏目${list}`,
    url: `${origin}/l/${list}.html`,
    class: 'notice',
    level: 1,
    onHome: true,
    updateDuty: true,
  }))
  for (const { id: siteId } of registered)
    await db
      .insertInto('siteColumn')
      .values(columns.map((column) => ({ ...column, siteId })))
      .execute()
  const monitorPoint = day('2025-08-14')
  await openCampaign(db, {
    id: campaignId,
    issuer: '市政府办公厅',
    style: 'shanghai',
    ruleSet: 'shanghai-2025',
    monitorPoint,
    siteRounds: [monitorPoint],
    strata: [],
    seed: 'x',
    demonstration: true,
    openedBy: by.actor,
    openedAt: by.at,
  })
  await freezeRounds(db, campaignId, 'site-1', by)
  await drawRounds(db, campaignId, by)
  return (await db.selectFrom('inspection').select('id').orderBy('id').execute()).map(({ id }) => id)
}

/** Starts the run with this inspection only. */
async function startOne(id: number): Promise<void> {
  await db
    .updateTable('inspection')
    .set({ state: 'paused' })
    .where('state', '=', 'waiting')
    .where('id', '!=', id)
    .execute()
  await db.updateTable('inspection').set({ state: 'waiting' }).where('id', '=', id).execute()
  await startRun(db, jobs, campaignId, undefined, by)
}

async function judged(id: number): Promise<void> {
  for (;;) {
    const { state } = await db.selectFrom('inspection').select('state').where('id', '=', id).executeTakeFirstOrThrow()
    if (state === 'judged') return
    await sleep(50)
  }
}

async function stored(id: number) {
  const inspection = await db.selectFrom('inspection').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const evidence = await db.selectFrom('evidence').selectAll().where('inspectionId', '=', id).orderBy('kind').execute()
  return { inspection, evidence }
}

/** Evidence by kind, without instants and durations, lists whose order is that of the answers sorted. */
async function evidenceOf(id: number): Promise<Record<string, unknown>> {
  const { evidence } = await stored(id)
  return Object.fromEntries(evidence.map(({ kind, value, missing }) => [kind, comparable(value ?? missing)]))
}

function comparable(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(comparable).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).filter(([key]) => !['capturedAt', 'elapsedMs', 'failedAt'].includes(key))
  return Object.fromEntries(parts.map(([key, part]) => [key, comparable(part)]))
}
