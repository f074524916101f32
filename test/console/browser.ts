/** For tests of the console: the real server on a database of the test, and a real Chromium in front of it. */
import path from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { findChromium } from '../../src/gather/browser/find-chromium.ts'
import { createHttpApp } from '../../src/http/app.ts'
import { listen } from '../../src/http/listen.ts'
import type { HttpSettings } from '../../src/http/settings.ts'
import { usualPolicy } from '../../src/identity/policy.ts'
import { createUser } from '../../src/identity/users.ts'
import type { Role } from '../../src/kernel/actor.ts'
import type { Tx } from '../../src/store/database.ts'

export const password = 'Shenme-mima-8271'

/** Serves the built console over this database; ends with the test file. */
export async function serveConsole(db: HttpSettings['db'], more: Partial<HttpSettings> = {}): Promise<string> {
  const consoleFolder = path.resolve(import.meta.dirname, '../../web/dist')
  const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [], consoleFolder, ...more })
  const listening = await listen((...given) => app.fetch(...given), { host: '127.0.0.1', port: 0 })
  afterAll(() => listening.close())
  return listening.url.replace(/\/$/, '')
}

/** A user who signs in with `password`; made now unless the test has a clock of its own. */
export async function addUser(
  db: Tx,
  userName: string,
  role: Role,
  units: readonly string[] = [],
  { campaigns = [], at = new Date().toISOString() }: { campaigns?: readonly string[]; at?: string } = {},
): Promise<void> {
  const scope = { units: [...units], campaigns: [...campaigns] }
  const user = { userName, name: userName, role, ...scope, password, mustChangePassword: false }
  await createUser(db, user, { actor: '测试', at }, usualPolicy)
}

/** Chromium for the whole test file. */
export async function launchBrowser(): Promise<Browser> {
  const { executable, env } = await findChromium()
  const browser = await chromium.launch({
    executablePath: executable,
    env: { ...(process.env as Record<string, string>), ...env },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  afterAll(() => browser.close())
  return browser
}

/** Everything a page of ours must never do: errors, refused styles or scripts, windows that ask. */
export function troublesOf(page: Page): string[] {
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    // an answer that says no is told by the page; a refused style or script is ours
    if (/Content Security Policy/.test(message.text())) troubles.push(`${page.url()}: ${message.text()}`)
  })
  return troubles
}

/** Signs in through the form. */
export async function signIn(context: BrowserContext, url: string, userName: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.getByLabel('用户名').fill(userName)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await page
    .getByRole('navigation', { name: '主菜单' })
    .or(page.getByRole('button', { name: '打开菜单' }))
    .first()
    .waitFor()
  return page
}
