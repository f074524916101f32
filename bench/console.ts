/**
 * The console as people feel it, in a real Chromium: what the first visit loads, and how long pages take until they stand with
 * their data. How long it takes from a decision to the next item, `test/console/reviewing.test.ts` says.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { findChromium } from '../src/gather/browser/find-chromium.ts'
import { openStore } from '../src/store/connect.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { clickThrough, type Change } from './console-pages.ts'
import { median } from './measure.ts'
import { withTemporaryFolder } from './temporary-store.ts'

const launcher = path.resolve(import.meta.dirname, '../bin/mingcha.mjs')
/** Put into the register beside those of the demonstration. */
const moreAccounts = 10_000

interface DemoAccount {
  readonly userName: string
  readonly password: string
}

export const consoleSpeed: Benchmark = {
  name: 'console',
  goal: 'the first load takes less than 400 kB of compressed script; a page change less than 200 ms (p95) on the demo data and a list of 10,000 accounts less than 1 s',
  run: () =>
    withTemporaryFolder(async (home) => {
      const { accounts } = await answerOf<{ accounts: readonly DemoAccount[] }>(home, 'demo', '--exit')
      await prepare(home)
      const server = mingcha(home, 'serve', '--no-work', '--port', '0')
      const browser = await launch()
      try {
        const { url } = await firstAnswer<{ url: string }>(server)
        const person = (userName: string) => accounts.find((account) => account.userName === userName)!
        return [
          ...(await firstLoad(browser, url, person('zhuguan'))),
          ...(await pageChanges(browser, url, person('zhuguan'))),
        ]
      } finally {
        await browser.close()
        server.kill('SIGTERM')
        await new Promise((resolve) => server.once('exit', resolve))
      }
    }),
}

async function prepare(home: string): Promise<void> {
  const store = await openStore({ home })
  try {
    await store.pool.query(`insert into account
      (platform, platform_id, identity_key, name, organiser_id, filing_state, purpose, state, source_kind)
      select 'weibo', 'bench' || n, 'bench' || n, '压测账号' || n, (select min(id) from unit), 'filed', 'publish', 'active', 'feed'
      from generate_series(1, ${moreAccounts}) n`)
    await store.pool.query('analyze')
  } finally {
    await store.close()
  }
}

/** What signing in and the overview take from the server; charts included. */
async function firstLoad(browser: Browser, url: string, account: DemoAccount): Promise<Figure[]> {
  const context = await browser.newContext({ locale: 'zh-CN' })
  const scripts = new Set<string>()
  context.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.add(response.url())
  })
  const page = await signIn(await context.newPage(), url, account)
  await page.getByRole('img', { name: '各季度网站和账号合格率' }).waitFor()
  const sum = async (encoding: string) => {
    const sizes = await Promise.all(
      [...scripts].map(async (script) => {
        const { headers } = await fetch(script, { method: 'HEAD', headers: { 'accept-encoding': encoding } })
        return Number(headers.get('content-length'))
      }),
    )
    return sizes.reduce((total, bytes) => total + bytes, 0) / 1000
  }
  const figures = [
    {
      label: 'first load with the overview, gzip',
      value: await sum('gzip'),
      unit: 'kB',
      atMost: 400,
      note: `${scripts.size} scripts: signing in, the shell, the overview with its charts`,
    },
    { label: 'the same, brotli', value: await sum('br'), unit: 'kB', note: 'what browsers take over TLS' },
  ]
  await context.close()
  return figures
}

async function pageChanges(browser: Browser, url: string, account: DemoAccount): Promise<Figure[]> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } })
  const page = await signIn(await context.newPage(), url, account)
  await page.getByRole('img', { name: '各季度网站和账号合格率' }).waitFor()
  const changes = await clickThrough(page, 5)
  await context.close()
  const all = changes.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const [first, later] = [changes.filter(({ round }) => round === 1), changes.filter(({ round }) => round > 1)]
  const slowest = slowestOf(later)
  const fastest = [...new Set(changes.map(({ title }) => title))].map((title) => ({
    title,
    ms: Math.min(...changes.filter((change) => change.title === title).map(({ ms }) => ms)),
  }))
  const lists = changes.filter(({ title }) => title === '账号').map(({ ms }) => ms / 1000)
  return [
    {
      label: 'page change, p95',
      value: p95(all),
      unit: 'ms',
      atMost: 200,
      note: `${all.length} clicks in the menu, until the page stands with its data; median ${median(all).toFixed(0)} ms`,
    },
    {
      label: 'of this, first visits, p95',
      value: p95(first.map(({ ms }) => ms)),
      unit: 'ms',
      note: `the code of the page comes from the server; slowest: ${slowestOf(first).title}`,
    },
    {
      label: 'of this, later visits, p95',
      value: p95(later.map(({ ms }) => ms)),
      unit: 'ms',
      note: `slowest: ${slowest.title}, ${slowest.ms.toFixed(0)} ms`,
    },
    {
      label: 'the fastest visit of each page, p95',
      value: p95(fastest.map(({ ms }) => ms)),
      unit: 'ms',
      note: `what other programs on the machine disturb least; slowest: ${slowestOf(fastest).title}`,
    },
    {
      label: `a list of more than ${moreAccounts} accounts`,
      value: Math.max(...lists),
      unit: 's',
      atMost: 1,
      note: `from the click to the rows, the slowest of ${lists.length}`,
    },
  ]
}

async function signIn(page: Page, url: string, { userName, password }: DemoAccount): Promise<Page> {
  page.setDefaultTimeout(120_000)
  await page.goto(url)
  await page.getByLabel('用户名').fill(userName)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('navigation', { name: '主菜单' }).waitFor()
  return page
}

async function launch(): Promise<Browser> {
  const { executable, env } = await findChromium()
  return chromium.launch({
    executablePath: executable,
    env: { ...(process.env as Record<string, string>), ...env },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
}

function mingcha(home: string, ...args: string[]) {
  const env = { ...process.env, MINGCHA_HOME: home, DATABASE_URL: '' }
  return spawn(process.execPath, [launcher, '--json', ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** What a command that ends says. */
async function answerOf<Answer>(home: string, ...args: string[]): Promise<Answer> {
  const child = mingcha(home, ...args)
  let text = ''
  for await (const part of child.stdout) text += String(part)
  return JSON.parse(text) as Answer
}

/** What a server says before it serves. */
async function firstAnswer<Answer>({ stdout }: ReturnType<typeof mingcha>): Promise<Answer> {
  let text = ''
  return new Promise((resolve, reject) => {
    stdout.on('data', (part) => {
      text += String(part)
      try {
        resolve(JSON.parse(text) as Answer)
      } catch {
        // not whole yet
      }
    })
    stdout.on('end', () => reject(new Error(`the server said: ${text}`)))
  })
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b).at(Math.floor(values.length * 0.95))!
}

function slowestOf<One extends Pick<Change, 'ms'>>(changes: readonly One[]): One {
  return changes.reduce((worst, one) => (one.ms > worst.ms ? one : worst))
}
