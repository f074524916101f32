/** The one door to the network: connections, politeness and the address guard of a process. */
import { createBrowser, type Browser } from '../browser/browser.ts'
import type { GatherLimits } from '../limits.ts'
import { createAddressGuard, guardedConnector, type AddressGuard } from './address-guard.ts'
import type { CertificateProblem } from './certificate.ts'
import { createConnections, type OriginFacts } from './connection-facts.ts'
import { readDnsFacts } from './dns-facts.ts'
import { fetchPage, type FetchResult } from './fetch-page.ts'
import type { Family } from './resolve-name.ts'
import type { FetchRequest } from './request.ts'
import { createHostGate, type HostGate } from './host-gate.ts'
import { createLoadLedger, type LoadLedger } from './load-ledger.ts'
import { Agent } from './undici-parts.ts'
import { createStops, CrawlStopped, type Stops } from './stops.ts'

export interface Http {
  /** Fetches an address with redirects; the result is a value, trouble included. */
  fetch(url: string, request: FetchRequest): Promise<FetchResult>
  /** The same over IPv6 alone: what has no IPv6 address does not open. */
  fetchOverIpv6(url: string, request: FetchRequest): Promise<FetchResult>
  /** The stop switch. */
  readonly stops: Stops
  /** What was asked of each host. */
  readonly load: LoadLedger
  /** What is known of an origin that was visited: its addresses, who named them, its encryption; asks DNS at most once. */
  facts(origin: string): Promise<OriginFacts>
  /** For pages that only scripts make; started by its first visit. `null` when the settings want none. */
  readonly browser: Browser | null
  /** Closes all connections. Requests under way fail. */
  close(): Promise<void>
}

/** Connecting alone never takes longer, however patient we are with the answer. */
const longestConnectMs = 10_000

/**
 * Opens the door. One per process is right: the politeness towards a host holds for all inspections that share it.
 * Throws a `RangeError` when a network of `allowNetworks` is not CIDR.
 */
export function createHttp(limits: GatherLimits): Http {
  const guard = createAddressGuard(limits)
  const connectMs = Math.min(longestConnectMs, Math.ceil(limits.timeoutMs * 0.9))
  const names = new Map<string, Promise<OriginFacts['dns']>>()
  const [gate, stops, load] = [createHostGate(limits), createStops(), createLoadLedger()]
  const shared = { guard, limits, gate, stops, load }
  const [either, ipv6] = [openLine(guard, connectMs, limits), openLine(guard, connectMs, limits, 6)]
  const means = { ...shared, ...either }
  const { connections } = either
  const browser = limits.useBrowser ? createBrowser({ guard, gate: gateOfBrowser(gate, stops, load), limits }) : null
  return {
    browser,
    stops,
    load,
    fetch: (url, request) => fetchPage(means, url, request),
    fetchOverIpv6: (url, request) => fetchPage({ ...shared, ...ipv6 }, url, request),
    async facts(origin) {
      const { hostname } = new URL(origin)
      const dns = names.get(hostname) ?? readDnsFacts(guard, hostname)
      if (names.size > 10_000) names.clear()
      names.set(hostname, dns)
      return { ...connections.facts(origin), dns: await dns }
    },
    async close() {
      await Promise.all([
        ...[either, either.fresh, ipv6, ipv6.fresh].flatMap((line) => [
          line.dispatcher.destroy(),
          line.unverified.destroy(),
        ]),
        browser?.close(),
      ])
    },
  }
}

/** Connections of one kind, and what is known of them. None is made before it is asked for. */
function openLine(guard: AddressGuard, connectMs: number, { hostInFlight }: GatherLimits, family: Family = 0) {
  const certificates = new Map<string, CertificateProblem>()
  const connections = createConnections()
  const note = {
    note(host: string, port: string, problem: CertificateProblem | null) {
      const { origin } = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port || 443}`)
      if (problem !== null) certificates.set(origin, problem)
    },
  }
  const options = { connections: hostInFlight, pipelining: 1, maxHeaderSize: 65_536 }
  const once = { ...options, pipelining: 0 }
  const connect = guardedConnector(guard, connectMs, note, connections.note, family)
  const verified = guardedConnector(guard, connectMs, undefined, connections.note, family)
  const [dispatcher, unverified] = [new Agent({ ...options, connect: verified }), new Agent({ ...options, connect })]
  const fresh = {
    dispatcher: new Agent({ ...once, connect: verified }),
    unverified: new Agent({ ...once, connect }),
  }
  return { certificates, connections, connect, dispatcher, unverified, fresh, secondChances: new Map<string, number>() }
}

/** The browser goes through the same gate, obeys the stop switch and is counted; what a page loads is its visit. */
function gateOfBrowser(gate: HostGate, stops: Stops, load: LoadLedger): HostGate {
  return {
    async enter(host, signal) {
      if (stops.isStopped(host)) throw new CrawlStopped(host)
      const lease = await gate.enter(host, signal)
      const started = performance.now()
      return {
        leave(answer) {
          load.note(host, { status: answer.status, bytes: 0, answerMs: performance.now() - started })
          lease.leave(answer)
        },
      }
    },
  }
}
