/**
 * Every route that writes: whoever reaches only another unit or another campaign is refused, and not one row of the database
 * is other than before; whoever reaches the whole succeeds, and the audit log says so. A new route needs its line in
 * `every-write-fixture.ts`.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { paragraphsOf } from '../bulletins/draft-campaign.ts'
import { latestBulletin } from '../bulletins/store.ts'
import { createArchive } from '../gather/archive/wacz.ts'
import { createApiKey } from '../identity/api-keys.ts'
import { createKioskToken } from '../identity/kiosk-tokens.ts'
import { usualPolicy } from '../identity/policy.ts'
import { saveView } from '../identity/saved-views.ts'
import { openSession } from '../identity/sessions.ts'
import type { Role } from '../kernel/actor.ts'
import { dayOfInstant } from '../kernel/day.ts'
import { openSafe } from '../store/credentials.ts'
import { json } from '../store/json.ts'
import { keptFile } from '../store/kept-file.ts'
import { openJobs } from '../store/jobs.ts'
import { accessOfRoutes } from './actor.ts'
import { createHttpApp } from './app.ts'
import { elsewhere, everyWrite, png, type Write } from './every-write-fixture.ts'
import { proofSha256, storeOtherRows, type OtherRows } from './other-rows-fixture.ts'
import { replayTokens } from './replay/replay-token.ts'
import { signedIn } from './sign-in-fixture.ts'
import { setArchive, storeCampaign } from './stored-campaign-fixture.ts'

const foreign = '外单位的机密'
const store = await testStore()
const { db } = store
const home = await temporaryFolder('every-write')
const jobs = await openJobs(store)
afterAll(() => jobs.close({ finishWithinMs: 1000 }))
const safe = await openSafe(home)
const archiveFolder = path.join(home, 'archives')
const app = createHttpApp({
  db,
  archiveFolder,
  hostNames: [],
  jobs: async () => jobs,
  replay: { tokens: replayTokens(Buffer.alloc(32, 1)), originFor: () => 'http://localhost:1', frameSource: '' },
  installation: {
    home,
    databaseUrl: store.url,
    config: {},
    usualConfig: {},
    backups: { folder: path.join(home, 'backups'), daily: null },
    safe: async () => safe,
    jobs: async () => jobs,
  },
})
const routes = [...accessOfRoutes(app).keys()].filter((route) => !route.startsWith('GET '))

type Person = Awaited<ReturnType<typeof signedIn>>
const whole = new Map<Role, Person>()
let files: readonly string[] = []
let writes: readonly (readonly [route: string, write: Write])[] = []

beforeAll(async () => {
  await storeCampaign(db, foreign, {
    id: '2025Q3',
    unit: 'F1',
    siteCode: '3100000001',
    platformId: 'gh_1',
    issuer: '市',
  })
  await storeCampaign(db, '本单位', {
    id: '2025Q4',
    unit: 'U2',
    siteCode: '3100000002',
    platformId: 'gh_2',
    issuer: '市',
  })
  const about = await storeOtherRows(db, 'F1', foreign)
  await storeArchive(about.inspectionId)
  files = await storeFiles(about)
  for (const role of ['supervisor', 'technicalSupport', 'reviewer', 'publisher', 'systemAdministrator'] as const) {
    whole.set(role, await signedIn(db, app, role))
  }
  whole.set('operator', await signedIn(db, app, 'operator', { units: ['F1'] }))
  await db.updateTable('dispatch').set({ state: 'accepted', acceptedAt: new Date().toISOString() }).execute()
  const { bulletin } = await latestBulletin(db, '2025Q3')
  const { original: paragraph } = paragraphsOf(bulletin)[0]!
  writes = everyWrite({ ...about, ...(await storeOwn()), ...(await storeCases(about)), paragraph })
}, 60_000)

/** Cases of the notice in the states that the requests need, with the filed appeal's case among them. */
async function storeCases({ noticeId, caseId, inspectionId, unitId, siteId, accountId }: OtherRows) {
  await db.updateTable('rectificationCase').set({ state: 'appealed' }).where('id', '=', caseId).execute()
  const row = {
    noticeId,
    inspectionId,
    unitId,
    targetName: foreign,
    problem: foreign,
    places: json<unknown>([]),
    veto: false,
  }
  const add = async (state: string, clauseId: string, grade: string | null = null) => {
    const target =
      state === 'notified' ? { target: 'site', targetId: siteId } : { target: 'account', targetId: accountId }
    const values = { ...row, ...target, clauseId, state, grade, dueOn: dayOfInstant(Date.now()) }
    return (await db.insertInto('rectificationCase').values(values).returning('id').executeTakeFirstOrThrow()).id
  }
  return {
    siteInspectionId: inspectionId,
    cases: {
      notified: await add('notified', 'WEB-V1'),
      disputed: await add('notified', 'WEB-V2'),
      rechecked: await add('rechecked', 'NM-D-1', 'fixedVerified'),
      returned: await add('rechecked', 'NM-D-2', 'stillThere'),
    },
  }
}

/** A key, another session and a screen's token: things of one person that others may try to end. */
async function storeOwn() {
  const by = { actor: '测试', at: new Date().toISOString() }
  const supervisor = whole.get('supervisor')!
  const user = await db
    .selectFrom('appUser')
    .selectAll()
    .where('userName', '=', supervisor.name.toLowerCase())
    .executeTakeFirstOrThrow()
  const key = { name: '接口', capabilities: ['campaigns:read'], days: 1 }
  const actor = {
    userId: user.id,
    name: user.name,
    role: 'supervisor',
    capabilities: ['campaigns:read'],
    units: 'all',
    campaigns: 'all',
  } as const
  await createApiKey(db, actor, key, by)
  const { id: ownKeyId } = await db.selectFrom('apiKey').select('id').executeTakeFirstOrThrow()
  const token = { address: 'test', client: '', secondFactor: true }
  await openSession(db, user.id, token, by.at, usualPolicy)
  const { id: ownSessionId } = await db
    .selectFrom('userSession')
    .select('id')
    .where('userId', '=', user.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const { id: kioskTokenId } = await createKioskToken(db, { name: '大厅', days: 1 }, by)
  const viewId = await saveView(db, user.id, { list: 'sites', name: '全部', search: {} }, by)
  return { viewId, ownKeyId, ownSessionId, kioskTokenId, today: dayOfInstant(Date.now()) }
}

async function storeArchive(inspectionId: number): Promise<void> {
  await mkdir(path.join(archiveFolder, '2025Q3'), { recursive: true })
  const file = path.join(archiveFolder, '2025Q3/1.wacz')
  const archive = createArchive({ file, clock: Date.now, userAgent: 'Mingcha', title: foreign })
  const headers: [string, string][] = [['Content-Type', 'text/html']]
  const answer = { hops: [], truncated: false, encodingProblem: null, elapsedMs: 1, wireBytes: 1, headers }
  await archive.store({ ...answer, url: 'http://a.example/', status: 200, body: Buffer.from('<p>首页') }, '首页', '')
  await archive.storeScreenshot('http://a.example/', png, '2025-08-20T04:00:00.000Z')
  await setArchive(db, inspectionId, { ...(await archive.finish())!, file: '2025Q3/1.wacz' })
}

/** Addresses of files and documents of the unit, all of which are there, and of its campaign's stream. */
async function storeFiles({ inspectionId, noticeId, caseId, dispatchId }: OtherRows): Promise<readonly string[]> {
  const folder = path.join(archiveFolder, 'attachments')
  await mkdir(path.dirname(keptFile(folder, proofSha256)), { recursive: true })
  await writeFile(keptFile(folder, proofSha256), png)
  const picture = { field: '截图文件', sha256: proofSha256, name: foreign, mediaType: 'image/png', bytes: png.length }
  const shown = { inspectionId, clauseId: 'WEB-V3', uploadedBy: foreign, uploadedAt: '2025-08-20T04:00:00.000Z' }
  const { id } = await db
    .insertInto('proofPicture')
    .values({ ...picture, ...shown })
    .returning('id')
    .executeTakeFirstOrThrow()
  return [
    `/api/inspections/${inspectionId}/archive`,
    ...[1, 2, 3, 4].map((record) => `/api/inspections/${inspectionId}/pictures/${record}`),
    `/api/inspections/${inspectionId}/clauses/WEB-V3`,
    `/api/proof-pictures/${id}`,
    `/api/cases/${caseId}/attachments/${proofSha256}`,
    `/api/notices/${noticeId}/documents/docx`,
    `/api/notices/${noticeId}/documents/html`,
    `/api/delivery/letters/${dispatchId}`,
  ]
}

/** Sends a request as the console would. */
async function send(
  who: Person,
  route: string,
  { address, body, query }: Write,
  last: unknown = { previewId: '0'.repeat(12) },
) {
  const given: unknown = typeof body === 'function' ? (body as (last: unknown) => unknown)(last) : body
  const raw = given instanceof FormData || given instanceof Uint8Array
  const type = raw ? (given instanceof FormData ? null : 'application/octet-stream') : 'application/json'
  const answer = await who.request(address + (query?.(last as never) ?? ''), {
    method: route.split(' ')[0]!,
    headers: { 'sec-fetch-site': 'same-origin', ...(type === null ? {} : { 'content-type': type }) },
    ...(given === undefined ? {} : { body: raw ? (given as FormData) : JSON.stringify(given) }),
  })
  const text = await answer.text()
  return { status: answer.status, text }
}

/** A digest of every table's rows; sessions and keys note by themselves when they were used. */
async function rowsOfAll(): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not in ('user_session', 'api_key')`.execute(db)
  const digests = tables.map(
    ({ name }) =>
      sql`select ${name}::text as name, md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) as rows from ${sql.table(name)} t`,
  )
  const { rows } = await sql<{ name: string; rows: string }>`${sql.join(digests, sql` union all `)}`.execute(db)
  return Object.fromEntries(rows.map(({ name, rows: digest }) => [name, digest]))
}
const auditEntries = async () =>
  (
    await db
      .selectFrom('auditEntry')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count
const changed = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) =>
  Object.keys(after).filter((table) => after[table] !== before[table])

it('every route that writes is walked', () => {
  const walked = new Set([...writes.map(([route]) => route), ...Object.keys(elsewhere)])
  expect(routes.filter((route) => !walked.has(route))).toEqual([])
  expect([...walked].filter((route) => !routes.includes(route))).toEqual([])
})

describe('of another unit', () => {
  it.each([
    'supervisor',
    'technicalSupport',
    'reviewer',
    'publisher',
    'auditor',
    'unitSupervisor',
    'operator',
  ] as const)(
    'a %s changes nothing',
    async (role) => demandRefused(await signedIn(db, app, role, { units: ['U2'] })),
    60_000,
  )

  it('an inspector of another campaign, or of another unit, changes nothing', async () => {
    await demandRefused(await signedIn(db, app, 'inspector', { campaigns: ['2025Q4'] }))
    await demandRefused(await signedIn(db, app, 'inspector', { campaigns: ['2025Q3'], units: ['U2'] }))
  }, 60_000)
})

async function demandRefused(who: Person): Promise<void> {
  const before = await rowsOfAll()
  const wrong: unknown[] = []
  for (const [route, write] of writes) {
    if (write.own) continue
    const { status, text } = await send(who, route, write)
    const isRefused = status === 403 || status === 404
    if (!isRefused && !(write.finds === 'nothing' && status === 200))
      wrong.push([route, write.address, status, text.slice(0, 200)])
  }
  expect(wrong).toEqual([])
  expect(changed(before, await rowsOfAll())).toEqual([])
}

it('no file and no document of another unit is had by its number', async () => {
  const statuses = async (who: Person, addresses: readonly string[]) => {
    const found = await Promise.all(addresses.map(async (address) => (await who.request(address)).status))
    return [...new Set(found)].toSorted((a, b) => a - b)
  }
  // of the archive's records one is the picture
  expect(
    await statuses(
      whole.get('supervisor')!,
      files.filter((address) => !address.includes('/pictures/')),
    ),
  ).toEqual([200])
  expect(await statuses(whole.get('supervisor')!, files)).toEqual([200, 404])
  for (const role of ['supervisor', 'reviewer', 'auditor', 'operator', 'unitSupervisor'] as const) {
    const other = await statuses(await signedIn(db, app, role, { units: ['U2'] }), files)
    expect([role, other.filter((status) => status !== 403)]).toEqual([role, [404]])
  }
  const contract = await signedIn(db, app, 'inspector', { campaigns: ['2025Q4'] })
  expect(await statuses(contract, [...files, '/api/campaigns/2025Q3/events'])).toEqual([403, 404])
  expect(await statuses(contract, ['/api/campaigns/2025Q3/events', `/api/campaigns/2025Q3/results.xlsx`])).toEqual([
    404,
  ])
})

it('whoever reaches the whole succeeds, and the audit log says so', async () => {
  const wrong: unknown[] = []
  let last: unknown = {}
  for (const [route, write] of writes) {
    const { unaudited, own = false } = write
    const [before, entries] = [unaudited === undefined ? {} : await rowsOfAll(), await auditEntries()]
    const { status, text } = await send(whole.get(write.as)!, route, write, last)
    if (text.startsWith('{')) last = JSON.parse(text)
    if (status !== write.status) wrong.push([route, write.address, status, text.slice(0, 300)])
    const tables = unaudited === undefined ? [] : changed(before, await rowsOfAll())
    if (tables.length > 0 && !own) wrong.push([route, 'changes tables', unaudited, tables])
    if (unaudited === undefined && (await auditEntries()) === entries) wrong.push([route, 'is not in the audit log'])
  }
  expect(wrong).toEqual([])
}, 60_000)
