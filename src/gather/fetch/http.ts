/** The one door to the network: connections, politeness and the address guard of a process. */
import { Agent } from 'undici'
import type { GatherLimits } from '../limits.ts'
import { createAddressGuard, guardedConnector } from './address-guard.ts'
import { fetchPage, type FetchRequest, type FetchResult } from './fetch-page.ts'
import { createHostGate } from './host-gate.ts'

export interface Http {
  /** Fetches an address with redirects; the result is a value, trouble included. */
  fetch(url: string, request: FetchRequest): Promise<FetchResult>
  /** Closes all connections. Requests under way fail. */
  close(): Promise<void>
}

/**
 * Opens the door. One per process is right: the politeness towards a host holds for all inspections that share it.
 * Throws a `RangeError` when a network of `allowNetworks` is not CIDR.
 */
export function createHttp(limits: GatherLimits): Http {
  const guard = createAddressGuard(limits)
  const dispatcher = new Agent({
    connect: guardedConnector(guard, limits.timeoutMs),
    connections: limits.hostInFlight,
    pipelining: 1,
    maxHeaderSize: 65_536,
  })
  const means = { dispatcher, guard, limits, gate: createHostGate(limits) }
  return {
    fetch: (url, request) => fetchPage(means, url, request),
    close: () => dispatcher.destroy(),
  }
}
