/** The pages of the system administrator, as people use them. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRobot } from '../../src/delivery/test-robots.ts'
import { deliver } from '../../src/delivery/work-delivery.ts'
import { storeCampaign } from '../../src/http/stored-campaign-fixture.ts'
import { caseEvents } from '../../src/rectification/case.ts'
import { noticeEvents } from '../../src/rectification/notice.ts'
import { addLoad } from '../../src/registry/host-load.ts'
import { announcedHolidays } from '../../src/regulations/holidays.ts'
import { post } from '../../src/store/outbox.ts'
import { actionName } from '../../web/src/pages/system/audit-actions.ts'
import { openConsole, picture, troubleOf, violations, type Person } from './open-console.ts'

const site = await openConsole()
const { db, safe } = site
let admin: Person

beforeAll(async () => {
  const { siteInspection } = await storeCampaign(db, '上海市统计局')
  await db.updateTable('campaign').set({ state: 'collecting' }).execute()
  await db.updateTable('inspection').set({ state: 'waiting' }).where('id', '=', siteInspection).execute()
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString()
  const entry = { hour, bytes: 12_345_678, errors: 3, slowDowns: 1, slowestMs: 4200, totalMs: 123_456 }
  await addLoad(db, '甲:1', [
    { ...entry, host: 'tjj.sh.gov.cn', requests: 1234 },
    { ...entry, host: 'www.shanghai.gov.cn', requests: 56 },
  ])
  const late = { kind: 'notice.chase', subject: 'notice:1', dueAt: hour, attempts: 2, lastError: 'Error: 没有单位' }
  await db
    .insertInto('deadline')
    .values({ ...late, data: '{}' } as never)
    .execute()
  admin = await site.person('systemAdministrator')
}, 120_000)

const send = async () => {
  const hours = {
    quiet: null,
    workingDaysOnly: false,
    calendar: announcedHolidays,
    digestAtMinute: 545,
    collectMinutes: 0,
  }
  await deliver(db, { hours, publicUrl: null, safe, clock: Date.now, worker: '甲' })
}
const row = (text: string) => admin.page.getByRole('row').filter({ hasText: text })
async function looksWell(name: string): Promise<void> {
  await picture(admin.page, name)
  expect(await violations(admin.page)).toEqual([])
  expect(troubleOf(admin.page)).toEqual([])
}
const gone = (what: Locator) => expect.poll(() => what.count(), { timeout: 15_000 }).toBe(0)
async function open(address: string, heading: string): Promise<void> {
  await admin.page.goto(address)
  await admin.page.getByRole('heading', { level: 1, name: heading }).waitFor()
  await gone(admin.page.getByRole('status', { name: '正在读取…' }))
}
async function giveReason(label: string): Promise<void> {
  const dialog = admin.page.getByRole('dialog', { name: label })
  await dialog.getByLabel('原因（写入审计日志）').fill('演练')
  await dialog.getByRole('button', { name: label }).click()
  await dialog.waitFor({ state: 'detached' })
}

describe('users', () => {
  it('are made with a password that is shown once, and authorised', async () => {
    const { page } = admin
    await open('/system/users', '用户')
    await page.getByRole('button', { name: '新建用户' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('用户名（登录用）').fill('zhangsan')
    await form.getByLabel('姓名').fill('张三')
    await form.getByRole('combobox', { name: '角色' }).click()
    await page.getByTitle('主管单位', { exact: true }).click()
    await form.getByRole('combobox', { name: '单位' }).fill('统计')
    await page.getByTitle('上海市统计局（U1）').click()
    await form.getByText('新建用户').click()
    await looksWell('system-user-form')
    await form.getByRole('button', { name: '建立' }).click()
    const secret = page.locator('.secret')
    await secret.waitFor()
    const password = (await secret.innerText()).trim()
    expect(password).toMatch(/^(\w{4}-){3}\w{4}$/)
    await page.getByRole('button', { name: '已妥善保存' }).click()
    await row('张三').filter({ hasText: '主管单位' }).waitFor()
    expect(await row('张三').innerText()).toContain('须改密码')
    await looksWell('system-users')

    const stranger = await site.stranger()
    await stranger.goto('/')
    await stranger.getByLabel('用户名').fill('zhangsan')
    await stranger.getByLabel('密码', { exact: true }).fill(password)
    await stranger.getByRole('button', { name: '登录' }).click()
    await stranger.getByRole('heading', { name: '修改密码' }).waitFor()
    await stranger.context().close()
  })

  it('have roles, whose capabilities are shown', async () => {
    const { page } = admin
    await open('/system/users', '用户')
    await page.getByRole('button', { name: '角色和权限' }).click()
    await page.getByRole('img', { name: '发布人员可以发布通报' }).waitFor()
    expect(await page.getByRole('img', { name: '系统管理员可以发布通报' }).count()).toBe(0)
    await looksWell('system-roles')
  })

  it('are disabled, and cannot be changed by themselves', async () => {
    const { page } = admin
    await open('/system/users', '用户')
    await row('张三').getByRole('button', { name: '张三 的操作' }).click()
    await page.getByRole('menuitem', { name: '停用' }).click()
    await row('张三').filter({ hasText: '停用' }).waitFor()
    await page.goto('/system/users?state=disabled')
    await page.getByRole('status').filter({ hasText: '共 1 条' }).waitFor()
    await page.goto('/system/users?state=active')
    await row(admin.name).getByRole('button', { name: '的操作' }).click()
    await page.getByRole('menuitem', { name: '结束全部登录' }).waitFor()
    expect(await page.getByRole('menuitem', { name: '停用' }).count()).toBe(0)
  })
})

describe('channels and messages', () => {
  // Whoever administers the system sees no messages to units, only tests: technical support does.
  let before: Person
  beforeAll(async () => {
    before = admin
    admin = await site.person('technicalSupport')
  })
  afterAll(() => void (admin = before))

  it('a channel is added, tested, and its message found', async () => {
    const { page } = admin
    const robot = await startRobot('wecom', Date.now)
    await post(db, {
      kind: 'alert.outage',
      recipientUnitId: null,
      subject: '首页无法访问',
      text: '上海市统计局网站',
      severity: 'severe',
      dedupeKey: 'k',
      at: new Date().toISOString(),
    })
    await send()
    await open('/system/channels', '投送渠道')
    await page.getByText('首页无法访问').waitFor()
    await looksWell('system-channels-empty')
    await page.getByRole('button', { name: '新建渠道' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('名称', { exact: true }).fill('值班群')
    await form.getByRole('combobox', { name: '种类' }).click()
    await page.getByTitle('企业微信群机器人').click()
    await form.getByLabel('机器人或接收方的完整地址').fill((robot.secret as { url: string }).url)
    await looksWell('system-channel-form')
    await form.getByRole('button', { name: '保存' }).click()
    await page.getByRole('heading', { name: /值班群/ }).waitFor()
    await page.getByRole('button', { name: '增加收件方' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '增加' }).click()
    await page.getByRole('cell', { name: '主管部门' }).waitFor()
    await page.getByRole('button', { name: '测试' }).click()
    await page.getByRole('button', { name: '发送', exact: true }).click()
    await page.getByText(/测试消息第 \d+ 号已排队/).waitFor()
    await send()
    expect(robot.accepted).toHaveLength(2)
    await page.reload()
    await page.getByRole('link', { name: '已送达 2' }).waitFor()
    await looksWell('system-channels')
    await page.getByRole('link', { name: '已送达 2' }).click()
    await page.getByRole('heading', { level: 1, name: '消息' }).waitFor()
    await page.getByRole('link', { name: '【明察】测试消息' }).click()
    await page.getByRole('button', { name: '重发' }).click()
    await giveReason('重发')
    await page.getByText(/已作为第 \d+ 号消息重发/).waitFor()
    await looksWell('system-dispatch')
  }, 60_000)
})

describe('jobs', () => {
  it('show what is stuck, take it up again, and stop all crawling', async () => {
    const { page } = admin
    await open('/system/jobs', '任务和执行者')
    await page.getByText('不在队列中').waitFor()
    await looksWell('system-jobs')
    await page.getByRole('button', { name: '放回队列' }).click()
    await giveReason('放回队列')
    await gone(page.getByText('不在队列中'))
    await page.getByRole('button', { name: '停止全部采集' }).click()
    await giveReason('停止全部采集')
    await page.getByText('全部采集已停止').waitFor()
    await looksWell('system-jobs-stopped')
    await page.getByRole('button', { name: '恢复采集' }).click()
    await giveReason('恢复采集')
    await gone(page.getByText('全部采集已停止'))
  })

  it('the load of hosts opens the hours of one', async () => {
    await open('/system/load', '采集负荷')
    expect(await row('tjj.sh.gov.cn').innerText()).toContain('11.8 MB')
    await admin.page.getByRole('link', { name: 'tjj.sh.gov.cn' }).click()
    await admin.page.getByText('共 1,234 次请求').waitFor()
    await admin.page.getByRole('img', { name: /每小时的请求/ }).waitFor()
    await looksWell('system-load')
  })
})

describe('the audit log', () => {
  it('has words for everything that is written into it', async () => {
    const source = path.resolve(import.meta.dirname, '../../src')
    const names = (await readdir(source, { recursive: true })).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('fixture'),
    )
    const texts = await Promise.all(names.map((name) => readFile(path.join(source, name), 'utf8')))
    const written = texts.flatMap((text) =>
      [...text.matchAll(/action: '([a-zA-Z]+\.[a-zA-Z]+)'/g)].map(([, action]) => action!),
    )
    expect(written.length).toBeGreaterThan(60)
    const events = [
      ...Object.keys(caseEvents).map((event) => `case.${event}`),
      ...Object.keys(noticeEvents).map((event) => `notice.${event}`),
    ]
    const unnamed = [...written, ...events].filter((action) => actionName(action) === action)
    expect([...new Set(unnamed)]).toEqual([])
  })

  it('is filtered, shows what changed, and proves its chain', async () => {
    const { page } = admin
    await open('/system/audit?action=channel.', '审计日志')
    await row('增加渠道').waitFor()
    await row('增加渠道').getByRole('button').first().click()
    await page.getByText('值班群').first().waitFor()
    await page.getByRole('button', { name: '校验审计链' }).click()
    await page.getByText(/审计日志完整：\d+ 条/).waitFor()
    await looksWell('system-audit')
    await page.getByLabel('以前记下的链头').fill('f'.repeat(64))
    await page.getByRole('button', { name: '校验审计链' }).click()
    await page.getByText('整条链被重写或截断').waitFor()
  })
})

describe('backup and settings', () => {
  it('a backup is made by a click', async () => {
    const { page } = admin
    await open('/system/backups', '备份')
    await page.getByText('还没有一次完好的备份').waitFor()
    await page.getByRole('button', { name: '开始备份' }).click()
    await page.getByRole('button', { name: '开始', exact: true }).click()
    await page.getByText('已完成').waitFor({ timeout: 30_000 })
    await gone(page.getByText('还没有一次完好的备份'))
    await page.getByText('每天 02:30 自动备份').waitFor()
    await looksWell('system-backups')
  })

  it('settings are read', async () => {
    const { page } = admin
    await open('/system/settings', '本安装的设置')
    await page.getByLabel('只看改过的').click()
    await gone(page.locator('.ant-table-row').filter({ hasText: 'http.port' }))
    expect(await page.locator('.ant-table-row').count()).toBe(2)
    await looksWell('system-settings')
  })
})

describe('who has another role', () => {
  it('is not led there, and is told why', async () => {
    const { page } = await site.person('operator', undefined, ['U1'])
    await page.goto('/system/jobs')
    await page.getByText('您的角色不能使用这一页').waitFor()
    expect(await page.getByRole('menuitem', { name: '系统管理' }).count()).toBe(0)
    await page.context().close()
  })
})

describe('whoever leaves the machine', () => {
  it('is signed out, although the page asks again by itself', async () => {
    const { page } = await site.person('systemAdministrator')
    await page.clock.install()
    await page.goto('/system/jobs')
    await page.getByRole('heading', { level: 1, name: '任务和执行者' }).waitFor()
    await page.clock.fastForward(14 * 60_000)
    await page.mouse.move(5, 5)
    await page.keyboard.press('Shift')
    await page.clock.fastForward(14 * 60_000)
    await page.getByRole('heading', { level: 1, name: '任务和执行者' }).waitFor()
    await page.clock.fastForward(75_000)
    await page.getByLabel('用户名').waitFor()
    await page.reload()
    await page.getByLabel('用户名').waitFor()
    await page.context().close()
  })
})
