/**
 * Every route with every role: who may not, gets 403; who has not signed in, 401; and whoever may sees nothing of a foreign
 * unit or of a campaign outside the contract, whatever ids they try. The foreign unit's every name and text is `foreign`.
 */
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { capabilitiesOf, roles, type Capability, type Role } from '../kernel/actor.ts'
import { accessOfRoutes, type Access } from './actor.ts'
import { createHttpApp } from './app.ts'
import { proofSha256, storeOtherRows } from './other-rows-fixture.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const [foreign, own] = ['外单位的机密', '本单位的数据']
const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
type Person = Awaited<ReturnType<typeof signedIn>>

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
    await storeOtherRows(db, unitCode, text)
})

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
  sha256: [proofSha256],
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

/** The body, or the first part of one that does not end by itself; what stands in the cells of a sheet. */
async function textOf(answer: Response): Promise<string> {
  if (answer.headers.get('content-type')?.includes('spreadsheetml')) {
    const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()))
    return JSON.stringify(sheets.map(({ rows }) => rows))
  }
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

/** Addresses at which this actor gets a text of the foreign unit to see, and those of its own. */
async function showing(who: Person): Promise<{ readonly foreign: string[]; readonly own: string[] }> {
  const found = { foreign: [] as string[], own: [] as string[] }
  for (const { path } of reading) {
    for (const address of addresses(path)) {
      const answer = await who.request(address)
      const shown = (await textOf(answer)) + [...answer.headers].join()
      if (shown.includes(foreign)) found.foreign.push(`${answer.status} ${address}`)
      if (shown.includes(own)) found.own.push(`${answer.status} ${address}`)
    }
  }
  return found
}

describe('what is foreign', () => {
  it('is there: who sees all units is shown it at many addresses', async () => {
    const paths = (await showing(await signedIn(db, app, 'supervisor'))).foreign
    expect(paths.length).toBeGreaterThan(25)
    expect(paths.filter((path) => path.includes('.xlsx')).length).toBeGreaterThan(5)
  }, 120_000)

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
      const seen = await showing(who)
      expect(seen.foreign).toEqual([])
      expect(seen.own.length).toBeGreaterThan(8)
    },
    120_000,
  )

  it('is hidden from an inspector whose contract is another campaign', async () => {
    const butNames = (addresses: readonly string[]) => addresses.filter((address) => !namesOfUnits.test(address))
    const none = await showing(await signedIn(db, app, 'inspector', { campaigns: [] }))
    expect(butNames([...none.foreign, ...none.own])).toEqual([])
    const contract = await showing(await signedIn(db, app, 'inspector', { campaigns: ['2025Q3'] }))
    expect(butNames(contract.own)).toEqual([])
    expect(contract.foreign.length).toBeGreaterThan(5)
  }, 120_000)

  it.each(['systemAdministrator', 'securityAdministrator', 'auditAdministrator'] as const)(
    'is hidden from the %s, but for the audit log',
    async (role) => {
      const paths = (await showing(await signedIn(db, app, role))).foreign
      const allowed = /\/api\/(audit|delivery\/channels|unit|reach-choices)/
      expect(paths.filter((path) => !allowed.test(path))).toEqual([])
    },
    120_000,
  )
})

describe('what review has measured', () => {
  const json = async (who: Person, address: string) => (await (await who.request(address)).json()) as never
  const stale = async (who: Person) =>
    (await json(who, '/api/precision?clause=NM-V2.1')) as readonly { found: number; confirmed: number }[]

  it('is counted within the scope: units, and campaigns of a contract', async () => {
    const [whole, unit, contract] = [
      await signedIn(db, app),
      await signedIn(db, app, 'reviewer', { units: ['U2'] }),
      await signedIn(db, app, 'inspector', { campaigns: ['2025Q3'] }),
    ]
    // 2025Q3 has the foreign account, 2025Q4 both
    expect(await stale(whole)).toMatchObject([{ found: 3, confirmed: 2 }])
    expect(await stale(unit)).toMatchObject([{ found: 1, confirmed: 1 }])
    expect(await stale(contract)).toMatchObject([{ found: 1, confirmed: 1 }])
    const own = await json(unit, '/api/rule-sets/shanghai-2025/clauses/NM-V2.1')
    expect(own).toMatchObject({ precision: { found: 1, confirmed: 1 } })
    const operator = await signedIn(db, app, 'operator', { units: ['U2'] })
    expect(await json(operator, '/api/rule-sets/shanghai-2025/clauses/NM-V2.1')).toMatchObject({ precision: null })
  })

  it('and so is the agreement of two reviewers', async () => {
    await db.updateTable('decision').set({ blind: true }).execute()
    const items = async (units: readonly string[], campaign: string) => {
      const who = await signedIn(db, app, 'reviewer', { units })
      return ((await json(who, `/api/campaigns/${campaign}/agreement`)) as { items: number }).items
    }
    expect([await items([], '2025Q3'), await items(['U2'], '2025Q3'), await items(['F1'], '2025Q3')]).toEqual([1, 0, 1])
    expect(await items(['U2'], '2025Q4')).toBe(1)
  })
})
