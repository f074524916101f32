/** The second half of a campaign's life over HTTP: whole for the supervisor, a unit's own part for the unit. */
import { beforeAll, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import type { CampaignLife } from '../bulletins/campaign-life.ts'
import { findCampaign } from '../campaigns/store.ts'
import { config, rectificationTerms } from '../config.ts'
import { draftNotices } from '../rectification/draft-notices.ts'
import { fileAppeal } from '../rectification/appeal.ts'
import { sendNotice } from '../rectification/send-notice.ts'
import type { By } from '../rectification/terms.ts'
import { transaction } from '../store/database.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const hostile = `<script>alert(1)</script>"'>`
const { db } = await testStore()
const http = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
const app = await signedIn(db, http)
const address = '/api/campaigns/2025Q3/life'

beforeAll(async () => {
  await storeCampaign(db, hostile)
  const terms = rectificationTerms(config.parse({}))
  const at = '2025-08-26T01:05:00.000Z'
  const supervisor: By = { actor: '王主管', at, role: 'municipalSupervisor' }
  await transaction(db, async (tx) => {
    const campaign = await findCampaign(tx, '2025Q3')
    const { noticeIds } = await draftNotices(tx, campaign, '网检〔{year}〕{sequence}号', terms, supervisor)
    await sendNotice(tx, noticeIds[0]!, terms, supervisor)
    const { id, unitId } = await tx.selectFrom('rectificationCase').select(['id', 'unitId']).executeTakeFirstOrThrow()
    await fileAppeal(tx, id, hostile, terms, { actor: hostile, at, role: 'unit', unitId })
  })
})

test('shows notices, cases step by step, and appeals', async () => {
  const life = (await (await app.request(address)).json()) as CampaignLife
  expect(life).toMatchObject({
    campaignId: '2025Q3',
    notices: [{ number: '网检〔2025〕1号', state: 'read', deliveredAt: null, chasers: [] }],
    cases: [{ state: 'appealed', late: false, steps: [{ event: 'sent' }, { event: 'appealed', reason: hostile }] }],
    appeals: [{ state: 'filed', rejudgedOutcome: 'failed' }],
    lookBack: { rows: [] },
    lookedBackIn: [],
    messages: { received: 0 },
  })
})

test('a unit sees its own part, and none of the city’s numbers', async () => {
  const own = await signedIn(db, http, 'operator', { units: ['U1'] })
  expect(await (await own.request(address)).json()).toMatchObject({ cases: [{}], messages: null })
  await db
    .insertInto('unit')
    .values({ code: 'U2', name: '他局', shortName: '他局', kind: 'department', parentId: null, printOrder: 2 })
    .execute()
  const other = await signedIn(db, http, 'operator', { units: ['U2'] })
  expect(await (await other.request(address)).json()).toMatchObject({ notices: [], cases: [], appeals: [] })
})

test('of a campaign that is none there is nothing', async () => {
  expect((await app.request('/api/campaigns/2099Q1/life')).status).toBe(404)
})
