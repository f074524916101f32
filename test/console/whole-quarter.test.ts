/**
 * The whole quarter by clicking: from the spreadsheets of the register to the published bulletin, by the people whose work it is,
 * each signed in. The server, its worker, the database and the sites that are inspected (a small slice of the simulated city) are
 * real; nothing is done but through the console. Only the calendar is moved by the test.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { City } from '../../city/city.ts'
import { registryFiles, writeRegistryFiles } from '../../city/registry-files.ts'
import { hostileText } from '../../city/text/hostile.ts'
import { startCity } from '../../city/server.ts'
import { openApp } from '../../src/app.ts'
import { serveApp } from '../../src/cli/commands/serve.ts'
import { atHour, movableClock } from '../../src/cli/demo/movable-clock.ts'
import { day } from '../../src/kernel/day.ts'
import type { Role } from '../../src/kernel/actor.ts'
import { testStore } from '../database.ts'
import { temporaryFolder } from '../program.ts'
import { addUser, launchBrowser, signIn, troublesOf } from './browser.ts'
import { picture, violations } from './open-console.ts'

const timeout = 180_000
/** As long as anything may take on a machine that others use as well. */
const patience = 60_000
const stale = '长三角城管综合执法'

const store = await testStore()
const home = await temporaryFolder('whole-quarter')
const files = path.join(home, 'city')
const clock = movableClock(atHour(day('2025-08-20'), '09:00'))
const city = await startCity({ seed: 'clicks', port: 0 })
const browser = await launchBrowser()
const workerTroubles: unknown[] = []
let url = ''

/** Two departments, the site of one, an account of each: the one in whose name nothing was posted, and one that is well, but whose name attacks. */
function sliceOf(model: City): City {
  const units = model.units.filter(({ slug }) => ['www', 'chengguan', 'jianyu'].includes(slug))
  const accounts = model.accounts.filter(
    ({ name, organiser }) => name === stale || (organiser.slug === 'jianyu' && name.endsWith(hostileText)),
  )
  const sites = model.sites.filter(({ slug }) => slug === 'jianyu')
  return { ...model, units, sites, accounts, earlierProblems: [], errorReports: [] }
}
const slice = sliceOf(city.model)

beforeAll(async () => {
  city.setToday(day('2025-08-20'))
  await writeRegistryFiles(slice, files)
  const config = {
    gather: { allowNetworks: ['127.0.0.0/8'], publicInternet: false, hostGapMs: 0, screenshotsPerSite: 0 },
    warnings: { automatic: false },
    collection: { automatic: false },
    http: { replayPort: 0 },
  }
  await writeFile(path.join(home, 'config.json'), JSON.stringify(config))
  const app = await openApp({ home, databaseUrl: store.url, clock: clock.now, lookEveryMs: 100 })
  const served = await serveApp(app, { port: 0 })
  url = served.url.replace(/\/$/, '')
  await app.work((_, error) => workerTroubles.push(error))
  afterAll(async () => {
    await served.close()
    await app.close()
    await city.stop()
  })
  await addPerson('zhuguan', 'supervisor')
  await addPerson('fuhe', 'reviewer')
  await addPerson('fabu', 'publisher')
}, timeout)

const addPerson = (userName: string, role: Role, units: string[] = [], campaigns: string[] = []) =>
  addUser(store.db, userName, role, units, { campaigns, at: new Date(clock.now()).toISOString() })

const troubles: string[][] = []
/** Somebody comes to work: a window of their own, signed in through the form. */
async function comeToWork(userName: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(patience)
  context.on('page', (page) => troubles.push(troublesOf(page)))
  return signIn(context, url, userName)
}

/** Through the menu, as people go. */
async function goTo(page: Page, group: string, title = group, heading = title): Promise<void> {
  const menu = page.getByRole('navigation', { name: '主菜单' })
  const link = menu.getByRole('link', { name: title, exact: true })
  await menu.getByText(group, { exact: true }).waitFor()
  if (!(await link.isVisible())) await menu.getByText(group, { exact: true }).click()
  await link.click()
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
}

const openCampaign = async (page: Page) => {
  await goTo(page, '检查', '检查', '检查任务')
  await page.getByRole('link', { name: '2025 年第 3 季度' }).click()
  await page.getByRole('heading', { level: 1, name: '2025 年第 3 季度检查' }).waitFor()
}

async function choose(page: Page, box: Locator, title: string | RegExp): Promise<void> {
  await box.click()
  await page.locator('.ant-select-dropdown:visible').getByTitle(title, { exact: true }).first().click()
}

async function fillDay(field: Locator, on: string): Promise<void> {
  await field.fill(on)
  await field.press('Enter')
}

async function chooseFile(page: Page, button: Locator, name: string): Promise<void> {
  const [choosing] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
  await choosing.setFiles(path.join(files, name))
}

/** A window that asks again. */
async function confirm(page: Page, words: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: words, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** It becomes another day, here and in the city. */
function becomes(on: string, time: string): void {
  city.setToday(day(on))
  clock.moveTo(atHour(day(on), time))
}

describe('a whole quarter, by clicking', { timeout }, () => {
  it('the supervisor imports the register, each file after a look at what it would change', async () => {
    const page = await comeToWork('zhuguan')
    await goTo(page, '名录管理', '导入')
    const imports = [
      ['单位', registryFiles.units, slice.units.length],
      ['网站', registryFiles.sites, slice.sites.length],
      ['栏目', registryFiles.columns, slice.sites.flatMap(({ columns }) => columns).length],
      ['账号', registryFiles.accounts, slice.accounts.length],
      // two weeks of twenty a day
      ['可用性监测记录', registryFiles.probes, 280],
    ] as const
    for (const [kind, name, rows] of imports) {
      await choose(page, page.getByRole('combobox', { name: '种类' }), kind)
      if (kind === '可用性监测记录') await page.getByRole('textbox', { name: '监测点' }).fill('市级监测点')
      await chooseFile(page, page.getByRole('button', { name: '选择文件' }), name)
      await page.getByRole('button', { name: '预览' }).click()
      await page.getByText(`${kind}：新增 ${rows}，变更 0，未变 0`).waitFor()
      await page.getByRole('button', { name: '确认导入' }).click()
      await page.getByText('预览（尚未写入）').waitFor({ state: 'detached' })
    }
    await goTo(page, '名录管理', '账号')
    await page.getByRole('link', { name: stale }).waitFor()
    await page.context().close()
  })

  it('opens the campaign in the wizard, with a look at the sample', async () => {
    const page = await comeToWork('zhuguan')
    await goTo(page, '检查', '检查', '检查任务')
    await page.getByRole('link', { name: '立项' }).first().click()
    await page.getByLabel('检查编号').fill('2025Q3')
    await choose(page, page.getByRole('combobox', { name: '检查口径' }), /上海/)
    await choose(page, page.getByRole('combobox', { name: '通报样式' }), /上海/)
    await page.getByRole('button', { name: '下一步' }).click()
    await fillDay(page.getByLabel('监测时间点', { exact: true }), '2025-08-14')
    await fillDay(page.getByLabel('网站第 1 轮'), '2025-08-14')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByLabel('随机种子').fill('2025Q3')
    await page.getByRole('button', { name: '预览抽样' }).click()
    await page.getByRole('row', { name: /合计（不重复） 2 2/ }).waitFor()
    await picture(page, 'quarter-sample')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('row', { name: /监测时间点 2025-08-14/ }).waitFor()
    await page.getByRole('button', { name: '立项' }).click()
    await page.getByRole('heading', { level: 1, name: '2025 年第 3 季度检查' }).waitFor()
    await page.context().close()
  })

  it('freezes, draws and runs it, and sees it work until it waits for review', async () => {
    becomes('2025-08-20', '22:30')
    const page = await comeToWork('zhuguan')
    await openCampaign(page)
    for (const step of ['冻结名录', '抽样']) {
      await page.getByRole('button', { name: step }).click()
      await confirm(page, step)
    }
    await page.getByRole('button', { name: '开始检查' }).click()
    // told by the server while it goes on: nothing here is loaded again
    await page.getByRole('heading', { name: '检查进度' }).waitFor()
    await page.getByText('完成 3 / 3').waitFor()
    await page.getByText('复核中', { exact: true }).waitFor()
    await picture(page, 'quarter-run')
    await page.context().close()
  })

  it('the inspector fills check sheets, one by one and together', async () => {
    becomes('2025-08-22', '09:00')
    await addPerson('jiancha', 'inspector', [], ['2025Q3'])
    const page = await comeToWork('jiancha')
    await goTo(page, '复核', '人工检查表')
    const row = page.getByRole('row').filter({ hasText: '上海监狱' }).filter({ hasText: 'NM-V3.1' })
    await row.getByRole('link', { name: '上海监狱' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('radio', { name: '通过', exact: true }).check()
    await sheet.getByLabel('提交回执号').fill('HZ-20250822-01')
    await sheet.getByRole('button', { name: '提交' }).click()
    await row.waitFor({ state: 'detached' })
    for (const [outcome, count] of [
      ['待人工检查', 12],
      ['通过', 3],
    ] as const) {
      await goTo(page, '复核', '复核队列')
      await choose(page, page.getByRole('combobox', { name: '判定' }), outcome)
      await page.getByRole('button', { name: '对全部筛选结果作出结论' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('radio', { name: '通过', exact: true }).check()
      await dialog.getByLabel('说明').fill('逐项人工访问，没有发现问题')
      await dialog.getByRole('button', { name: '提交' }).click()
      await page.getByText(`已记录 ${count} 条结论`).waitFor()
      await dialog.waitFor({ state: 'detached' })
    }
    await page.context().close()
  })

  it('the reviewer confirms what the machine has found; it is a veto, and waits for a second person', async () => {
    const page = await comeToWork('fuhe')
    await goTo(page, '复核', '复核队列')
    await page.getByRole('link', { name: stale }).click()
    await page.getByText('最近发布于 2025-07-31').first().waitFor()
    await page.getByRole('button', { name: /^确认/ }).click()
    await page.getByText('本次处理了 1 条').waitFor()
    await page.getByRole('link', { name: '返回复核队列' }).first().click()
    await page.getByRole('cell', { name: '待市级主管确认' }).waitFor()
    await page.context().close()
    const second = await comeToWork('zhuguan')
    await goTo(second, '复核', '快速复核')
    await second.locator('.decisions').getByText('fuhe').waitFor()
    await second.getByRole('button', { name: /^确认/ }).click()
    await second.getByText('本次处理了 1 条').waitFor()
    await second.context().close()
  })

  it('the supervisor sends the notice', async () => {
    becomes('2025-08-26', '09:00')
    const page = await comeToWork('zhuguan')
    await goTo(page, '整改', '整改通知')
    await page.getByRole('button', { name: '起草通知' }).click()
    const drafting = page.getByRole('dialog')
    await choose(page, drafting.getByRole('combobox', { name: '检查' }), '2025Q3')
    await drafting.getByRole('button', { name: '起草', exact: true }).click()
    await page.getByText('起草 1 份通知，1 个问题').waitFor()
    const row = page.getByRole('row').filter({ hasText: '待发出' })
    await row.getByRole('checkbox').check()
    await page.getByRole('button', { name: '发出', exact: true }).click()
    await confirm(page, '发出')
    await page.getByRole('cell', { name: '已发出' }).waitFor()
    await page.context().close()
  })

  it('the unit reads it and answers with proof', async () => {
    becomes('2025-08-28', '10:00')
    const { code } = slice.units.find(({ slug }) => slug === 'chengguan')!
    await addPerson('chengguan', 'operator', [code])
    const page = await comeToWork('chengguan')
    // what is due stands where a unit begins
    await page.getByRole('link', { name: '去反馈' }).click()
    await page.getByRole('heading', { level: 1, name: `${stale}：整改` }).waitFor()
    await page.getByRole('link', { name: /网检整改/ }).click()
    await page.getByText('已签收', { exact: true }).waitFor()
    await page.getByRole('link', { name: stale }).click()
    await page.getByLabel(/整改情况/).fill('已明确专人负责，8月27日起恢复更新。')
    await chooseFile(page, page.getByText('添加佐证材料'), registryFiles.proof)
    await page.getByText(registryFiles.proof).waitFor()
    await page.getByRole('button', { name: '提交反馈' }).click()
    await page.getByText('已反馈', { exact: true }).first().waitFor()
    await page.context().close()
  })

  it('is checked again, and closed by two persons', async () => {
    const page = await comeToWork('fuhe')
    await goTo(page, '整改', '整改事项')
    await page.getByRole('link', { name: stale }).click()
    await page.getByText('已明确专人负责').first().waitFor()
    await page.getByRole('button', { name: '立即复查' }).click()
    await page.getByText('已整改并核实').first().waitFor()
    await page.getByLabel('核对情况').fill('复查已核实')
    await page.getByRole('button', { name: '同意办结' }).click()
    await page.getByText('待第二人办结', { exact: true }).waitFor()
    await page.context().close()
    const second = await comeToWork('zhuguan')
    await goTo(second, '整改', '整改事项')
    await second.getByRole('link', { name: stale }).click()
    await second.getByLabel('核对情况').fill('同意')
    await second.getByRole('button', { name: '办结', exact: true }).click()
    await second.getByText('已办结', { exact: true }).first().waitFor()
    await picture(second, 'quarter-closed')
    await second.context().close()
  })

  it('the bulletin is drafted and its prose edited by one, approved by another, and published by somebody else than who approved', async () => {
    becomes('2025-09-28', '10:00')
    const drafter = await comeToWork('fabu')
    await openCampaign(drafter)
    await drafter.getByRole('button', { name: '通报', exact: true }).click()
    await drafter.getByRole('button', { name: '起草通报' }).click()
    await fillDay(drafter.getByLabel('成文日期'), '2025-09-28')
    await drafter.getByRole('button', { name: '起草', exact: true }).click()
    await drafter.getByRole('button', { name: /^修改/ }).first().waitFor()
    await picture(drafter, 'quarter-draft')
    await drafter.getByRole('button', { name: /^修改/ }).last().click()
    const text = drafter.getByLabel('段落文字')
    await text.fill(`${await text.inputValue()}请各单位举一反三。`)
    await drafter.getByRole('button', { name: '保存为新的一稿' }).click()
    await drafter.getByText('请各单位举一反三。').waitFor()
    await drafter.getByText('第 2 稿').first().waitFor()
    expect(await drafter.getByRole('button', { name: '审核通过' }).count()).toBe(0)
    const approver = await comeToWork('zhuguan')
    await goTo(approver, '通报')
    await approver.getByRole('link', { name: /2025年第三季度/ }).click()
    await approver.getByRole('button', { name: '审核通过' }).click()
    await approver.getByText(/审核：zhuguan/).waitFor()
    // whoever approved does not publish
    await approver.getByText('这一稿由您审核，须由另一人发布').waitFor()
    expect(await approver.getByRole('button', { name: '发布', exact: true }).count()).toBe(0)
    await approver.context().close()
    await drafter.reload()
    await drafter.getByRole('button', { name: '发布', exact: true }).click()
    await drafter.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
    await drafter.getByText('已发布', { exact: true }).first().waitFor()
    await drafter.context().close()
  })

  it('is downloaded in every format, and its numbers open their rows', async () => {
    const page = await comeToWork('zhuguan')
    await goTo(page, '通报')
    await page.getByRole('link', { name: /2025年第三季度/ }).click()
    await page.getByText(/发布：fabu/).waitFor()
    await picture(page, 'quarter-published')
    expect(await violations(page)).toEqual([])
    for (const [name, extension, beginning] of [
      ['Word', 'docx', 'PK'],
      ['Excel', 'xlsx', 'PK'],
      ['PDF', 'pdf', '%PDF-'],
      ['网页', 'html', '<!doctype html>'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name, exact: true }).click(),
      ])
      expect(download.suggestedFilename()).toBe(`bulletin-2025Q3.${extension}`)
      const bytes = await readFile(await download.path())
      expect(bytes.subarray(0, beginning.length).toString()).toBe(beginning)
      if (extension === 'html') expect(bytes.toString()).toContain('请各单位举一反三。')
    }
    await page.locator('a[href$="/figures/accounts.problem"]').first().click()
    await page.getByRole('heading', { level: 1, name: /：1/ }).waitFor()
    await page.getByRole('link', { name: stale }).click()
    await page.getByText('最近发布于 2025-07-31').first().waitFor()
    await page.context().close()
  })

  it('has kept every hand that did it, and no page and no worker was in trouble', async () => {
    const acts = await store.db.selectFrom('auditEntry').select(['action', 'actor']).orderBy('id').execute()
    const by = (action: string) => acts.filter((entry) => entry.action === action).map(({ actor }) => actor)
    expect(by('bulletin.approved')).toEqual(['zhuguan'])
    expect(by('bulletin.published')).toEqual(['fabu'])
    expect(workerTroubles).toEqual([])
    expect(troubles.flat()).toEqual([])
  })
})
