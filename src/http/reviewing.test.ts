/** Review over HTTP as the console does it: claims, decisions, two persons, evidence with marks, exemptions. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createArchive } from '../gather/archive/wacz.ts'
import { json } from '../store/json.ts'
import { createHttpApp } from './app.ts'
import { replayTokens } from './replay/replay-token.ts'
import { signedIn } from './sign-in-fixture.ts'
import { setArchive, storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
const home = await mkdtemp(path.join(tmpdir(), 'mingcha-reviewing-'))
afterAll(() => rm(home, { recursive: true, force: true }))
const tokens = replayTokens(Buffer.alloc(32, 1))
const replay = { tokens, originFor: () => 'http://127.0.0.1:8611', frameSource: 'http://*:8611' }
const app = createHttpApp({ db, archiveFolder: home, hostNames: [], replay })

type Signed = Awaited<ReturnType<typeof signedIn>>
let [reviewer, second, supervisor, inspector, operator]: Signed[] = []
let [site, account] = [0, 0]
const broken = 'http://www.example.gov.cn/gone.html'
const findings = [
  { where: '首页链接', message: '“便民服务”打不开：HTTP 404', url: broken },
  { where: '栏目“公告”', message: '没有任何内容' },
]

beforeAll(async () => {
  const stored = await storeCampaign(db, '某区')
  ;[site, account] = [stored.siteInspection, stored.accountInspection]
  reviewer = await signedIn(db, app, 'reviewer')
  second = await signedIn(db, app, 'reviewer')
  supervisor = await signedIn(db, app, 'supervisor')
  inspector = await signedIn(db, app, 'inspector', { campaigns: ['2025Q3'] })
  operator = await signedIn(db, app, 'operator', { units: ['U1'] })
  await db
    .updateTable('judgement')
    .set({ outcome: 'failed', findings: json<unknown>(findings) })
    .where('inspectionId', '=', site)
    .where('clauseId', '=', 'WEB-V3')
    .execute()
})
beforeEach(async () => {
  await db.deleteFrom('proofPicture').execute()
  await db.deleteFrom('reviewClaim').execute()
  await db.deleteFrom('decision').execute()
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

const veto = () => ({ inspectionId: site, clause: 'WEB-V3' })
const decideBy = (who: Signed | undefined, decision: object) =>
  send(who, '/api/campaigns/2025Q3/decisions', { decisions: [{ ...veto(), ...decision }] })
const waiting = async () =>
  (await send(reviewer, '/api/campaigns/2025Q3/review?clause=WEB-V3')).body.items[0]?.waitingFor ?? null

describe('the queue', () => {
  it('is a page of a list, narrowed down, with the number of all', async () => {
    const all = (await send(reviewer, '/api/campaigns/2025Q3/review?size=100')).body
    expect(all.total).toBe(all.items.length)
    expect(all.items[0]).toMatchObject({ ...veto(), outcome: 'failed', waitingFor: 'review', targetName: '某区' })
    const page = (await send(reviewer, '/api/campaigns/2025Q3/review?size=1&page=2')).body
    expect([page.total, page.items]).toEqual([all.total, [all.items[1]]])
    for (const [query, total] of [
      ['clause=WEB-V3', 1],
      ['kind=account&clause=WEB-V3', 0],
      ['name=某&clause=WEB-V3', 1],
      ['name=别', 0],
      ['unit=U1&waiting=supervisor', 0],
    ] as const) {
      expect((await send(reviewer, `/api/campaigns/2025Q3/review?${query}`)).body.total, query).toBe(total)
    }
    expect((await send(reviewer, '/api/campaigns/2025Q3/review?size=101')).status).toBe(422)
  })

  it('gives what is next, the one behind it meanwhile, and takes back', async () => {
    const next = '/api/campaigns/2025Q3/review/next'
    const first = (await send(reviewer, next, {})).body
    expect(first.item).toMatchObject({ ...veto(), claimedBy: reviewer!.name })
    const behind = (await send(reviewer, next, { except: [veto()] })).body
    expect(behind.item).not.toMatchObject(veto())
    const other = (await send(second, next, {})).body
    expect([first.item, behind.item]).not.toContainEqual(expect.objectContaining({ clause: other.item.clause }))
    const taken = await send(second, '/api/campaigns/2025Q3/review/claim', veto())
    expect(taken).toMatchObject({ status: 409, body: { code: 'conflict.claimed' } })
    expect(taken.body.title).toContain(reviewer!.name)
    expect((await send(reviewer, '/api/campaigns/2025Q3/review/release', veto())).status).toBe(204)
    expect((await send(second, '/api/campaigns/2025Q3/review/claim', veto())).status).toBe(200)
    const holder = async () =>
      (await send(reviewer, '/api/campaigns/2025Q3/review?clause=WEB-V3')).body.items[0].claimedBy
    expect(await holder()).toBe(second!.name)
    await db.updateTable('reviewClaim').set({ until: new Date() }).execute()
    expect(await holder()).toBeNull()
  })
})

describe('a decision', () => {
  it('of two reviewers at once: the second learns who decided', async () => {
    expect((await decideBy(reviewer, { kind: 'confirmed', seen: 0 })).body).toEqual({ added: 1, repeated: 0 })
    const late = await decideBy(second, { kind: 'dismissed', reason: '已更新', seen: 0 })
    expect(late).toMatchObject({ status: 409, body: { code: 'conflict.decisions' } })
    expect(late.body.title).toContain(`已由${reviewer!.name}作出结论“确认”`)
  })

  it('on a veto stands with the municipal supervisor as the second person only', async () => {
    await decideBy(reviewer, { kind: 'confirmed' })
    expect(await waiting()).toBe('supervisor')
    const { seen } = (await send(second, `/api/inspections/${site}/clauses/WEB-V3`)).body
    await decideBy(second, { kind: 'confirmed', seen })
    expect(await waiting()).toBe('supervisor')
    await decideBy(supervisor, { kind: 'confirmed' })
    expect(await waiting()).toBeNull()
  })

  it('of an inspector marks and never confirms; who marked it does not review it', async () => {
    expect((await decideBy(inspector, { kind: 'confirmed' })).body.details[0]).toContain('检查人员不能确认')
    expect((await decideBy(inspector, { kind: 'failed', reason: '属实' })).status).toBe(200)
    expect(await waiting()).toBe('supervisor')
  })

  it('for all that a filter matches takes one request, and no filter is none', async () => {
    const batch = { kind: 'dismissed', reason: '已更新', filter: { clause: 'WEB-V3' } }
    const made = await send(reviewer, '/api/campaigns/2025Q3/decisions/matching', batch)
    expect(made.body).toEqual({ added: 1, repeated: 0 })
    const all = await send(reviewer, '/api/campaigns/2025Q3/decisions/matching', { ...batch, filter: {} })
    expect(all).toMatchObject({ status: 422, body: { code: 'badInput.filter' } })
  })

  it('without a reason, of an unknown kind, or by somebody whose role decides nothing, is refused', async () => {
    expect((await decideBy(reviewer, { kind: 'dismissed' })).status).toBe(422)
    expect((await decideBy(reviewer, { kind: 'maybe' })).status).toBe(422)
    expect((await decideBy(operator, { kind: 'confirmed' })).status).toBe(403)
  })

  it('on what is outside the scope is on what does not exist', async () => {
    await db
      .insertInto('unit')
      .values({ code: 'U2', name: '别区', shortName: '别区', kind: 'district', printOrder: 2, parentId: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const elsewhere = await signedIn(db, app, 'reviewer', { units: ['U2'] })
    expect((await decideBy(elsewhere, { kind: 'confirmed' })).status).toBe(404)
    expect((await send(elsewhere, '/api/campaigns/2025Q3/review')).body.total).toBe(0)
    expect((await send(elsewhere, `/api/inspections/${site}/clauses/WEB-V3`)).status).toBe(404)
    expect((await send(elsewhere, '/api/campaigns/2025Q3/review/next', {})).body).toBeNull()
    const contract = await signedIn(db, app, 'inspector', { campaigns: [] })
    expect((await send(contract, '/api/campaigns/2025Q3/review')).status).toBe(404)
  })
})

describe('the evidence of a finding', () => {
  const home1 = 'http://www.example.gov.cn/'
  const picture = Buffer.from('ffd8ffe000104a46', 'hex')

  beforeAll(async () => {
    await mkdir(path.join(home, '2025Q3'), { recursive: true })
    const file = path.join(home, '2025Q3/1.wacz')
    const archive = createArchive({ file, clock: Date.now, userAgent: 'Mingcha', title: '某区' })
    const answer = {
      hops: [],
      truncated: false,
      encodingProblem: null,
      elapsedMs: 1,
      wireBytes: 1,
      headers: [['Server', 'nginx']] as [string, string][],
    }
    const text = '欢迎访问。便民服务 电话 13812345678 关于我们'
    await archive.store({ ...answer, url: home1, status: 200, body: Buffer.from('<p>首页') }, '首页', text)
    await archive.store({ ...answer, url: broken, status: 404, body: Buffer.from('404') }, '没有')
    await archive.storeScreenshot(home1, picture, '2025-08-20T04:00:00.000Z', {
      width: 1366,
      height: 4000,
      places: [
        { x: 10, y: 20, width: 80, height: 16, url: broken, text: '便民服务' },
        { x: 10, y: 60, width: 80, height: 16, url: home1, text: '首页' },
      ],
    })
    await setArchive(db, site, { ...(await archive.finish())!, file: '2025Q3/1.wacz' })
    const places = [{ page: home1, text: '便民服务', place: 'a[href]' }]
    const links = { findings: [{ url: broken, foundOn: home1, anchorText: '便民服务', places }] }
    await db
      .insertInto('evidence')
      .values({
        inspectionId: site,
        kind: 'links',
        value: json<unknown>(links),
        missing: null,
        sha256: 'a',
        capturedAt: '2025-08-20T04:00:00.000Z',
      })
      .execute()
  })

  it('shows what was answered, the words with their surroundings, and the place on the picture; reading it is audited', async () => {
    const { body } = await send(reviewer, `/api/inspections/${site}/clauses/WEB-V3`)
    const [link, column] = body.findings
    expect(link).toMatchObject({ ...findings[0], status: 404, headers: [['Server', 'nginx'], expect.anything()] })
    expect(link.records.map(({ type, url }: Answer) => [type, url])).toContainEqual(['response', broken])
    expect(link.highlights[0]).toMatchObject({ page: home1, match: '便民服务', before: '欢迎访问。' })
    expect(link.highlights[0].after).not.toContain('13812345678')
    expect(column).toMatchObject({ status: null, records: [] })
    expect(body.pictures).toEqual([
      expect.objectContaining({
        page: home1,
        width: 1366,
        marks: [{ x: 10, y: 20, width: 80, height: 16, finding: 0 }],
      }),
    ])
    expect(body.archive).toMatchObject({ records: 5, problem: null, replay: true })
    const shown = await reviewer!.request(`/api/inspections/${site}/pictures/${body.pictures[0].record}`)
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(picture)
    const read = await db.selectFrom('auditEntry').select(['actor', 'action']).orderBy('id', 'desc').limit(2).execute()
    expect(read).toEqual([
      { actor: reviewer!.name, action: 'picture.read' },
      { actor: reviewer!.name, action: 'evidence.read' },
    ])
    expect((await reviewer!.request(`/api/inspections/${site}/pictures/0`)).status).toBe(404)
    expect((await reviewer!.request(`/api/inspections/${site}/pictures/999`)).status).toBe(404)
  })

  it('tells units neither what is on trial nor who said what in review', async () => {
    await decideBy(reviewer, { kind: 'confirmed', note: '内部说明' })
    const own = await send(operator, `/api/inspections/${site}/clauses/WEB-V3`)
    expect([own.status, own.body.decisions, own.body.findings.length]).toEqual([200, [], 2])
    const { ruleSetVersion } = await db.selectFrom('campaign').select('ruleSetVersion').executeTakeFirstOrThrow()
    const rules = await db.selectFrom('ruleSetVersion').selectAll().executeTakeFirstOrThrow()
    const { 'WEB-V3': clause, ...others } = rules.value.clauses
    const value = json({ ...rules.value, clauses: { ...others, 'WEB-V3': { ...clause!, shadow: true } } })
    await db.updateTable('ruleSetVersion').set({ value }).where('version', '=', ruleSetVersion).execute()
    expect((await send(operator, `/api/inspections/${site}/clauses/WEB-V3`)).status).toBe(404)
    expect((await send(reviewer, `/api/inspections/${site}/clauses/WEB-V3`)).body.shadow).toBe(true)
    await db
      .updateTable('ruleSetVersion')
      .set({ value: json(rules.value) })
      .execute()
  })

  it('opens the replay of its archive for some minutes', async () => {
    const { body } = await send(reviewer, `/api/inspections/${site}/replay`, {})
    const [page] = body.pages
    expect(page).toMatchObject({ url: home1, title: '首页', rendered: null })
    const token = /^http:\/\/127\.0\.0\.1:8611\/([^/]+)\/page\//.exec(page.address)![1]!
    expect(tokens.read(token, Date.now())).toBe(site)
    expect(tokens.read(token, Date.now() + 31 * 60_000)).toBeNull()
  })

  it('says when the archive cannot be read, and shows what the database has', async () => {
    const { archive } = await db
      .selectFrom('inspection')
      .select('archive')
      .where('id', '=', site)
      .executeTakeFirstOrThrow()
    await setArchive(db, site, { ...(archive as Answer), file: '2025Q3/no.wacz' })
    const { status, body } = await send(reviewer, `/api/inspections/${site}/clauses/WEB-V3`)
    expect([status, body.archive.problem]).toEqual([200, '没有网页存档'])
    expect(body.findings).toHaveLength(2)
    await writeFile(path.join(home, '2025Q3/no.wacz'), 'no archive')
    const damaged = await send(reviewer, `/api/inspections/${site}/clauses/WEB-V3`)
    expect(damaged.body.archive.problem).toContain('网页存档无法读取')
    await setArchive(db, site, archive as Answer)
    expect((await send(reviewer, `/api/inspections/${account}/clauses/NM-V2.1`)).body.archive).toBeNull()
    expect((await send(reviewer, `/api/inspections/${site}/clauses/NO`)).status).toBe(404)
  })
})

describe('exemptions', () => {
  it('are added and ended with a reason, within the scope of whoever does it', async () => {
    const own = await signedIn(db, app, 'reviewer', { units: ['U1'] })
    const target = {
      clause: 'WEB-V3',
      scope: 'target',
      target: '3100000001',
      reason: '历史站点',
      validTo: '2030-01-01',
    }
    const { id } = (await send(own, '/api/exemptions', target)).body
    expect(await waiting()).toBeNull()
    expect((await send(own, '/api/exemptions')).body).toMatchObject([{ id, covers: '某区', scopeName: '某对象' }])
    const elsewhere = await signedIn(db, app, 'reviewer', { units: ['U2'] })
    expect((await send(elsewhere, '/api/exemptions')).body).toEqual([])
    expect((await send(elsewhere, `/api/exemptions/${id}/end`, { reason: '误加' })).status).toBe(404)
    expect((await send(own, '/api/exemptions', { ...target, scope: 'everywhere' })).body.code).toBe('forbidden.scope')
    expect((await send(own, '/api/exemptions', { ...target, reason: ' ' })).status).toBe(422)
    expect((await send(own, `/api/exemptions/${id}/end`, { reason: '误加' })).status).toBe(204)
    expect(await waiting()).toBe('review')
  })
})
