/** Rectification as its two sides use it: the unit on a phone, the office at a desk. */
import { beforeAll, describe, expect, it } from 'vitest'
import { storeCampaign } from '../../src/http/stored-campaign-fixture.ts'
import { addDays, dayOfInstant } from '../../src/kernel/day.ts'
import { upsertRows } from '../../src/store/upsert-rows.ts'
import { openConsole, picture, troubleOf, violations, type Person } from './open-console.ts'

const site = await openConsole()
const { db } = site
const today = dayOfInstant(Date.now())
const phone = { width: 390, height: 844 }
let office: Person
let unit: Person
let other: Person

/** A picture of one pixel: what a telephone sends is longer, not different. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

beforeAll(async () => {
  await storeCampaign(db, '上海市统计局')
  const another = {
    code: 'U2',
    name: '上海市气象局',
    shortName: '市气象局',
    kind: 'department',
    parentId: null,
    printOrder: 2,
  }
  await upsertRows(db, 'unit', ['code'], [another])
  const other2 = {
    siteCode: '3100000002',
    name: '上海气象',
    url: 'https://b.example/',
    category: 'department',
    state: 'active',
  }
  await upsertRows(db, 'site', ['siteCode'], [{ ...other2, organiserId: 2, hasServices: false }])
  const message = {
    category: 'wrong',
    pageUrl: null,
    receivedAt: `${addDays(today, -2)}T01:00:00Z`,
    answer: '',
    unitId: 1,
  }
  const messages = [
    { ...message, number: 'ZC2025001', siteId: 1, content: '“统计公报”页面的附件打不开', dueOn: addDays(today, 1) },
    {
      ...message,
      number: 'ZC2025002',
      siteId: 1,
      content: '栏目标题有错别字',
      dueOn: addDays(today, -3),
      handler: '张三',
    },
    { ...message, number: 'ZC2025003', siteId: 2, unitId: 2, content: '天气预报没有更新', dueOn: today },
  ]
  for (const row of messages) await upsertRows(db, 'message', ['number'], [row])
  const { id: accountId } = await db.selectFrom('account').select('id').executeTakeFirstOrThrow()
  const at = new Date().toISOString()
  const warning = {
    target: 'account',
    targetId: accountId,
    organiserId: 1,
    clauseId: 'NM-V2.1',
    place: '',
    placeName: '',
    level: 3,
    failsOn: addDays(today, 3),
    because: '最近发布于 11 天前',
    state: 'sent',
    ruleSet: 'national-2019',
    ruleSetVersion: 1,
    raisedAt: at,
    levelAt: at,
  }
  await upsertRows(db, 'warning', [], [warning])
  office = await site.person('supervisor')
  unit = await site.person('operator', phone, ['U1'])
  other = await site.person('operator', phone, ['U2'])
}, 120_000)

async function open({ page }: Person, address: string, heading: string | RegExp): Promise<void> {
  await page.goto(address)
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  await expect.poll(() => page.getByRole('status', { name: '正在读取…' }).count(), { timeout: 15_000 }).toBe(0)
}
async function looksWell({ page }: Person, name: string): Promise<void> {
  await picture(page, name)
  expect(await violations(page)).toEqual([])
  expect(troubleOf(page)).toEqual([])
  // nothing sticks out: a page that scrolls sideways cannot be used with one hand
  const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(wider).toBe(0)
}

describe('a notice', { timeout: 90_000 }, () => {
  it('is drafted and sent by the office', async () => {
    const { page } = office
    await open(office, '/notices', '整改通知')
    await page.getByRole('button', { name: '起草通知' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: '检查' }).click()
    await page.getByTitle('2025Q3').click()
    await dialog.getByRole('button', { name: '起草' }).click()
    await page.getByText('待发出').waitFor()
    await page.getByRole('checkbox').nth(1).check()
    await page.getByRole('button', { name: '发出', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: '发出', exact: true }).click()
    await page.getByText('已发出', { exact: true }).waitFor()
    await looksWell(office, 'notices')
  })

  it('stands on the unit’s page with its days left, among what else is due; nobody else’s does', async () => {
    const { page } = unit
    await open(unit, '/my', '单位首页')
    await page.getByText('还有 3 个工作日').waitFor()
    expect(await page.getByText('“统计公报”页面的附件打不开').count()).toBe(1)
    expect(await page.getByText('天气预报没有更新').count()).toBe(0)
    await looksWell(unit, 'my-phone')
    await open(other, '/my', '单位首页')
    expect(await other.page.getByText('天气预报没有更新').count()).toBe(1)
    expect(await other.page.getByText('上海市统计局').count()).toBe(0)
    await other.page.goto('/notices/1')
    await other.page.getByText('没有整改通知 1').waitFor()
    await other.page.goto('/cases/1')
    await other.page.getByText('没有整改事项 1').waitFor()
  })

  it('is received when the unit opens it', async () => {
    await open(unit, '/notices/1', /整改通知/)
    await unit.page.getByText('已签收', { exact: true }).waitFor()
    // its problems are cards: no list that has to be pushed sideways
    await unit.page.getByRole('listitem').filter({ hasText: '单项否决' }).getByText('待整改', { exact: true }).waitFor()
    expect(await unit.page.getByRole('table').count()).toBe(0)
    await looksWell(unit, 'notice-phone')
    await open(office, '/notices/1', /整改通知/)
    await office.page.getByText(unit.name).first().waitFor()
    await looksWell(office, 'notice')
  })
})

describe('a message that a channel has cut short', { timeout: 90_000 }, () => {
  it('is read whole by its unit, which has read it then; for another unit there is none', async () => {
    const at = new Date().toISOString()
    const sent = await db.selectFrom('outbox').select('id').where('kind', '=', 'notice.sent').executeTakeFirstOrThrow()
    await upsertRows(db, 'channel', ['name'], [{ name: '群', kind: 'file', settings: {}, used: { times: [] } }])
    const dispatch = { channelId: 1, address: '', unitId: 1, severe: false, notBefore: at, createdAt: at }
    await upsertRows(db, 'dispatch', [], [{ ...dispatch, state: 'accepted', acceptedAt: at, subject: '整改通知一份' }])
    await upsertRows(db, 'dispatchItem', [], [{ dispatchId: 1, outboxId: sent.id, channelId: 1, address: '' }])
    await open(unit, '/delivery/1', '整改通知一份')
    await unit.page.getByText(`已读：${unit.name}`).waitFor()
    await unit.page.getByRole('link', { name: '查看整改通知' }).waitFor()
    await looksWell(unit, 'letter-phone')
    await other.page.goto('/delivery/1')
    await other.page.getByText('没有第 1 号消息').waitFor()
  })
})

describe('a case', { timeout: 90_000 }, () => {
  it('is answered on a phone, with a picture; a program is refused and what was written stays', async () => {
    const { page } = unit
    await open(unit, '/my', '单位首页')
    await page.getByRole('link', { name: '去反馈' }).click()
    await page.getByRole('heading', { level: 1, name: /整改/ }).waitFor()
    await page.getByLabel('整改情况').fill('已恢复每周更新，附截图')
    await page
      .getByLabel('佐证材料')
      .setInputFiles({ name: '程序.png', mimeType: 'image/png', buffer: Buffer.from('MZ\u0090') })
    await page.getByRole('button', { name: '提交反馈' }).click()
    await page.getByText('佐证材料“程序.png”的类型不能接收').waitFor()
    expect(await page.getByLabel('整改情况').inputValue()).toBe('已恢复每周更新，附截图')
    await page.getByRole('button', { name: '移除 程序.png' }).click()
    await page.getByLabel('佐证材料').setInputFiles({ name: '首页截图.png', mimeType: 'image/png', buffer: png })
    await looksWell(unit, 'answer-phone')
    await page.getByRole('button', { name: '提交反馈' }).click()
    await page.getByText('已反馈', { exact: true }).first().waitFor()
    await looksWell(unit, 'answered-phone')
  })

  it('shows the office what was answered, with the picture', async () => {
    const { page } = office
    await open(office, '/cases', '整改事项')
    await looksWell(office, 'cases')
    await page.getByRole('link', { name: '上海市统计局' }).first().click()
    await page.getByText('已恢复每周更新，附截图').first().waitFor()
    const shown = page.locator('.files img')
    await expect
      .poll(() => shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBe(1)
    await page.getByRole('button', { name: '立即复查' }).click()
    await page.getByText('复查中', { exact: true }).first().waitFor()
    await looksWell(office, 'case')
  })

  it('that somebody else has moved on says so', async () => {
    await open(office, '/cases/1', /整改/)
    await db
      .updateTable('rectificationCase')
      .set({ state: 'awaitingSecond', acceptedBy: '李四', grade: 'fixedVerified' })
      .execute()
    await open(office, '/cases/1', /整改/)
    const form = office.page.getByRole('button', { name: '办结', exact: true })
    await form.waitFor()
    await db.updateTable('rectificationCase').set({ state: 'closed' }).execute()
    await form.click()
    await office.page.getByText('整改事项处于“已办结”，不能办结').first().waitFor()
  })

  it('and requests and looking back have their pages', async () => {
    await open(office, '/requests', '申诉与延期')
    await looksWell(office, 'requests')
    await open(office, '/look-back', '回头看')
    await looksWell(office, 'look-back')
  })
})

describe('messages', { timeout: 90_000 }, () => {
  it('are found by their numbers, assigned and handed over', async () => {
    const { page } = office
    await open(office, '/messages', '找错留言')
    await page.getByText('ZC2025003').waitFor()
    await looksWell(office, 'messages')
    // a unit is chosen by part of its name, with the keyboard alone; the address has its code, and back takes it away
    const unitFilter = page.getByRole('combobox', { name: '办理单位' })
    await unitFilter.fill('气象')
    await page.locator('.unit-name', { hasText: '上海市气象局' }).waitFor()
    await expect.poll(() => page.locator('.unit-name').count()).toBe(1)
    await looksWell(office, 'messages-unit-picker')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).search).toBe('?unit=U2')
    await page.getByRole('link', { name: 'ZC2025001' }).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByTitle('上海市气象局（U2）').waitFor()
    await page.goBack()
    await expect.poll(() => new URL(page.url()).search).toBe('')
    await page.getByRole('link', { name: 'ZC2025001' }).click()
    const drawer = page.getByRole('dialog', { name: '留言 ZC2025001' })
    await drawer.getByLabel('经办人').fill('王五')
    await drawer.getByLabel('原因').fill('分工')
    await looksWell(office, 'message')
    await drawer.getByRole('button', { name: '转办' }).click()
    await drawer.getByText('经办人：王五').waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '人员交接' }).click()
    const dialog = page.getByRole('dialog', { name: '人员交接' })
    await dialog.getByLabel('交出的人').fill('王五')
    await dialog.getByLabel('接手的人').fill('赵六')
    await dialog.getByRole('button', { name: '全部交接' }).click()
    await page.getByText('1 条留言、0 个单位已交给 赵六').waitFor()
    await page.getByRole('cell', { name: '赵六' }).waitFor()
  })

  it('are imported after a look at what would change', async () => {
    const { page } = office
    await open(office, '/messages/import', '导入找错留言')
    const sheet = `留言编号,网站标识码,留言类型,留言内容,提交时间\nZC2025009,3100000001,错别字,首页有错字,${today} 01:00:00`
    await page
      .getByLabel('留言导出文件')
      .setInputFiles({ name: '留言.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) })
    await page.getByRole('button', { name: '预览' }).click()
    await page.getByText('新增 1 条，变更 0 条，未变 0 条').waitFor()
    await looksWell(office, 'message-import')
    await page.getByRole('button', { name: '导入这 1 条' }).click()
    await page.getByText('新增 1 条，变更 0 条', { exact: true }).waitFor()
    await open(office, '/messages?search=ZC2025009', '找错留言')
    await page.getByText('首页有错字').waitFor()
  })
})
