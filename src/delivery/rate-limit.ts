/** How fast a channel may be used. Pure. */
import type { RateLimit } from './channel.ts'

/**
 * The other side counts when a message arrives, we when it leaves: two that left a minute apart may arrive a little closer.
 * So our window is wider than its, by a fiftieth and a fifth of a second.
 */
const wider = (perMs: number) => perMs + perMs / 50 + 200

/** The first instant at or after `nowMs` at which one more message may leave, given when the earlier ones did. */
export function nextFreeAt(used: readonly number[], limits: readonly RateLimit[], nowMs: number): number {
  const starts = limits.map(({ count, perMs }) => {
    const blocking = used.toSorted((a, b) => a - b).at(-count)
    return blocking === undefined ? nowMs : blocking + wider(perMs)
  })
  return Math.max(nowMs, ...starts)
}

/** What of the past still matters: the uses within the widest window. */
export function recentUses(used: readonly number[], limits: readonly RateLimit[], nowMs: number): number[] {
  const widest = Math.max(0, ...limits.map(({ perMs }) => wider(perMs)))
  return used.filter((at) => at > nowMs - widest)
}
