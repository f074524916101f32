/** The pages of the system administrator over HTTP: queue, stop switch, load, channels, backups, settings. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { startRobot } from '../delivery/test-robots.ts'
import { deliver } from '../delivery/work-delivery.ts'
import { addLoad } from '../registry/host-load.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import { openSafe } from '../store/credentials.ts'
import { transaction } from '../store/database.ts'
import { openJobs, workInspections } from '../store/jobs.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const store = await testStore()
const { db } = store
const home = await temporaryFolder('system')
const safe = await openSafe(home)
const jobs = await openJobs(store)
afterAll(() => jobs.close({ finishWithinMs: 1000 }))
const stored = await storeCampaign(db, '甲')
const open = createHttpApp({
  db,
  archiveFolder: path.join(home, 'archives'),
  hostNames: [],
  installation: {
    home,
    databaseUrl: store.url,
    config: {
      concurrency: 3,
      gather: { contact: '021-12345678', agents: ['a'] },
      identity: { providers: [{ id: 'p', clientSecret: 'geheim-1' }] },
      nested: { password: 'geheim-2' },
    },
    usualConfig: { concurrency: 8, gather: { contact: '', agents: ['a'] } },
    backups: { folder: path.join(home, 'backups'), daily: { at: '02:30', keep: 7 } },
    safe: async () => safe,
    jobs: async () => jobs,
  },
})
const admin = await signedIn(db, open, 'systemAdministrator')
const supervisor = await signedIn(db, open)
const operator = await signedIn(db, open, 'operator', { units: ['U1'] })

type User = typeof admin
async function call(user: User, method: string, address: string, body?: unknown) {
  const answer = await user.request(address, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}
const get = async (address: string, user: User = admin) => (await call(user, 'GET', address)).body
const reason = '演练'
const audited = async () =>
  (await db.selectFrom('auditEntry').select(['action', 'actor', 'reason']).orderBy('id', 'desc').limit(1).execute())[0]

async function until<Value>(look: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  for (const end = Date.now() + 15_000; Date.now() < end;) {
    const value = await look()
    if (holds(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return look()
}

describe('who is no administrator', () => {
  it.each([
    ['GET', '/api/jobs'],
    ['GET', '/api/load'],
    ['GET', '/api/load/a.example'],
    ['GET', '/api/backups'],
    ['GET', '/api/installation'],
    ['GET', '/api/delivery/channels'],
    ['GET', '/api/delivery/kinds'],
    ['GET', '/api/delivery/dispatches'],
    ['GET', '/api/delivery/unaddressed'],
    ['POST', '/api/backups'],
    ['POST', '/api/jobs/requeue'],
    ['POST', '/api/crawling/stop'],
    ['PUT', '/api/delivery/channels/x'],
    ['POST', '/api/delivery/channels/x/tests'],
  ])('may not %s %s', async (method, address) => {
    expect((await call(operator, method, address, method === 'GET' ? undefined : { reason })).status).toBe(403)
  })

  it('may read as supervisor, and stop crawling, but not change the system', async () => {
    expect((await call(supervisor, 'GET', '/api/jobs')).status).toBe(200)
    expect((await call(supervisor, 'POST', '/api/backups')).status).toBe(403)
    expect((await call(supervisor, 'POST', '/api/jobs/requeue', { reason })).status).toBe(403)
    expect((await call(supervisor, 'PUT', '/api/delivery/channels/x', { kind: 'file' })).status).toBe(403)
  })
})

describe('the queue', () => {
  it('shows what waits in no queue, and takes it up again', async () => {
    await db.updateTable('campaign').set({ state: 'collecting' }).execute()
    const id = stored.siteInspection
    await db.updateTable('inspection').set({ state: 'waiting' }).where('id', '=', id).execute()
    expect(await get('/api/jobs')).toMatchObject({
      queues: [{ queue: 'inspect', title: '检查', ready: 0, active: 0, failed: 0 }],
      stuck: [{ inspectionId: id, round: 'site-1', reason: 'notQueued' }],
      stuckTotal: 1,
    })
    expect((await call(admin, 'POST', '/api/jobs/requeue', {})).status).toBe(422)
    expect((await call(admin, 'POST', '/api/jobs/requeue', { reason })).body).toEqual({ inspections: [id] })
    expect(await audited()).toEqual({ action: 'inspections.requeued', actor: admin.name, reason })
    expect(await get('/api/jobs')).toMatchObject({ queues: [{ ready: 1 }], stuck: [], running: [] })
    expect((await call(admin, 'POST', '/api/jobs/requeue', { reason })).body).toEqual({ inspections: [] })
  })

  it('shows who works at what', async () => {
    let [begun, finish] = [() => {}, () => {}]
    const running = new Promise<void>((resolve) => (begun = resolve))
    const held = new Promise<void>((resolve) => (finish = resolve))
    await workInspections(jobs, { concurrency: 2 }, async () => {
      begun()
      await held
    })
    await running
    const worker = expect.stringContaining(`:${process.pid}`)
    const seen = await until(
      () => get('/api/jobs'),
      ({ workers }) => workers.length > 0 && workers[0].slots === 2,
    )
    expect(seen).toMatchObject({
      queues: [{ ready: 0, active: 1 }],
      workers: [{ worker, state: 'working', slots: 2 }],
      running: [{ inspectionId: stored.siteInspection, targetName: '甲', worker: null, earlierTries: 0 }],
    })
    finish()
    const ended = await until(
      () => get('/api/jobs'),
      ({ running: now }) => now.length === 0,
    )
    expect(ended).toMatchObject({ queues: [{ active: 0, doneLastHour: 1 }], stuck: [{ reason: 'notQueued' }] })
  })

  it('tells which deadlines fail', async () => {
    const late = { kind: 'notice.chase', subject: 'notice:1', dueAt: '2025-08-14T00:00:00.000Z', data: '{}' }
    await db
      .insertInto('deadline')
      .values([
        { ...late, attempts: 2, lastError: 'Error: 没有单位\n  at x' },
        { ...late, subject: 'notice:2', dueAt: '2999-01-01T00:00:00.000Z' },
      ] as never)
      .execute()
    expect((await get('/api/jobs')).deadlines).toMatchObject({
      open: 2,
      late: [{ subject: 'notice:1', attempts: 2, detail: 'Error: 没有单位' }],
    })
  })

  it('stops and goes on, for all or one site, with a reason', async () => {
    expect((await call(supervisor, 'POST', '/api/crawling/stop', { reason: ' ' })).status).toBe(422)
    expect((await call(supervisor, 'POST', '/api/crawling/stop', { reason })).status).toBe(204)
    expect((await call(admin, 'POST', '/api/crawling/stop', { reason })).status).toBe(409)
    expect((await call(admin, 'POST', '/api/crawling/stop', { siteCode: '3100000001', reason })).status).toBe(204)
    expect((await get('/api/jobs')).stops).toMatchObject([
      { siteCode: null, author: supervisor.name, reason },
      { siteCode: '3100000001', name: '甲' },
    ])
    expect((await call(admin, 'POST', '/api/crawling/resume', { reason })).status).toBe(204)
    expect((await call(admin, 'POST', '/api/crawling/resume', { siteCode: '3100000001', reason })).status).toBe(204)
    expect((await call(admin, 'POST', '/api/crawling/resume', { siteCode: '9', reason })).status).toBe(404)
    expect((await get('/api/jobs')).stops).toEqual([])
  })
})

describe('the load ledger', () => {
  it('lists the hosts, heaviest first, and the hours of one', async () => {
    const entry = { hour: '2025-08-14T01:00:00.000Z', bytes: 10, errors: 1, slowDowns: 0, slowestMs: 9, totalMs: 20 }
    await addLoad(db, '甲:1', [
      { ...entry, host: 'a.example', requests: 2 },
      { ...entry, host: 'b.example', requests: 5 },
    ])
    const days = 'from=2025-08-14&to=2025-08-14'
    expect(await get(`/api/load?${days}`)).toMatchObject({
      total: 2,
      items: [{ host: 'b.example', requests: 5, meanMs: 4 }, { host: 'a.example' }],
    })
    expect(await get(`/api/load?${days}&search=A.`)).toMatchObject({ total: 1, items: [{ host: 'a.example' }] })
    expect(await get('/api/load?from=2025-08-15&to=2025-08-15')).toEqual({ total: 0, items: [] })
    expect(await get(`/api/load/a.example?${days}`)).toMatchObject({ hours: [{ worker: '甲:1', requests: 2 }] })
    expect((await call(admin, 'GET', '/api/load?from=yesterday')).status).toBe(422)
  })
})

describe('channels', () => {
  const clock = () => Date.parse('2025-08-14T02:00:00.000Z')
  const sent = async () => {
    const hours = {
      quiet: null,
      workingDaysOnly: false,
      calendar: announcedHolidays,
      digestAtMinute: 545,
      collectMinutes: 0,
    }
    await deliver(db, { hours, publicUrl: null, safe, clock: Date.now, worker: '甲' })
  }

  it('are described by kind for whoever adds one', async () => {
    const kinds = await get('/api/delivery/kinds')
    expect(kinds.map(({ id }: { id: string }) => id)).toContain('email')
    const email = kinds.find(({ id }: { id: string }) => id === 'email')
    expect(email).toMatchObject({ title: '电子邮件', hasAddress: true })
    expect(email.settings.required).toEqual(['host', 'from'])
    expect(email.settings.properties.security.enum).toEqual(['starttls', 'tls', 'none'])
  })

  it('are added with a secret that nobody reads again, tested, and retired', async () => {
    const robot = await startRobot('wecom', clock)
    const wrong = await call(admin, 'PUT', '/api/delivery/channels/群', { kind: 'wecom', secret: { url: 'ftp://x' } })
    expect([wrong.status, wrong.body.details[0]]).toEqual([422, expect.stringContaining('secret.url')])
    const entry = { kind: 'wecom', secret: robot.secret }
    expect((await call(admin, 'PUT', '/api/delivery/channels/群', entry)).status).toBe(204)
    const recipient = { unit: 'U1', everyUnit: false }
    expect((await call(admin, 'POST', '/api/delivery/channels/群/recipients', recipient)).status).toBe(204)
    const shown = await get('/api/delivery/channels')
    expect(shown.channels).toMatchObject([{ name: '群', active: true, recipients: [{ unit: 'U1' }] }])
    expect(JSON.stringify(shown)).not.toContain('http')
    const test = await call(admin, 'POST', '/api/delivery/channels/群/tests', {})
    expect(test.status).toBe(200)
    await sent()
    expect(robot.accepted).toHaveLength(1)
    expect(await get(`/api/delivery/dispatches/${test.body.id}`)).toMatchObject({ state: 'accepted' })
    const again = await call(admin, 'POST', `/api/delivery/dispatches/${test.body.id}/resend`, { reason })
    expect(again.status).toBe(200)
    const twice = await call(admin, 'POST', `/api/delivery/dispatches/${test.body.id}/resend`, { reason })
    expect([twice.status, twice.body.code]).toEqual([409, 'conflict.dispatch'])
    expect(await get('/api/delivery/dispatches?channel=群&size=10&search=测试')).toMatchObject({
      total: 2,
      items: [{ resendOf: test.body.id }, { id: test.body.id }],
    })
    expect(await get('/api/delivery/dispatches?search=%25')).toMatchObject({ total: 0, items: [] })
    const remove = '/api/delivery/channels/群/recipients?unit=U1'
    expect((await call(admin, 'DELETE', remove)).status).toBe(204)
    expect((await call(admin, 'DELETE', remove)).status).toBe(404)
    expect((await call(admin, 'POST', '/api/delivery/channels/群/retirement', { reason })).status).toBe(204)
    expect((await get('/api/delivery/channels')).channels).toMatchObject([{ active: false, recipients: [] }])
    expect((await call(admin, 'POST', '/api/delivery/channels/无/tests', {})).status).toBe(404)
  })
})

describe('backups', () => {
  it('there is none at first', async () => {
    expect(await get('/api/backups')).toMatchObject({
      total: 0,
      items: [],
      lastWholeAt: null,
      hoursSince: null,
      daily: { at: '02:30', keep: 7, nextAt: expect.stringMatching(/T18:30:00/) },
    })
  })

  it('one is made at a time, and says what it holds', async () => {
    const begun = await transaction(db, async (tx) => {
      // so that the first one is still under way
      await sql`lock table message_template in access exclusive mode`.execute(tx)
      return [await call(admin, 'POST', '/api/backups'), await call(admin, 'POST', '/api/backups')] as const
    })
    expect(begun).toMatchObject([{ status: 202 }, { status: 409, body: { code: 'conflict.backup' } }])
    const { folder } = begun[0].body
    expect(path.dirname(folder)).toBe(path.join(home, 'backups'))
    const page = await until(
      () => get('/api/backups'),
      ({ items }) => items[0].state !== 'running',
    )
    expect(page).toMatchObject({
      total: 1,
      items: [{ state: 'done', folder, fault: '', startedBy: admin.name, tableCount: expect.any(Number) }],
      hoursSince: 0,
      freeBytes: expect.any(Number),
    })
    const manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8'))
    expect(manifest.tables).toHaveLength(page.items[0].tableCount)
    expect(await audited()).toMatchObject({ action: 'backup.finished', actor: admin.name })
  })

  it('one that its program did not survive is broken off', async () => {
    const started = { folder: '/x', startedBy: '甲', startedAt: '2025-08-14T00:00:00.000Z' }
    await db.insertInto('backupRun').values(started).execute()
    expect(await get('/api/backups')).toMatchObject({
      total: 2,
      items: [{ state: 'brokenOff', endedAt: null }, { state: 'done' }],
      lastWholeAt: expect.any(String),
    })
  })
})

describe('the settings', () => {
  it('are shown with what is usual, without secrets', async () => {
    const shown = await get('/api/installation')
    expect(shown).toMatchObject({ home, configFile: path.join(home, 'config.json') })
    expect(shown.settings).toContainEqual({ name: 'concurrency', value: '3', usual: false })
    expect(shown.settings).toContainEqual({ name: 'gather.agents', value: '["a"]', usual: true })
    expect(JSON.stringify(shown)).not.toContain('geheim')
    expect(shown.database).toMatchObject({ server: expect.stringMatching(/^内置|:\d+\//), bytes: expect.any(Number) })
  })

  it('of a program without an installation are not there', async () => {
    const bare = await signedIn(db, createHttpApp({ db, archiveFolder: '/x', hostNames: [] }), 'systemAdministrator')
    for (const address of ['/api/installation', '/api/backups']) {
      const answer = await bare.request(address)
      expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'unavailable.installation' }])
    }
  })
})
