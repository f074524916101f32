/** Monitoring over HTTP: each unit its own sites; numbers that open their rows. */
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { addDays, dayOfInstant } from '../kernel/day.ts'
import { openAlert } from '../monitoring/alerts.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db } = await testStore()
const door = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
const today = dayOfInstant(Date.now())
const now = new Date().toISOString()
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
  const site = { url: 'https://a.example/', category: 'department', state: 'active', hasServices: false }
  const sites = [1, 2].map((n) => ({ ...site, siteCode: `310000000${n}`, name: `网站${n}`, organiserId: n }))
  await upsertRows(db, 'site', ['siteCode'], sites)
  const visits = [1, 2].flatMap((siteId) =>
    Array.from({ length: 20 * 366 }, (_, n) => ({
      siteId,
      at: new Date(Date.parse(`${addDays(today, -365)}T00:00:00+08:00`) + n * 72 * 60_000).toISOString(),
      vantage: '电信',
      outcome: n % 20 === siteId ? 'failed' : 'opened',
      elapsedMs: n % 20 === siteId ? null : 300,
      detail: '',
      purpose: 'scheduled',
    })),
  )
  await upsertRows(db, 'probe', ['siteId', 'at', 'vantage'], visits)
  const certificates = [7, 30].map((days, n) => ({ siteId: n + 1, expiresOn: addDays(today, days), seenAt: now }))
  await upsertRows(db, 'siteCertificate', ['siteId'], certificates)
  for (const siteId of [1, 2]) {
    const alert = { kind: 'outage', siteId, severity: 'severe', message: '首页无法访问', evidence: {} } as const
    await openAlert(db, alert, { actor: '程序', at: now })
  }
  people['office'] = await signedIn(db, door)
  people['unit'] = await signedIn(db, door, 'operator', { units: ['u1'] })
})

const get = async (who: 'office' | 'unit', address: string) => {
  const answer = await people[who]!.request(`/api${address}`)
  return {
    status: answer.status,
    body: (await answer.json()) as Listed,
  }
}
const send = async (who: 'office' | 'unit', address: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await people[who]!.request(`/api${address}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return answer.status
}

interface Listed {
  readonly total: number
  readonly items: readonly Record<string, unknown>[]
  readonly [name: string]: unknown
}

/** The rows of an xlsx below its headings, by heading. */
const rowsOf = async (who: 'office' | 'unit', address: string): Promise<readonly Record<string, unknown>[]> => {
  const answer = await people[who]!.request(`/api${address}`)
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  const [headings, ...rows] = (await readXlsx(new Uint8Array(await answer.arrayBuffer()))).sheets[0]!.rows
  return rows.map((row) => Object.fromEntries(headings!.map((heading, n) => [String(heading), row[n] ?? null])))
}

describe('monitoring', () => {
  it('gives every list as xlsx: all rows of the filter, of the own sites, and no formula', async () => {
    await db.updateTable('site').set({ name: '=HYPERLINK("http://evil.example")' }).where('id', '=', 2).execute()
    const name = '=HYPERLINK("http://evil.example")'
    expect(await rowsOf('office', '/availability.xlsx')).toMatchObject([
      {
        网站: '网站1',
        '失败占比（%）': 5,
        打开: 133,
        失败: 7,
        结论: '达到5%',
        '打开时间中位数（秒）': 0.3,
        正在中断: '是',
      },
      { 网站: name },
    ])
    expect(await rowsOf('office', '/alerts.xlsx?search=网站')).toMatchObject([{ 类别: '首页无法访问', 结束: '持续中' }])
    expect(await rowsOf('office', '/certificates.xlsx?withinDays=7')).toMatchObject([{ 网站: '网站1', 剩余天数: 7 }])
    for (const list of ['availability', 'alerts', 'certificates'])
      expect([list, (await rowsOf('unit', `/${list}.xlsx`)).map((row) => row['网站'])]).toEqual([list, ['网站1']])
    // more rows than are asked of the database at once
    const year = `from=${addDays(today, -365)}&to=${today}`
    const visits = await rowsOf('unit', `/sites/3100000001/visits.xlsx?${year}`)
    expect([visits.length, new Set(visits.map((row) => row['时间'])).size]).toEqual([7320, 7320])
    expect(await rowsOf('unit', `/sites/3100000001/visits.xlsx?from=${today}&outcome=failed`)).toMatchObject([
      { 结果: '失败', '用时（秒）': null },
    ])
    expect((await people['unit']!.request('/api/sites/3100000002/visits.xlsx')).status).toBe(404)
    expect((await people['office']!.request('/api/availability.xlsx?from=2020-01-01')).status).toBe(422)
    await db.updateTable('site').set({ name: '网站2' }).where('id', '=', 2).execute()
  })

  it('shows a unit its own sites in every list, and no other site at all', async () => {
    for (const list of ['/availability', '/alerts', '/certificates']) {
      expect([list, (await get('office', list)).body.total]).toEqual([list, 2])
      expect([list, (await get('unit', list)).body.total]).toEqual([list, 1])
      expect([list, (await get('unit', `${list}?unit=u2`)).body.total]).toEqual([list, 0])
    }
    for (const one of ['availability', 'visits', 'probes', 'maintenance']) {
      expect([one, (await get('unit', `/sites/3100000001/${one}`)).status]).toEqual([one, 200])
      expect([one, (await get('unit', `/sites/3100000002/${one}`)).status]).toEqual([one, 404])
    }
  })

  it('counts a year by day, and the days open their visits', async () => {
    const { body } = await get('unit', '/sites/3100000001/availability')
    const days = body['days'] as { day: string; failed: number; opened: number }[]
    expect([days.length, days[0]]).toEqual([
      366,
      expect.objectContaining({ day: addDays(today, -365), opened: 19, failed: 1 }),
    ])
    expect(body['percentiles']).toMatchObject({ p50: 300, p99: 300 })
    const visits = (query: string) => get('unit', `/sites/3100000001/visits?from=${today}&to=${today}${query}`)
    expect((await visits('')).body.total).toBe(20)
    expect((await visits('&outcome=failed')).body.total).toBe(1)
    const week = (await get('office', '/availability?failing=true')).body.items
    expect(week).toMatchObject([
      { failed: 7, opened: 133, standing: 'failing', thinDays: 0, down: true, medianMs: 300 },
      {},
    ])
  })

  it.each(['?from=2025-08-15&to=2025-08-14', '?from=2020-01-01', '?to=x', '?page=x'])('refuses %s', async (query) => {
    expect((await get('office', `/availability${query}`)).status).toBe(422)
  })

  it('lists certificates by their days left, at both sides of a limit', async () => {
    const left = async (days: number) => (await get('office', `/certificates?withinDays=${days}`)).body.total
    expect([await left(6), await left(7), await left(29), await left(30)]).toEqual([0, 1, 1, 2])
    expect((await get('office', '/certificates')).body.items).toMatchObject([{ daysLeft: 7 }, { daysLeft: 30 }])
  })

  it('lists alerts by kind and whether they last', async () => {
    expect((await get('office', '/alerts?kind=certificate')).body.total).toBe(0)
    await db.updateTable('alert').set({ closedAt: now }).where('siteId', '=', 2).execute()
    expect((await get('office', '/alerts?lasting=true')).body.items).toMatchObject([{ site: '网站1', closedAt: null }])
    expect((await get('office', '/alerts')).body.total).toBe(2)
  })

  it('has periods of special watch and shutdowns, registered by the office', async () => {
    const at = (hours: number) => new Date(Date.parse(now) + hours * 3_600_000).toISOString()
    const period = {
      name: '国庆重保',
      from: at(1),
      until: at(48),
      everyMinutes: 5,
      shifts: [{ from: at(1), to: at(9), person: '张三', phone: '13800138000' }],
    }
    expect(await send('unit', '/guard-periods', period)).toBe(403)
    expect(await send('office', '/guard-periods', { ...period, until: at(0) })).toBe(422)
    expect(await send('office', '/guard-periods', period)).toBe(200)
    const shifts = async (who: 'office' | 'unit') => (await get(who, '/guard-periods')).body
    expect(await shifts('office')).toMatchObject([
      { everyMinutes: 5, shifts: [{ person: '张三', phone: '13800138000' }] },
    ])
    expect(await shifts('unit')).toMatchObject([{ name: '国庆重保', shifts: [{ person: '张三', phone: '' }] }])
    expect(await send('office', '/guard-periods/1/end', { reason: '结束' })).toBe(204)
    expect(await send('office', '/guard-periods/1/end', { reason: '结束' })).toBe(404)
    const shutdown = { from: at(1), until: at(2), reason: '机房检修' }
    expect(await send('unit', '/sites/3100000001/maintenance', shutdown)).toBe(403)
    expect(await send('office', '/sites/3100000001/maintenance', { ...shutdown, from: at(-1) })).toBe(422)
    expect(await send('office', '/sites/3100000001/maintenance', shutdown)).toBe(204)
    expect((await get('unit', '/sites/3100000001/maintenance')).body).toMatchObject([{ reason: '机房检修' }])
  })
})
