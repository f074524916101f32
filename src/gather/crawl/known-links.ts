/**
 * What is known of each link of a site, in columns: a link that works costs its address and forty bytes more. Objects are
 * made for the moment in which somebody looks at a link; two of the same link are equal in everything but identity.
 */
import type { LinkPlace } from '../../evidence/links.ts'
import { createAddressTable } from './address-table.ts'
import { grown } from './columns.ts'
import { addressKey } from './link-address.ts'
import { works, type LinkOutcome } from './link-outcome.ts'
import type { PlaceLog } from './place-log.ts'
import type { Reference } from './read-references.ts'

export interface KnownLink {
  /** Counts up from 0 in the order in which links became known. */
  readonly number: number
  readonly url: string
  /** Links followed from the home page. */
  readonly depth: number
  /** `page` is read when it belongs to the site; the rest is only checked. */
  readonly kind: Reference['kind']
  readonly internal: boolean
  /** `null` until it was checked. */
  result: LinkOutcome | null
  /** Where it stands, in the order in which that was found; empty for a link that works. */
  readonly places: LinkPlace[]
  readonly morePlaces: number
}

const kinds: readonly Reference['kind'][] = ['page', 'image', 'style', 'script', 'media']
/** Bits beside the kind. */
const bits = { kind: 7, internal: 8, mixed: 16, named: 32, changed: 64, bareText: 128 } as const
const states = { open: 0, works: 1, other: 2 } as const
const [maxPlacesPending, maxPlaces, maxShared] = [8, 100, 1000]

/** The columns; `log` keeps the places. */
export class KnownLinks {
  private readonly addresses = createAddressTable(addressKey)
  private readonly log: PlaceLog
  private flags = new Uint8Array(256)
  private states = new Uint8Array(256)
  private depths = new Uint16Array(256)
  /** Last place of a link in the log, the page it is on, its element and attribute, and how many there are. */
  private lastPlaces = new Uint32Array(256)
  private lastPages = new Uint32Array(256)
  private lastKinds = new Uint8Array(256)
  private placeCounts = new Uint8Array(256)
  private morePlaces = new Uint32Array(256)
  private readonly results = new Map<number, LinkOutcome>()
  private readonly outcomes = new Map<string, LinkOutcome>()
  private readonly names = new Map<number, string>()
  private readonly placeKinds = new Map<string, number>()
  private changes: number[] = []

  constructor(log: PlaceLog) {
    this.log = log
  }

  get size(): number {
    return this.addresses.size
  }

  find(key: string): number {
    return this.addresses.find(key)
  }

  create(key: string, url: string, depth: number, kind: Reference['kind'], internal: boolean): number {
    const number = this.addresses.add(url, key)
    const size = number + 1
    this.flags = grown(this.flags, size)
    this.states = grown(this.states, size)
    this.depths = grown(this.depths, size)
    this.lastPlaces = grown(this.lastPlaces, size)
    this.lastPages = grown(this.lastPages, size)
    this.lastKinds = grown(this.lastKinds, size)
    this.placeCounts = grown(this.placeCounts, size)
    this.morePlaces = grown(this.morePlaces, size)
    this.flags[number] = kinds.indexOf(kind) | (internal ? bits.internal : 0)
    this.depths[number] = Math.min(depth, 0xffff)
    this.noteChange(number)
    return number
  }

  link(number: number): KnownLink {
    return new LinkView(this, number)
  }

  url(number: number): string {
    return this.addresses.at(number)
  }

  depth(number: number): number {
    return this.depths[number]!
  }

  kind(number: number): Reference['kind'] {
    return kinds[this.flags[number]! & bits.kind]!
  }

  isInternal(number: number): boolean {
    return (this.flags[number]! & bits.internal) !== 0
  }

  isFine(number: number): boolean {
    return this.states[number] === states.works
  }

  isOpen(number: number): boolean {
    return this.states[number] === states.open
  }

  result(number: number): LinkOutcome | null {
    const state = this.states[number]
    return state === states.works ? works : state === states.open ? null : this.results.get(number)!
  }

  setResult(number: number, result: LinkOutcome | null): void {
    this.states[number] = result === null ? states.open : result === works ? states.works : states.other
    if (this.states[number] === states.other) this.results.set(number, this.shared(result!))
    else this.results.delete(number)
    if (result === works) this.forgetPlaces(number)
    this.noteChange(number)
  }

  /** An HTTPS page loads this without encryption. */
  isMixed(number: number): boolean {
    return (this.flags[number]! & bits.mixed) !== 0
  }

  setMixed(number: number): void {
    this.flags[number]! |= bits.mixed
  }

  /** Another site's address, as the text of the link names it. */
  textNames(number: number): string | null {
    return (this.flags[number]! & bits.named) === 0 ? null : this.names.get(number)!
  }

  setTextNames(number: number, text: string): void {
    this.flags[number]! |= bits.named
    this.names.set(number, text)
  }

  /**
   * Notes a place on a page (its position in the log) unless the link has enough of them. The picture and the headline of an
   * entry often lead to the same page: that is one place, with the text.
   */
  addPlace(number: number, page: number, place: string, text: () => string): void {
    const kind = this.kindOfPlace(place)
    const repeated = this.lastPages[number] === page && this.lastKinds[number] === kind && this.placeCounts[number]! > 0
    const most = this.states[number] === states.open ? maxPlacesPending : maxPlaces
    if (repeated ? (this.flags[number]! & bits.bareText) === 0 : this.placeCounts[number]! >= most) {
      if (!repeated) this.morePlaces[number]! += 1
      return
    }
    const previous = repeated ? this.log.readPlace(this.lastPlaces[number]!).previous : this.lastPlaces[number]!
    const words = text()
    const position = this.log.place(previous, page, place, words)
    if (position === 0) {
      if (!repeated) this.morePlaces[number]! += 1
      return
    }
    if (words === '') this.flags[number]! |= bits.bareText
    else this.flags[number]! &= ~bits.bareText
    this.lastPlaces[number] = position
    this.lastPages[number] = page
    this.lastKinds[number] = kind
    if (!repeated) this.placeCounts[number]! += 1
  }

  hasPlaces(number: number): boolean {
    return this.placeCounts[number]! > 0
  }

  places(number: number): LinkPlace[] {
    const found: LinkPlace[] = []
    for (let position = this.lastPlaces[number]!; position !== 0;) {
      const { place, previous } = this.log.readPlace(position)
      found.push(place)
      position = previous
    }
    return found.toReversed()
  }

  more(number: number): number {
    return this.morePlaces[number]!
  }

  addMore(number: number, count: number): void {
    this.morePlaces[number]! += count
  }

  /** Numbers of the links that are new or have another result than at the last call. */
  takeChanges(): readonly number[] {
    const taken = this.changes
    this.changes = []
    for (const number of taken) this.flags[number]! &= ~bits.changed
    return taken
  }

  /** Links that were not asked share what is said of them. */
  private shared(result: LinkOutcome): LinkOutcome {
    const { outcome, reason, error, chain, elapsedMs, suggestion, missing, failure } = result
    if (chain.length > 0 || elapsedMs !== null || suggestion !== null) return result
    const key = [outcome, error, missing, failure, reason].join(' ')
    const known = this.outcomes.get(key)
    if (known !== undefined) return known
    if (this.outcomes.size < maxShared) this.outcomes.set(key, result)
    return result
  }

  private forgetPlaces(number: number): void {
    this.lastPlaces[number] = 0
    this.placeCounts[number] = 0
    this.morePlaces[number] = 0
  }

  private noteChange(number: number): void {
    if ((this.flags[number]! & bits.changed) !== 0) return
    this.flags[number]! |= bits.changed
    this.changes.push(number)
  }

  /** Elements and attributes are few; what goes beyond them is compared as one. */
  private kindOfPlace(place: string): number {
    const known = this.placeKinds.get(place)
    if (known !== undefined) return known
    const kind = Math.min(255, this.placeKinds.size)
    if (kind < 255) this.placeKinds.set(place, kind)
    return kind
  }
}

class LinkView implements KnownLink {
  readonly number: number
  private readonly links: KnownLinks
  constructor(links: KnownLinks, number: number) {
    this.links = links
    this.number = number
  }

  get url(): string {
    return this.links.url(this.number)
  }

  get depth(): number {
    return this.links.depth(this.number)
  }

  get kind(): Reference['kind'] {
    return this.links.kind(this.number)
  }

  get internal(): boolean {
    return this.links.isInternal(this.number)
  }

  get result(): LinkOutcome | null {
    return this.links.result(this.number)
  }

  set result(result: LinkOutcome | null) {
    this.links.setResult(this.number, result)
  }

  get places(): LinkPlace[] {
    return this.links.places(this.number)
  }

  get morePlaces(): number {
    return this.links.more(this.number)
  }
}
