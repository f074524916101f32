/**
 * Checks a link that is not read as a page of the site. Of files and of what is loaded into pages the first bytes are asked
 * for: servers lie to HEAD in both directions, and what kind of file it is only its bytes tell.
 */
import { linkErrors } from '../../evidence/link-errors.ts'
import type { Archive } from '../archive/wacz.ts'
import { decodeText } from '../fetch/charset.ts'
import type { CookieJar } from '../fetch/cookies.ts'
import type { FetchedPage, FetchResult } from '../fetch/fetch-page.ts'
import { headerText } from '../fetch/headers.ts'
import type { Http } from '../fetch/http.ts'
import { cssReferences } from './css-references.ts'
import { isAttachment } from './link-address.ts'
import { answered, outcomeOf, works, type LinkOutcome } from './link-outcome.ts'
import type { KnownLink } from './link-register.ts'
import { saysMissing } from './missing-page.ts'
import type { Proof } from './proof.ts'
import { readReferences, type PageReferences } from './read-references.ts'

export interface LinkCheckMeans {
  readonly http: Http
  readonly signal: AbortSignal
  readonly cookies: CookieJar
  /** Answers of broken links are kept as proof. */
  readonly archive: Pick<Archive, 'store' | 'storeWay'>
  /** Answers that belong to a page kept as proof are kept as well: such a link is asked for with GET. */
  readonly resources?: Pick<Proof, 'wantedBytes' | 'keepResource' | 'want'>
  readonly slowMs: number
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
/** Enough to tell what kind of file it is. Nothing packed: a part of it could not be unpacked. */
const part = { range: 'bytes=0-511', 'accept-encoding': 'identity' }
/** Failures that asking for the whole would only repeat. */
const certain = new Set([
  'dns',
  'refused',
  'connectTimeout',
  'timeout',
  'bodyTimeout',
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
export function createLinkChecker({ http, signal, cookies, archive, resources, slowMs }: LinkCheckMeans) {
  const dead = new Map<string, { failures: number; outcome: LinkOutcome }>()
  const remember = (host: string, outcome: LinkOutcome) => {
    if (outcome.failure === null || !ofHost.has(outcome.failure)) return void dead.delete(host)
    const weight = outcome.failure === 'connectTimeout' ? 1 : 2
    dead.set(host, { failures: (dead.get(host)?.failures ?? 0) + weight, outcome })
  }

  async function check(link: LinkToCheck): Promise<CheckedLink> {
    const { host } = new URL(link.url)
    const memory = dead.get(host)
    if (memory !== undefined && memory.failures >= 2) {
      const { outcome } = memory
      const reason = `${outcome.reason}（同一主机，未再访问）`
      return { outcome: { ...outcome, reason }, references: null, asked: false, proof: false }
    }
    const isWanted = (resources?.wantedBytes(link.url) ?? 0) > 0
    const isPartEnough = !isWanted && link.kind !== 'page' && !(link.kind === 'style' && link.internal)
    const checked = (isPartEnough ? await askForPart(link) : null) ?? (await askGet(link))
    remember(host, checked.outcome)
    return checked
  }

  /** `null` when only the whole can tell: it is all that some servers give, and most errors are believed as a visitor sees them. */
  async function askForPart(link: LinkToCheck): Promise<CheckedLink | null> {
    const result = await http.fetch(link.url, { signal, cookies, headers: part, wantedBytes: () => bodyBytes })
    const { page, failure } = result
    const checked = (outcome: LinkOutcome, proof = false) => ({ outcome, references: null, asked: true, proof })
    if (failure)
      return certain.has(failure.kind) && failure.hops.length === 0 ? checked(outcomeOf(result, slowMs)) : null
    const outcome = judged(link, result, slowMs)
    if (outcome.error === 'notFound' || outcome.error === 'gone') {
      await archive.store(page, '')
      return checked(outcome, true)
    }
    if (page.wireBytes === 0 || (page.status === 206 && isHtml(page))) return null
    return page.status < 300 && outcome.missing === null ? checked(outcome) : null
  }

  async function askGet(link: LinkToCheck): Promise<CheckedLink> {
    const isSheet = link.kind === 'style' && link.internal
    const forProof = resources?.wantedBytes(link.url) ?? 0
    const wanted = Math.max(forProof, isSheet ? 2_000_000 : bodyBytes)
    const result = await http.fetch(link.url, { signal, cookies, wantedBytes: () => wanted })
    const outcome = judged(link, result, slowMs)
    const { page } = result
    if (page === undefined) {
      const { hops } = result.failure
      const proof = outcome.outcome === 'broken' && hops.length > 0
      if (proof) await archive.storeWay(hops)
      return { outcome, references: null, asked: true, proof }
    }
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

/** What an answer says, its content looked at. */
function judged(link: LinkToCheck, result: FetchResult, slowMs: number): LinkOutcome {
  const outcome = outcomeOf(result, slowMs)
  const { page } = result
  if (page === undefined || outcome.outcome === 'blocked') return outcome
  if (outcome.error === 'emptyAnswer') return mayBeEmpty(link) ? { ...works, status: page.status } : outcome
  if (page.status !== 200 && page.status !== 206) return outcome
  if (isHtml(page)) {
    const { text } = decodeText(page.body, headerText(page.headers, 'content-type') ?? '')
    const missing = !page.truncated && saysMissing(readReferences(text, page.url))
    if (missing) return answered(page, 'softNotFound', '应答 200，内容却是“页面不存在”', 'unreadable')
  }
  return isWrongType(link, page)
    ? answered(page, 'wrongType', `${linkErrors.wrongType.title}：应为文件，实为网页`, 'unreadable')
    : outcome
}

/** Sheets and scripts may hold nothing, and counters answer nothing to what their address does not call a picture. */
function mayBeEmpty({ kind, url }: LinkToCheck): boolean {
  return kind === 'style' || kind === 'script' || (kind === 'image' && !isAttachment(url))
}

const [documents, files] = [/\.(docx?|xlsx?|wps|et)$/i, /\.(pdf|pptx?|ofd|zip|rar|7z|mp[34])$/i]
const [markup, webPage] = [
  /^\ufeff?\s*</,
  /^\ufeff?\s*(<!--[^]{0,300}?-->\s*)*<(!doctype\s+html|html|head|title|meta|body)\b/i,
]
const pictures = /^(\x89PNG|GIF8|\xff\xd8\xff|BM|RIFF|\0\0\x01\0|\0\0\0.ftyp|II\*\0|MM\0\*)/

/** A picture, style, script or document that turns out to be a web page: by its bytes, as browsers and programs judge it. */
function isWrongType(link: LinkToCheck, answer: FetchedPage): boolean {
  const head = answer.body.toString('latin1', 0, 512).replace(/^\xef\xbb\xbf/, '')
  const [declared, isPage] = [isHtml(answer), webPage.test(head)]
  const { pathname } = new URL(link.url)
  if (link.kind === 'image') return !/\.svg$/i.test(pathname) && (declared ? !pictures.test(head) : isPage)
  if (link.kind === 'style') return declared || isPage
  if (link.kind === 'script') return declared ? markup.test(head) : isPage
  // Offices save tables and texts as HTML under these names, and their programs open them.
  return documents.test(pathname) ? declared : files.test(pathname) && (declared || isPage)
}

function isHtml(answer: FetchedPage): boolean {
  return /html/i.test(headerText(answer.headers, 'content-type') ?? '')
}

function sheetReferences(page: FetchedPage): PageReferences {
  const { text } = decodeText(page.body, headerText(page.headers, 'content-type') ?? '')
  const references = cssReferences(text).map((reference) => ({ ...reference, place: 'css url()', text: () => '' }))
  return {
    base: page.url,
    title: '',
    text: '',
    ownText: '',
    textLength: 0,
    references,
    ids: [],
    forward: null,
    limits: [],
  }
}
