/**
 * Which network addresses may be visited. Pages and redirects are hostile: a link to 169.254.169.254 or to a machine of
 * the office network must never be followed. Every address is refused that is not public unicast, unless the settings
 * allow its network; and they may close the public internet as well, so that a demonstration never visits real sites. The guard
 * is asked for names (after resolving), for literal addresses (which never reach a resolver) and once more for the peer of
 * the open socket.
 */
import { constants } from 'node:crypto'
import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import ipaddr from 'ipaddr.js'
import type { buildConnector as connector } from 'undici'
import { certificateProblem, type CertificateProblem } from './certificate.ts'
import { resolveName, type Family } from './resolve-name.ts'
import { buildConnector } from './undici-parts.ts'

/** The address of this name lies in a network that may not be visited. */
class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED'
  constructor(host: string, address: string | null) {
    super(address === null || host === address ? host : `${host} → ${address}`)
    this.name = 'AddressRefused'
  }
}

export interface AddressGuard {
  /** Whether an IP address in text form may be visited. */
  mayVisit(address: string): boolean
  /** Whether DNS may be asked for a name: not when no address but this machine's own could be the right answer. */
  readonly mayAskDns: boolean
  /** Name servers that are asked in place of this machine's own; empty: its own. */
  readonly dnsServers: readonly string[]
}

export interface AddressRules {
  /** Networks that may be visited, as CIDR, e.g. `127.0.0.0/8`. */
  readonly allowNetworks: readonly string[]
  /** Whether public unicast addresses may be visited. */
  readonly publicInternet: boolean
  /** Name servers to ask in place of this machine's own. Who names some wants names to be asked for. */
  readonly dnsServers?: readonly string[]
}

const maxKnown = 1000

/** A guard from the settings. Throws a `RangeError` on a network that is not CIDR. */
export function createAddressGuard({ allowNetworks, publicInternet, dnsServers = [] }: AddressRules): AddressGuard {
  const allowed = allowNetworks.map((network) => {
    if (!ipaddr.isValidCIDR(network)) throw new RangeError(`not a network in CIDR form: ${network}`)
    return ipaddr.parseCIDR(network)
  })
  /** A site's own address is asked for with every request. */
  const known = new Map<string, boolean>()
  const isAllowed = (text: string) => {
    if (!ipaddr.isValid(text)) return false
    // `process` turns ::ffff:127.0.0.1 into 127.0.0.1, so that a mapped address has no rules of its own.
    const address = ipaddr.process(text)
    if (publicInternet && address.range() === 'unicast') return true
    return allowed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
  }
  return {
    mayVisit(text) {
      const before = known.get(text)
      if (before !== undefined) return before
      const may = isAllowed(text)
      if (known.size >= maxKnown) known.clear()
      known.set(text, may)
      return may
    },
    mayAskDns: publicInternet || dnsServers.length > 0 || allowed.some(([network]) => network.range() !== 'loopback'),
    dnsServers,
  }
}

/** Names of this machine: `localhost` and everything below it (RFC 6761, 6.3); they never go to DNS. */
export function isLocalhostName(host: string): boolean {
  return isBelow(host, 'localhost')
}

function isBelow(host: string, top: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return name === top || name.endsWith(`.${top}`)
}

/** A resolver for sockets that refuses a name as soon as one of its addresses (of `family`) may not be visited. */
function guardedLookup(guard: AddressGuard, family: Family): LookupFunction {
  return (host, options, callback) => {
    const answer = (all: LookupAddress[]) => {
      const addresses = family === 0 ? all : all.filter((one) => one.family === family)
      const refused = addresses.find(({ address }) => !guard.mayVisit(address))
      if (refused) return callback(new AddressRefused(host, refused.address), '')
      if (options.all) return callback(null, addresses)
      const first = addresses[0]
      return first ? callback(null, first.address, first.family) : callback(noAddress(host), '')
    }
    if (isLocalhostName(host)) {
      const both: LookupAddress[] = [{ address: '127.0.0.1', family: 4 }]
      return answer(guard.mayVisit('::1') ? [...both, { address: '::1', family: 6 }] : both)
    }
    // Names that cannot exist (RFC 6761, 6.4) never go to DNS either.
    if (isBelow(host, 'invalid')) return callback(noAddress(host), '')
    if (!guard.mayAskDns) return callback(new AddressRefused(host, null), '')
    resolveName(guard.dnsServers, host, family, (error, addresses) => {
      if (error) callback(error, '')
      else answer(addresses)
    })
  }
}

/** What becomes of a certificate that cannot be verified. Without this it ends the connection. */
export interface CertificateNotes {
  /** Called for every new connection over TLS, with what is wrong or `null`. */
  note(host: string, port: string, problem: CertificateProblem | null): void
}

/**
 * A connector for undici that asks the guard before and after connecting. `timeoutMs` limits the connecting alone. With
 * `notes` certificates are not verified but judged and noted: to be used only for looking at a page, never for trusting it.
 * With a `family` only addresses of that kind are connected to.
 */
export function guardedConnector(
  guard: AddressGuard,
  timeoutMs: number,
  notes?: CertificateNotes,
  connected?: (host: string, port: string, socket: Socket) => void,
  family: Family = 0,
): connector.connector {
  const settings: connector.BuildOptions = {
    lookup: guardedLookup(guard, family),
    timeout: timeoutMs,
    autoSelectFamily: true,
    // Old servers with valid certificates are read; what is wrong with their TLS is another inspection's finding.
    ciphers: 'DEFAULT:@SECLEVEL=0',
    minVersion: 'TLSv1',
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    // A resumed session shows no certificate.
    ...(notes ? { rejectUnauthorized: false, maxCachedSessions: 0 } : {}),
  }
  const quick = buildConnector(settings)
  const patient = buildConnector({ ...settings, autoSelectFamilyAttemptTimeout: Math.ceil(timeoutMs / 2) })
  const connect: connector.connector = (options, callback) =>
    quick(options, (...result) =>
      wasGivenUpEarly(result[0]) ? patient(options, callback) : callback(...(result as Parameters<typeof callback>)),
    )
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !guard.mayVisit(host)) return callback(new AddressRefused(host, host), null)
    if (isIP(host) && family !== 0 && isIP(host) !== family) return callback(noAddress(host), null)
    connect(options, (...result) => {
      const [error, socket] = result
      if (error !== null) return callback(error, null)
      const peer = socket.remoteAddress
      if (peer !== undefined && !guard.mayVisit(peer)) {
        socket.destroy()
        return callback(new AddressRefused(host, peer), null)
      }
      connected?.(host, options.port, socket)
      if (notes && socket instanceof TLSSocket) notes.note(host, options.port, certificateProblem(socket, host))
      callback(null, socket)
    })
  }
}

/**
 * Node drops each address but the last after 250 ms, for good. A server that takes longer to accept, or our own process busy
 * for that long, is no dead server where only the other address is: it is asked again, with patience.
 */
function wasGivenUpEarly(error: Error | null): boolean {
  return (
    error !== null &&
    'code' in error &&
    error.code === 'UND_ERR_CONNECT_TIMEOUT' &&
    error.cause instanceof AggregateError
  )
}

function noAddress(host: string): Error {
  return Object.assign(new Error(`no address for ${host}`), { code: 'ENOTFOUND' })
}
