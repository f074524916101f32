/** Seeded chance: the same text key always gives the same stream, on every machine. Not for secrets. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** An integer in [0, bound). */
  below(bound: number): number
  /** One of the list, which must not be empty. */
  pick<Item>(list: readonly Item[]): Item
  /** True with this probability. */
  chance(probability: number): boolean
}

/** A stream of its own for each key, so that adding one draw somewhere never changes another part of the city. */
export function random(key: string): Random {
  let state = hash(key)
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    next,
    below,
    pick: (list) => {
      const item = list[below(list.length)]
      if (item === undefined) throw new RangeError('pick from an empty list')
      return item
    },
    chance: (probability) => next() < probability,
  }
}

/** FNV-1a over UTF-16 code units, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/** `count` lower-case hexadecimal digits that belong to the key. */
export function hexId(key: string, count: number): string {
  let digits = ''
  for (let part = 0; digits.length < count; part++) digits += hash(`${part}/${key}`).toString(16).padStart(8, '0')
  return digits.slice(0, count)
}

/** `count` decimal digits that belong to the key; the first is not 0. */
export function decimalId(key: string, count: number): string {
  let digits = String(1 + (hash(key) % 9))
  for (let part = 0; digits.length < count; part++)
    digits += String(hash(`${part}:${key}`))
      .padStart(10, '0')
      .slice(1)
  return digits.slice(0, count)
}
