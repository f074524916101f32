/** A quarter through HTTP: register imported as previewed, campaign opened, frozen, drawn, queued, held, cancelled. */
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { openJobs, type Jobs } from '../store/jobs.ts'
import { createHttpApp } from './app.ts'
import type { CampaignEvent } from './routes/campaign-events.ts'
import type { ImportAnswer } from './routes/imports.ts'
import type { PlannedSampleAnswer } from './routes/campaign-work.ts'
import { signedIn } from './sign-in-fixture.ts'

const store = await testStore()
const { db } = store
let jobs: Jobs
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [], jobs: async () => jobs })
type Asker = Awaited<ReturnType<typeof signedIn>>
let supervisor: Asker
let operator: Asker

beforeAll(async () => {
  jobs = await openJobs(store)
  supervisor = await signedIn(db, app)
})
afterAll(() => jobs.close())

async function send(who: Asker, method: string, address: string, body: unknown) {
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await who.request(address, init)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function sendFile(address: string, rows: readonly (readonly string[])[], who = supervisor) {
  const bytes = await writeXlsx({ sheets: [{ name: '表', rows: rows.map((row) => [...row]) }] })
  const headers = { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin' }
  const answer = await who.request(address, { method: 'POST', headers, body: new Uint8Array(bytes) })
  return { status: answer.status, body: (await answer.json()) as ImportAnswer & { code?: string } }
}

const units = [
  ['机构代码', '机构名称', '机构简称', '机构类别', '上级机构代码', '序号'],
  ['hp', '黄浦区人民政府', '黄浦区', '区政府', '', '1'],
  ['tj', '市统计局', '市统计局', '市政府部门', '', '2'],
]

describe('an import', () => {
  it('is previewed, then written as it was seen', async () => {
    const previewed = await sendFile('/api/imports/units/preview?name=机构.xlsx', units)
    expect(previewed).toMatchObject({ status: 200, body: { added: 2, errors: [] } })
    expect(await db.selectFrom('unit').select('id').execute()).toEqual([])
    const wrong = await sendFile('/api/imports/units?name=机构.xlsx&previewId=000000000000', units)
    expect(wrong).toMatchObject({ status: 409, body: { code: 'conflict.previewOutdated' } })
    const { previewId } = previewed.body
    const done = await sendFile(`/api/imports/units?name=机构.xlsx&previewId=${previewId}`, units)
    expect(done).toMatchObject({ status: 200, body: { added: 2 } })
    const { author } = await db.selectFrom('registryChange').select('author').limit(1).executeTakeFirstOrThrow()
    expect(author).toBe(supervisor.name)
  })

  it('of a damaged or foreign file says what is wrong', async () => {
    const headers = { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin' }
    const answer = await supervisor.request('/api/imports/units/preview?name=..%2F..%2Fetc%2Fpasswd', {
      method: 'POST',
      headers,
      body: new Uint8Array([1, 2, 3]),
    })
    expect(answer.status).toBe(422)
    const none = await supervisor.request('/api/imports/units/preview?name=x.xlsx', { method: 'POST', headers })
    expect(none.status).toBe(422)
  })

  it('shows all errors and writes nothing', async () => {
    const sites = [
      ['网站标识码', '网站名称', '首页网址', '网站类别', '主办单位代码', '运行状态', '是否有办事服务'],
      ['3101010001', '黄浦', 'http://hp.example/', '区政府门户网站', 'nobody', '正常运行', '是'],
    ]
    const { body } = await sendFile('/api/imports/sites/preview?name=s.xlsx', sites)
    expect(body).toMatchObject({ errorCount: 1, errors: [expect.stringContaining('nobody')] })
  })

  it('is not for somebody who sees only some units', async () => {
    const keeper = await signedIn(db, app, 'technicalSupport', { units: ['hp'] })
    const refused = await sendFile('/api/imports/units/preview?name=u.xlsx', units, keeper)
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden.scope' } })
  })

  it('of sites and accounts prepares the campaign', async () => {
    const sites = [
      ['网站标识码', '网站名称', '首页网址', '网站类别', '主办单位代码', '运行状态', '是否有办事服务'],
      ['3101010001', '黄浦', 'http://hp.example/', '区政府门户网站', 'hp', '正常运行', '是'],
    ]
    const accounts = [
      ['账号类型', '账号标识', '账号名称', '主办单位代码', '账号状态', '采集方式'],
      ...Array.from({ length: 6 }, (_, index) => [
        '微信',
        `gh_${index}`,
        `账号${index}`,
        index < 2 ? 'hp' : 'tj',
        '正常',
        '文件报送',
      ]),
    ]
    for (const [kind, rows] of [
      ['sites', sites],
      ['accounts', accounts],
    ] as const) {
      const { body } = await sendFile(`/api/imports/${kind}/preview?name=f.xlsx`, rows)
      expect(body.errors).toEqual([])
      expect((await sendFile(`/api/imports/${kind}?name=f.xlsx&previewId=${body.previewId}`, rows)).status).toBe(200)
    }
    operator = await signedIn(db, app, 'operator', { units: ['hp'] })
  })
})

describe('many accounts at once', () => {
  const change = { keys: ['微信/gh_0', '微信/gh_1'], field: '账号状态', value: '停更公告' }

  it('are changed as previewed', async () => {
    const { body } = await send(supervisor, 'POST', '/api/account-changes/preview', change)
    expect(body).toMatchObject({ changed: 2, errors: [] })
    const done = await send(supervisor, 'POST', '/api/account-changes', { ...change, previewId: body['previewId'] })
    expect(done).toMatchObject({ status: 200, body: { changed: 2 } })
    const back = { ...change, value: '正常' }
    const again = await send(supervisor, 'POST', '/api/account-changes/preview', back)
    await send(supervisor, 'POST', '/api/account-changes', { ...back, previewId: again.body['previewId'] })
  })

  it('cannot be given a name', async () => {
    const refused = await send(supervisor, 'POST', '/api/account-changes/preview', { ...change, field: '账号名称' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'badInput.assignment' } })
  })
})

describe('many sites at once', () => {
  it('are changed as previewed, each with its entry in the log', async () => {
    const [site] = (await db.selectFrom('site').select(['siteCode', 'state', 'category']).orderBy('id').execute()) as [
      { siteCode: string; state: string; category: string },
    ]
    const change = { keys: [site.siteCode], field: '运行状态', value: '临时下线' }
    expect((await send(operator, 'POST', '/api/site-changes/preview', change)).status).toBe(403)
    const { body } = await send(supervisor, 'POST', '/api/site-changes/preview', change)
    expect(body).toMatchObject({ changed: 1, errors: [], changes: [{ field: '运行状态', after: '临时下线' }] })
    const done = { ...change, previewId: body['previewId'] }
    expect(await send(supervisor, 'POST', '/api/site-changes', done)).toMatchObject({
      status: 200,
      body: { changed: 1 },
    })
    // what was previewed is no longer what would happen
    expect((await send(supervisor, 'POST', '/api/site-changes', done)).status).toBe(409)
    const { changes } = (await send(supervisor, 'GET', `/api/sites/${site.siteCode}`, undefined)).body as {
      changes: unknown[]
    }
    expect(changes[0]).toMatchObject({ fields: [{ field: '运行状态', after: '临时下线' }] })
    const back = { ...change, value: '正常运行' }
    const again = await send(supervisor, 'POST', '/api/site-changes/preview', back)
    await send(supervisor, 'POST', '/api/site-changes', { ...back, previewId: again.body['previewId'] })
  })

  it.each([
    ['a name', { field: '网站名称', value: '甲' }, 422],
    ['a state that is none', { field: '运行状态', value: '无' }, 200],
  ])('are not given %s', async (_, set, status) => {
    const [{ siteCode }] = (await db.selectFrom('site').select('siteCode').execute()) as [{ siteCode: string }]
    const refused = await send(supervisor, 'POST', '/api/site-changes/preview', { keys: [siteCode], ...set })
    expect(refused.status).toBe(status)
    if (status === 200) expect(refused.body).toMatchObject({ errorCount: 1 })
  })

  it('are those of the register', async () => {
    const change = { keys: ['0000000000'], field: '运行状态', value: '正常运行' }
    expect((await send(supervisor, 'POST', '/api/site-changes/preview', change)).status).toBe(404)
  })
})

describe('a campaign', () => {
  const strata = [{ id: 'spot', rule: 'spotCheck', label: '抽查', sharePercent: 50 }]

  it('shows who would be drawn, the same for the same seed', async () => {
    const plan = () => send(supervisor, 'POST', '/api/campaign-plan', { strata, seed: '种子' })
    const first = (await plan()).body as unknown as PlannedSampleAnswer
    expect(first).toMatchObject({ population: 6, sampled: 3, strata: [{ members: 3 }] })
    expect((await plan()).body).toEqual(first)
    const wrong = await send(supervisor, 'POST', '/api/campaign-plan', { strata: [{ id: 'x', rule: 'y' }], seed: '1' })
    expect(wrong).toMatchObject({ status: 422, body: { code: 'badInput.strata' } })
  })

  it('is opened, frozen and drawn as planned', async () => {
    const opened = {
      id: '2025Q3',
      ruleSet: 'shanghai-2025',
      style: 'shanghai',
      monitorPoint: '2025-08-14',
      siteRounds: ['2025-08-14'],
      strata,
      seed: '种子',
    }
    expect((await send(operator, 'POST', '/api/campaigns', opened)).status).toBe(403)
    expect((await send(supervisor, 'POST', '/api/campaigns', { ...opened, monitorPoint: '2025-02-30' })).status).toBe(
      422,
    )
    expect(await send(supervisor, 'POST', '/api/campaigns', opened)).toMatchObject({
      status: 200,
      body: { id: '2025Q3' },
    })
    expect((await send(supervisor, 'POST', '/api/campaigns', opened)).status).toBe(409)
    expect((await send(supervisor, 'POST', '/api/campaigns/2025Q3/freeze', {})).status).toBe(200)
    const { body } = await send(supervisor, 'POST', '/api/campaigns/2025Q3/draw', {})
    expect(body['words']).toContain('account-1 抽取 3 个')
  })

  it('is queued, held, cancelled, and tells each step as it happens', async () => {
    const step = async (name: string, body = {}) =>
      (await send(supervisor, 'POST', `/api/campaigns/2025Q3/${name}`, body)).body['words']
    expect(await step('run')).toBe('4 次检查已放入队列')
    const events = await supervisor.request('/api/campaigns/2025Q3/events')
    expect(events.headers.get('content-type')).toContain('text/event-stream')
    const reader = progressOf(events)
    expect((await reader.next()).value).toMatchObject({ state: 'collecting', done: 0, total: 4, paused: 0 })
    expect(await step('pause')).toBe('已暂停 4 次检查')
    expect((await reader.next()).value).toMatchObject({ paused: 4 })
    expect(await step('resume', { round: 'site-1' })).toBe('已继续 1 次检查')
    expect((await reader.next()).value).toMatchObject({ paused: 3 })
    expect(await step('cancel')).toBe('已取消 4 次检查')
    expect((await reader.next()).value).toMatchObject({ done: 4, state: 'review' })
    await reader.return(undefined)
  })

  it('is not for those whose contract is another', async () => {
    const other = { id: '2025Q4', ruleSet: 'shanghai-2025', style: 'shanghai', monitorPoint: '2025-11-14' }
    await send(supervisor, 'POST', '/api/campaigns', { ...other, siteRounds: ['2025-11-14'] })
    const inspector = await signedIn(db, app, 'inspector', { campaigns: ['2025Q4'] })
    expect((await inspector.request('/api/campaigns/2025Q3/events')).status).toBe(404)
  })
})

async function* progressOf(answer: Response): AsyncGenerator<CampaignEvent, undefined> {
  let text = ''
  for await (const chunk of answer.body!) {
    text += new TextDecoder().decode(chunk)
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))![1]!
      text = text.slice(end + 2)
      yield JSON.parse(data) as CampaignEvent
    }
  }
  return undefined
}
