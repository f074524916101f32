/**
 * Every route with every role: who may not, gets 403; who has not signed in, 401; and whoever may sees nothing of a foreign
 * unit or of a campaign outside the contract, whatever ids they try. The foreign unit's every name and text is `foreign`.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { capabilitiesOf, roles, type Capability, type Role } from '../kernel/actor.ts'
import { day } from '../kernel/day.ts'
import { json } from '../store/json.ts'
import { accessOfRoutes, type Access } from './actor.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const [foreign, own] = ['外单位的机密', '本单位的数据']
const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })

interface Route {
  readonly method: string
  readonly path: string
  readonly access: Access
}
const routes: readonly Route[] = [...accessOfRoutes(app)].map(([route, access]) => {
  const [method, path] = route.split(' ') as [string, string]
  return { method, path, access: access! }
})
const reading = routes.filter(({ method, access }) => method === 'GET' && access !== 'everybody')
const holds = (role: Role, access: Access) =>
  access === 'session' || access === 'everybody' || (capabilitiesOf[role] as readonly Capability[]).includes(access)

beforeAll(async () => {
  await storeCampaign(db, foreign, {
    id: '2025Q3',
    unit: 'F1',
    siteCode: '3100000001',
    platformId: 'gh_1',
    issuer: '市',
  })
  await storeCampaign(db, own, { id: '2025Q4', unit: 'U2', siteCode: '3100000002', platformId: 'gh_2', issuer: '市' })
  for (const [unitCode, text] of [
    ['F1', foreign],
    ['U2', own],
  ] as const)
    await storeOtherRows(unitCode, text)
})

/** Rows of what is not part of a campaign, one of each. */
async function storeOtherRows(unitCode: string, text: string): Promise<void> {
  const at = '2025-08-20T02:00:00.000Z'
  const { id: unitId } = await db.selectFrom('unit').select('id').where('code', '=', unitCode).executeTakeFirstOrThrow()
  const { id: siteId } = await db
    .selectFrom('site')
    .select('id')
    .where('organiserId', '=', unitId)
    .executeTakeFirstOrThrow()
  const account = await db
    .selectFrom('account')
    .select('id')
    .where('organiserId', '=', unitId)
    .executeTakeFirstOrThrow()
  const inspection = await db
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select('inspection.id')
    .where('round.target', '=', 'site')
    .where('targetId', '=', siteId)
    .executeTakeFirstOrThrow()
  const handled = { number: text, siteId, unitId, category: text, content: text, answer: text, receivedAt: at }
  await db
    .insertInto('message')
    .values({ ...handled, handler: text, dueOn: day('2025-08-25') })
    .execute()
  const { id: noticeId } = await db
    .insertInto('notice')
    .values({
      campaignId: '2025Q3',
      unitId,
      number: text,
      year: 2025,
      sequence: unitId,
      state: 'sent',
      draftedAt: at,
      sentAt: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const found = { clauseId: 'WEB-V3', target: 'site', targetId: siteId, targetName: text, veto: true, problem: text }
  const { id: caseId } = await db
    .insertInto('rectificationCase')
    .values({
      ...found,
      noticeId,
      inspectionId: inspection.id,
      unitId,
      places: json<unknown>([{ where: text, message: text }]),
      state: 'open',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const answer = { caseId, author: text, text, answeredAt: at }
  const { id: answerId } = await db.insertInto('caseAnswer').values(answer).returning('id').executeTakeFirstOrThrow()
  await db
    .insertInto('attachment')
    .values({ answerId, sha256: 'a1', name: text, mediaType: 'image/png', bytes: 1 })
    .execute()
  await db
    .insertInto('extension')
    .values({ noticeId, wantedOn: day('2025-09-01'), reason: text, askedBy: text, askedAt: at, state: 'asked' })
    .execute()
  await db
    .insertInto('appeal')
    .values({ caseId, text, author: text, filedAt: at, dueOn: day('2025-09-01'), state: 'filed' })
    .execute()
  const late = { target: 'account', targetId: account.id, organiserId: unitId, clauseId: 'NM-V2.1', because: text }
  await db
    .insertInto('warning')
    .values({
      ...late,
      place: text,
      placeName: text,
      level: 3,
      failsOn: day('2030-01-01'),
      state: 'raised',
      ruleSet: 'national-2019',
      ruleSetVersion: 1,
      raisedAt: at,
      levelAt: at,
    })
    .execute()
  await db
    .insertInto('updateUnknown')
    .values({ ...late, since: day('2025-08-01') })
    .execute()
  await db
    .insertInto('alert')
    .values({
      kind: 'outage',
      siteId,
      severity: 'severe',
      message: text,
      evidence: json<Record<string, unknown>>({ text }),
      openedAt: at,
    })
    .execute()
  await db
    .insertInto('probe')
    .values({ siteId, at: new Date().toISOString(), vantage: text, outcome: 'failed', detail: text })
    .execute()
  await db
    .insertInto('maintenance')
    .values({ siteId, fromAt: at, untilAt: '2030-01-01T00:00:00Z', reason: text, registeredBy: text })
    .execute()
  await db
    .insertInto('exemption')
    .values({
      clauseId: 'WEB-V3',
      scope: 'unit',
      unitId,

      reason: text,
      author: text,
      recordedAt: at,
      validTo: day('2030-01-01'),
    })
    .execute()
  await db
    .insertInto('accountSource')
    .values({
      accountId: account.id,
      kind: 'feed',
      address: text,
      trust: 1,
      freshHours: 24,
      host: text,
      addedBy: text,
      addedAt: at,
    })
    .execute()
  await db
    .insertInto('registryChange')
    .values({
      subject: 'account',
      subjectKey: text,
      subjectId: account.id,
      after: json<Record<string, unknown>>({ name: text }),
      author: text,
      changedAt: at,
    })
    .execute()
  const { id: channelId } = await db
    .insertInto('channel')
    .values({ name: unitCode, kind: 'file', settings: json<unknown>({}), used: json({ times: [] }) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('recipient').values({ channelId, unitId, address: text }).execute()
  await db
    .insertInto('dispatch')
    .values({ channelId, address: text, unitId, severe: true, notBefore: at, createdAt: at, subject: text, text })
    .execute()
}

/** What may stand for a part of an address: small numbers are ids of every table, and a name that is not here may be anything. */
const numbers = ['1', '2', '3', '4', '5', '6']
const campaigns = ['2025Q3', '2025Q4']
const values: Readonly<Record<string, readonly string[]>> = {
  siteCode: ['3100000001', '3100000002'],
  figure: ['sites.total', 'accounts.problem'],
  format: ['json', 'html'],
  userName: ['zhangsan'],
  clause: ['WEB-V3', 'NM-V2.1'],
  code: ['F1', 'U2'],
  sha256: ['a1'],
  id: numbers,
}
const anything = [...numbers.slice(0, 4), ...campaigns, ...Object.values(values).flat()]

function addresses(path: string): string[] {
  const parts = [...path.matchAll(/:(\w+)(?:\{[^/]*\})?/g)]
  return parts.reduce<string[]>(
    (made, [part, name]) => {
      const candidates = path.startsWith(`/api/campaigns/${part}`) || path.startsWith(`/campaigns/${part}`)
      const chosen = candidates && name === 'id' ? campaigns : (values[name!] ?? anything)
      return made.flatMap((address) => chosen.map((value) => address.replace(part, value)))
    },
    [path],
  )
}

describe('without a session', () => {
  it('nothing is answered but what is for everybody', async () => {
    for (const { method, path, access } of routes) {
      if (access === 'everybody') continue
      const answer = await app.request(addresses(path)[0]!, { method, ...(method === 'GET' ? {} : jsonBody) })
      expect([method, path, answer.status]).toEqual([method, path, 401])
    }
  })

  it('these alone are for everybody', () => {
    const open = routes.filter(({ access }) => access === 'everybody').map(({ method, path }) => `${method} ${path}`)
    expect(open.toSorted()).toEqual([
      'GET /api/openapi.json',
      'GET /api/setup',
      'GET /api/sign-in',
      'GET /api/sign-in/:provider',
      'GET /api/sign-in/:provider/callback',
      'POST /api/session',
      'POST /api/setup',
    ])
  })
})

const jsonBody = { headers: { 'content-type': 'application/json' }, body: '{}' }

describe.each(Object.keys(roles) as Role[])('%s', (role) => {
  it('gets 403 for every route whose capability it lacks', async () => {
    const who = await signedIn(db, app, role, role === 'unitSupervisor' || role === 'operator' ? { units: ['U2'] } : {})
    for (const { method, path, access } of routes) {
      if (holds(role, access)) continue
      const answer = await who.request(addresses(path)[0]!, { method, ...(method === 'GET' ? {} : jsonBody) })
      expect([method, path, answer.status]).toEqual([method, path, 403])
    }
  })
})

/** The body, or the first part of one that does not end by itself. */
async function textOf(answer: Response): Promise<string> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    return Buffer.from(await answer.arrayBuffer()).toString('utf8')
  }
  const reader = answer.body!.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return Buffer.from((value as Uint8Array | undefined) ?? []).toString('utf8')
}

/** Names of units are no secret: administrators give them to users. */
const namesOfUnits = / \/api\/(unit|reach-choices)/

/** Routes of which this actor gets the text to see, at any address. */
async function showing(who: Awaited<ReturnType<typeof signedIn>>, text: string): Promise<string[]> {
  const found = []
  for (const { path } of reading) {
    for (const address of addresses(path)) {
      const answer = await who.request(address)
      const shown = (await textOf(answer)) + [...answer.headers].join()
      if (shown.includes(text)) found.push(`${answer.status} ${address}`)
    }
  }
  return found
}

describe('what is foreign', () => {
  it('is there: who sees all units is shown it at many addresses', async () => {
    const paths = await showing(await signedIn(db, app, 'supervisor'), foreign)
    expect(paths.length).toBeGreaterThan(25)
  }, 60_000)

  it.each([
    'unitSupervisor',
    'operator',
    'supervisor',
    'reviewer',
    'technicalSupport',
    'publisher',
    'auditor',
  ] as const)(
    'is hidden from a %s of another unit, at every address',
    async (role) => {
      const who = await signedIn(db, app, role, { units: ['U2'] })
      expect(await showing(who, foreign)).toEqual([])
      expect((await showing(who, own)).length).toBeGreaterThan(8)
    },
    60_000,
  )

  it('is hidden from an inspector whose contract is another campaign', async () => {
    const seen = async (who: Awaited<ReturnType<typeof signedIn>>, text: string) =>
      (await showing(who, text)).filter((address) => !namesOfUnits.test(address))
    const none = await signedIn(db, app, 'inspector', { campaigns: [] })
    expect(await seen(none, foreign)).toEqual([])
    expect(await seen(none, own)).toEqual([])
    const contract = await signedIn(db, app, 'inspector', { campaigns: ['2025Q3'] })
    expect(await seen(contract, own)).toEqual([])
    expect((await showing(contract, foreign)).length).toBeGreaterThan(5)
  }, 60_000)

  it.each(['systemAdministrator', 'securityAdministrator', 'auditAdministrator'] as const)(
    'is hidden from the %s, but for the audit log',
    async (role) => {
      const paths = await showing(await signedIn(db, app, role), foreign)
      const allowed = /\/api\/(audit|delivery\/channels|unit|reach-choices)/
      expect(paths.filter((path) => !allowed.test(path))).toEqual([])
    },
    60_000,
  )
})
