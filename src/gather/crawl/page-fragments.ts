/**
 * Places within pages (`#…`): which exist in pages that were read, and which are asked for in pages that were not yet. Both
 * are kept as hashes, in columns; what is written in the log is only read again when something is missing.
 */
import { grown } from './columns.ts'

export interface PageFragments {
  /** A page was read: the names in it. Forgets them when there are too many; then nothing is known of that page. */
  learn(page: number, ids: readonly string[]): void
  /** Whether the names in a page are known. */
  knows(page: number): boolean
  /** Whether a page that is known has a place, as browsers look for it: as written first, then decoded. */
  has(page: number, fragment: string): boolean
  /** Notes what links ask for, once; `note` writes text and place down and gives their positions. */
  want(page: number, fragment: string, note: () => readonly [text: number, place: number]): void
  /** What was asked for in a page; afterwards nothing is. */
  takeWanted(page: number): { readonly text: number; readonly place: number }[]
  /** The same without forgetting it. */
  wanted(page: number): { readonly text: number; readonly place: number }[]
  /** Hashes of the names in a page, or `null` when they are not known. */
  hashes(page: number): readonly number[] | null
  /** As `learn`, from hashes. */
  restore(page: number, hashes: readonly number[]): void
}

const [maxIds, maxPerPage, maxWanted, maxAlike] = [5_000_000, 1000, 2_000_000, 20_000]
const chunkLength = 1 << 16

export function createPageFragments(): PageFragments {
  const chunks: Uint32Array[] = []
  let [chunkUsed, idCount] = [chunkLength, 0]
  /** By page: first name in the chunks and one (0: unknown), number of names, first wanted fragment and one. */
  let starts = new Uint32Array(256)
  let counts = new Uint32Array(256)
  let heads = new Uint32Array(256)
  /** Wanted fragments, each a list of its page; index 0 is no fragment. */
  let nexts = new Uint32Array(256)
  let firstHashes = new Uint32Array(256)
  let secondHashes = new Uint32Array(256)
  let texts = new Uint32Array(256)
  let places = new Uint32Array(256)
  let [wantedCount, free] = [1, 0]

  const startOf = (page: number) => (page < starts.length ? starts[page]! : 0)

  /** Pages of one template have the same names: they are kept once. Page by hash of its names. */
  const alike = new Map<number, number>()

  function keep(page: number, sorted: Uint32Array): void {
    const hash = sorted.reduce((sum, name) => Math.imul(sum ^ name, 0x01000193), sorted.length)
    const other = alike.get(hash)
    if (other !== undefined && isSame(namesOf(other), sorted)) {
      starts = grown(starts, page + 1)
      counts = grown(counts, page + 1)
      starts[page] = starts[other]!
      counts[page] = counts[other]!
      return
    }
    if (idCount + sorted.length > maxIds) return
    if (alike.size < maxAlike) alike.set(hash, page)
    idCount += sorted.length
    if (chunkUsed + Math.max(1, sorted.length) > chunkLength) {
      chunks.push(new Uint32Array(Math.max(chunkLength, sorted.length)))
      chunkUsed = 0
    }
    const chunk = chunks.length - 1
    chunks[chunk]!.set(sorted, chunkUsed)
    starts = grown(starts, page + 1)
    counts = grown(counts, page + 1)
    starts[page] = chunk * chunkLength + chunkUsed + 1
    counts[page] = sorted.length
    chunkUsed = Math.min(chunkLength, chunkUsed + sorted.length)
  }

  function namesOf(page: number): Uint32Array {
    const start = starts[page]! - 1
    const from = start % chunkLength
    return chunks[(start - from) / chunkLength]!.subarray(from, from + counts[page]!)
  }

  function want(page: number, fragment: string, note: () => readonly [number, number]): void {
    heads = grown(heads, page + 1)
    const [first, second] = [hashOf(fragment, 0x811c9dc5), hashOf(fragment, 0x2f0b4a27)]
    let already = 0
    for (let entry = heads[page]!; entry !== 0; entry = nexts[entry]!) {
      if (firstHashes[entry] === first && secondHashes[entry] === second) return
      already += 1
    }
    if (already >= maxPerPage || (free === 0 && wantedCount >= maxWanted)) return
    const entry = free === 0 ? wantedCount++ : free
    if (free !== 0) free = nexts[free]!
    nexts = grown(nexts, wantedCount)
    firstHashes = grown(firstHashes, wantedCount)
    secondHashes = grown(secondHashes, wantedCount)
    texts = grown(texts, wantedCount)
    places = grown(places, wantedCount)
    firstHashes[entry] = first
    secondHashes[entry] = second
    const [text, place] = note()
    texts[entry] = text
    places[entry] = place
    nexts[entry] = heads[page]!
    heads[page] = entry
  }

  function wanted(page: number) {
    const found: { text: number; place: number }[] = []
    for (let entry = page < heads.length ? heads[page]! : 0; entry !== 0; entry = nexts[entry]!)
      found.push({ text: texts[entry]!, place: places[entry]! })
    return found.toReversed()
  }

  return {
    learn: (page, ids) => keep(page, Uint32Array.from(ids, (id) => hashOf(id, 0x811c9dc5)).sort()),
    restore: (page, hashes) => keep(page, Uint32Array.from(hashes)),
    knows: (page) => startOf(page) !== 0,
    has(page, fragment) {
      const names = namesOf(page)
      if (includes(names, hashOf(fragment, 0x811c9dc5))) return true
      return fragment.includes('%') && includes(names, hashOf(decoded(fragment), 0x811c9dc5))
    },
    hashes: (page) => (startOf(page) === 0 ? null : [...namesOf(page)]),
    want,
    wanted,
    takeWanted(page) {
      const found = wanted(page)
      for (let entry = page < heads.length ? heads[page]! : 0; entry !== 0;) {
        const next = nexts[entry]!
        nexts[entry] = free
        free = entry
        entry = next
      }
      if (page < heads.length) heads[page] = 0
      return found
    },
  }
}

function hashOf(text: string, seed: number): number {
  let hash = seed
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

function isSame(one: Uint32Array, other: Uint32Array): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at])
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
