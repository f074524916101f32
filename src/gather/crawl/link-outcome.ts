/** What an answer says about a link and about the evidence that was hoped for behind it. */
import type { Missing } from '../../evidence/evidence.ts'
import { linkErrors, type LinkErrorClass, type LinkOutcomeName } from '../../evidence/link-errors.ts'
import type { LinkStep } from '../../evidence/links.ts'
import { recogniseBlock } from '../fetch/blocked.ts'
import type { FetchFailureKind } from '../fetch/failure-class.ts'
import { redirectStatuses } from '../fetch/headers.ts'
import type { FetchedPage, FetchFailure, FetchResult, Hop } from '../fetch/fetch-page.ts'
import { registrableDomain } from './link-address.ts'

export interface LinkOutcome {
  readonly outcome: LinkOutcomeName
  readonly status: number | null
  /** Chinese; empty when the link works. */
  readonly reason: string
  /** `null` when the link works. */
  readonly error: LinkErrorClass | null
  /** Every answer on the way; empty when nothing was asked. */
  readonly chain: readonly LinkStep[]
  /** Milliseconds on the network; `null` when nothing was asked. */
  readonly elapsedMs: number | null
  /** Where a permanent redirect leads, or an address that was probably meant. */
  readonly suggestion: string | null
  /** Why evidence behind this link is missing; `null` when it can be read. */
  readonly missing: Missing['reason'] | null
  /** Class of the failure when there was no answer at all. */
  readonly failure: FetchFailureKind | null
}

const ofFailure: Readonly<Record<FetchFailureKind, readonly [error: LinkErrorClass, missing: Missing['reason']]>> = {
  dns: ['dns', 'unreachable'],
  refused: ['refused', 'unreachable'],
  reset: ['reset', 'unreachable'],
  tls: ['tls', 'unreachable'],
  connectTimeout: ['timeout', 'unreachable'],
  timeout: ['timeout', 'unreachable'],
  bodyTimeout: ['bodyTimeout', 'unreachable'],
  redirectLoop: ['redirectLoop', 'unreadable'],
  tooManyRedirects: ['tooManyRedirects', 'unreadable'],
  badRedirect: ['badRedirect', 'unreadable'],
  badUrl: ['badAddress', 'unreadable'],
  badHttp: ['badHttp', 'unreadable'],
  addressRefused: ['addressRefused', 'unreachable'],
  askedToWait: ['rateLimited', 'blocked'],
  stopped: ['cancelled', 'cancelled'],
  cancelled: ['cancelled', 'cancelled'],
}

const ofStatus: Readonly<Record<number, LinkErrorClass>> = {
  401: 'loginRequired',
  407: 'loginRequired',
  404: 'notFound',
  405: 'methodRefused',
  410: 'gone',
  500: 'serverError',
  502: 'badGateway',
  503: 'serverUnavailable',
  504: 'gatewayTimeout',
}

/** Sorts an answer. `slowMs`: above this it is `slow`. */
export function outcomeOf(result: FetchResult, slowMs = Number.POSITIVE_INFINITY): LinkOutcome {
  const { page, failure } = result
  if (failure) return failed(failure)
  const { status } = page
  const block = recogniseBlock(page)
  if (block !== null) {
    const error = status === 429 ? 'rateLimited' : block.startsWith('服务器拒绝') ? 'accessDenied' : 'challenge'
    return answered(page, error, block, 'blocked')
  }
  // Without an address to go to, browsers show what a redirect brings along.
  const goesNowhere = (redirectStatuses.has(status) || status === 300) && page.body.length > 0
  if ((status >= 200 && status < 300) || goesNowhere) return working(page, slowMs)
  const error = ofStatus[status] ?? (status >= 400 && status < 500 ? 'requestRefused' : 'oddStatus')
  const said = error === 'loginRequired' ? '，需要登录' : error === 'serverUnavailable' ? '，暂时不可用' : ''
  return answered(page, error, `应答 ${status}${said}`, 'unreadable')
}

function working(page: FetchedPage, slowMs: number): LinkOutcome {
  if (page.encodingFailed) return answered(page, 'badEncoding', page.encodingProblem ?? '', null)
  if (page.wireBytes === 0 && page.status !== 204) {
    return answered(page, 'emptyAnswer', `应答 ${page.status}，没有内容`, 'unreadable')
  }
  const first = page.hops[0]
  const redirected = first === undefined ? null : ledAway(first.url, page)
  if (redirected !== null) return redirected
  if (page.certificate) return answered(page, page.certificate, linkErrors[page.certificate].title, null)
  if (page.elapsedMs > slowMs)
    return answered(page, 'slow', `打开用了 ${Math.round(page.elapsedMs / 100) / 10} 秒`, null)
  return {
    ...works,
    status: page.status,
    chain: chainOf(page.hops, page.url, page.status),
    elapsedMs: Math.round(page.elapsedMs),
  }
}

/** A link that works and of which nothing else needs to be remembered. */
export const works: LinkOutcome = {
  outcome: 'ok',
  status: 200,
  reason: '',
  error: null,
  chain: [],
  elapsedMs: null,
  suggestion: null,
  missing: null,
  failure: null,
}

/** What it means that whoever asks for `address` ends at this page; `null` when it may be what was asked for. */
export function ledAway(address: string, page: FetchedPage): LinkOutcome | null {
  const [from, to] = [new URL(address), new URL(page.url)]
  if (errorPath.test(to.pathname) && !errorPath.test(from.pathname)) {
    return { ...answered(page, 'softNotFound', `被转到 ${page.url}`, 'unreadable'), suggestion: null }
  }
  if (registrableDomain(from.hostname) !== registrableDomain(to.hostname)) {
    return answered(page, 'redirectedAway', `被转到其他网站 ${page.url}`, null)
  }
  if (isHomePath(to) && isDeep(from.pathname))
    return answered(page, 'redirectedHome', `被转到首页 ${page.url}`, 'unreadable')
  return null
}

/** Pages that sites show in place of one that is not there: `/404.html`, `/error/404`, `/error.jsp`, `/pageNotFound`. */
const errorPath =
  /\/((err(or)?|page)?[-_]?404([-_]?(err(or)?|page))?|(page)?[-_]?not[-_]?found|err(or)?([-_]?page)?)(\.\w+)?\/?$/i

/** Whether an address looks like that of a home page. */
export function isHomePath({ pathname, search }: URL): boolean {
  return search === '' && /^\/((index|default|home)\.\w+)?$/i.test(pathname)
}

/** An address of content, not one of the many names of a home page (`/portal/`, `/main.html`). */
function isDeep(pathname: string): boolean {
  return (
    !isHomePath(new URL(pathname, 'http://x')) &&
    (/\d/.test(pathname) || pathname.split('/').filter(Boolean).length >= 2)
  )
}

function failed({ kind, detail, hops, url, elapsedMs }: FetchFailure): LinkOutcome {
  const [error, missing] = ofFailure[kind]
  const asked = elapsedMs > 0 || hops.length > 0
  return {
    outcome: linkErrors[error].outcome,
    status: null,
    reason: detail,
    error,
    chain: asked ? chainOf(hops, url, null) : [],
    elapsedMs: asked ? Math.round(elapsedMs) : null,
    suggestion: null,
    missing,
    failure: kind,
  }
}

/** An answer that came, with what is wrong about it. */
export function answered(
  page: FetchedPage,
  error: LinkErrorClass,
  reason: string,
  missing: LinkOutcome['missing'],
): LinkOutcome {
  const permanent = page.hops.length > 0 && page.hops.every(({ status }) => status === 301 || status === 308)
  const arrived = page.status >= 200 && page.status < 300
  return {
    outcome: linkErrors[error].outcome,
    status: page.status,
    reason,
    error,
    chain: chainOf(page.hops, page.url, page.status),
    elapsedMs: Math.round(page.elapsedMs),
    suggestion: permanent && arrived && error !== 'redirectedHome' ? page.url : null,
    missing,
    failure: null,
  }
}

function chainOf(hops: readonly Hop[], url: string, status: number | null): LinkStep[] {
  const steps = [...hops.map((hop) => ({ url: hop.url, status: hop.status as number | null })), { url, status }]
  return steps
    .slice(0, 20)
    .map((step, index) => ({ ...step, via: index === 0 ? ('link' as const) : ('redirect' as const) }))
}

/** A link that was not visited, with the reason. */
export function unvisited(
  error: LinkErrorClass,
  reason: string = linkErrors[error].title,
  missing: Missing['reason'] = 'notProvided',
): LinkOutcome {
  return { ...works, outcome: linkErrors[error].outcome, status: null, reason, error, missing }
}
