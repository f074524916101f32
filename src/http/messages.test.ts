/** 找错留言 over HTTP: imported with a preview, found, assigned, handed over, each unit its own. */
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { addDays, dayOfInstant } from '../kernel/day.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db } = await testStore()
const door = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
const today = dayOfInstant(Date.now())
const people: Record<string, Awaited<ReturnType<typeof signedIn>>> = {}

beforeAll(async () => {
  const units = ['甲局', '乙局'].map((name, n) => ({
    code: `u${n + 1}`,
    name,
    shortName: name,
    kind: 'department',
    printOrder: n,
  }))
  await upsertRows(db, 'unit', ['code'], units)
  const site = { url: 'http://a.example/', category: 'department', state: 'active', hasServices: false }
  const sites = [1, 2].map((n) => ({ ...site, siteCode: `310000000${n}`, name: `网站${n}`, organiserId: n }))
  await upsertRows(db, 'site', ['siteCode'], sites)
  people['office'] = await signedIn(db, door)
  people['unit'] = await signedIn(db, door, 'operator', { units: ['u1'] })
  people['other'] = await signedIn(db, door, 'operator', { units: ['u2'] })
})

type Person = 'office' | 'unit' | 'other'
const get = async (who: Person, address: string) => {
  const answer = await people[who]!.request(`/api/messages${address}`)
  return {
    status: answer.status,
    body: (await answer.json()) as Listed,
  }
}
const send = async (who: Person, address: string, body: unknown) => {
  const answer = await people[who]!.request(`/api/messages${address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) }
}
const upload = async (who: Person, content: string | null, query = '') => {
  const form = new FormData()
  if (content !== null) form.set('file', new File([content], '留言.csv'))
  const headers = { 'sec-fetch-site': 'same-origin' }
  const answer = await people[who]!.request(`/api/messages/imports${query}`, { method: 'POST', body: form, headers })
  return { status: answer.status, body: (await answer.json()) as Record<string, never> }
}
const row = (number: string, site: number, days: number, content = '页面打不开') =>
  `${number},310000000${site},内容无法访问,${content},${addDays(today, days)} 09:00:00`
const sheet = (...rows: string[]) => ['留言编号,网站标识码,留言类型,留言内容,提交时间', ...rows].join('\n')

interface Listed {
  readonly total: number
  readonly items: readonly Record<string, unknown>[]
  readonly [name: string]: unknown
}

describe('an import', () => {
  const file = sheet(row('A1', 1, -1), row('A2', 1, -40), row('B1', 2, 0, '联系 13800138000'))

  it('is previewed first and writes nothing; applied, it writes what was shown, once', async () => {
    expect((await upload('unit', file)).status).toBe(403)
    const preview = await upload('office', file)
    expect(preview.body).toMatchObject({ added: 3, changed: 0, errors: [], additions: ['A1', 'A2', 'B1'] })
    expect((await get('office', '')).body.total).toBe(0)
    const apply = `?apply=${preview.body['previewId']}`
    expect(await upload('office', sheet(row('A1', 1, -1)), apply)).toMatchObject({
      status: 409,
      body: { code: 'conflict.previewOutdated' },
    })
    expect((await upload('office', file, apply)).body).toMatchObject({ added: 3 })
    expect((await get('office', '')).body.total).toBe(3)
    expect((await upload('office', file)).body).toMatchObject({ added: 0, unchanged: 3 })
  })

  it.each([
    ['nothing', null, '没有收到文件'],
    ['an empty file', '', '留言.csv 没有内容'],
    ['a program', 'MZ\u0000\u0001', '不能导入'],
    ['a sheet without its headings', 'a,b\n1,2', '缺少'],
  ])('of %s is refused', async (_, content, words) => {
    const { status, body } = await upload('office', content)
    expect([status, body['title']]).toEqual([422, expect.stringContaining(words)])
  })

  it('shows all errors of a sheet', async () => {
    const { body } = await upload('office', sheet(row('C1', 9, 0), row('C1', 1, 0)))
    expect(body).toMatchObject({ errorCount: 2 })
    expect((await get('office', '?search=C1')).body.total).toBe(0)
  })
})

describe('messages', () => {
  it('have their clock, the most urgent first; personal data are masked', async () => {
    const { items } = (await get('office', '')).body
    expect(items.map(({ number, standing }) => `${String(number)} ${String(standing)}`)).toEqual([
      'A2 overdue',
      'A1 open',
      'B1 open',
    ])
    expect(items.map(({ daysLeft }) => Math.sign(Number(daysLeft)))).toEqual([-1, 1, 1])
    expect((items[2] as { content: string }).content).not.toContain('13800138000')
  })

  it.each([
    ['?standing=overdue', 1],
    ['?overMonth=true', 1],
    ['?unassigned=true', 3],
    ['?unit=u2', 1],
    ['?category=cannotOpen', 3],
    ['?category=typo', 0],
    [`?search=${encodeURIComponent('打不开')}`, 2],
    [`?from=${addDays(today, -1)}&to=${today}`, 2],
  ])('are found by %s', async (query, total) => {
    expect((await get('office', query)).body.total).toBe(total)
  })

  it('of another unit do not exist', async () => {
    expect((await get('unit', '')).body.total).toBe(2)
    expect((await get('other', '')).body.items).toMatchObject([{ number: 'B1' }])
    expect((await get('unit', '/B1')).status).toBe(404)
    expect((await send('unit', '/B1/assignment', { handler: '张三' })).status).toBe(404)
    expect((await get('unit', '/statistics?from=2020-01-01')).body).toMatchObject({ received: 2, overdue: 1 })
    expect((await get('office', '/statistics?from=2020-01-01')).body).toMatchObject({ received: 3, overdue: 1 })
  })

  it('are assigned: of two at once the second is told', async () => {
    const from = { unitCode: 'u1', handler: null }
    const both = await Promise.all([
      send('office', '/A1/assignment', { handler: '张三', from }),
      send('unit', '/A1/assignment', { handler: '李四', from, reason: '分工' }),
    ])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409])
    expect(both.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'conflict.messageMoved' })
    const { body } = await get('unit', '/A1')
    expect(body['history']).toMatchObject([{ action: 'message.assigned' }])
    // to another unit only by whoever may see that one
    expect((await send('unit', '/A1/assignment', { unitCode: 'u2' })).status).toBe(404)
    expect((await send('office', '/A1/assignment', { unitCode: 'u2' })).status).toBe(204)
    expect((await get('other', '')).body.total).toBe(2)
    expect((await send('office', '/A1/assignment', { unitCode: 'u1' })).status).toBe(204)
  })

  it('go to a successor when somebody leaves, within the units of whoever does it', async () => {
    expect((await send('unit', '/handlers', { unitCode: 'u2', handler: '王五' })).status).toBe(404)
    expect((await send('unit', '/handlers', { unitCode: 'u1', handler: '王五' })).body).toEqual({ assigned: 2 })
    await send('office', '/handlers', { unitCode: 'u2', handler: '王五' })
    expect((await get('office', '/handlers')).body).toMatchObject([
      { handler: '王五', open: 3, overdue: 1, units: [{ code: 'u1' }, { code: 'u2' }] },
    ])
    expect((await send('unit', '/hand-over', { from: '王五', to: '王五' })).status).toBe(422)
    expect((await send('unit', '/hand-over', { from: '王五', to: '赵六' })).body).toEqual({ messages: 2, units: 1 })
    expect((await get('office', `?handler=${encodeURIComponent('王五')}`)).body.items).toMatchObject([{ number: 'B1' }])
    expect((await send('unit', '/hand-over', { from: '王五', to: '赵六' })).status).toBe(404)
  })
})
