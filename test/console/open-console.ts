/** For tests of the console: the real server over a database of its own, and people in a real Chromium. */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { findChromium } from '../../src/gather/browser/find-chromium.ts'
import { createHttpApp } from '../../src/http/app.ts'
import { listen } from '../../src/http/listen.ts'
import { createReplayApp } from '../../src/http/replay/replay-app.ts'
import { replayTokens } from '../../src/http/replay/replay-token.ts'
import type { HttpSettings } from '../../src/http/settings.ts'
import { signedIn } from '../../src/http/sign-in-fixture.ts'
import type { Role } from '../../src/kernel/actor.ts'
import { openSafe } from '../../src/store/credentials.ts'
import { openJobs } from '../../src/store/jobs.ts'
import { testStore } from '../database.ts'
import { temporaryFolder } from '../program.ts'

const consoleFolder = path.resolve(import.meta.dirname, '../../web/dist')
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

export interface Person {
  readonly page: Page
  readonly name: string
  readonly userName: string
}

/** A console with nobody in it yet; everything is closed after the test file. */
export async function openConsole(more: Partial<HttpSettings> = {}) {
  const store = await testStore()
  const home = await temporaryFolder('console')
  const jobs = await openJobs(store)
  const safe = await openSafe(home)
  const archiveFolder = path.join(home, 'archives')
  const tokens = replayTokens(randomBytes(32))
  const replayed = createReplayApp({ db: store.db, archiveFolder, tokens, clock: Date.now })
  const replaying = await listen(replayed.fetch, { host: '127.0.0.1', port: 0 })
  const app = createHttpApp({
    db: store.db,
    archiveFolder,
    replay: {
      tokens,
      originFor: () => replaying.url.replace(/\/$/, ''),
      frameSource: `http://*:${replaying.port}`,
    },
    hostNames: [],
    consoleFolder,
    jobs: async () => jobs,
    installation: {
      home,
      databaseUrl: store.url,
      config: { concurrency: 3, gather: { contact: '021-12345678' }, http: { host: '127.0.0.1', port: 8610 } },
      usualConfig: { concurrency: 8, gather: { contact: '' }, http: { host: '127.0.0.1', port: 8610 } },
      backups: { folder: path.join(home, 'backups'), daily: { at: '02:30', keep: 7 } },
      safe: async () => safe,
      jobs: async () => jobs,
    },
    ...more,
  })
  const server = await listen(app.fetch, { host: '127.0.0.1', port: 0 })
  const { executable, env } = await findChromium()
  const browser = await chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...env } as Record<string, string>,
    args: ['--no-sandbox', '--disable-gpu', '--lang=zh-CN'],
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await replaying.close()
    await jobs.close({ finishWithinMs: 1000 })
  })
  return {
    db: store.db,
    home,
    archiveFolder,
    jobs,
    safe,
    app,
    url: server.url.replace(/\/$/, ''),
    browser,
    /** Somebody of this role, signed in, with a window of this size. */
    async person(
      role: Role = 'supervisor',
      viewport = { width: 1366, height: 768 },
      units: string[] = [],
      campaigns: string[] = [],
    ): Promise<Person> {
      const { cookie, name } = await signedIn(store.db, app, role, { units, campaigns })
      const page = await openPage(browser, server.url, viewport)
      const [key, value] = cookie.split('=') as [string, string]
      await page.context().addCookies([{ name: key, value, url: server.url }])
      return { page, name, userName: name.toLowerCase() }
    },
    /** A window of somebody who has not signed in. */
    async stranger(viewport = { width: 1366, height: 768 }): Promise<Page> {
      return openPage(browser, server.url, viewport)
    },
  }
}

/** What went wrong in a page that no test asked about: errors of its scripts, and what its policy refused. */
const troubles = new WeakMap<Page, string[]>()

export const troubleOf = (page: Page): readonly string[] => troubles.get(page) ?? []

async function openPage(browser: Browser, url: string, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const found: string[] = []
  troubles.set(page, found)
  page.on('pageerror', (error) => found.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy|Each child in a list/.test(message.text())) found.push(message.text())
  })
  return page
}

/** Violations of WCAG 2.1 AA in our own page, one line each; empty is what is wanted. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(axeFile, 'utf8'))
  return page.evaluate(async () => {
    interface Axe {
      run(
        where: unknown,
        options: unknown,
      ): Promise<{
        violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary: string }[] }[]
      }>
    }
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations: found } = await axe.run((globalThis as never as { document: unknown }).document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
    })
    return found.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary.replaceAll(/\s+/g, ' ')}`),
    )
  })
}

/** Keeps a picture of the page when the variable MINGCHA_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['MINGCHA_SCREENSHOTS']
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({
    path: path.join(folder, `${name}.png`),
    fullPage: !name.startsWith('screen'),
    caret: 'initial',
  })
}
