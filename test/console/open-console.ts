/** The console as people use it: real server on a port of its own, real browser, whoever is wanted signed in. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { findChromium } from '../../src/gather/browser/find-chromium.ts'
import { createHttpApp } from '../../src/http/app.ts'
import { listen } from '../../src/http/listen.ts'
import { createReplayApp } from '../../src/http/replay/replay-app.ts'
import { replayTokens } from '../../src/http/replay/replay-token.ts'
import type { HttpSettings } from '../../src/http/settings.ts'
import { signedIn } from '../../src/http/sign-in-fixture.ts'
import type { Role } from '../../src/kernel/actor.ts'

const axeFile = path.resolve(import.meta.dirname, '../../node_modules/axe-core/axe.min.js')
const consoleFolder = path.resolve(import.meta.dirname, '../../web/dist')

/** A refused request is told by the page; antd locks scrolling by a style without a nonce, which the policy refuses. */
const harmless = /status of 4\d\d|^Applying inline style violates/

export interface OpenConsole {
  readonly url: string
  /** A tab of a new user of this role; `faults` are errors of the page itself. */
  as(role: Role, reach?: Parameters<typeof signedIn>[3]): Promise<{ page: Page; name: string; faults: string[] }>
}

/** Opens the console over these settings; everything is closed after the test file. */
export async function openConsole(
  settings: Omit<HttpSettings, 'consoleFolder' | 'replay' | 'hostNames'>,
): Promise<OpenConsole> {
  const closing: (() => Promise<unknown>)[] = []
  afterAll(async () => {
    for (const close of closing.toReversed()) await close()
  })
  const { db, archiveFolder } = settings
  const tokens = replayTokens(Buffer.alloc(32, 3))
  const replayed = createReplayApp({ db, archiveFolder, tokens, clock: Date.now })
  const replaying = await listen(replayed.fetch, { host: '127.0.0.1', port: 0 })
  closing.push(() => replaying.close())
  const replay = {
    tokens,
    originFor: () => replaying.url.replace(/\/$/, ''),
    frameSource: `http://*:${replaying.port}`,
  }
  const app = createHttpApp({ ...settings, hostNames: [], consoleFolder, replay })
  const listening = await listen(app.fetch, { host: '127.0.0.1', port: 0 })
  closing.push(() => listening.close())
  const { executable, env } = await findChromium()
  const browser: Browser = await chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...env },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  })
  closing.push(() => browser.close())
  return {
    url: listening.url,
    async as(role, reach) {
      const user = await signedIn(db, app, role, reach)
      const [name, value] = user.cookie.split('=') as [string, string]
      const context: BrowserContext = await browser.newContext({
        viewport: { width: 1366, height: 768 },
        locale: 'zh-CN',
        baseURL: listening.url,
        reducedMotion: 'reduce',
      })
      await context.addCookies([{ name, value, url: listening.url }])
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' && !harmless.test(message.text())) faults.push(message.text())
      })
      return { page, name: user.name, faults }
    },
  }
}

/** What axe finds against WCAG 2.1 A and AA, as `rule: element`. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const { readFile } = await import('node:fs/promises')
  // Not as a script of the page: its policy lets none in.
  await page.evaluate(await readFile(axeFile, 'utf8'))
  return page.evaluate<string[]>(`axe
    .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`)
}

/** A picture of the page, where `CONSOLE_PICTURES` names a folder for them; for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CONSOLE_PICTURES']
  if (folder === undefined) return
  if (!existsSync(folder)) await mkdir(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}
