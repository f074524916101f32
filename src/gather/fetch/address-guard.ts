/**
 * Which network addresses may be visited. Pages and redirects are hostile: a link to 169.254.169.254 or to a machine of
 * the office network must never be followed. Every address is refused that is not public unicast, unless the settings
 * allow its network. The guard is asked for names (after resolving), for literal addresses (which never reach a
 * resolver) and once more for the peer of the open socket.
 */
import { lookup as resolveByDns, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { buildConnector } from 'undici'

/** The address of this name lies in a network that may not be visited. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED'
  constructor(host: string, address: string) {
    super(host === address ? address : `${host} → ${address}`)
    this.name = 'AddressRefused'
  }
}

/** Whether an IP address in text form may be visited. */
export type AddressGuard = (address: string) => boolean

/**
 * A guard that allows public unicast addresses and the given networks (CIDR, e.g. `127.0.0.0/8`). Throws a `RangeError`
 * on a network that is not CIDR.
 */
export function createAddressGuard(allowNetworks: readonly string[]): AddressGuard {
  const allowed = allowNetworks.map((network) => {
    if (!ipaddr.isValidCIDR(network)) throw new RangeError(`not a network in CIDR form: ${network}`)
    return ipaddr.parseCIDR(network)
  })
  return (text) => {
    if (!ipaddr.isValid(text)) return false
    // `process` turns ::ffff:127.0.0.1 into 127.0.0.1, so that a mapped address has no rules of its own.
    const address = ipaddr.process(text)
    if (address.range() === 'unicast') return true
    return allowed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
  }
}

/** Names of this machine: `localhost` and everything below it (RFC 6761); they never go to DNS. */
export function isLocalhostName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return name === 'localhost' || name.endsWith('.localhost')
}

/** A resolver for sockets that refuses a name as soon as one of its addresses may not be visited. */
export function guardedLookup(guard: AddressGuard): LookupFunction {
  return (host, options, callback) => {
    const answer = (addresses: LookupAddress[]) => {
      const refused = addresses.find(({ address }) => !guard(address))
      if (refused) return callback(new AddressRefused(host, refused.address), '')
      if (options.all) return callback(null, addresses)
      const first = addresses[0]
      return first ? callback(null, first.address, first.family) : callback(noAddress(host), '')
    }
    if (isLocalhostName(host)) return answer([{ address: '127.0.0.1', family: 4 }])
    resolveByDns(host, { all: true, verbatim: true }, (error, addresses) => {
      if (error) callback(error, '')
      else answer(addresses)
    })
  }
}

/** A connector for undici that asks the guard before and after connecting. `timeoutMs` limits the connecting alone. */
export function guardedConnector(guard: AddressGuard, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({
    lookup: guardedLookup(guard),
    timeout: timeoutMs,
    autoSelectFamily: true,
    // Old servers with valid certificates are read; what is wrong with their TLS is another inspection's finding.
    ciphers: 'DEFAULT:@SECLEVEL=0',
    minVersion: 'TLSv1',
  })
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !guard(host)) return callback(new AddressRefused(host, host), null)
    connect(options, (...result) => {
      const [error, socket] = result
      if (error !== null) return callback(error, null)
      const peer = socket.remoteAddress
      if (peer !== undefined && !guard(peer)) {
        socket.destroy()
        return callback(new AddressRefused(host, peer), null)
      }
      callback(null, socket)
    })
  }
}

function noAddress(host: string): Error {
  return Object.assign(new Error(`no address for ${host}`), { code: 'ENOTFOUND' })
}
