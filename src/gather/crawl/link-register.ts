/**
 * All links of a site: what is known of each, and where those stand that are not known to work. Bounded: a link that works
 * keeps nothing but its address, the others at most 100 places.
 */
import { clip } from '../../kernel/text.ts'
import { linkErrors } from '../../evidence/link-errors.ts'
import type { LinkPlace } from '../../evidence/links.ts'
import { KnownLinks, type KnownLink } from './known-links.ts'
import { addressKey, isAttachment, isWebAddress, linkAddress, registrableDomain } from './link-address.ts'
import { turnsPage } from './traps.ts'
import { unvisited, works, type LinkOutcome } from './link-outcome.ts'
import { createPageFragments } from './page-fragments.ts'
import { createPlaceLog } from './place-log.ts'
import type { PageReferences, Reference } from './read-references.ts'

export type { KnownLink } from './known-links.ts'

/** All that is known of a link, for storing it: plain JSON. */
export interface SavedLink extends Pick<KnownLink, 'url' | 'depth' | 'kind' | 'result' | 'morePlaces'> {
  readonly places: readonly LinkPlace[]
  readonly mixed: boolean
  readonly textNames: string | null
  /** Hashes of the names in a page that was read. */
  readonly ids: readonly number[] | null
  /** What links ask for in a page that was not read yet. */
  readonly wanted: readonly { readonly fragment: string; readonly place: LinkPlace }[]
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
  /** The link with a number. */
  link(number: number): KnownLink
  /** The links that are new or have another result than at the last call: what a checkpoint must write. */
  takeChanges(): readonly KnownLink[]
  save(link: KnownLink): SavedLink
  /** Takes a stored link in; links keep their numbers when all are restored in the order in which they became known. */
  restore(saved: SavedLink): KnownLink
  /** Removes what was written down outside of memory; afterwards no place of a link can be read. */
  close(): void
  readonly size: number
  /** Links that were found but not registered. */
  readonly unlisted: number
  /** Links to places that do not exist. */
  readonly anchors: readonly (LinkPlace & { readonly url: string })[]
}

const [maxAnchors, maxCached] = [5000, 50_000]
/** In the cache of addresses: leads nowhere, or has no room in the register. */
const nowhere = -1

export function createLinkRegister(maxKnown: number, isInternal: (url: string) => boolean): LinkRegister {
  const log = createPlaceLog()
  const links = new KnownLinks(log)
  const fragments = createPageFragments()
  const anchors: (LinkPlace & { url: string })[] = []
  /** Address as written → number of the link, by the folder (or site) that it is relative to. */
  let resolved = new Map<string, Map<string, number>>()
  let [cached, unlisted] = [0, 0]
  /** A page gets its place in the log with the first place on it. */
  let current = { url: '', position: 0 }

  const pagePosition = (url: string) => {
    if (current.url !== url || current.position === 0) current = { url, position: log.page(url) }
    return current.position
  }

  function add(reading: Parameters<LinkRegister['add']>[0], page: Parameters<LinkRegister['add']>[1]): KnownLink[] {
    const fresh: KnownLink[] = []
    const { base } = reading
    const folder = base.slice(0, base.lastIndexOf('/') + 1)
    const { origin, protocol } = new URL(base)
    const asciiOnly = page.encoding !== 'utf-8'
    const isSecure = protocol === 'https:'
    let itself = -2
    for (const reference of reading.references) {
      const { href } = reference
      const hash = href.indexOf('#')
      let path = hash < 0 ? href : href.slice(0, hash)
      // A place "in this page" is one of the base, when a page names another.
      if (path === '' && hash >= 0 && base !== page.url) path = base
      let number: number | undefined
      if (path === '') {
        if (itself === -2) itself = links.find(addressKey(page.url))
        number = itself
      } else {
        const site = path.startsWith('/') || path.includes(':')
        const cacheable = !path.startsWith('?') && !(asciiOnly && /[^\u0000-\u007f]/.test(path))
        const scope = site ? origin : folder
        if (cacheable) number = resolved.get(scope)?.get(path)
        if (number === undefined) {
          number = find(reference, path, page, base, fresh)
          if (cacheable) remember(scope, path, number)
        }
      }
      if (number === nowhere) continue
      notePlace(number, reference, page.url, isSecure)
      if (hash >= 0 && hash + 1 < href.length) noteFragment(number, href.slice(hash + 1), reference, page.url)
    }
    return fresh
  }

  function remember(scope: string, path: string, number: number): void {
    if (cached >= maxCached) [resolved, cached] = [new Map(), 0]
    const own = resolved.get(scope) ?? new Map<string, number>()
    resolved.set(scope, own.set(detached(path), number))
    cached += 1
  }

  function find(
    reference: Reference,
    path: string,
    page: { readonly url: string; readonly depth: number; readonly encoding: string },
    base: string,
    fresh: KnownLink[],
  ): number {
    const wrong = wrongAddress(path.trim())
    const address = wrong === null ? linkAddress(path, base, page.encoding) : undefined
    if (address === null) return nowhere
    const url = address ?? clip(path, 500)
    const key = address === undefined ? url : addressKey(url)
    const found = links.find(key)
    if (found >= 0) return found
    if (links.size >= maxKnown) {
      unlisted += 1
      return nowhere
    }
    const depth = turnsPage(page.url, url) ? page.depth : page.depth + 1
    const number = create(key, url, depth, reference.kind)
    if (address === undefined)
      links.setResult(number, wrong ?? unvisited('badAddress', '链接地址不合规范', 'unreadable'))
    else fresh.push(links.link(number))
    return number
  }

  function create(key: string, url: string, depth: number, kind: Reference['kind']): number {
    const real = kind === 'page' && isAttachment(url) ? 'media' : kind
    return links.create(key, url, depth, real, isInternal(url))
  }

  function notePlace(number: number, reference: Reference, page: string, isSecure: boolean): void {
    const isAnchor = reference.place === 'a[href]'
    if (isSecure && !isAnchor && links.url(number).startsWith('http:')) noteMixed(number, reference)
    if (isAnchor && !links.isInternal(number) && links.textNames(number) === null) noteName(number, reference)
    if (links.isFine(number)) return
    // Written down at once: it need not be detached.
    links.addPlace(number, pagePosition(page), reference.place, () => clip(reference.text(), 100))
  }

  function noteMixed(number: number, { kind, place }: Reference): void {
    if (kind !== 'page' || place === 'iframe[src]' || place === 'frame[src]') links.setMixed(number)
  }

  function noteName(number: number, reference: Reference): void {
    const text = textOf(reference)
    const named = /^(?:https?:\/\/)?((?:[a-z\d-]+\.)+(?:cn|com|net|org))(?:[/:]\S*)?$/i.exec(text)?.[1]
    if (named === undefined) return
    const own = registrableDomain(new URL(links.url(number)).hostname)
    if (registrableDomain(named.toLowerCase()) !== own) links.setTextNames(number, text)
  }

  function noteFragment(number: number, fragment: string, reference: Reference, page: string): void {
    // `#top` is always there; routes of scripts and text fragments are no places.
    if (/^top$|^[/!]|^:~:/i.test(fragment) || !links.isInternal(number) || links.kind(number) !== 'page') return
    if (fragments.knows(number)) {
      if (fragments.has(number, fragment)) return
      reportAnchor(number, fragment, { page, text: textOf(reference), place: reference.place })
    } else if (links.isOpen(number) || links.isFine(number)) {
      fragments.want(number, fragment, () => {
        const position = pagePosition(page)
        const place = log.place(0, position, reference.place, clip(reference.text(), 100))
        return [place === 0 ? 0 : log.text(fragment), place]
      })
    }
  }

  function reportAnchor(number: number, fragment: string, place: LinkPlace): void {
    const url = `${links.url(number)}#${detached(fragment)}`
    if (anchors.length < maxAnchors && !anchors.some((known) => known.url === url && known.page === place.page))
      anchors.push({ url, ...place })
  }

  function readWanted({ text, place }: { readonly text: number; readonly place: number }) {
    return { fragment: log.readText(text), place: log.readPlace(place).place }
  }

  return {
    add,
    entry(url, depth, kind, place) {
      const key = addressKey(url)
      const found = links.find(key)
      const number = found >= 0 ? found : create(key, url, depth, kind)
      if (!links.hasPlaces(number) && !links.isFine(number))
        links.addPlace(number, pagePosition(place.page), place.place, () => place.text)
      return links.link(number)
    },
    find(url) {
      const number = links.find(addressKey(url))
      return number < 0 ? undefined : links.link(number)
    },
    settle({ number }, result) {
      const url = links.url(number)
      const textNames = links.textNames(number)
      if (result.outcome !== 'ok') links.setResult(number, result)
      else if (links.isMixed(number))
        links.setResult(number, {
          ...result,
          ...flawed('mixedContent'),
          suggestion: url.replace(/^http:/, 'https:'),
        })
      else if (textNames !== null)
        links.setResult(number, {
          ...result,
          ...flawed('textNamesOther', `链接文字是 ${textNames}，实际指向 ${url}`),
        })
      else links.setResult(number, works)
    },
    learnIds({ number }, ids) {
      const wanted = fragments.takeWanted(number)
      fragments.learn(number, ids)
      if (!fragments.knows(number)) return
      for (const one of wanted) {
        if (one.text === 0) continue
        const fragment = log.readText(one.text)
        if (!fragments.has(number, fragment)) reportAnchor(number, fragment, log.readPlace(one.place).place)
      }
    },
    *all() {
      for (let number = 0; number < links.size; number += 1) yield links.link(number)
    },
    link: (number) => links.link(number),
    takeChanges: () => links.takeChanges().map((number) => links.link(number)),
    save({ number }) {
      const { url, depth, kind, result, places, morePlaces } = links.link(number)
      const wanted = fragments.wanted(number).filter(({ text }) => text !== 0)
      const more = { mixed: links.isMixed(number), textNames: links.textNames(number) }
      const ids = fragments.hashes(number)
      return { url, depth, kind, result, places, morePlaces, ...more, ids, wanted: wanted.map(readWanted) }
    },
    restore(saved) {
      const key = isWebAddress(saved.url) ? addressKey(saved.url) : saved.url
      const found = links.find(key)
      const number = found >= 0 ? found : links.create(key, saved.url, saved.depth, saved.kind, isInternal(saved.url))
      if (saved.mixed) links.setMixed(number)
      if (saved.textNames !== null) links.setTextNames(number, saved.textNames)
      const { result } = saved
      links.setResult(number, result !== null && result.outcome === 'ok' && result.error === null ? works : result)
      if (!links.isFine(number)) {
        for (const { page, place, text } of saved.places) links.addPlace(number, pagePosition(page), place, () => text)
        links.addMore(number, saved.morePlaces)
      }
      if (saved.ids !== null) fragments.restore(number, saved.ids)
      for (const { fragment, place } of saved.wanted)
        fragments.want(number, fragment, () => {
          const position = log.place(0, pagePosition(place.page), place.place, place.text)
          return [position === 0 ? 0 : log.text(fragment), position]
        })
      return links.link(number)
    },
    close: () => log.close(),
    get size() {
      return links.size
    },
    get unlisted() {
      return unlisted
    },
    anchors,
  }
}

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
