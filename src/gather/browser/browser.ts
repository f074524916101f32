/**
 * Chromium as a visitor: one per process, at most two pages at a time, started when first needed, restarted after some pages
 * and after a crash, ended when idle. Each page has a context and a way out of its own (`egress-proxy.ts`). A page load counts
 * as one request of the politeness towards its host: it waits for its turn and holds it while it lasts; what the page loads
 * for itself goes at Chromium's own pace (at most six connections per host), as with any visitor.
 */
import type { Browser as Chrome, BrowserContext } from 'playwright-core'
import { guardedConnector, type AddressGuard } from '../fetch/address-guard.ts'
import type { HostGate } from '../fetch/host-gate.ts'
import type { GatherLimits } from '../limits.ts'
import type { EgressProxy, openEgressProxy } from './egress-proxy.ts'
import { findChromium, type Chromium } from './find-chromium.ts'
import { launchArguments, ownEnvironment } from './launch-arguments.ts'
import { openPage, type BrowserVisit, type LoadedPage } from './open-page.ts'
import { createTurns } from './turns.ts'

export type { BrowserVisit, LoadedPage } from './open-page.ts'

/** `noBrowser`: there is none to ask; `notOpened`: the browser cannot open the page either; `cancelled`: the check was. */
export interface BrowserFailure {
  readonly kind: 'noBrowser' | 'notOpened' | 'cancelled'
  /** Chinese. */
  readonly why: string
}

export type Visited<Value> =
  | { readonly value: Value; readonly failure?: undefined }
  | { readonly failure: BrowserFailure }

export interface Browser {
  /** Opens an address and hands the page to `read` while it is open. Never rejects for what a page does. */
  visit<Value>(url: string, visit: BrowserVisit, read: (loaded: LoadedPage) => Promise<Value>): Promise<Visited<Value>>
  /** Ends Chromium; visits under way fail. */
  close(): Promise<void>
}

export interface BrowserSettings {
  readonly guard: AddressGuard
  readonly gate: HostGate
  readonly limits: GatherLimits
  /** Only this browser; for tests. */
  readonly source?: Chromium['source']
}

const pagesAtOnce = 2
/** Chromium grows with the pages it has shown. */
const pagesPerLaunch = 50
const idleMs = 30_000
const [windowHeight, defaultWidth] = [900, 1366]
/** Opening, coming to rest, and everything that is done with a page. */
const visitMs = 45_000
const maxPageBytes = 50_000_000

interface Running {
  readonly chrome: Chrome
  readonly userAgent: string
  /** Chromium's own way out: closed. */
  readonly nowhere: EgressProxy
  pages: number
  open: number
}

/** Loaded late: with it comes much of Node (`node:http` brings its own `fetch`) that most crawls never need. */
const openProxy: typeof openEgressProxy = async (way) => (await import('./egress-proxy.ts')).openEgressProxy(way)

/** A browser that is started by its first visit. Costs nothing before. */
export function createBrowser({ guard, gate, limits, source }: BrowserSettings): Browser {
  const connect = guardedConnector(guard, Math.min(10_000, limits.timeoutMs))
  const turns = createTurns(pagesAtOnce)
  let running: Promise<Running> | null = null
  let missing: string | null = null
  let idle: NodeJS.Timeout | null = null
  let closed = false

  async function launch(): Promise<Running> {
    const { executable, env } = await findChromium(source)
    const nowhere = await openProxy(null)
    // Chromium's sandbox refuses to run as root; then, and only then, it goes without.
    const isRoot = process.getuid?.() === 0
    try {
      // Half a second of loading that only those pay who need a browser.
      const { chromium } = await import('playwright-core')
      const chrome = await chromium.launch({
        executablePath: executable,
        args: launchArguments(nowhere.address),
        env: { ...ownEnvironment(), ...env },
        chromiumSandbox: !isRoot,
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        timeout: 60_000,
      })
      const own: Running = { chrome, nowhere, pages: 0, open: 0, userAgent: await userAgentOf(chrome, limits) }
      chrome.once('disconnected', () => {
        void nowhere.close()
        if (current === own) [running, current] = [null, null]
      })
      current = own
      return own
    } catch (error) {
      await nowhere.close()
      throw error
    }
  }
  let current: Running | null = null

  async function ready(): Promise<Running> {
    if (idle !== null) clearTimeout(idle)
    if (current !== null && current.pages >= pagesPerLaunch) {
      // Pages that are still open keep the old one until they are done.
      const old = current
      ;[running, current] = [null, null]
      if (old.open === 0) await old.chrome.close().catch(() => undefined)
    }
    running ??= launch()
    try {
      return await running
    } catch (error) {
      running = null
      missing = `浏览器无法启动：${firstLine(error)}`
      throw error
    }
  }

  async function done(own: Running): Promise<void> {
    own.open -= 1
    if (own.open > 0) return
    if (own !== current || closed) {
      await own.chrome.close().catch(() => undefined)
      return
    }
    if (idle !== null) clearTimeout(idle)
    idle = setTimeout(() => {
      if (own.open > 0) return
      if (current === own) [running, current] = [null, null]
      void own.chrome.close().catch(() => undefined)
    }, idleMs)
    idle.unref()
  }

  async function load<Value>(
    url: URL,
    visit: BrowserVisit,
    read: (loaded: LoadedPage) => Promise<Value>,
  ): Promise<Visited<Value>> {
    let own: Running
    try {
      own = await ready()
    } catch {
      return { failure: { kind: 'noBrowser', why: missing! } }
    }
    own.pages += 1
    own.open += 1
    let proxy: EgressProxy | null = null
    let context: BrowserContext | null = null
    const started = performance.now()
    try {
      proxy = await openProxy({ connect, maxBytes: maxPageBytes })
      context = await own.chrome.newContext({
        proxy: { server: proxy.address },
        userAgent: own.userAgent,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        viewport: { width: visit.width ?? defaultWidth, height: windowHeight },
        acceptDownloads: false,
        serviceWorkers: 'block',
        // Bad certificates are another inspection's finding; here somebody looks at the page.
        ignoreHTTPSErrors: true,
      })
      const opened = openPage(context, url, visit, started)
      return { value: await within<Value>(visitMs, visit.signal, opened.then(read)) }
    } catch (error) {
      if (visit.signal.aborted) return { failure: cancelled }
      // Nothing that can be shown, and something was refused: that is why.
      const refused = proxy?.seen.refused.at(-1)
      const why = refused ? `不得访问 ${refused.host}（${refused.why}）` : reasonOf(error, own)
      return { failure: { kind: 'notOpened', why } }
    } finally {
      const closing = context?.close() ?? Promise.resolve()
      // A page that hangs may hang its closing: then Chromium goes as a whole.
      await within(5000, null, closing).catch(() => own.chrome.close().catch(() => undefined))
      await proxy?.close()
      await done(own)
    }
  }

  return {
    async visit(address, visit, read) {
      const url = URL.parse(address)
      if (url === null || !/^https?:$/.test(url.protocol))
        return { failure: { kind: 'notOpened', why: '网址不合规范' } }
      if (missing !== null) return { failure: { kind: 'noBrowser', why: missing } }
      const turn = await turns.take(visit.signal)
      if (turn === null || closed) {
        turn?.()
        return { failure: cancelled }
      }
      try {
        const lease = await gate.enter(url.host, visit.signal).catch((error: unknown) => error as Error)
        if (!('leave' in lease)) {
          if (visit.signal.aborted) return { failure: cancelled }
          return { failure: { kind: 'notOpened', why: `对方要求暂停访问（${lease.message}）` } }
        }
        let status: number | null = null
        try {
          return await load(url, visit, (loaded) => {
            status = loaded.status || null
            return read(loaded)
          })
        } finally {
          lease.leave({ status })
        }
      } finally {
        turn()
      }
    },
    async close() {
      closed = true
      if (idle !== null) clearTimeout(idle)
      const own = await running?.catch(() => null)
      await own?.chrome.close().catch(() => undefined)
      await own?.nowhere.close()
    },
  }
}

const cancelled: BrowserFailure = { kind: 'cancelled', why: '检查已取消' }

/** Chromium's name with ours: sites that ask for a modern browser see one, and who visits is not hidden. */
async function userAgentOf(chrome: Chrome, { userAgent }: GatherLimits): Promise<string> {
  const major = chrome.version().split('.')[0]
  return `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36 ${userAgent}`
}

async function within<Value>(ms: number, signal: AbortSignal | null, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  let stop: (() => void) | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${ms / 1000} 秒内没有打开`)), ms)
    stop = () => reject(new Error('cancelled'))
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop, { once: true })
  })
  // Whichever comes second is of no interest, its failure neither.
  work.catch(() => undefined)
  limit.catch(() => undefined)
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
    if (stop) signal?.removeEventListener('abort', stop)
  }
}

function reasonOf(error: unknown, { chrome }: Running): string {
  if (!chrome.isConnected()) return '浏览器中途退出'
  const text = firstLine(error)
  const net = /net::(ERR_[A-Z_0-9]+)/.exec(text)?.[1]
  return `浏览器也打不开（${net ?? text}）`
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300)
}
