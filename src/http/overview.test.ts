/** The overview and the rows behind its numbers, over HTTP. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { openCampaign } from '../campaigns/open.ts'
import { defaultStrata } from '../campaigns/stratum.ts'
import { day } from '../kernel/day.ts'
import { createHttpApp } from './app.ts'
import type { OverviewAnswer } from './routes/overview.ts'
import type { ResultAnswer } from './routes/results.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
const other = {
  id: '2025Q2',
  issuer: '乙',
  style: 'shanghai',
  ruleSet: 'shanghai-2025',
  monitorPoint: day('2025-05-14'),
  seed: 's',
  demonstration: false,
  openedBy: '乙',
  openedAt: '2025-05-01T00:00:00.000Z',
}
type Asker = Awaited<ReturnType<typeof signedIn>>
let supervisor: Asker

async function get<Answer>(who: Asker, address: string): Promise<Answer> {
  const answer = await who.request(address)
  expect(answer.status, address).toBe(200)
  return (await answer.json()) as Answer
}
const results = (who: Asker, query: string) =>
  get<{ total: number; items: ResultAnswer[] }>(who, `/api/campaigns/2025Q3/results?${query}`)

describe('an empty installation', () => {
  it('has no campaign and no numbers', async () => {
    supervisor = await signedIn(db, app)
    const overview = await get<OverviewAnswer>(supervisor, '/api/overview')
    expect(overview).toMatchObject({ campaign: null, campaigns: [], today: [], sites: { total: 0 }, trend: [] })
  })
})

describe('a campaign', () => {
  let overview: OverviewAnswer
  beforeAll(async () => {
    await storeCampaign(db, '甲')
    overview = await get<OverviewAnswer>(supervisor, '/api/overview')
  })

  it('is a path of steps', () => {
    expect(overview.campaign).toMatchObject({ id: '2025Q3', stateName: '通报已起草', demonstration: true })
    expect(overview.campaign!.steps.map(({ key, state }) => [key, state])).toEqual([
      ['opened', 'done'],
      ['frozen', 'done'],
      ['sampled', 'done'],
      ['collected', 'done'],
      ['reviewed', 'current'],
      ['drafted', 'ahead'],
      ['published', 'ahead'],
    ])
  })

  it('has as many rows as each number says', async () => {
    const asked: [number, string][] = [
      ...(['site', 'account'] as const).flatMap((kind) => {
        const { total, qualified, unqualified, undecided } = kind === 'site' ? overview.sites : overview.accounts
        return [
          [total, `kind=${kind}`],
          [qualified, `kind=${kind}&verdict=qualified`],
          [unqualified, `kind=${kind}&verdict=unqualified`],
          [undecided, `kind=${kind}&verdict=undecided`],
        ] as [number, string][]
      }),
      ...overview.platforms.map(({ key, total }) => [total, `kind=account&category=${key}`] as [number, string]),
      ...overview.siteCategories.map(({ key, total }) => [total, `kind=site&category=${key}`] as [number, string]),
      ...overview.areas.map(({ key, total }) => [total, `area=${key}`] as [number, string]),
      ...overview.problems.map(
        ({ kind, clause, count }) => [count, `kind=${kind}&clause=${clause}`] as [number, string],
      ),
    ]
    expect(asked.length).toBeGreaterThan(11)
    for (const [count, query] of asked)
      expect([query, (await results(supervisor, query)).total]).toEqual([query, count])
  })

  it('waits for whoever publishes, and shows a reviewer none of that', async () => {
    const due = async (role: 'publisher' | 'reviewer') => {
      const { today } = await get<OverviewAnswer>(await signedIn(db, app, role), '/api/overview')
      return today.map(({ key }) => key)
    }
    expect(await due('publisher')).toEqual(['bulletin'])
    expect(await due('reviewer')).toEqual(['review'])
  })

  it('counts the account that two persons found stale', async () => {
    expect(overview.accounts).toEqual({ total: 1, qualified: 0, unqualified: 1, undecided: 0, waiting: 0 })
    const { items } = await results(supervisor, 'verdict=unqualified')
    expect(items).toMatchObject([{ kind: 'account', problems: [{ clause: 'NM-V2.1' }], area: { code: 'U1' } }])
  })

  it('shows a new conclusion at once', async () => {
    await db.deleteFrom('decision').where('role', '=', 'municipalSupervisor').execute()
    expect((await get<OverviewAnswer>(supervisor, '/api/overview')).accounts).toMatchObject({
      unqualified: 0,
      undecided: 1,
    })
  })

  it('is not shown to a unit that has no part in it, nor to whose contract names another', async () => {
    await db
      .insertInto('unit')
      .values({ code: 'U2', name: '乙', shortName: '乙', kind: 'department', parentId: null, printOrder: 2 })
      .execute()
    const operator = await signedIn(db, app, 'operator', { units: ['U2'] })
    const seen = await get<OverviewAnswer>(operator, '/api/overview')
    expect([seen.sites.total, seen.accounts.total, seen.areas, seen.trend]).toEqual([0, 0, [], []])
    expect((await results(operator, '')).total).toBe(0)
    await openCampaign(db, { ...other, siteRounds: [other.monitorPoint], strata: defaultStrata })
    const inspector = await signedIn(db, app, 'inspector', { campaigns: ['2025Q2'] })
    expect((await inspector.request('/api/campaigns/2025Q3/results')).status).toBe(404)
    expect((await inspector.request('/api/overview?campaign=2025Q3')).status).toBe(404)
    expect((await get<OverviewAnswer>(inspector, '/api/overview')).campaigns.map(({ id }) => id)).toEqual(['2025Q2'])
  })

  it('opens on the newest, but not on one that looked at less than a tenth', async () => {
    await openCampaign(db, {
      ...other,
      id: '2025Q4',
      monitorPoint: day('2025-11-14'),
      siteRounds: [],
      strata: defaultStrata,
    })
    const shown = async () => {
      const { campaign, campaigns } = await get<OverviewAnswer>(supervisor, '/api/overview')
      return [campaign!.id, campaigns[0]!.id]
    }
    // before its sample is drawn it is the campaign of the quarter
    expect(await shown()).toEqual(['2025Q4', '2025Q4'])
    const draw = (campaignId: string, targets: number) =>
      sql`with own as (select r.id from round r where r.campaign_id = ${campaignId} and r.target = 'account'),
        model as (select snapshot from frozen_target where snapshot ->> 'platform' is not null limit 1),
        frozen as (insert into frozen_target (round_id, target_id, snapshot)
          select own.id, 1000 + n, model.snapshot from own, model, generate_series(1, ${targets}::int) n returning round_id, target_id)
        insert into inspection (round_id, target_id, purpose, strata, state)
        select round_id, target_id, 'regular', '{}', 'waiting' from frozen`.execute(db)
    await draw('2025Q3', 19)
    await draw('2025Q4', 2)
    expect(await shown()).toEqual(['2025Q3', '2025Q4'])
    await db.deleteFrom('inspection').where('targetId', '=', 1019).execute()
    expect(await shown()).toEqual(['2025Q4', '2025Q4'])
  })

  it('compares with none when there was none before', async () => {
    const comparison = await get(supervisor, '/api/campaigns/2025Q3/comparison')
    expect(comparison).toEqual({ before: null, changes: [], same: 0 })
  })
})
