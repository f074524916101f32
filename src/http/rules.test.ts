/** Rules over HTTP: explained, corrected as versions, tried out on a past campaign. */
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { json } from '../store/json.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })

type Signed = Awaited<ReturnType<typeof signedIn>>
let [reviewer, supervisor, operator]: Signed[] = []
let [site, account] = [0, 0]

beforeAll(async () => {
  const stored = await storeCampaign(db, '某区')
  ;[site, account] = [stored.siteInspection, stored.accountInspection]
  reviewer = await signedIn(db, app, 'reviewer')
  supervisor = await signedIn(db, app, 'supervisor')
  operator = await signedIn(db, app, 'operator', { units: ['U1'] })
  await db
    .updateTable('judgement')
    .set({ outcome: 'failed', findings: json<unknown>([]) })
    .where('inspectionId', '=', site)
    .where('clauseId', '=', 'WEB-V3')
    .execute()
})

async function send(who: Signed | undefined, address: string, body?: unknown) {
  const answer = await who!.request(
    address,
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
  const text = await answer.text()
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never as Answer }
}
// oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers
type Answer = any

describe('rules', () => {
  it('are explained with method, parameters, examples and measured precision', async () => {
    const sets = (await send(operator, '/api/rule-sets')).body
    expect(sets.map(({ id }: Answer) => id)).toContain('national-2019')
    const { clauses } = (await send(operator, '/api/rule-sets/shanghai-2025')).body
    expect(clauses.find(({ id }: Answer) => id === 'NM-V2.1')).toMatchObject({
      effectName: '单项否决',
      indicator: 'account/stale',
    })
    const decision = { inspectionId: site, clause: 'WEB-V3', kind: 'confirmed' }
    expect((await send(reviewer, '/api/campaigns/2025Q3/decisions', { decisions: [decision] })).status).toBe(200)
    const clause = (await send(reviewer, '/api/rule-sets/shanghai-2025/clauses/WEB-V3')).body
    expect(clause.params).toEqual({ windowDays: 14 })
    expect(clause.cases.length).toBeGreaterThan(3)
    expect(clause.precision).toMatchObject({ found: 1, confirmed: 1, precision: 1 })
    expect((await send(operator, '/api/rule-sets/shanghai-2025/clauses/WEB-V3')).body.precision).toBe(null)
    expect((await send(operator, '/api/rule-sets/no')).status).toBe(422)
    expect((await send(operator, '/api/rule-sets/national-2019/clauses/constructor')).status).toBe(404)
  })

  it('are corrected by whoever sees all units, as a version that the older ones stay beside', async () => {
    const address = '/api/rule-sets/minhou-2025'
    const { ruleSet } = (await send(supervisor, address)).body
    const correction = { clause: 'NM-V2.1', params: { windowDays: 16 }, verified: true, source: '县级通知第 3 页' }
    const correct = (who: typeof supervisor, change: object = {}, version = ruleSet.version) =>
      send(who, `${address}/corrections`, { version, correction: { ...correction, ...change } })
    expect((await correct(reviewer)).status).toBe(403)
    expect((await correct(supervisor, { params: { x: 1 } })).body.code).toBe('badInput.corrections')
    expect((await correct(supervisor, { source: ' ' })).status).toBe(422)
    expect((await correct(supervisor)).body).toEqual({ version: ruleSet.version + 1 })
    // somebody else has looked at an older one
    expect((await correct(supervisor)).body.code).toBe('badInput.corrections')
    const now = (await send(operator, address)).body
    expect(now.versions.at(-1)).toMatchObject({ author: supervisor!.name, corrections: [correction] })
    expect(now.clauses.find(({ id }: Answer) => id === 'NM-V2.1')).toMatchObject({
      params: { windowDays: 16 },
      verified: true,
      sources: ['县级通知第 3 页'],
      paramNames: { windowDays: '更新时限（天）' },
    })
    const same = (await send(operator, `${address}?version=${ruleSet.version + 1}`)).body
    expect(same.ruleSet).toMatchObject({ version: ruleSet.version + 1 })
    expect((await send(operator, `${address}?version=99`)).status).toBe(404)
  })

  it('are tried out on a past campaign, and nothing is written', async () => {
    const before = await db.selectFrom('judgement').selectAll().orderBy('inspectionId').orderBy('clauseId').execute()
    const versions = await db.selectFrom('ruleSetVersion').selectAll().execute()
    // the account's last post came fifteen days before the monitoring point
    const tryOut = async (days: number) =>
      (
        await send(supervisor, '/api/campaigns/2025Q3/dry-run', {
          corrections: [{ clause: 'NM-V2.1', params: { windowDays: days } }],
        })
      ).body
    const wider = await tryOut(15)
    expect(wider.clauses).toContainEqual({ clause: 'NM-V2.1', before: 'failed', after: 'passed', count: 1 })
    expect(wider.changes.find(({ clause }: Answer) => clause === 'NM-V2.1')).toMatchObject({
      targetName: '某区',
      inspectionId: account,
    })
    expect((await tryOut(14)).clauses.filter(({ clause }: Answer) => clause === 'NM-V2.1')).toEqual([])
    expect(await db.selectFrom('judgement').selectAll().orderBy('inspectionId').orderBy('clauseId').execute()).toEqual(
      before,
    )
    expect(await db.selectFrom('ruleSetVersion').selectAll().execute()).toEqual(versions)
    const unknown = await send(supervisor, '/api/campaigns/2025Q3/dry-run', {
      corrections: [{ clause: 'NM-V2.1', params: { x: 1 } }],
    })
    expect(unknown.body).toMatchObject({ code: 'badInput.corrections', details: [expect.stringContaining('没有参数')] })
    expect(
      (await send(reviewer, '/api/campaigns/2025Q3/dry-run', { corrections: [{ clause: 'NM-V2.1' }] })).status,
    ).toBe(403)
  })
})
