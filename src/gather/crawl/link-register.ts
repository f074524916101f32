/**
 * All links of a site: what is known of each, and where those stand that are not known to work. Bounded: a link that works
 * keeps nothing but its address, the others at most 100 places.
 */
import { clip } from '../../kernel/text.ts'
import { linkErrors } from '../../evidence/link-errors.ts'
import type { LinkPlace } from '../../evidence/links.ts'
import { addressKey, isAttachment, linkAddress, registrableDomain } from './link-address.ts'
import { unvisited, works, type LinkOutcome } from './link-outcome.ts'
import type { PageReferences, Reference } from './read-references.ts'

export interface KnownLink {
  readonly url: string
  /** Links followed from the home page. */
  readonly depth: number
  /** `page` is read when it belongs to the site; the rest is only checked. */
  readonly kind: Reference['kind']
  readonly internal: boolean
  /** `null` until it was checked. */
  result: LinkOutcome | null
  places: LinkPlace[]
  morePlaces: number
  /** Another site's address, as the text of the link names it. */
  textNames: string | null
  /** An HTTPS page loads this without encryption. */
  mixed: boolean
  /** Places within the page that links ask for and that are not known yet. */
  wantedIds: Map<string, LinkPlace> | null
  ids: Uint32Array | null
}

export interface LinkRegister {
  /** Notes what a page refers to; the links that were not known before. */
  add(
    reading: Pick<PageReferences, 'base' | 'references'>,
    page: { readonly url: string; readonly depth: number; readonly encoding: string },
  ): KnownLink[]
  /** The entry of an address, made when there is none. */
  entry(url: string, depth: number, kind: Reference['kind'], place: LinkPlace): KnownLink
  /** The entry of an address, if there is one. */
  find(url: string): KnownLink | undefined
  settle(link: KnownLink, result: LinkOutcome): void
  /** A page was read: which of its places exist. */
  learnIds(link: KnownLink, ids: readonly string[]): void
  all(): IterableIterator<KnownLink>
  readonly size: number
  /** Links that were found but not registered. */
  readonly unlisted: number
  /** Links to places that do not exist. */
  readonly anchors: readonly (LinkPlace & { readonly url: string })[]
}

const [maxPlacesPending, maxPlaces, maxAnchors, maxCached, maxIds] = [8, 100, 5000, 50_000, 5_000_000]

export function createLinkRegister(maxKnown: number, isInternal: (url: string) => boolean): LinkRegister {
  const known = new Map<string, KnownLink>()
  const anchors: (LinkPlace & { url: string })[] = []
  /** Address as written → link, by the folder (or site) that it is relative to. */
  let resolved = new Map<string, Map<string, KnownLink | null>>()
  let [cached, unlisted, idCount] = [0, 0, 0]

  function add(reading: Parameters<LinkRegister['add']>[0], page: Parameters<LinkRegister['add']>[1]): KnownLink[] {
    const fresh: KnownLink[] = []
    const { base } = reading
    const folder = base.slice(0, base.lastIndexOf('/') + 1)
    const { origin, protocol } = new URL(base)
    const asciiOnly = page.encoding !== 'utf-8'
    for (const reference of reading.references) {
      const { href } = reference
      const hash = href.indexOf('#')
      const path = hash < 0 ? href : href.slice(0, hash)
      const fragment = hash < 0 ? '' : href.slice(hash + 1)
      const site = path.startsWith('/') || path.includes(':')
      const cacheable = path !== '' && !path.startsWith('?') && !(asciiOnly && /[^\u0000-\u007f]/.test(path))
      let link: KnownLink | null | undefined
      if (cacheable) link = resolved.get(site ? origin : folder)?.get(path)
      if (link === undefined) {
        link = path === '' ? itself(page.url) : find(reference, path, page, base, fresh)
        if (cacheable) remember(site ? origin : folder, path, link)
      }
      if (link === null) continue
      notePlace(link, reference, page.url, protocol)
      if (fragment !== '') noteFragment(link, fragment, reference, page.url)
    }
    return fresh
  }

  const itself = (url: string) => known.get(addressKey(url)) ?? null

  function remember(scope: string, path: string, link: KnownLink | null): void {
    if (cached >= maxCached) [resolved, cached] = [new Map(), 0]
    const own = resolved.get(scope) ?? new Map<string, KnownLink | null>()
    resolved.set(scope, own.set(detached(path), link))
    cached += 1
  }

  function find(
    reference: Reference,
    path: string,
    page: { readonly url: string; readonly depth: number; readonly encoding: string },
    base: string,
    fresh: KnownLink[],
  ): KnownLink | null {
    const wrong = wrongAddress(path.trim())
    const address = wrong === null ? linkAddress(path, base, page.encoding) : undefined
    if (address === null) return null
    const url = address ?? detached(clip(path, 500))
    const key = address === undefined ? url : addressKey(url)
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size >= maxKnown) {
      unlisted += 1
      return null
    }
    const link = create(key, url, page.depth + 1, reference.kind)
    if (address === undefined) link.result = wrong ?? unvisited('badAddress', '链接地址不合规范', 'unreadable')
    else fresh.push(link)
    return link
  }

  function create(key: string, url: string, depth: number, kind: Reference['kind']): KnownLink {
    const link: KnownLink = {
      url,
      depth,
      kind: kind === 'page' && isAttachment(url) ? 'media' : kind,
      internal: isInternal(url),
      result: null,
      places: [],
      morePlaces: 0,
      textNames: null,
      mixed: false,
      wantedIds: null,
      ids: null,
    }
    known.set(key, link)
    return link
  }

  function notePlace(link: KnownLink, reference: Reference, page: string, protocol: string): void {
    if (protocol === 'https:' && reference.place !== 'a[href]' && link.url.startsWith('http:'))
      noteMixed(link, reference)
    if (!link.internal && reference.place === 'a[href]' && link.textNames === null) noteName(link, reference)
    if (link.result === works) return
    const { places } = link
    const last = places.at(-1)
    // The picture and the headline of an entry often lead to the same page: one place, with the text.
    if (last?.page === page && last.place === reference.place) {
      if (last.text === '') places[places.length - 1] = { ...last, text: textOf(reference) }
      return
    }
    if (places.length >= (link.result === null ? maxPlacesPending : maxPlaces)) link.morePlaces += 1
    else places.push({ page, text: textOf(reference), place: reference.place })
  }

  function noteMixed(link: KnownLink, { kind, place }: Reference): void {
    if (kind !== 'page' || place === 'iframe[src]' || place === 'frame[src]') link.mixed = true
  }

  function noteName(link: KnownLink, reference: Reference): void {
    const text = textOf(reference)
    const named = /^(?:https?:\/\/)?((?:[a-z\d-]+\.)+(?:cn|com|net|org))(?:[/:]\S*)?$/i.exec(text)?.[1]
    if (named === undefined) return
    const own = registrableDomain(new URL(link.url).hostname)
    if (registrableDomain(named.toLowerCase()) !== own) link.textNames = text
  }

  function noteFragment(link: KnownLink, fragment: string, reference: Reference, page: string): void {
    // `#top` is always there; routes of scripts and text fragments are no places.
    if (/^top$|^[/!]|^:~:/i.test(fragment) || !link.internal || link.kind !== 'page') return
    const place = (): LinkPlace => ({ page, text: textOf(reference), place: reference.place })
    if (link.ids !== null) {
      if (!hasId(link.ids, fragment)) reportAnchor(link, fragment, place())
    } else if (link.result === null || link.result === works) {
      link.wantedIds ??= new Map()
      if (!link.wantedIds.has(fragment) && link.wantedIds.size < 1000)
        link.wantedIds.set(detached(fragment), link.places.find((known) => known.page === page) ?? place())
    }
  }

  function reportAnchor(link: KnownLink, fragment: string, place: LinkPlace): void {
    const url = `${link.url}#${detached(fragment)}`
    if (anchors.length < maxAnchors && !anchors.some((known) => known.url === url && known.page === place.page))
      anchors.push({ url, ...place })
  }

  return {
    add,
    entry(url, depth, kind, place) {
      const key = addressKey(url)
      const link = known.get(key) ?? create(key, url, depth, kind)
      if (link.places.length === 0 && link.result !== works) link.places.push(place)
      return link
    },
    find: (url) => known.get(addressKey(url)),
    settle(link, result) {
      if (result.outcome !== 'ok') link.result = result
      else if (link.mixed)
        link.result = { ...result, ...flawed('mixedContent'), suggestion: link.url.replace(/^http:/, 'https:') }
      else if (link.textNames !== null)
        link.result = { ...result, ...flawed('textNamesOther', `链接文字是 ${link.textNames}，实际指向 ${link.url}`) }
      else {
        link.result = works
        link.places = none
      }
    },
    learnIds(link, ids) {
      const wanted = link.wantedIds
      link.wantedIds = null
      if (idCount + ids.length > maxIds) return
      idCount += ids.length
      link.ids = Uint32Array.from(ids, hashOf).sort()
      for (const [fragment, place] of wanted ?? []) {
        if (!hasId(link.ids, fragment)) reportAnchor(link, fragment, place)
      }
    },
    all: () => known.values(),
    get size() {
      return known.size
    },
    get unlisted() {
      return unlisted
    },
    anchors,
  }
}

/** Shared by all links that work, so never to be written to: `notePlace` leaves those links alone. */
const none: LinkPlace[] = []

function flawed(error: 'mixedContent' | 'textNamesOther', reason: string = linkErrors[error].title) {
  return { outcome: linkErrors[error].outcome, error, reason }
}

/** Whether a link was checked and works. */
export function isFine(link: KnownLink): boolean {
  return link.result === works
}

/** What is wrong with an address that is not one of the web; `null` when it may be one or leads nowhere on purpose. */
function wrongAddress(text: string): LinkOutcome | null {
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) return null
  if (scheme === 'file' || (scheme.length === 1 && /^.:[\\/]/.test(text))) return unvisited('localFile')
  if (scheme === 'mailto' && !/^mailto:\s*([^@\s?]+@[^@\s?.]+(\.[^@\s?.]+)+\s*|\?)/i.test(decoded(text))) {
    return unvisited('badMail', undefined, 'unreadable')
  }
  if (scheme === 'tel' && !/^tel:\s*\+?[\d\s().*#-]{3,}(;|,|转|ext|$)/i.test(decoded(text))) {
    return unvisited('badPhone', undefined, 'unreadable')
  }
  return null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function textOf(reference: Reference): string {
  return detached(clip(reference.text(), 100))
}

/** A copy: a slice of a page keeps the whole page in memory. */
function detached(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le')
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** Browsers look for the fragment as written first, then decoded. */
function hasId(ids: Uint32Array, fragment: string): boolean {
  return includes(ids, hashOf(fragment)) || (fragment.includes('%') && includes(ids, hashOf(decoded(fragment))))
}

function includes(sorted: Uint32Array, value: number): boolean {
  let [low, high] = [0, sorted.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! === value) return true
    if (sorted[middle]! < value) low = middle + 1
    else high = middle - 1
  }
  return false
}
