/** Monitoring as people look at it: a year of visits by day, alerts, certificates, warnings, special watch. */
import { beforeAll, describe, expect, it } from 'vitest'
import { addDays, dayOfInstant } from '../../src/kernel/day.ts'
import { openAlert } from '../../src/monitoring/alerts.ts'
import { upsertRows } from '../../src/store/upsert-rows.ts'
import { openConsole, picture, troubleOf, violations, type Person } from './open-console.ts'

const site = await openConsole()
const { db } = site
const today = dayOfInstant(Date.now())
let office: Person
let unit: Person

/** Twenty visits a day for a year; on the first day of each month a quarter of them fail. */
function visitsOf(siteId: number, days: number) {
  return Array.from({ length: days * 20 }, (_, n) => {
    const day = addDays(today, Math.floor(n / 20) - days + 1)
    const failed = n % 20 < (day.endsWith('-01') ? 5 : 0)
    return {
      siteId,
      at: new Date(Date.parse(`${day}T00:00:00+08:00`) + (n % 20) * 72 * 60_000).toISOString(),
      vantage: n % 2 ? '上海联通' : '上海电信',
      outcome: failed ? 'failed' : 'opened',
      elapsedMs: failed ? null : 400 + ((n * 37) % 900),
      detail: failed ? '连接超时' : '',
      purpose: 'scheduled',
    }
  })
}

beforeAll(async () => {
  const names = ['上海市统计局', '上海市气象局']
  const units = names.map((name, n) => ({
    code: `U${n + 1}`,
    name,
    shortName: name.slice(2),
    kind: 'department',
    printOrder: n,
  }))
  await upsertRows(db, 'unit', ['code'], units)
  const common = { category: 'department', state: 'active', hasServices: false }
  const sites = ['上海统计', '上海气象'].map((name, n) => ({
    ...common,
    siteCode: `310000000${n + 1}`,
    name,
    url: `https://${n}.example/`,
    organiserId: n + 1,
  }))
  await upsertRows(db, 'site', ['siteCode'], sites)
  await upsertRows(db, 'probe', ['siteId', 'at', 'vantage'], [...visitsOf(1, 366), ...visitsOf(2, 7)])
  const now = new Date().toISOString()
  const certificates = [6, 200].map((days, n) => ({ siteId: n + 1, expiresOn: addDays(today, days), seenAt: now }))
  await upsertRows(db, 'siteCertificate', ['siteId'], certificates)
  const outage = {
    kind: 'outage',
    siteId: 1,
    severity: 'severe',
    message: '首页无法访问，2 个监测点确认',
    evidence: {},
  } as const
  await openAlert(db, outage, { actor: '程序', at: now })
  const warnings = [1, 2].map((n) => ({
    target: 'site',
    targetId: n,
    organiserId: n,
    clauseId: 'WEB-V3',
    place: 'https://0.example/news/',
    placeName: '工作动态',
    level: n === 1 ? 0 : 3,
    failsOn: addDays(today, n === 1 ? -1 : 3),
    because: '最近更新于 15 天前',
    state: n === 1 ? 'expired' : 'sent',
    ruleSet: 'national-2019',
    ruleSetVersion: 1,
    raisedAt: now,
    levelAt: now,
  }))
  await upsertRows(db, 'warning', [], warnings)
  const unknown = {
    target: 'site',
    targetId: 2,
    organiserId: 2,
    clauseId: 'WEB-V3',
    because: '被防火墙拦截',
    since: today,
  }
  await upsertRows(
    db,
    'updateUnknown',
    ['target', 'targetId', 'clauseId'],
    [{ ...unknown, knownThrough: addDays(today, -9) }],
  )
  office = await site.person('supervisor')
  unit = await site.person('operator', { width: 390, height: 844 }, ['U2'])
}, 120_000)

async function open({ page }: Person, address: string, heading: string): Promise<void> {
  await page.goto(address)
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  await expect.poll(() => page.getByRole('status', { name: '正在读取…' }).count(), { timeout: 15_000 }).toBe(0)
}
async function looksWell({ page }: Person, name: string): Promise<void> {
  await picture(page, name)
  expect(await violations(page)).toEqual([])
  expect(troubleOf(page)).toEqual([])
}

describe('monitoring', { timeout: 90_000 }, () => {
  it('lists sites by their share of failures, and shows a unit its own', async () => {
    const { page } = office
    await open(office, '/availability?days=30', '可用性')
    await page.getByRole('link', { name: '上海统计' }).waitFor()
    await page.getByText('正在中断').waitFor()
    await looksWell(office, 'availability')
    await open(unit, '/availability', '可用性')
    await unit.page.getByRole('link', { name: '上海气象' }).waitFor()
    expect(await unit.page.getByText('上海统计').count()).toBe(0)
    await unit.page.goto('/availability/3100000001')
    await unit.page.getByText('没有这个网站').first().waitFor()
  })

  it('shows a year of one site as a calendar, whose days open their visits', async () => {
    const { page } = office
    await open(office, '/availability/3100000001', '上海统计：可用性')
    await page
      .getByRole('img', { name: /逐日失败占比；最高 .*-01 25%/ })
      .locator('svg')
      .waitFor()
    await page.getByRole('img', { name: '逐日失败占比与打开时间' }).locator('svg').waitFor()
    await looksWell(office, 'availability-site')
    const day = addDays(today, -3)
    await page.goto(`/availability/3100000001?day=${day}`)
    await page.getByRole('heading', { name: `逐次监测记录（${day}）` }).waitFor()
    await page.getByText('共 20 条').first().waitFor()
    await page.getByRole('button', { name: '显示整个时间段' }).click()
    await page.getByText('共 7,320 条').first().waitFor()
  })

  it('has alerts, certificates and warnings, each with what is urgent first', async () => {
    const { page } = office
    await open(office, '/alerts?lasting=true', '告警')
    await page.getByText('持续中', { exact: true }).waitFor()
    // what is exported is what the filter shows
    const exported = await page.getByRole('link', { name: '导出' }).getAttribute('href')
    expect(exported).toBe('/api/alerts.xlsx?lasting=true')
    await looksWell(office, 'alerts')
    await open(office, '/certificates', '证书')
    await page.getByText('还有 6 天').waitFor()
    await looksWell(office, 'certificates')
    await open(office, '/warnings', '更新预警')
    await page.getByText('已超期 2 天').waitFor()
    await looksWell(office, 'warnings')
    await page.getByRole('tab', { name: '按单位' }).click()
    await page.getByRole('cell', { name: '上海市统计局' }).waitFor()
    await looksWell(office, 'warning-units')
    await page.getByRole('tab', { name: '无法判断' }).click()
    await page.getByText('被防火墙拦截').waitFor()
  })

  it('has periods of special watch, which only the office opens', async () => {
    const { page } = office
    await open(office, '/guard', '重保')
    await page.getByLabel('名称').fill('国庆重保')
    const times = page.getByLabel('起止时间')
    await times.click()
    await times.fill(`${addDays(today, 1)} 08:00`)
    await page.keyboard.press('Enter')
    await page.keyboard.type(`${addDays(today, 3)} 20:00`)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.getByRole('heading', { name: '国庆重保' }).waitFor()
    await open(office, '/guard', '重保')
    await looksWell(office, 'guard')
    await open(unit, '/guard', '重保')
    await unit.page.getByRole('heading', { name: '国庆重保' }).waitFor()
    expect(await unit.page.getByRole('button', { name: '登记', exact: true }).count()).toBe(0)
  })
})
