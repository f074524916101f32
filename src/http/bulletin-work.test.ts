/** A bulletin through HTTP: edited with bound numbers, approved by one person and published by another. */
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { decide } from '../review/decide.ts'
import { findCampaign } from '../campaigns/store.ts'
import { createHttpApp } from './app.ts'
import type { BulletinWorkAnswer } from './routes/bulletin-work.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
type Asker = Awaited<ReturnType<typeof signedIn>>
let drafter: Asker
let approver: Asker

beforeAll(async () => {
  await storeCampaign(db, '甲')
  drafter = await signedIn(db, app, 'publisher')
  approver = await signedIn(db, app)
})

async function work(): Promise<BulletinWorkAnswer> {
  return (await (await approver.request('/api/campaigns/2025Q3/bulletin-work')).json()) as BulletinWorkAnswer
}
async function send(who: Asker, method: string, what: string, body: unknown) {
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await who.request(`/api/campaigns/2025Q3/bulletin/${what}`, init)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const paragraph = async () => (await work()).blocks.find(({ original }) => original?.includes('{sites.total}'))!

describe('the prose', () => {
  it('is edited with its numbers bound, as a new version', async () => {
    const { original } = await paragraph()
    const text = '截至检查之日，全市正常运行的政府网站共{sites.total}家。'
    const edited = await send(drafter, 'PUT', 'prose', { version: 1, original, text })
    expect(edited).toMatchObject({ status: 200, body: { version: 2 } })
    const now = await paragraph()
    expect(now).toMatchObject({ original, text, editedBy: drafter.name })
    expect(now.parts).toContainEqual({ text: '1', figure: 'sites.total' })
    expect((await work()).current).toBe(true)
  })

  it.each([
    ['an older version', { version: 1, text: '文字。' }, 409, 'conflict.staleVersion'],
    ['a number that there is not', { version: 2, text: '共{no.such}家。' }, 422, 'badInput.prose'],
    ['nothing', { version: 2, text: '   ' }, 422, 'badInput.prose'],
  ])('is not edited with %s', async (_, given, status, code) => {
    const { original } = await paragraph()
    expect(await send(drafter, 'PUT', 'prose', { original, ...given })).toMatchObject({ status, body: { code } })
  })

  it('keeps its edits when the bulletin is drafted again, and gives them back', async () => {
    await send(drafter, 'POST', 'draft', { date: '2025-09-29' })
    const { original, editedBy } = await paragraph()
    const { version } = await work()
    expect(editedBy).toBe(drafter.name)
    await send(drafter, 'PUT', 'prose', { version, original, text: null })
    expect(await paragraph()).toMatchObject({ original, text: original, editedBy: null })
  })
})

describe('approval and publication', () => {
  it('are refused while clauses are open', async () => {
    const { version } = await work()
    const refused = await send(approver, 'POST', 'approve', { version })
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict.bulletinChecks' } })
  })

  it('take two persons, and what was approved', async () => {
    await settle()
    expect((await work()).current).toBe(false)
    const stale = await send(approver, 'POST', 'approve', { version: (await work()).version })
    expect(stale).toMatchObject({ status: 409, body: { code: 'conflict.staleDraft' } })
    const { version } = (await send(drafter, 'POST', 'draft', {})).body
    expect((await send(drafter, 'POST', 'approve', { version })).status).toBe(403)
    const early = await send(drafter, 'POST', 'publish', { version })
    expect(early).toMatchObject({ status: 409, body: { code: 'conflict.notApproved' } })
    expect((await send(approver, 'POST', 'approve', { version })).status).toBe(200)
    const same = await send(approver, 'POST', 'publish', { version })
    expect(same).toMatchObject({ status: 409, body: { code: 'conflict.samePerson' } })
    expect((await send(drafter, 'POST', 'publish', { version })).status).toBe(200)
    expect(await work()).toMatchObject({
      state: 'published',
      approval: { by: approver.name, version },
      publication: { by: drafter.name, version },
    })
    // every version that there was, with who approved it; an earlier one can still be read as it was
    const { versions } = await work()
    expect(versions.map((row) => row.version)).toEqual(
      Array.from({ length: version as number }, (_, n) => (version as number) - n),
    )
    expect(versions.map(({ approvals }) => approvals.map(({ by }) => by))).toEqual([
      [approver.name],
      ...versions.slice(1).map(() => []),
    ])
    expect(versions.findLast(({ edits }) => edits === 1)).toMatchObject({ version: 2, draftedBy: drafter.name })
    const text = async (query: string) => (await approver.request(`/api/campaigns/2025Q3/documents/txt${query}`)).text()
    expect(await text('?version=2')).toContain('截至检查之日')
    expect(await text('')).not.toContain('截至检查之日')
    const unit = await signedIn(db, app, 'operator', { units: ['U1'] })
    expect((await unit.request('/api/campaigns/2025Q3/documents/txt')).status).toBe(200)
    expect((await unit.request('/api/campaigns/2025Q3/documents/txt?version=2')).status).toBe(404)
    const seen = (await (await unit.request('/api/campaigns/2025Q3/bulletin-work')).json()) as BulletinWorkAnswer
    expect(seen.versions.map((row) => row.version)).toEqual([version])
    // the same again is the same version; another one there cannot be
    expect((await send(drafter, 'POST', 'draft', { date: '2025-10-08' })).status).toBe(409)
  })

  it('by whoever drafted is refused', async () => {
    const { db: other } = await testStore()
    await storeCampaign(other, '乙')
    const app2 = createHttpApp({ db: other, archiveFolder: '/nonexistent', hostNames: [] })
    const both = await signedIn(other, app2)
    await settle(other)
    const post = async (what: string, body: unknown) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      return (await both.request(`/api/campaigns/2025Q3/bulletin/${what}`, init)).json() as Promise<
        Record<string, unknown>
      >
    }
    const { version } = await post('draft', {})
    expect(await post('approve', { version })).toMatchObject({ code: 'conflict.samePerson' })
  })

  it('leave nothing to a unit', async () => {
    const operator = await signedIn(db, app, 'operator', { units: ['U1'] })
    expect((await send(operator, 'POST', 'draft', {})).status).toBe(403)
  })
})

/** Lets two persons decide whatever is open, so that every check holds. */
async function settle(store = db): Promise<void> {
  const by = { actor: '丁', at: '2025-09-20T02:00:00.000Z' }
  const campaign = await findCampaign(store, '2025Q3')
  const open = await store
    .selectFrom('judgement')
    .innerJoin('inspection', 'inspection.id', 'judgement.inspectionId')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select(['round.target', 'judgement.clauseId', 'judgement.outcome'])
    .execute()
  const target = { site: '3100000001', account: '微信/gh_1' } as Record<string, string>
  const decisions = open
    .filter(({ clauseId }) => clauseId !== 'NM-V2.1')
    .flatMap(({ target: kind, clauseId, outcome }) => {
      const decision = {
        round: `${kind}-1`,
        target: target[kind]!,
        clause: clauseId,
        kind: outcome === 'failed' ? ('dismissed' as const) : ('passed' as const),
        reason: '核对无误',
        note: '',
      }
      return [
        { ...decision, author: '李四', role: 'reviewer' as const },
        { ...decision, author: '王五', role: 'municipalSupervisor' as const },
      ]
    })
  for (const decision of decisions) await decide(store, campaign, [decision], by).catch(() => undefined)
}
