/** Checks a link that is not read as a page of the site: HEAD for what belongs to the site, GET where HEAD proves nothing. */
import { linkErrors } from '../../evidence/link-errors.ts'
import type { Archive } from '../archive/wacz.ts'
import { decodeText } from '../fetch/charset.ts'
import type { CookieJar } from '../fetch/cookies.ts'
import type { FetchedPage, FetchResult } from '../fetch/fetch-page.ts'
import { headerText } from '../fetch/headers.ts'
import type { Http } from '../fetch/http.ts'
import { cssReferences } from './css-references.ts'
import { isAttachment } from './link-address.ts'
import { answered, outcomeOf, type LinkOutcome } from './link-outcome.ts'
import type { KnownLink } from './link-register.ts'
import { saysMissing } from './missing-page.ts'
import type { Proof } from './proof.ts'
import { readReferences, type PageReferences } from './read-references.ts'

export interface LinkCheckMeans {
  readonly http: Http
  readonly signal: AbortSignal
  readonly cookies: CookieJar
  /** Answers of broken links are kept as proof. */
  readonly archive: Pick<Archive, 'store'>
  /** Answers that belong to a page kept as proof are kept as well: such a link is asked for with GET. */
  readonly resources?: Pick<Proof, 'wantedBytes' | 'keepResource' | 'want'>
  readonly slowMs: number
  /** Asks a question unless its answer is known from an earlier life. */
  readonly once?: <Answer>(question: string, ask: () => Promise<Answer>) => Promise<Answer>
}

/** What needs to be known of a link to check it. */
export type LinkToCheck = Pick<KnownLink, 'url' | 'kind' | 'internal'>

export interface CheckedLink {
  readonly outcome: LinkOutcome
  /** Whether anything was asked; `false`: what is known of the host was enough. */
  readonly asked: boolean
  /** Whether the answer was kept as proof. */
  readonly proof: boolean
  /** What a style sheet of the site refers to. */
  readonly references: PageReferences | null
}

const bodyBytes = 65_536
/** Failures that GET would only repeat. */
const certain = new Set([
  'dns',
  'refused',
  'connectTimeout',
  'tls',
  'badUrl',
  'addressRefused',
  'askedToWait',
  'stopped',
  'cancelled',
])
/** Failures of the host, not of one address. */
const ofHost = new Set(['dns', 'refused', 'connectTimeout'])

/**
 * A checker with a memory: a host whose name does not exist, whose port is closed or that twice could not be connected to
 * is not asked again; the same outcome is then given to its other links, and the reason says so.
 */
export function createLinkChecker({
  http,
  signal,
  cookies,
  archive,
  resources,
  slowMs,
  once = (_, ask) => ask(),
}: LinkCheckMeans) {
  const dead = new Map<string, { failures: number; outcome: LinkOutcome }>()
  /** Whether an origin says the same to HEAD as to GET: not when it has every address that one can think of. */
  const honest = new Map<string, Promise<boolean>>()

  const remember = (host: string, outcome: LinkOutcome) => {
    if (outcome.failure === null || !ofHost.has(outcome.failure)) return void dead.delete(host)
    const weight = outcome.failure === 'connectTimeout' ? 1 : 2
    dead.set(host, { failures: (dead.get(host)?.failures ?? 0) + weight, outcome })
  }

  function isHonest(origin: string): Promise<boolean> {
    const known = honest.get(origin)
    if (known !== undefined) return known
    const nowhere = `${origin}/mingcha-no-such-file.bin`
    const asked = once(nowhere, async () => {
      const { page } = await http.fetch(nowhere, { signal, method: 'HEAD', timeoutMs: 5000 })
      return page === undefined || page.status >= 300 || page.hops.length > 0
    })
    honest.set(origin, asked)
    return asked
  }

  async function check(link: LinkToCheck): Promise<CheckedLink> {
    const { host, origin } = new URL(link.url)
    const memory = dead.get(host)
    if (memory !== undefined && memory.failures >= 2) {
      const { outcome } = memory
      const reason = `${outcome.reason}（同一主机，未再访问）`
      return { outcome: { ...outcome, reason }, references: null, asked: false, proof: false }
    }
    const isWanted = (resources?.wantedBytes(link.url) ?? 0) > 0
    const mayAskHead = !isWanted && link.kind !== 'page' && !(link.kind === 'style' && link.internal)
    const head = mayAskHead && (!link.internal || (await isHonest(origin))) ? await askHead(link) : null
    const checked = head === null ? await askGet(link) : { outcome: head, references: null, asked: true, proof: false }
    remember(host, checked.outcome)
    return checked
  }

  /** `null` when only GET can tell. */
  async function askHead(link: LinkToCheck): Promise<LinkOutcome | null> {
    const result = await http.fetch(link.url, { signal, cookies, method: 'HEAD', timeoutMs: 5000 })
    const outcome = outcomeOf(result, slowMs, 'HEAD')
    if (result.failure) return certain.has(result.failure.kind) ? outcome : null
    const proves = result.page.status < 300 && headerText(result.page.headers, 'content-length') !== '0'
    return proves && outcome.outcome !== 'blocked' && wrongType(link, result.page) === null ? outcome : null
  }

  async function askGet(link: LinkToCheck): Promise<CheckedLink> {
    const isSheet = link.kind === 'style' && link.internal
    const forProof = resources?.wantedBytes(link.url) ?? 0
    const wanted = Math.max(forProof, isSheet ? 2_000_000 : bodyBytes)
    const result = await http.fetch(link.url, { signal, cookies, wantedBytes: () => wanted })
    const outcome = judged(link, result, slowMs)
    const { page } = result
    if (page === undefined) return { outcome, references: null, asked: true, proof: false }
    const isBroken = outcome.outcome === 'broken'
    if (isBroken) await archive.store(page, '')
    else if (forProof > 0) await resources?.keepResource(link.url, page)
    const references = isSheet && outcome.outcome === 'ok' ? sheetReferences(page) : null
    if (references !== null && forProof > 0) resources?.want(references, 'utf-8')
    return { outcome, references, asked: true, proof: isBroken || forProof > 0 }
  }

  /** `remember` is for what was checked before: it belongs to the memory, too. */
  return { check, remember }
}

/** What an answer to GET says, its content looked at. */
function judged(link: LinkToCheck, result: FetchResult, slowMs: number): LinkOutcome {
  const outcome = outcomeOf(result, slowMs)
  const { page } = result
  if (page === undefined || page.status !== 200 || outcome.outcome === 'blocked' || outcome.error === 'emptyAnswer') {
    return outcome
  }
  if (isHtml(page)) {
    const { text } = decodeText(page.body, headerText(page.headers, 'content-type') ?? '')
    const missing = !page.truncated && saysMissing(readReferences(text, page.url))
    if (missing) return answered(page, 'softNotFound', '应答 200，内容却是“页面不存在”', 'unreadable')
  }
  return wrongType(link, page) ?? outcome
}

/** A picture, style, script or document that turns out to be a web page. */
function wrongType(link: LinkToCheck, page: FetchedPage): LinkOutcome | null {
  if (!isHtml(page)) return null
  const loaded = link.kind === 'image' || link.kind === 'style' || link.kind === 'script'
  const file = /\.(pdf|docx?|xlsx?|pptx?|ofd|wps|zip|rar|7z|mp[34])$/i
  const promised = loaded || (isAttachment(link.url) && file.test(new URL(link.url).pathname))
  return promised && !/\.svg$/i.test(link.url)
    ? answered(page, 'wrongType', `${linkErrors.wrongType.title}：应为文件，实为网页`, 'unreadable')
    : null
}

function isHtml(page: FetchedPage): boolean {
  return /html/i.test(headerText(page.headers, 'content-type') ?? '')
}

function sheetReferences(page: FetchedPage): PageReferences {
  const { text } = decodeText(page.body, headerText(page.headers, 'content-type') ?? '')
  const references = cssReferences(text).map((reference) => ({ ...reference, place: 'css url()', text: () => '' }))
  return { base: page.url, title: '', text: '', textLength: 0, references, ids: [], forward: null, limits: [] }
}
