/** Loading one page in Chromium until it comes to rest, and what was seen on the way. */
import type { BrowserContext, Page, Request } from 'playwright-core'
import type { RawHeaders } from '../fetch/headers.ts'

export interface BrowserVisit {
  readonly signal: AbortSignal
  /** Width of the window in CSS pixels; 1366 unless given. */
  readonly width?: number
  /** Whether pictures are loaded: only where somebody looks at the page. */
  readonly pictures?: boolean
}

/** A page that has been loaded and has come to rest. */
export interface LoadedPage {
  readonly page: Page
  /** Address after all forwards. */
  readonly url: string
  /** The last answer to the page itself; status 0 when there was none. */
  readonly status: number
  readonly headers: RawHeaders
  /** Errors that nobody caught, as Chromium words them. */
  readonly scriptErrors: readonly string[]
  /** Addresses that the page asked for and did not get, with the reason. */
  readonly failures: readonly { readonly url: string; readonly why: string }[]
  readonly elapsedMs: number
}

/** Opening and coming to rest. */
const [openMs, restMs] = [20_000, 5000]
const maxRequests = 1000
/** How often a page may send its visitor on by script, or load itself again: a challenge that is passed does so once or twice. */
const maxLoads = 5

/** Opens an address in a context of its own; `started` is when the visit began. Rejects when it cannot be opened. */
export async function openPage(
  context: BrowserContext,
  url: URL,
  visit: BrowserVisit,
  started: number,
): Promise<LoadedPage> {
  const page = await context.newPage()
  const scriptErrors: string[] = []
  const failures: { url: string; why: string }[] = []
  let [status, headers, requests]: [number, RawHeaders, number] = [0, [], 0]
  context.on('page', (other) => {
    if (other !== page) void other.close().catch(() => undefined)
  })
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined))
  page.on('pageerror', (error) => {
    if (scriptErrors.length < 20) scriptErrors.push(error.message.slice(0, 300))
  })
  const restless = Promise.withResolvers<never>()
  restless.promise.catch(() => undefined)
  let loads = 0
  page.on('request', (request) => {
    if ((requests += 1) > maxRequests) void context.close().catch(() => undefined)
    // Challenges that do not let us pass load themselves again without end: many visits, which nobody asked for.
    if (isPageItself(request) && request.redirectedFrom() === null && (loads += 1) > maxLoads)
      restless.reject(new Error(`页面一再重新载入，超过 ${maxLoads} 次`))
  })
  const failed = (address: string, why: string) => {
    if (failures.length < 50 && !address.startsWith('data:')) failures.push({ url: address.slice(0, 500), why })
  }
  let left: string | null = null
  const isPageItself = (request: Request) => request.isNavigationRequest() && request.frame() === page.mainFrame()
  page.on('requestfailed', (request) => {
    // Left out by ourselves, or given up by the page because it moved on.
    const why = request.failure()?.errorText ?? ''
    if (/ERR_ABORTED|ERR_BLOCKED_BY_CLIENT|ERR_FAILED$/.test(why)) return
    if (isPageItself(request)) left = why
    failed(request.url(), why)
  })
  page.on('response', (response) => {
    const request = response.request()
    if (isPageItself(request)) {
      left = null
      status = response.status()
      headers = Object.entries(response.headers())
    } else if (response.status() >= 400) failed(response.url(), String(response.status()))
  })
  if (visit.pictures !== true) {
    await context.route('**/*', (route) =>
      unseenTypes.has(route.request().resourceType()) ? route.abort('blockedbyclient') : route.continue(),
    )
  }
  const opening = page.goto(url.href, { waitUntil: 'domcontentloaded', timeout: openMs })
  // Lists are fetched after the page has come; pages that never rest are read as they are.
  const rest = opening.then(() => page.waitForLoadState('networkidle', { timeout: restMs }).catch(() => undefined))
  await Promise.race([rest, restless.promise])
  // The page went on to an address that cannot be opened.
  if (left !== null) throw new Error(left)
  return {
    page,
    url: page.url(),
    status,
    headers,
    scriptErrors,
    failures,
    elapsedMs: performance.now() - started,
  }
}

const unseenTypes = new Set(['image', 'media', 'font'])
