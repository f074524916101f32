/** The ways to hosts: own bridges without pauses, official interfaces by their limits, everybody else as politely as ever. */
import { createHttp, type Http } from '../fetch/http.ts'
import type { GatherLimits } from '../limits.ts'
import type { CollectionLimits } from './limits.ts'

export interface Door {
  readonly http: Http
  /** Requests under way at once at one host. */
  readonly inFlight: number
  /** Milliseconds between the starts of two requests to one host. */
  readonly gapMs: number
  /** Whether several workers may ask the host at once; everybody else is asked by one at a time. */
  readonly isOwn: boolean
}

export interface Doors {
  of(host: string): Door
  /** All of them, for the stop switch and the load ledger. */
  readonly all: readonly Http[]
  close(): Promise<void>
}

/** Opens the doors of a run. Kinds with an interface of their own are a host each: `weixinApi`, `weiboApi`. */
export function openDoors(gather: GatherLimits, collection: CollectionLimits): Doors {
  const { timeoutMs, ownHostInFlight, apiGapMs } = collection
  const common = { ...gather, useBrowser: false, timeoutMs }
  const door = (inFlight: number, gapMs: number, isOwn = false): Door => ({
    // Whoever waits for a turn does so before it takes part in the run's concurrency, not at the gate.
    http: createHttp({ ...common, hostInFlight: inFlight, hostGapMs: gapMs }),
    inFlight,
    gapMs,
    isOwn,
  })
  const polite = door(gather.hostInFlight, gather.hostGapMs)
  const own = door(ownHostInFlight, 0, true)
  const api = door(4, apiGapMs)
  const all = [polite, own, api].map(({ http }) => http)
  const ownHosts = new Set(collection.ownHosts.map((host) => host.toLowerCase()))
  return {
    all,
    of: (host) => (ownHosts.has(host.toLowerCase()) ? own : host.endsWith('Api') ? api : polite),
    async close() {
      await Promise.all(all.map((http) => http.close()))
    },
  }
}
