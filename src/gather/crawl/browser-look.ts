/**
 * What the browser has to say about a page of the crawl: what scripts make is read as a visitor sees it, and before something
 * is called dead that browsers may open, the browser is asked. A challenge that it passes by itself, as any visitor's, shows
 * the page behind it; one that remains is `blocked`. Nothing is done to get past a guard.
 */
import type { Browser } from '../browser/browser.ts'
import { renderPage, type RenderedPage } from '../browser/render-page.ts'
import { recogniseBlock } from '../fetch/blocked.ts'
import { addressKey } from './link-address.ts'
import { answered, ledAway, outcomeOf, unvisited, works, type LinkOutcome } from './link-outcome.ts'
import { saysMissing } from './missing-page.ts'
import { readHtml, type VisitedPage } from './visit-page.ts'

export interface BrowserLook {
  /** The page as the browser shows it; `null` when there is no browser, it cannot open the page, or enough was looked at. */
  render(url: string): Promise<RenderedHtml | null>
  /** The visit as the browser sees it, where only a browser can tell; else as it was. */
  secondOpinion(visited: VisitedPage, url: string): Promise<VisitedPage>
  /** Why some pages were not looked at, in Chinese. */
  readonly limits: readonly string[]
}

export interface RenderedHtml extends NonNullable<VisitedPage['html']> {
  readonly url: string
  /** Scripts failed, or did not get what they asked for: what is missing here may be there all the same. */
  readonly incomplete: boolean
}

interface LookSettings {
  readonly browser: Browser | null
  readonly signal: AbortSignal
  readonly maxBodyBytes: number
}

/** Per site. */
const [maxRendered, maxOpinions] = [60, { challenge: 20, dead: 60, shell: 20 }]
/** What browsers may take in another way than our parsers and our TLS library. All fail fast there as well. */
const dead = ['badHttp', 'reset', 'tls', 'emptyAnswer', 'badEncoding'] as const
const askedAbout: ReadonlySet<LinkOutcome['error']> = new Set([...dead, 'challenge'])

/** Looks for one site; without a browser everything stays as it was. */
export function createBrowserLook({ browser, signal, maxBodyBytes }: LookSettings): BrowserLook {
  const limits = new Set<string>()
  const openedHosts = new Set<string>()
  let rendered = 0
  const opinions = { challenge: 0, dead: 0, shell: 0 }

  async function look(url: string): Promise<RenderedPage | string> {
    const { page, failure } = await renderPage(browser!, url, { signal }, maxBodyBytes)
    if (failure) {
      if (failure.kind === 'noBrowser') limits.add(`需要浏览器的页面没有看到：${failure.why}`)
      return failure.why
    }
    return page
  }

  return {
    get limits() {
      return [...limits]
    },
    async render(url) {
      if (browser === null) return null
      if ((rendered += 1) > maxRendered) {
        limits.add(`需要浏览器查看的页面超过 ${maxRendered} 个，其余未看`)
        return null
      }
      const page = await look(url)
      if (typeof page === 'string' || outcomeOf({ page: page.answer }).missing !== null) return null
      const html = readHtml(page.answer)
      const incomplete = page.scriptErrors.length > 0 || page.failures.length > 0
      return html === null ? null : { ...html, url: page.answer.url, incomplete }
    },
    async secondOpinion(visited, url) {
      const { outcome } = visited
      const isShell = outcome.outcome === 'ok' && visited.html !== null && isEmptyShell(visited.html)
      if (browser === null || (!isShell && !askedAbout.has(outcome.error))) return visited
      // Guards are many on one site; they must not use up what tells the dead from the sloppy.
      const about = isShell ? 'shell' : outcome.error === 'challenge' ? 'challenge' : 'dead'
      const most = maxOpinions[about]
      if ((opinions[about] += 1) > most) {
        if (isShell) return visited
        limits.add(`须由浏览器复核的地址超过 ${most} 个，其余未复核`)
        // Where others were not dead after all, this one may not be either.
        if (!openedHosts.has(new URL(url).host)) return visited
        const unseen = unvisited('limit', `只有浏览器能打开这个网站，复核已达上限 ${most} 个`, 'unreachable')
        return { ...visited, outcome: unseen }
      }
      const page = await look(url)
      if (typeof page === 'string') return isShell ? visited : withReason(visited, page)
      const { answer } = page
      // An empty file is not better for the viewer that the browser puts around it.
      if (!page.isPage) return visited
      const block = recogniseBlock(answer) ?? recogniseBlock({ ...answer, body: unscrambled(answer.body) })
      if (block !== null) return withReason(visited, `浏览器中仍是${block}`)
      const seen = outcomeOf({ page: answer })
      // A guard that refuses the browser as well is still a guard, unless it led on to a page that is gone.
      // (what it leads to at an address of its own says nothing about the page behind it).
      const isGone = (seen.error === 'notFound' || seen.error === 'gone') && isAt(url, answer.url)
      if (seen.outcome !== 'ok' && about === 'challenge' && !isGone)
        return withReason(visited, `浏览器中应答 ${answer.status}`)
      if (seen.outcome !== 'ok') return withReason({ ...visited, outcome: seen, answer }, '浏览器所见')
      const html = readHtml(answer)
      if (html === null || (html.references.textLength === 0 && html.references.references.length === 0)) return visited
      // What a visitor gets to see says the same as if the server had sent it.
      const lost = saysMissing(html.references)
        ? answered(answer, 'softNotFound', '应答 200，浏览器所见却是“页面不存在”', 'unreadable')
        : ledAway(url, answer)
      if (lost !== null) return { ...visited, outcome: { ...lost, chain: outcome.chain }, answer, rendered: true }
      if (isShell) return { ...visited, answer, html, rendered: true }
      const how =
        outcome.error === 'badHttp' ? '应答不合 HTTP 规范，浏览器可以打开' : `${outcome.reason}，浏览器可以打开`
      const { chain, elapsedMs } = outcome
      openedHosts.add(new URL(url).host)
      return {
        outcome: { ...works, status: answer.status, chain, elapsedMs },
        answer,
        html,
        warnings: [how],
        rendered: true,
      }
    },
  }
}

function isAt(url: string, shown: string): boolean {
  return addressKey(url).replace(/#.*/, '') === addressKey(shown).replace(/#.*/, '')
}

/** A page of which nobody sees anything before its scripts have run: they may lead elsewhere. */
function isEmptyShell({ text, references }: NonNullable<VisitedPage['html']>): boolean {
  if (references.textLength > 0 || references.references.some(({ kind }) => kind === 'page')) return false
  return /<script/i.test(text)
}

/** Without a declared encoding the browser may have taken UTF-8 for Windows-1252; what it shows is then turned back. */
function unscrambled(body: Buffer): Buffer {
  western ??= new Map(
    Array.from({ length: 256 }, (_, byte) => [new TextDecoder('windows-1252').decode(Uint8Array.of(byte)), byte]),
  )
  const own = western
  return Buffer.from(
    Array.from(body.toString('utf8', 0, 65_536).replaceAll('&nbsp;', '\u00a0'), (char) => own.get(char) ?? 0x3f),
  )
}

let western: Map<string, number> | undefined

function withReason(visited: VisitedPage, why: string): VisitedPage {
  return { ...visited, outcome: { ...visited.outcome, reason: `${visited.outcome.reason}；${why}` } }
}
