import type { KnownLink, LinkRegister } from './link-register.ts'

/** Links that wait: first in, first out; taking costs the same however many wait. */
export interface LinkQueue {
  put(link: KnownLink): void
  take(): KnownLink | undefined
  readonly size: number
}

/** A queue of links of a register; it remembers their numbers only. */
export function createLinkQueue(register: Pick<LinkRegister, 'link'>): LinkQueue {
  let [numbers, head]: [number[], number] = [[], 0]
  return {
    put: ({ number }) => void numbers.push(number),
    take() {
      if (head >= numbers.length) return undefined
      const number = numbers[head]!
      head += 1
      // What was taken is let go in large pieces.
      if (head >= 10_000) [numbers, head] = [numbers.slice(head), 0]
      return register.link(number)
    },
    get size() {
      return numbers.length - head
    },
  }
}
