/**
 * The console in a real Chromium against the real server and database: signing in, numbers that open their rows, filters in
 * the address, every page by axe (WCAG 2.1 AA) and at the widths of old office screens and phones, bad networks.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type Axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { storeCampaign } from '../../src/http/stored-campaign-fixture.ts'
import { json } from '../../src/store/json.ts'
import { identityPolicy } from '../../src/identity/policy.ts'
import { pages } from '../../web/src/pages.ts'
import { testStore } from '../database.ts'
import { addUser, launchBrowser, password, serveConsole, signIn, troublesOf } from './browser.ts'

/** What a hostile site may call itself. */
const hostile = '<img src=x onerror=alert(1)>网站'

const { db } = await testStore()
let url: string
let browser: Browser
let context: BrowserContext
let page: Page
let inspection: number

const desk = { width: 1366, height: 768 }
const phone = { width: 390, height: 844 }

beforeAll(async () => {
  inspection = (await storeCampaign(db, hostile)).accountInspection
  await addUser(db, 'zhuguan', 'supervisor')
  await addUser(db, 'admin', 'systemAdministrator')
  url = await serveConsole(db)
  browser = await launchBrowser()
  context = await browser.newContext({ viewport: desk, locale: 'zh-CN' })
  page = await signIn(context, url, 'zhuguan')
})

describe('signing in', () => {
  it('says what is wrong, and keeps the address for after', async () => {
    const stranger = await browser.newContext({ viewport: desk })
    const door = await stranger.newPage()
    await door.goto(`${url}/registry/accounts?search=gh_1`)
    await door.getByLabel('用户名').fill('zhuguan')
    await door.getByLabel('密码', { exact: true }).fill('falsch')
    await door.getByRole('button', { name: '登录' }).click()
    await door.getByRole('alert').waitFor()
    await door.getByLabel('密码', { exact: true }).fill(password)
    await door.getByRole('button', { name: '登录' }).click()
    await door.getByRole('heading', { name: '账号', level: 1 }).waitFor()
    expect(door.url()).toBe(`${url}/registry/accounts?search=gh_1`)
    await stranger.close()
  })

  it('offers the ways of the organisation, which come back to the page that was asked for', async () => {
    const oa = { id: 'oa', title: '办公平台登录', issuer: 'https://oa.example.gov.cn', clientId: 'mingcha' }
    const other = await serveConsole(db, { identity: identityPolicy.parse({ providers: [oa] }) })
    const stranger = await browser.newContext({ viewport: desk })
    const door = await stranger.newPage()
    await door.goto(`${other}/registry/accounts?search=gh_1`)
    const way = door.getByRole('link', { name: '办公平台登录' })
    expect(await way.getAttribute('href')).toBe('/api/sign-in/oa?to=%2Fregistry%2Faccounts%3Fsearch%3Dgh_1')
    await stranger.close()
  })

  it('shows only what the role may use, and refuses the rest in words', async () => {
    const own = await browser.newContext({ viewport: desk })
    const admin = await signIn(own, url, 'admin')
    const menu = admin.getByRole('navigation', { name: '主菜单' })
    expect(await menu.getByText('名录管理').count()).toBe(0)
    await admin.getByRole('heading', { name: '用户', level: 1 }).waitFor() // where the menu begins, not a refusal
    await admin.goto(`${url}/registry/accounts`)
    await admin.getByText('您的角色不能使用这一页').waitFor()
    await own.close()
  })

  it('ends with signing out', async () => {
    const own = await browser.newContext({ viewport: desk })
    const visitor = await signIn(own, url, 'zhuguan')
    await visitor.getByRole('button', { name: /zhuguan/ }).click()
    await visitor.getByText('退出登录').click()
    await visitor.getByRole('button', { name: '登录' }).waitFor()
    await visitor.goto(`${url}/campaigns`)
    await visitor.getByRole('button', { name: '登录' }).waitFor()
    await own.close()
  })
})

describe('the overview', () => {
  it('opens the rows behind a number, and their proof', async () => {
    const troubles = troublesOf(page)
    await page.goto(url)
    await page.getByRole('link', { name: '政务新媒体账号不合格 1', exact: true }).click()
    await page.getByRole('heading', { name: '检查结果' }).waitFor()
    expect(new URL(page.url()).search).toBe('?kind=account&verdict=unqualified')
    await page.getByText('共 1 条').first().waitFor()
    // whatever a target calls itself is text
    const name = page.getByRole('link', { name: hostile })
    await name.waitFor()
    expect(await name.getAttribute('href')).toBe(`/inspections/${inspection}`)
    expect(troubles).toEqual([])
  })
})

describe('a list', () => {
  it('keeps its filters in the address', async () => {
    await page.goto(`${url}/registry/accounts`)
    await page.getByLabel('账号', { exact: true }).fill('没有这个账号')
    await page.keyboard.press('Enter')
    await page.getByText('没有符合条件的记录').waitFor()
    expect(new URL(page.url()).searchParams.get('search')).toBe('没有这个账号')
    await page.reload()
    await page.getByText('没有符合条件的记录').waitFor()
    await page.getByRole('button', { name: '重置' }).click()
    await page.getByText('共 1 条').first().waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('opens a row in a drawer that has an address', async () => {
    await page.goto(`${url}/registry/sites`)
    await page.getByRole('link', { name: hostile }).first().click()
    await page.getByRole('dialog').getByText('3100000001').waitFor()
    expect(new URL(page.url()).searchParams.get('open')).toBe('3100000001')
    await page.reload()
    await page.getByRole('dialog').getByText('3100000001').waitFor()
  })
})

describe('an address that would run in whoever clicks it', () => {
  const harmful = 'javascript:window.hacked=true//a.example'
  it('is text, of a site and of a finding', async () => {
    const site = await db.selectFrom('site').select(['id', 'url']).executeTakeFirstOrThrow()
    await db.updateTable('site').set({ url: harmful }).execute()
    await db
      .updateTable('judgement')
      .set({ outcome: 'failed', findings: json<unknown>([{ where: hostile, message: hostile, url: harmful }]) })
      .where('inspectionId', '=', inspection)
      .where('clauseId', '=', 'NM-V2.1')
      .execute()
    for (const address of ['/registry/sites?open=3100000001', `/inspections/${inspection}`]) {
      await page.goto(url + address)
      await page.getByText(harmful).first().waitFor()
      const links = await page.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
      expect(links.filter((href) => href.startsWith('javascript:'))).toEqual([])
    }
    await db.updateTable('site').set({ url: site.url }).execute()
  })
})

describe('a bulletin', () => {
  it('shows who made and approved each of its versions, with the files as they were, below its place in the menu', async () => {
    await page.goto(`${url}/campaigns/2025Q3/bulletin`)
    await page.getByRole('tab', { name: '历次稿（1）' }).click()
    const row = page.getByRole('row').filter({ hasText: '第 1 稿' })
    await row.getByText('未审核').waitFor()
    const file = row.getByRole('link', { name: 'PDF' })
    expect(await file.getAttribute('href')).toBe('/api/campaigns/2025Q3/documents/pdf?version=1')
    const menu = page.getByRole('navigation', { name: '主菜单' })
    expect(await menu.locator('.ant-menu-item-selected').innerText()).toBe('通报')
  })
})

describe('views of a list', () => {
  it(
    'are kept by the server, those of an earlier version moved over, and applied from the menu',
    { timeout: 90_000 },
    async () => {
      const visitor = await context.newPage()
      await visitor.goto(`${url}/registry/accounts`)
      await visitor.evaluate(() =>
        localStorage.setItem('mingcha.views.accounts', '[{"name":"已注销的","search":{"state":"closed"}}]'),
      )
      await visitor.goto(`${url}/registry/accounts?state=active`)
      await visitor.getByRole('button', { name: '常用视图（1）' }).click()
      expect(await visitor.evaluate(() => localStorage.getItem('mingcha.views.accounts'))).toBeNull()
      await visitor.getByRole('menuitem', { name: '把当前条件存为视图…' }).click()
      await visitor.getByLabel('视图名称').fill('在用的')
      await visitor.keyboard.press('Enter')
      await visitor.getByRole('button', { name: '常用视图（2）' }).click()
      await visitor.getByRole('menuitem', { name: '已注销的' }).first().click()
      await expect.poll(() => new URL(visitor.url()).search).toBe('?state=closed')
      await visitor.close()

      const elsewhere = await browser.newContext({ viewport: desk, locale: 'zh-CN' })
      const other = await signIn(elsewhere, url, 'zhuguan')
      await other.goto(`${url}/registry/accounts`)
      await other.getByRole('button', { name: '常用视图（2）' }).click()
      await other.getByRole('menuitem', { name: '管理视图…' }).click()
      await other.getByRole('button', { name: '与全体共享：在用的' }).click()
      await other.getByText('已共享', { exact: true }).waitFor()
      await other.getByRole('button', { name: '删除：已注销的' }).click()
      await other.getByRole('button', { name: '删除：已注销的' }).waitFor({ state: 'detached' })
      await other.keyboard.press('Escape')
      await other.getByRole('dialog').waitFor({ state: 'detached' })
      await other.getByRole('button', { name: '常用视图（1）' }).click()
      await other.getByRole('menuitem', { name: '在用的（已共享）' }).click()
      await expect.poll(() => new URL(other.url()).search).toBe('?state=active')
      await elsewhere.close()
    },
  )
})

describe('the register', () => {
  it('shows everything that is known of an entry', async () => {
    await page.goto(`${url}/registry/sites?open=3100000001`)
    const drawer = page.getByRole('dialog')
    await drawer.getByText('2025 年第 3 季度 网站第1轮').waitFor()
    await drawer.getByRole('tab', { name: '整改' }).click()
    await drawer.getByText('没有整改事项').waitFor()
    await drawer.getByRole('tab', { name: '预警与可用性' }).click()
    await drawer.getByText('没有告警').waitFor()
    await drawer.getByRole('link', { name: '首页可用性' }).waitFor()
  })

  it('is brought up to an export of the national system, seen before', async () => {
    const own = await page.context().newPage()
    await own.goto(`${url}/registry/reconcile`)
    const csv = '账号类型,账号标识,账号名称,主办单位代码,账号状态\n微博,w9,新开的账号,U1,正常\n'
    await own
      .locator('input[type=file]')
      .setInputFiles({ name: '导出.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await own.getByText('系统多出 1').waitFor()
    expect(await db.selectFrom('account').select('id').where('platformId', '=', 'w9').execute()).toEqual([])
    await own.getByRole('button', { name: '预览更新' }).click()
    await own.getByText('账号：新增 1，变更 0').waitFor()
    await own.getByRole('button', { name: '确认更新' }).click()
    await own.getByText('系统多出 0').waitFor()
    expect(await db.selectFrom('account').select('name').where('platformId', '=', 'w9').execute()).toEqual([
      { name: '新开的账号' },
    ])
    await own.close()
  })
})

describe('a bad network', () => {
  it('shows what happened and lets one try again', async () => {
    const visitor = await context.newPage()
    await visitor.route('**/api/units?*', (route) => route.abort())
    await visitor.goto(`${url}/registry/units`)
    await visitor.getByText('连接不上服务器').waitFor()
    await visitor.unroute('**/api/units?*')
    await visitor.getByRole('button', { name: '重试' }).click()
    await visitor.getByText('共 1 条').first().waitFor()
    await visitor.close()
  })

  it('that is slow shows that something is coming', async () => {
    const visitor = await context.newPage()
    let go!: () => void
    const wait = new Promise<void>((resolve) => (go = resolve))
    await visitor.route('**/api/sites?*', async (route) => {
      await wait
      await route.continue()
    })
    await visitor.goto(`${url}/registry/sites`)
    await visitor.getByRole('status', { name: '正在读取…' }).waitFor()
    go()
    await visitor.getByText('共 1 条').first().waitFor()
    await visitor.close()
  })

  it('before signing in is told as well', async () => {
    const own = await browser.newContext({ viewport: desk })
    const visitor = await own.newPage()
    await visitor.route('**/api/me', (route) => route.fulfill({ status: 500, body: 'Internal' }))
    await visitor.goto(url)
    await visitor.getByRole('button', { name: '重试' }).waitFor()
    await own.close()
  })
})

describe('the first load', () => {
  it('takes less than 400 kB of compressed script, signing in and the overview with its charts included', async () => {
    const own = await browser.newContext({ viewport: desk })
    const scripts = new Set<string>()
    own.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) scripts.add(response.url())
    })
    const visitor = await signIn(own, url, 'zhuguan')
    await visitor.getByRole('heading', { name: '各季度合格率' }).waitFor()
    await visitor.getByRole('region', { name: '账号按平台' }).waitFor()
    // what a browser takes without TLS; with it brotli saves another tenth
    const sizes = await Promise.all(
      [...scripts].map(async (script) => {
        const { headers } = await fetch(script, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } })
        return Number(headers.get('content-length'))
      }),
    )
    expect(sizes.length).toBeGreaterThan(10)
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(400_000)
    await own.close()
  })
})

/** Parts of addresses, by page. */
const parts: Readonly<Record<string, string>> = { figure: 'sites.total', clause: 'NM-V2.1', kind: 'site' }
const addressOf = (path: string) =>
  path.replace(/\$(\w+)/g, (_, name: string) =>
    name === 'id' ? (path.startsWith('/campaigns') ? '2025Q3' : String(inspection)) : (parts[name] ?? '1'),
  )

describe('every page', () => {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

  const people = new Map<string, Promise<Page>>()
  /** One page per person: signing in again each time would take most of the time. */
  const pageOf = (userName: string) => {
    const own =
      people.get(userName) ??
      browser.newContext({ locale: 'zh-CN', viewport: desk }).then(async (fresh) => {
        const visitor = await signIn(fresh, url, userName)
        await visitor.evaluate(await readFile(axe, 'utf8'))
        return visitor
      })
    people.set(userName, own)
    return own
  }

  /** Goes there as a link of the console does, without loading it anew; a page outside its frame is loaded. */
  async function go(visitor: Page, { path, bare }: (typeof pages)[number]): Promise<void> {
    const address = addressOf(path)
    if (bare) {
      await visitor.goto(url + address)
      await visitor.evaluate(await readFile(axe, 'utf8'))
    } else if (new URL(visitor.url()).pathname !== address) {
      await visitor.evaluate((to) => {
        for (const left of document.querySelectorAll('h1, [role=alert]')) left.setAttribute('data-left', '')
        history.pushState(null, '', to)
      }, address)
    }
    await visitor.locator('h1:not([data-left]), [role=alert]:not([data-left])').first().waitFor()
    await visitor.waitForFunction(() => document.querySelector('[role=status][aria-label]') === null)
  }

  it.each(pages.map(({ path }) => path))(
    '%s can be used by everybody, on every screen',
    { timeout: 60_000 },
    async (path) => {
      const mine = pages.find((entry) => entry.path === path)!
      const isAdmin = ['users:', 'system:', 'audit:', 'delivery:'].some((word) => mine.capability?.startsWith(word))
      const visitor = await pageOf(isAdmin ? 'admin' : 'zhuguan')
      const troubles = troublesOf(visitor)
      await go(visitor, mine)
      const violations = await visitor.evaluate(async () => {
        const { axe: checker } = window as unknown as { axe: typeof Axe }
        const found = await checker.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
        return found.violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
        )
      })
      expect(violations).toEqual([])
      for (const viewport of [phone, desk]) {
        await visitor.setViewportSize(viewport)
        // Charts and tables follow a moment later.
        const width = () => visitor.evaluate(() => document.documentElement.scrollWidth)
        const message = `${path} on ${viewport.width} pixels`
        await expect.poll(width, { message, timeout: 20_000 }).toBeLessThanOrEqual(viewport.width)
      }
      expect(troubles).toEqual([])
    },
  )
})
