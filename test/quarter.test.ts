/**
 * The second half of a quarter on the simulated city, worked off by real processes that are killed with `kill -9` at random
 * moments: no notice is lost or sent twice, no deadline is missed, no case is closed without the proof that its grade needs.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { targetKey } from '../city/conduct/conduct.ts'
import { random } from '../city/random.ts'
import { writeRegistryFiles } from '../city/registry-files.ts'
import { startCity, type RunningCity } from '../city/server.ts'
import { drawRounds } from '../src/campaigns/draw.ts'
import { freezeRounds } from '../src/campaigns/freeze.ts'
import { openCampaign } from '../src/campaigns/open.ts'
import { startRun } from '../src/campaigns/run.ts'
import { findCampaign } from '../src/campaigns/store.ts'
import { atHour } from '../src/cli/demo/movable-clock.ts'
import { playRectification } from '../src/cli/demo/quarter/play.ts'
import { readScript } from '../src/cli/demo/quarter/script.ts'
import { leftToDo } from '../src/cli/demo/quarter/settled.ts'
import { importFile } from '../src/http/import-file.ts'
import { readConfig, rectificationTerms } from '../src/config.ts'
import { addRecipient, saveChannel } from '../src/delivery/channel-list.ts'
import { startRobot, type Robot } from '../src/delivery/test-robots.ts'
import { day, dayOfInstant } from '../src/kernel/day.ts'
import { addWorkingDays } from '../src/kernel/working-days.ts'
import { announcedHolidays } from '../src/regulations/holidays.ts'
import { caseTransitions } from '../src/rectification/case.ts'
import { chasers } from '../src/rectification/chase.ts'
import { closable, type Grade } from '../src/rectification/grade.ts'
import { decide } from '../src/review/decide.ts'
import { readDecisionFile } from '../src/review/decision-file.ts'
import { verifyAudit } from '../src/store/audit.ts'
import { openSafe } from '../src/store/credentials.ts'
import { transaction } from '../src/store/database.ts'
import { openJobs } from '../src/store/jobs.ts'
import { testStore } from './database.ts'
import { temporaryFolder } from './program.ts'

const store = await testStore()
const { db } = store
const home = await temporaryFolder('quarter')
const files = path.join(home, 'city')
const outbox = path.join(home, 'outbox')
const script = path.resolve(import.meta.dirname, 'quarter-worker.ts')
const campaignId = '2025Q3'
const [rectifiedBy, inspectedOn] = [day('2025-09-26'), day('2025-08-20')]
const chance = random('kill -9')
/** A job of a killed worker is taken over after eleven seconds: more would only take longer. */
const mostKills = 12

let aheadMs = atHour(inspectedOn, '22:30') - Date.now()
const clock = () => Date.now() + aheadMs
const at = () => new Date(clock()).toISOString()
const workers = new Set<ChildProcess>()
const starting = new Set<Promise<void>>()
let [city, robot, kills] = [null as unknown as RunningCity, null as unknown as Robot, 0]

async function startWorker(): Promise<void> {
  const child = spawn(process.execPath, [script, store.url, home], { stdio: ['pipe', 'pipe', 'inherit'] })
  // It may be killed while it is told.
  child.stdin!.on('error', () => {})
  await once(child.stdout!, 'data')
  workers.add(child)
  tell(child)
}

function startAnother(): void {
  const started = startWorker().finally(() => starting.delete(started))
  starting.add(started)
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  workers.delete(child)
  child.kill('SIGKILL')
  await ended
}

/** Kills one worker after the other at moments that nobody chose, and starts another in its place. */
async function killAtRandom(until: AbortSignal): Promise<void> {
  while (!until.aborted && kills < mostKills) {
    await sleep(200 + chance.below(1200))
    const victim = [...workers][chance.below(workers.size || 1)]
    // Somebody has to do the work.
    if (victim === undefined || workers.size < 2) continue
    await kill(victim)
    kills += 1
    startAnother()
  }
}

/** Lets it become a time everywhere, and waits until the workers have done what is due by then. */
async function moveTo(ms: number): Promise<void> {
  const before = dayOfInstant(clock())
  aheadMs = Math.max(aheadMs, ms - Date.now())
  if (dayOfInstant(clock()) !== before) city.setToday(dayOfInstant(clock()))
  workers.forEach(tell)
  let waited = performance.now()
  while ((await leftToDo(db, ms)) > 0) {
    await sleep(20)
    if (performance.now() - waited < 4000) continue
    // What a killed worker was sending is free again when its lease has ended.
    aheadMs += 95_000
    waited = performance.now()
    workers.forEach(tell)
  }
}

/** Says how far ahead of the real clock it is. */
function tell({ stdin }: ChildProcess): void {
  stdin!.write(`${aheadMs}\n`)
}

beforeAll(async () => {
  city = await startCity({ seed: 'quarter', port: 0 })
  city.setToday(inspectedOn)
  await writeRegistryFiles(city.model, files)
  const gather = { allowNetworks: ['127.0.0.0/8'], publicInternet: false, hostGapMs: 0, timeoutMs: 5000 }
  const config = { gather, concurrency: 2, warnings: { automatic: false }, collection: { automatic: false } }
  await writeFile(path.join(home, 'config.json'), JSON.stringify(config))
  const by = { actor: '演练', at: at() }
  for (const [kind, name] of [
    ['units', '机构.xlsx'],
    ['sites', '网站.xlsx'],
    ['accounts', '账号.xlsx'],
  ] as const) {
    await importFile(db, kind, path.join(files, name), by)
  }
  await inspectScripted()
}, 120_000)

afterAll(async () => {
  for (const child of workers) child.kill('SIGKILL')
  await city.stop()
})

/** A folder and a real server: everybody's messages go to both. */
async function openChannels(): Promise<void> {
  robot = await startRobot('webhook', clock)
  const safe = await openSafe(home)
  const by = { actor: '演练', at: at() }
  await saveChannel(db, safe, '文件', { kind: 'file', settings: { folder: outbox } }, by)
  await saveChannel(db, safe, '接口', { kind: 'webhook', secret: robot.secret }, by)
  for (const name of ['文件', '接口']) {
    await addRecipient(db, name, { unit: null, everyUnit: true, address: '', kinds: null }, by)
  }
}

/** The first half of the quarter, for the accounts of the script only. */
async function inspectScripted(): Promise<void> {
  const wanted = city.model.script.conduct.map(({ target }) => target)
  expect(wanted.every((target) => city.model.accounts.some((account) => targetKey(account) === target))).toBe(true)
  const by = { actor: '演练', at: at() }
  await transaction(db, async (tx) => {
    await openCampaign(tx, {
      id: campaignId,
      style: 'shanghai',
      issuer: '演练',
      ruleSet: 'shanghai-2025',
      monitorPoint: day('2025-08-14'),
      siteRounds: [],
      strata: [{ id: 'scripted', rule: 'handPicked', label: '脚本账号', accounts: wanted }],
      seed: 'quarter',
      demonstration: true,
      openedBy: by.actor,
      openedAt: by.at,
    })
    await freezeRounds(tx, campaignId, undefined, by)
    await drawRounds(tx, campaignId, by)
  })
  const jobs = await openJobs(store)
  await startRun(db, jobs, campaignId, undefined, by)
  await startWorker()
  while ((await leftToDo(db, clock())) > 0) await sleep(50)
  await jobs.close()
  const decisions = await readDecisionFile(path.join(files, '检查与复核结论.xlsx'))
  const own = decisions.filter(({ round, target }) => round === 'account-1' && wanted.includes(target))
  await transaction(db, async (tx) => decide(tx, await findCampaign(tx, campaignId), own, by))
}

describe('a quarter whose workers are killed all the time', () => {
  it('is played to its end', async () => {
    const config = await readConfig(home)
    await openChannels()
    await Promise.all([startWorker(), startWorker()])
    const over = new AbortController()
    const reaper = killAtRandom(over.signal)
    await playRectification(
      {
        db,
        script: await readScript(files),
        terms: rectificationTerms(config),
        attachmentFolder: path.join(home, 'archives', 'attachments'),
        files,
        mostBytes: 2 ** 20,
        moveTo,
        report: () => {},
      },
      campaignId,
      rectifiedBy,
    )
    // A message whose first try failed has its second within the hour.
    await moveTo(clock() + 3_600_000)
    over.abort()
    await reaper
    await Promise.all(starting)
    for (const child of workers) await kill(child)
    expect(kills).toBeGreaterThanOrEqual(5)
  }, 240_000)

  it('has every case where its unit’s conduct brings it', async () => {
    const rows = await db
      .selectFrom('rectificationCase')
      .innerJoin('account', 'account.id', 'rectificationCase.targetId')
      .select(['account.name', 'account.platform', 'rectificationCase.state', 'grade', 'dueOn'])
      .orderBy('rectificationCase.id')
      .execute()
    expect(rows.map(({ name, platform, state, grade }) => [platform, name, state, grade])).toEqual([
      ['weixin', '长三角城管综合执法', 'closed', 'fixedVerified'],
      ['weibo', '上海民宗发布', 'closed', 'fixedVerified'],
      ['weixin', '上海追溯', 'closed', 'fixedVerified'],
      ['thepaper', '上海体育', 'withdrawn', null],
      ['weixin', '上海统计', 'closed', 'fixedVerified'],
      ['thepaper', '上海统计', 'notified', 'stillThere'],
    ])
    const numbers = await db.selectFrom('notice').select('number').orderBy('id').execute()
    expect(numbers.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5].map((n) => `网检整改〔2025〕${n}号`))
  })

  it('lost no message and sent none twice', async () => {
    const sent = await db
      .selectFrom('outbox')
      .select(['id', 'kind', 'state'])
      .where('kind', 'like', 'notice.%')
      .execute()
    expect(sent.filter(({ kind }) => kind === 'notice.sent')).toHaveLength(5)
    const unsent = db
      .selectFrom('outbox')
      .select(['kind', 'state', 'createdAt', 'severity'])
      .where('state', '<>', 'sent')
    expect(await unsent.execute()).toEqual([])
    const ways = await db
      .selectFrom('dispatch')
      .innerJoin('channel', 'channel.id', 'dispatch.channelId')
      .select(['dispatch.key', 'channel.name', 'dispatch.state', 'dispatch.uncertain'])
      .execute()
    expect(ways.filter(({ state }) => state !== 'accepted')).toEqual([])
    const keysOf = (channel: string) => ways.filter(({ name }) => name === channel).map(({ key }) => key)
    const names = await readdir(outbox)
    // YYYY-MM-DD-KEY.txt
    expect(names.map((name) => name.slice(11, -4)).toSorted()).toEqual(keysOf('文件').toSorted())
    const received = robot.accepted.map(({ headers }) => String(headers['x-mingcha-delivery']))
    expect([...new Set(received)].toSorted()).toEqual(keysOf('接口').toSorted())
    // The one case that no sender can close: accepted, and killed before that was written down. It is said of such a message.
    const twice = received.filter((key, index) => received.indexOf(key) !== index)
    const uncertain = ways.filter((way) => way.uncertain).map(({ key }) => key)
    expect(twice.filter((key) => !uncertain.includes(key))).toEqual([])
  })

  it('missed no deadline', async () => {
    const deadlines = await db.selectFrom('deadline').select(['kind', 'subject', 'dueAt', 'doneAt']).execute()
    const own = deadlines.filter(({ kind }) => /^(notice|case|appeal|message)\./.test(kind))
    const past = own.filter(({ dueAt }) => Date.parse(dueAt) <= clock())
    expect(past.length).toBeGreaterThan(15)
    expect(past.filter(({ doneAt }) => doneAt === null)).toEqual([])
    // done on its own day: the clock stops every working day after offices open; reports were imported after their days
    const isLate = ({ dueAt, doneAt }: (typeof past)[number]) =>
      dayOfInstant(Date.parse(doneAt!)) !== dayOfInstant(Date.parse(dueAt))
    expect(past.filter((row) => !row.kind.startsWith('message.') && isLate(row))).toEqual([])
    const chased = await db
      .selectFrom('outbox')
      .select(['kind', 'subject', 'createdAt'])
      .where('kind', 'in', ['notice.dueSoon', 'notice.overdue', 'notice.overdueAgain', 'notice.escalated'])
      .orderBy('id')
      .execute()
    const lines = chased.map(({ kind, subject, createdAt }) => {
      return `${dayOfInstant(Date.parse(createdAt))} ${kind} ${/〕(\d)号/.exec(subject)![1]}`
    })
    // Whoever dies after a re-check and before its grade leaves that to a deadline: the office may return the case a day later.
    const { dueOn } = await db
      .selectFrom('rectificationCase')
      .select('dueOn')
      .where('state', '=', 'notified')
      .executeTakeFirstOrThrow()
    expect(['2025-09-09', '2025-09-10']).toContain(dueOn)
    const chasedOfLiar = Object.entries(chasers).map(
      ([kind, { days }]) => `${addWorkingDays(dueOn!, days, announcedHolidays)} ${kind} 5`,
    )
    expect(lines.toSorted()).toEqual([
      '2025-08-28 notice.dueSoon 1',
      '2025-08-28 notice.dueSoon 2',
      '2025-09-01 notice.dueSoon 3',
      '2025-09-01 notice.overdue 2',
      '2025-09-03 notice.overdueAgain 2',
      '2025-09-04 notice.dueSoon 5',
      '2025-09-04 notice.escalated 2',
      ...chasedOfLiar,
    ])
  })

  it('closed no case without the proof that its grade needs', async () => {
    const closed = await db.selectFrom('rectificationCase').selectAll().where('state', '=', 'closed').execute()
    for (const { id, grade, veto, acceptedBy, closedBy } of closed) {
      expect(closable).toContain(grade as Grade)
      expect(veto && acceptedBy !== closedBy && acceptedBy !== null).toBe(true)
      const rechecks = await db
        .selectFrom('caseRecheck')
        .innerJoin('inspection', 'inspection.id', 'caseRecheck.inspectionId')
        .select(['grade', 'inspection.state', 'inspection.archive', 'inspection.purpose'])
        .where('caseId', '=', id)
        .execute()
      const proof = rechecks.at(-1)!
      expect(proof).toMatchObject({ grade, state: 'judged', purpose: 'recheck' })
      await access(path.join(home, 'archives', (proof.archive as { file: string }).file))
    }
    expect(closed).toHaveLength(4)
  })

  it('left one unbroken chain, in which every case goes step by step through its life', async () => {
    expect((await verifyAudit(db)).faults).toEqual([])
    const steps = await db
      .selectFrom('auditEntry')
      .select(['subject', 'action', 'before', 'after'])
      .where('subject', 'like', 'case/%')
      .orderBy('sequence')
      .execute()
    for (const [subject, own] of Map.groupBy(steps, ({ subject: of }) => of)) {
      let state = 'drafted'
      for (const { action, before, after } of own) {
        const step = { from: before!['state'], on: action.slice('case.'.length), to: after!['state'] }
        expect([subject, step]).toEqual([subject, { ...step, from: state }])
        expect(caseTransitions).toContainEqual(step)
        state = String(after!['state'])
      }
    }
  })
})
