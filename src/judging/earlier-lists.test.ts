/** What an earlier inspection read in a list speaks about the days that the list shows later: two rounds on a real server. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { openCampaign } from '../campaigns/open.ts'
import { serve, testLimits } from '../gather/test-server.ts'
import { article, column, list, row } from '../gather/test-site.ts'
import { day } from '../kernel/day.ts'
import { json } from '../store/json.ts'
import { inspect, type InspectSettings } from './inspect.ts'

const { db } = await testStore()
const monitorPoint = day('2025-08-14')
const done = () => Promise.resolve()
const { signal } = new AbortController()
const own = { signal, attempt: 0, name: '0', stillOwned: () => Promise.resolve(true), postpone: done, release: done }

/** Entries of the list: path, title, day in the list, and day on the page if it is another. */
type Entry = readonly [url: string, title: string, listed: string, visible?: string]
let entries: readonly Entry[]
let inspections: number[]
let folder: string

const first: readonly Entry[] = [
  ['/a/5.html', '防汛工作部署会召开', '2025-08-11'],
  ['/a/4.html', '区政府召开常务会议', '2025-08-06'],
  ['/a/3.html', '老旧小区改造开工', '2025-07-30'],
  ['/a/2.html', '营商环境座谈会举行', '2025-07-22'],
  ['/a/1.html', '春季植树活动举行', '2025-04-03'],
]

beforeEach(async () => {
  for (const table of ['judgement', 'evidence', 'inspection', 'frozenTarget', 'round', 'campaign'] as const) {
    await db.deleteFrom(table).execute()
  }
  folder = await mkdtemp(path.join(tmpdir(), 'mingcha-earlier-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const origin = await serve((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    if (request.url === '/' || request.url === '/yw/') {
      return void response.end(list(...entries.map(([url, title, listed]) => row(url, title, listed))))
    }
    const entry = entries.find(([url]) => url === request.url)
    response.writeHead(entry ? 200 : 404).end(entry ? article(entry[3] ?? entry[2]) : '<h1>404</h1>')
  })
  const words = { issuer: '市政府办公厅', style: 'shanghai', seed: 'x', openedBy: '张三' }
  await openCampaign(db, {
    id: '2025Q3',
    ruleSet: 'national-2019',
    ...words,
    openedAt: '2025-08-14T02:00:00.000Z',
    monitorPoint,
    siteRounds: [monitorPoint, monitorPoint],
    strata: [],
    demonstration: true,
  })
  await db.updateTable('campaign').set({ state: 'collecting' }).execute()
  const organiser = { id: 1, name: '某区', shortName: '某区', kind: 'district', printOrder: 1 }
  const about = {
    siteCode: '3100000087',
    name: '某区政府',
    url: `${origin}/`,
    category: 'districtPortal',
    state: 'active',
  }
  const columns = [{ ...column('工作动态', `${origin}/yw/`) }]
  const snapshot = json<unknown>({ id: 7, ...about, hasServices: true, organiser, columns })
  inspections = []
  for (const { id: roundId } of await db.selectFrom('round').select('id').where('target', '=', 'site').execute()) {
    await db.insertInto('frozenTarget').values({ roundId, targetId: 7, snapshot }).execute()
    const waiting = { roundId, targetId: 7, purpose: 'regular', strata: [], state: 'waiting' }
    inspections.push((await db.insertInto('inspection').values(waiting).returning('id').executeTakeFirstOrThrow()).id)
  }
})

async function inspectRound(index: number, on: string): Promise<{ outcome: string; messages: string[] }> {
  const settings: InspectSettings = {
    limits: testLimits(),
    clock: () => Date.parse(`${on}T12:00:00+08:00`),
    archiveFolder: folder,
    worker: 'w',
    recheckRule: { hoursApart: 24, untilFailures: 3 },
    scheduleRecheck: done,
  }
  await inspect(db, inspections[index]!, own, settings)
  const { outcome, findings } = await db
    .selectFrom('judgement')
    .select(['outcome', 'findings'])
    .where('inspectionId', '=', inspections[index]!)
    .where('clauseId', '=', 'WEB-V1.5')
    .executeTakeFirstOrThrow()
  return { outcome, messages: (findings as { message: string }[]).map(({ message }) => message) }
}

/** Both rounds: the list as it was on 14 August, and as it is on 25 August. */
async function rounds(second: readonly Entry[], firstReadOn = '2025-08-14') {
  entries = first
  expect(await inspectRound(0, firstReadOn)).toEqual({ outcome: 'passed', messages: [] })
  entries = second
  return inspectRound(1, '2025-08-25')
}

const posted = (listed: string, visible = listed): Entry => ['/a/9.html', '安全生产检查行动展开', listed, visible]

test('an article with a day before its list was read without it is a lead', async () => {
  expect(await rounds([posted('2025-08-13'), ...first])).toEqual({
    outcome: 'failed',
    messages: ['列表显示 2025-08-13，2025-08-14 检查时列表中没有这一篇'],
  })
})

test.each<[string, readonly Entry[]]>([
  ['of the day on which the list was read', [posted('2025-08-14'), ...first]],
  ['of a later day', [posted('2025-08-20'), ...first]],
  ['that is older than what was read of the list', [...first, ['/a/0.html', '去年的会议', '2024-12-20']]],
  ['that stood there under another address', [['/b/5.html', '防汛工作部署会召开', '2025-08-11'], ...first.slice(1)]],
  ['that stood there', first.slice(2)],
])('no lead: an article %s', async (_, second) => {
  expect(await rounds(second)).toEqual({ outcome: 'passed', messages: [] })
})

test('no lead: an article of a day after the monitoring point, however late the list was read', async () => {
  expect(await rounds([posted('2025-08-20'), ...first], '2025-08-24')).toEqual({ outcome: 'passed', messages: [] })
})

test('an old article with a new day', async () => {
  const renewed: Entry = ['/a/1.html', '春季植树活动举行', '2025-08-22']
  expect(await rounds([renewed, ...first.slice(0, 4)])).toEqual({
    outcome: 'failed',
    messages: ['列表显示 2025-08-22，2025-08-14 检查时为 2025-04-03'],
  })
})
