/**
 * Addresses by number, and numbers by address, in a few large buffers: an address costs its bytes and twenty more, whatever
 * the size of the table, and nothing that a garbage collector has to look at. Hashes only narrow the search; texts decide.
 */
import { grown } from './columns.ts'

export interface AddressTable {
  /** Number of the address with this key, or -1. */
  find(key: string): number
  /** Adds an address that is not in the table; numbers count up from 0. */
  add(address: string, key?: string): number
  at(number: number): string
  readonly size: number
}

const chunkBytes = 1 << 20

/** `keyOf` tells what two addresses of the same thing have in common. */
export function createAddressTable(keyOf: (address: string) => string = (address) => address): AddressTable {
  const chunks: Buffer[] = []
  let used = chunkBytes
  let size = 0
  let starts = new Uint32Array(1024)
  let lengths = new Uint32Array(1024)
  let hashes = new Uint32Array(1024)
  /** Open addressing; 0 is empty, else a number and one. */
  let slots = new Uint32Array(4096)

  function find(key: string): number {
    const wanted = key.toWellFormed()
    const hash = hashOf(wanted)
    const mask = slots.length - 1
    for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = slots[slot]! - 1
      if (hashes[number] !== hash) continue
      const address = at(number)
      if (address === wanted || keyOf(address).toWellFormed() === wanted) return number
    }
    return -1
  }

  function add(address: string, key = keyOf(address)): number {
    const number = size
    size += 1
    starts = grown(starts, size)
    lengths = grown(lengths, size)
    hashes = grown(hashes, size)
    const text = address.toWellFormed()
    const length = Buffer.byteLength(text)
    if (chunks.length === 0 || used + length > chunkBytes) {
      chunks.push(Buffer.allocUnsafeSlow(Math.max(chunkBytes, length)))
      used = 0
      // Positions count whole chunks: a giant takes the places of several.
      for (let extra = chunkBytes; extra < length; extra += chunkBytes) chunks.push(chunks.at(-1)!)
    }
    const first = chunks.length - Math.max(1, Math.ceil(length / chunkBytes))
    chunks[first]!.write(text, used)
    starts[number] = first * chunkBytes + used
    lengths[number] = length
    used = length > chunkBytes ? chunkBytes : used + length
    hashes[number] = hashOf(key.toWellFormed())
    if (size * 2 > slots.length) rehash()
    else place(number)
    return number
  }

  function place(number: number): void {
    const mask = slots.length - 1
    let slot = hashes[number]! & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = number + 1
  }

  function rehash(): void {
    slots = new Uint32Array(slots.length * 2)
    for (let number = 0; number < size; number += 1) place(number)
  }

  function at(number: number): string {
    const [start, length] = [starts[number]!, lengths[number]!]
    const from = start % chunkBytes
    return chunks[(start - from) / chunkBytes]!.toString('utf8', from, from + length)
  }

  return {
    find,
    add,
    at,
    get size() {
      return size
    },
  }
}

/** FNV-1a over UTF-16 units, its upper bits mixed into the lower ones that choose a slot. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
