/** The stop switch, the hours and the ledger with real worker processes, a real server and the commands people use. */
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCampaign } from '../src/campaigns/open.ts'
import { day } from '../src/kernel/day.ts'
import { transaction } from '../src/store/database.ts'
import { enqueueInspections, openJobs } from '../src/store/jobs.ts'
import { json } from '../src/store/json.ts'
import { testStore } from './database.ts'
import { program, temporaryFolder } from './program.ts'

const store = await testStore()
const { db } = store
const home = await temporaryFolder('crawl-control')
const mingcha = program(home, store.url)
/** Two sites on ports of their own, with so many pages. */
const pages = [150, 5]
const arrivals: { site: number; at: number; path: string }[] = []
const servers = [0, 1].map((site) =>
  createServer((request, response) => {
    arrivals.push({ site, at: Date.now(), path: request.url! })
    const links = Array.from({ length: pages[site]! }, (_, page) => `<a href="/${page}.html">第 ${page} 页</a>`)
    response.writeHead(request.url === '/robots.txt' ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(`<title>${request.url}</title><p>正文 ${request.url}</p>${request.url === '/' ? links.join('') : ''}`)
  }),
)
const siteCodes = ['3100000001', '3100000002'] as const
const inspectionIds: number[] = []

beforeAll(async () => {
  const gather = { allowNetworks: ['127.0.0.0/8'], publicInternet: false, hostGapMs: 200 }
  await writeFile(path.join(home, 'config.json'), JSON.stringify({ gather, concurrency: 2 }))
  const unit = { code: 'A', name: '某区', shortName: '某区', kind: 'district', parentId: null, printOrder: 1 }
  const organiserId = (await db.insertInto('unit').values(unit).returning('id').executeTakeFirstOrThrow()).id
  const monitorPoint = day('2025-08-14')
  const words = {
    issuer: '市政府办公厅',
    style: 'shanghai',
    seed: 'x',
    openedBy: '张三',
    openedAt: '2025-08-01T00:00:00Z',
  }
  const rules = { ruleSet: 'national-2019', monitorPoint, siteRounds: [monitorPoint], strata: [], demonstration: true }
  await openCampaign(db, { id: '2025Q3', ...words, ...rules })
  await db.updateTable('campaign').set({ state: 'collecting' }).execute()
  const { id: roundId } = await db
    .selectFrom('round')
    .select('id')
    .where('target', '=', 'site')
    .executeTakeFirstOrThrow()
  for (const [index, server] of servers.entries()) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const kind = { category: 'districtPortal', state: 'active', hasServices: true }
    const site = { siteCode: siteCodes[index]!, name: `网站 ${index}`, url, ...kind }
    const { id } = await db
      .insertInto('site')
      .values({ ...site, organiserId })
      .returning('id')
      .executeTakeFirstOrThrow()
    const snapshot = json<unknown>({ ...site, id, columns: [], organiser: { ...unit, id: organiserId } })
    await db.insertInto('frozenTarget').values({ roundId, targetId: id, snapshot }).execute()
    const row = { roundId, targetId: id, purpose: 'regular', strata: [], state: 'waiting' }
    inspectionIds.push((await db.insertInto('inspection').values(row).returning('id').executeTakeFirstOrThrow()).id)
  }
  const jobs = await openJobs(store)
  await transaction(db, (tx) => enqueueInspections(jobs, tx, inspectionIds))
  await jobs.close()
}, 60_000)
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

const seen = (site: number) => arrivals.filter((arrival) => arrival.site === site).length
const judged = async () =>
  (await db.selectFrom('inspection').select('id').where('state', '=', 'judged').orderBy('id').execute()).map(
    ({ id }) => id,
  )

async function until(condition: () => boolean | Promise<boolean>, withinMs = 40_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not happen in time')
    await sleep(50)
  }
}

it('crawls at night only, stops within two seconds, resumes, and tells what it asked for', async () => {
  // 12 hours from now, for an hour: never while this test runs
  const hour = (new Date(Date.now() + 8 * 3_600_000).getUTCHours() + 12) % 24
  const [from, to] = [hour, (hour + 1) % 24].map((value) => `${String(value).padStart(2, '0')}:00`)
  await mingcha.json('crawl-hours', siteCodes[1], `${from}-${to}`)
  const workers = [mingcha.start('worker'), mingcha.start('worker')]
  try {
    await until(() => seen(0) >= 10)
    expect(seen(1)).toBe(0)
    // the job that waits holds no worker
    const waiting = await store.pool.query("select 1 from pgboss.job where name = 'inspect' and state = 'created'")
    expect(waiting.rowCount).toBe(1)

    await mingcha.json('stop-crawling', '--site', siteCodes[0], '--reason', '单位来电', '--by', '张三')
    // the command has committed; what arrives two seconds later is too late
    await sleep(2000)
    const stoppedAt = seen(0)
    await sleep(1500)
    expect(seen(0)).toBe(stoppedAt)
    expect(stoppedAt).toBeLessThan(pages[0]!)
    await mingcha.json('resume-crawling', '--site', siteCodes[0], '--reason', '已说明')
    await until(async () => (await judged()).includes(inspectionIds[0]!), 30_000)
    expect(seen(1)).toBe(0)

    await mingcha.json('crawl-hours', siteCodes[1], 'always')
    await until(async () => (await judged()).length === 2, 60_000)
  } finally {
    for (const worker of workers) worker.kill('SIGTERM')
    await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))))
  }
  for (const site of [0, 1] as const) {
    const { hours } = await mingcha.json<{ hours: { requests: number }[] }>('load', '--site', siteCodes[site])
    // breaking a request off may leave one that was counted and never arrived
    const requests = hours.reduce((sum, row) => sum + row.requests, 0)
    expect(Math.abs(requests - seen(site))).toBeLessThanOrEqual(4)
  }
  const { rows } = await store.pool.query<{ action: string }>('select action from audit_entry order by id')
  expect(rows.map(({ action }) => action).filter((action) => action.startsWith('crawl'))).toEqual([
    'crawlHours.set',
    'crawling.stopped',
    'crawling.resumed',
    'crawlHours.set',
  ])
}, 300_000)
