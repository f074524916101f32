/** A problem's way from the notice to the closed case over HTTP: the unit, another unit, and the office. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { findAssignment, judgeAssignment, writeEvidence, writeJudgements } from '../judging/inspect.ts'
import { addDays, dayOfInstant } from '../kernel/day.ts'
import { gradeRechecks } from '../rectification/recheck-case.ts'
import { usualTerms } from '../rectification/terms.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import { transaction } from '../store/database.ts'
import { openJobs, queueCounts } from '../store/jobs.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { createHttpApp } from './app.ts'
import type { OverviewAnswer } from './routes/overview.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const store = await testStore()
const { db } = store
const today = dayOfInstant(Date.now())
const jobs = await openJobs(store)
const people: Record<string, Awaited<ReturnType<typeof signedIn>>> = {}
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mingcha-proof-'))
  await storeCampaign(db, '某局')
  const other = { code: 'U2', name: '另一局', shortName: '另一局', kind: 'department', parentId: null, printOrder: 2 }
  await upsertRows(db, 'unit', ['code'], [other])
  const app = createHttpApp({
    db,
    archiveFolder: folder,
    hostNames: [],
    terms: { ...usualTerms, selfChecks: 2, calendar: announcedHolidays },
    attachmentBytes: 1000,
    jobs: async () => jobs,
  })
  people['office'] = await signedIn(db, app)
  people['secondOffice'] = await signedIn(db, app)
  people['reviewer'] = await signedIn(db, app, 'reviewer')
  people['unit'] = await signedIn(db, app, 'operator', { units: ['U1'] })
  people['otherUnit'] = await signedIn(db, app, 'operator', { units: ['U2'] })
})
afterAll(async () => {
  await jobs.close()
  await rm(folder, { recursive: true })
})

type Person = 'office' | 'secondOffice' | 'reviewer' | 'unit' | 'otherUnit'
const get = async (who: Person, address: string) => {
  const answer = await people[who]!.request(address)
  return {
    status: answer.status,
    body: (await answer.json()) as Listed,
  }
}
const send = async (who: Person, address: string, body: unknown = {}) => {
  const answer = await people[who]!.request(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) }
}
const reply = async (who: Person, text: string, files: readonly (readonly [name: string, bytes: string])[] = []) => {
  const form = new FormData()
  form.set('text', text)
  for (const [name, bytes] of files) form.append('files', new File([bytes], name))
  const headers = { 'sec-fetch-site': 'same-origin' }
  const answer = await people[who]!.request('/api/cases/1/answers', { method: 'POST', body: form, headers })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
/** Rows of an xlsx, its headings among them. */
const rows = async (who: Person, address: string) => {
  const answer = await people[who]!.request(address)
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  return (await readXlsx(new Uint8Array(await answer.arrayBuffer()))).sheets[0]!.rows.length
}
const pdf = (length: number) => `%PDF-${'x'.repeat(length - 5)}`

/** What a worker does with a re-check: the account has posted again. */
async function inspected(id: number): Promise<void> {
  const now = new Date().toISOString()
  const assignment = await findAssignment(db, id)
  const before = await db.selectFrom('evidence').selectAll().where('kind', '=', 'posts').executeTakeFirstOrThrow()
  const value = before.value as { posts: object[] }
  const posts = {
    value: { ...value, knownThrough: today, posts: [{ ...value.posts[0]!, publishedOn: addDays(today, -1) }] },
  }
  await writeEvidence(db, id, { posts } as never, now)
  await writeJudgements(db, assignment, judgeAssignment(assignment, { posts } as never), now)
  await db.updateTable('inspection').set({ state: 'judged', gatheredAt: now }).where('id', '=', id).execute()
  await transaction(db, (tx) => gradeRechecks(tx, id, { actor: '程序', at: now }))
}

/** What the first page says waits for somebody, each with its count: as many rows as its list shows. */
async function work(who: Person): Promise<readonly string[]> {
  const lists: Readonly<Record<string, string>> = {
    review: '/api/campaigns/2025Q3/review',
    cases: '/api/cases',
    closing: '/api/cases',
    appeals: '/api/appeals',
    extensions: '/api/extensions',
  }
  const { body } = await get(who, '/api/overview')
  const { today: due } = body as unknown as OverviewAnswer
  for (const { key, count, filter } of due) {
    if (lists[key] === undefined) continue
    const { campaign: _campaign, tab: _tab, ...asked } = filter
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(asked)) for (const one of [value].flat()) query.append(name, one)
    expect([key, (await get(who, `${lists[key]}?${query.toString()}`)).body.total]).toEqual([key, count])
  }
  return due.map(({ key, count }) => `${key} ${count}`)
}

interface Listed {
  readonly total: number
  readonly items: readonly Record<string, unknown>[]
  readonly [name: string]: unknown
}

describe('a notice', () => {
  it('is drafted and sent by the office only; the unit sees it once it is sent', async () => {
    expect((await send('unit', '/api/campaigns/2025Q3/notices')).status).toBe(403)
    expect((await send('reviewer', '/api/campaigns/2025Q3/notices')).status).toBe(403)
    expect((await send('office', '/api/campaigns/2025Q3/notices')).body).toMatchObject({ noticeIds: [1], cases: 1 })
    expect((await get('office', '/api/notices?state=draft')).body.total).toBe(1)
    expect((await get('unit', '/api/notices')).body.total).toBe(0)
    expect((await get('unit', '/api/cases')).body.total).toBe(0)
    expect((await get('unit', '/api/cases/1')).status).toBe(404)
    expect((await send('office', '/api/notices/send', { ids: [1] })).status).toBe(204)
    expect((await send('office', '/api/notices/send', { ids: [1] })).status).toBe(409)
    expect((await get('unit', '/api/notices')).body.items).toMatchObject([
      { state: 'sent', waiting: 1, vetoes: 1, daysLeft: 3 },
    ])
    expect((await get('unit', '/api/cases')).body.items).toMatchObject([{ state: 'notified', daysLeft: 3 }])
  })

  it('and everything of it does not exist for another unit', async () => {
    for (const list of ['/api/notices', '/api/cases', '/api/notices/1/cases', '/api/appeals', '/api/extensions']) {
      expect([list, (await get('otherUnit', list)).body.total]).toEqual([list, 0])
    }
    for (const one of [
      '/api/notices/1',
      '/api/cases/1',
      '/api/notices/1/documents/html',
      `/api/cases/1/attachments/${'0'.repeat(64)}`,
    ]) {
      expect([one, (await get('otherUnit', one)).status]).toEqual([one, 404])
    }
    const day = addDays(today, 30)
    expect((await send('otherUnit', '/api/notices/1/read')).status).toBe(404)
    expect((await send('otherUnit', '/api/notices/1/extensions', { wantedOn: day, reason: '改版' })).status).toBe(404)
    expect((await send('otherUnit', '/api/cases/1/appeals', { text: '有误' })).status).toBe(404)
    expect((await reply('otherUnit', '已整改')).status).toBe(404)
  })

  it('has its receipt when the unit opens it, with who and when; the office’s reading is none', async () => {
    expect((await send('office', '/api/notices/1/read')).status).toBe(403)
    expect((await get('office', '/api/notices/1')).body).toMatchObject({ state: 'sent', readAt: null })
    expect((await send('unit', '/api/notices/1/read')).status).toBe(204)
    expect((await send('unit', '/api/notices/1/read')).status).toBe(204)
    expect((await get('office', '/api/notices/1')).body).toMatchObject({ state: 'read', readBy: people['unit']!.name })
  })

  it.each([
    ['?campaign=2025Q3', 1],
    ['?campaign=2025Q2', 0],
    ['?unit=U1', 1],
    ['?unit=U2', 0],
    ['?state=read&state=sent', 1],
    ['?state=closed', 0],
    ['?overdue=true', 0],
    [`?search=${encodeURIComponent('某')}`, 1],
    ['?search=%25', 0],
    ['?page=2', 1],
  ])('is found by %s', async (query, total) => {
    expect((await get('office', `/api/notices${query}`)).body.total).toBe(total)
  })

  it('is exported as a sheet by the same filter, each unit its own', async () => {
    expect(await rows('office', '/api/notices.xlsx?unit=U1')).toBe(2)
    expect(await rows('office', '/api/notices.xlsx?unit=U2')).toBe(1)
    expect(await rows('otherUnit', '/api/notices.xlsx')).toBe(1)
    expect(await rows('unit', '/api/cases.xlsx')).toBe(2)
    expect(await rows('otherUnit', '/api/cases.xlsx')).toBe(1)
    expect(await rows('unit', '/api/cases.xlsx?notice=1')).toBe(2)
    expect(await rows('unit', '/api/cases.xlsx?notice=2')).toBe(1)
  })

  it('waits for its unit, and is found by the account that it concerns', async () => {
    expect(await work('unit')).toEqual(['cases 1'])
    expect(await work('office')).toEqual([expect.stringMatching(/^review \d+$/), 'bulletin 1'])
    const [{ targetId }] = (await get('office', '/api/cases')).body.items as [{ targetId: number }]
    expect((await get('office', `/api/cases?target=account&targetId=${targetId}`)).body.total).toBe(1)
    expect((await get('office', `/api/cases?target=site&targetId=${targetId}`)).body.total).toBe(0)
    expect((await get('office', `/api/cases?target=account&targetId=${targetId + 1}`)).body.total).toBe(0)
  })

  it.each(['?state=x', '?page=0', '?size=7', '?overdue=yes'])('refuses %s', async (query) => {
    expect((await get('office', `/api/notices${query}`)).status).toBe(422)
  })

  it('gets more time when the office grants it, decided once', async () => {
    const ask = (wantedOn: string) => send('unit', '/api/notices/1/extensions', { wantedOn, reason: '改版中' })
    expect((await ask(today)).status).toBe(422)
    const { body } = await ask(addDays(today, 40))
    expect((await ask(addDays(today, 41))).status).toBe(409)
    expect((await get('office', '/api/extensions?state=asked')).body.items).toMatchObject([
      { wantedOn: addDays(today, 40) },
    ])
    expect(await work('office')).toContain('extensions 1')
    const decide = (who: Person, granted: boolean) =>
      send(who, `/api/extensions/${String(body!['id'])}/decision`, { granted, reason: '同意' })
    expect((await decide('unit', true)).status).toBe(403)
    const both = await Promise.all([decide('office', true), decide('secondOffice', false)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409])
    const found = await get('unit', '/api/notices/1')
    const granted = both[0]!.status === 204
    expect(found.body['extensions']).toMatchObject([{ state: granted ? 'granted' : 'refused' }])
    expect(await rows('unit', '/api/extensions.xlsx')).toBe(2)
    expect(await rows('office', '/api/extensions.xlsx?state=asked')).toBe(1)
    expect(await rows('otherUnit', '/api/extensions.xlsx')).toBe(1)
  })
})

describe('an appeal', () => {
  it('is decided by the office, by nobody who was part of it, and once', async () => {
    expect((await send('office', '/api/cases/1/appeals', { text: '有误' })).status).toBe(403)
    expect((await send('unit', '/api/cases/1/appeals', { text: ' ' })).status).toBe(422)
    const { body } = await send('unit', '/api/cases/1/appeals', { text: '8月有发布' })
    expect((await send('unit', '/api/cases/1/appeals', { text: '再次' })).status).toBe(409)
    expect(await work('office')).toContain('appeals 1')
    const decide = (who: Person) =>
      send(who, `/api/appeals/${String(body!['id'])}/decision`, { upheld: false, reason: '属实' })
    expect((await decide('unit')).status).toBe(403)
    const both = await Promise.all([decide('office'), decide('secondOffice')])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409])
    expect((await get('unit', '/api/appeals?state=rejected')).body.items).toMatchObject([{ rejudgedOutcome: 'failed' }])
    expect(await rows('unit', '/api/appeals.xlsx?state=rejected')).toBe(2)
    expect(await rows('otherUnit', '/api/appeals.xlsx')).toBe(1)
    expect((await get('office', '/api/appeals/statistics')).body).toEqual([
      { clause: 'NM-V2.1', filed: 1, upheld: 0, rejected: 1 },
    ])
  })
})

describe('a case', () => {
  it.each([
    ['without words', ' ', [], '没有写整改情况'],
    ['with a program', '已整改', [['截图.png', 'MZ\u0090\u0000']], '类型不能接收'],
    ['with a script', '已整改', [['a.pdf', '#!/bin/sh\n']], '类型不能接收'],
    ['with a file a byte too large', '已整改', [['a.pdf', pdf(1001)]], '太大'],
    ['with an empty file', '已整改', [['a.pdf', '']], '是空的'],
    ['with ten files', '已整改', Array.from({ length: 10 }, (_, n) => [`${n}.pdf`, pdf(10 + n)] as const), '最多上传'],
  ] as const)('is not answered %s', async (_, text, files, words) => {
    const { status, body } = await reply('unit', text, files as never)
    expect([status, body['title']]).toEqual([422, expect.stringContaining(words)])
    expect((await get('unit', '/api/cases/1')).body).toMatchObject({ state: 'notified', answers: [] })
  })

  it('is answered with proof, which the office opens: as a download, on record', async () => {
    expect((await reply('office', '代答')).status).toBe(403)
    expect((await reply('unit', '已恢复更新', [['截图 1.pdf', pdf(1000)]])).status).toBe(200)
    const { body } = await get('office', '/api/cases/1')
    const [file] = (body['answers'] as { files: { sha256: string; name: string }[] }[])[0]!.files
    expect(body).toMatchObject({ state: 'submitted', answers: [{ text: '已恢复更新' }], noticeState: 'replied' })
    const address = `/api/cases/1/attachments/${file!.sha256}`
    const answer = await people['office']!.request(address)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': "attachment; filename*=UTF-8''%E6%88%AA%E5%9B%BE%201.pdf",
      'x-content-type-options': 'nosniff',
    })
    expect(await answer.text()).toBe(pdf(1000))
    expect((await get('otherUnit', address)).status).toBe(404)
    expect((await get('office', `/api/cases/1/attachments/${'0'.repeat(64)}`)).status).toBe(404)
    const read = await db.selectFrom('auditEntry').selectAll().where('action', '=', 'attachment.read').execute()
    expect(read).toMatchObject([{ actor: people['office']!.name, subject: 'case/1' }])
  })

  it('shows the re-check beside the original', async () => {
    expect((await send('unit', '/api/cases/1/recheck')).status).toBe(403)
    const { body } = await send('reviewer', '/api/cases/1/recheck')
    expect((await queueCounts(db)).queued).toBe(1)
    expect((await send('reviewer', '/api/cases/1/recheck')).status).toBe(409)
    await inspected(Number(body!['inspectionId']))
    expect((await get('unit', '/api/cases/1')).body).toMatchObject({
      state: 'rechecked',
      original: { outcome: 'failed', monitorPoint: '2025-08-14' },
      rechecks: [{ outcome: 'passed', grade: 'fixedVerified', monitorPoint: today }],
      possible: [],
    })
    expect(await work('reviewer')).toContain('closing 1')
    expect(await work('unit')).toEqual([])
  })

  it('that is a veto is closed by a second person; of two at once one wins and the other is told', async () => {
    const close = (who: Person) => send(who, '/api/cases/1/close', { note: '已核对' })
    expect((await close('unit')).status).toBe(403)
    expect((await close('reviewer')).body).toEqual({ state: 'awaitingSecond' })
    expect(await close('reviewer')).toMatchObject({ status: 409, body: { code: 'conflict.samePerson' } })
    const both = await Promise.all([close('office'), close('secondOffice')])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)!.body!['title']).toContain('已办结')
    expect((await get('unit', '/api/notices?state=closed')).body.total).toBe(1)
  })

  it('that is closed takes no reply, and says so', async () => {
    const { status, body } = await reply('unit', '补充')
    expect([status, body['title']]).toEqual([409, '整改事项处于“已办结”，不能反馈整改'])
    expect((await send('office', '/api/cases/1/return', { reason: '再查' })).status).toBe(409)
  })

  it.each([
    ['?state=closed&clause=NM-V2.1&target=account&veto=true', 1],
    ['?veto=false', 0],
    ['?grade=fixedVerified', 1],
    ['?grade=stillThere', 0],
    ['?overdue=true', 0],
    [`?search=${encodeURIComponent('某局')}`, 1],
  ])('is found by %s', async (query, total) => {
    expect((await get('office', `/api/cases${query}`)).body.total).toBe(total)
  })
})

describe('a unit’s own page', () => {
  it('lists its sites and accounts, and nobody else’s', async () => {
    const own = (who: Person, target: string) => get(who, `/api/my/targets?target=${target}`)
    expect((await own('unit', 'account')).body.items).toMatchObject([{ key: '微信/gh_1', openCases: 0, selfChecks: 0 }])
    expect((await own('unit', 'site')).body.items).toMatchObject([{ key: '3100000001', down: false }])
    expect((await own('otherUnit', 'account')).body.total).toBe(0)
    expect((await get('unit', '/api/my/due')).body).toMatchObject({ total: 0, selfChecksEvery30Days: 2 })
  })

  it('says what is due, the most urgent first, with days left', async () => {
    const { id: siteId } = await db.selectFrom('site').select('id').executeTakeFirstOrThrow()
    const message = { category: 'wrong', content: '打不开', receivedAt: `${today}T00:00:00Z`, answer: '', unitId: 1 }
    const messages = [
      { ...message, number: 'A', siteId, dueOn: addDays(today, 40) },
      { ...message, number: 'B', siteId, dueOn: addDays(today, -10) },
      { ...message, number: 'C', siteId, dueOn: today, unitId: 2 },
    ]
    await upsertRows(db, 'message', ['number'], messages)
    await db.updateTable('rectificationCase').set({ state: 'notified', dueOn: today }).execute()
    const { body } = await get('unit', '/api/my/due')
    expect(body).toMatchObject({ total: 3, overdue: 1, counts: { case: 1, message: 2, warning: 0 } })
    expect(body.items.map(({ kind, key }) => `${String(kind)} ${String(key)}`)).toEqual([
      'message B',
      'case 1',
      'message A',
    ])
    expect(body.items.map(({ daysLeft }) => Math.sign(Number(daysLeft)))).toEqual([-1, 0, 1])
    expect((await get('otherUnit', '/api/my/due')).body.total).toBe(1)
  })

  it('checks itself within its quota, its own only', async () => {
    const check = (who: Person) => send(who, '/api/self-checks', { target: 'account', id: 1 })
    expect((await check('office')).status).toBe(403)
    expect((await check('otherUnit')).status).toBe(404)
    const both = await Promise.all([check('unit'), check('unit'), check('unit')])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 409])
    expect((await get('unit', '/api/self-checks')).body.total).toBe(2)
    expect((await get('otherUnit', '/api/self-checks')).body.total).toBe(0)
    await inspected(Number(both.findLast(({ status }) => status === 200)!.body!['inspectionId']))
    expect((await get('unit', '/api/self-checks')).body.items).toContainEqual(
      expect.objectContaining({ state: 'judged', failed: 0 }),
    )
  })
})

it('a campaign looks back at problems of earlier ones, which its own unit sees', async () => {
  const lookBack = (who: Person, query = '') => get(who, `/api/campaigns/2025Q3/look-back${query}`)
  expect((await lookBack('office')).body).toEqual({ total: 0, counts: { again: 0, gone: 0, open: 0 }, items: [] })
  // the notice was of the quarter before
  await sql`
    insert into campaign select (jsonb_populate_record(c, '{"id": "2025Q2", "quarter": 2, "monitor_point": "2025-05-14"}')).*
    from campaign c`.execute(db)
  await db.updateTable('notice').set({ campaignId: '2025Q2' }).execute()
  const { body } = await lookBack('unit')
  expect(body).toMatchObject({ total: 1, counts: { again: 1, gone: 0, open: 0 } })
  expect(body.items).toMatchObject([{ id: 1, campaignId: '2025Q2', result: 'again', seenIn: expect.any(Number) }])
  expect((await lookBack('office', '?result=gone')).body.total).toBe(0)
  expect((await lookBack('otherUnit')).body.total).toBe(0)
  expect((await get('office', '/api/campaigns/2020Q1/look-back')).status).toBe(404)
  const sheet = '/api/campaigns/2025Q3/look-back.xlsx'
  expect([await rows('unit', sheet), await rows('unit', `${sheet}?result=gone`)]).toEqual([2, 1])
  expect(await rows('otherUnit', sheet)).toBe(1)
})
