/** Whether a site is down, from what the places saw last. One place alone never says so. Pure. */
import type { Probe } from '../evidence/probes.ts'
import { epochMs } from '../kernel/instant.ts'

export interface Sighting extends Pick<Probe, 'at' | 'outcome' | 'elapsedMs' | 'detail'> {
  readonly vantage: string
}

export type OutageState =
  /** Two places or more failed within minutes of each other. */
  | { readonly state: 'confirmed'; readonly by: readonly Sighting[] }
  /** One place failed; the others have not looked since. */
  | { readonly state: 'suspected'; readonly by: readonly Sighting[] }
  /** One place failed, another one got in afterwards or just before; or nobody failed. */
  | { readonly state: 'open' }
  | { readonly state: 'unknown' }

/** Failures further apart are not about the same moment. */
export const togetherMs = 15 * 60_000

/** `latest`: the newest sighting of each place. */
export function judgeOutage(latest: readonly Sighting[], nowMs: number, timeoutMs: number): OutageState {
  const recent = latest.filter(({ at }) => nowMs - epochMs(at) <= togetherMs)
  const down = recent.filter(
    ({ outcome, elapsedMs }) => outcome === 'failed' || (outcome === 'opened' && (elapsedMs ?? 0) >= timeoutMs),
  )
  if (down.length >= 2) return { state: 'confirmed', by: down }
  const up = recent.filter((sighting) => sighting.outcome === 'opened' && !down.includes(sighting))
  const [failure] = down
  if (failure === undefined) return { state: up.length > 0 ? 'open' : 'unknown' }
  // Who got in a moment before a failure elsewhere has not seen the same moment.
  const since = up.some(({ at }) => epochMs(at) >= epochMs(failure.at))
  return since ? { state: 'open' } : { state: 'suspected', by: down }
}
