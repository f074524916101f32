/** What DNS says of a name: addresses of both kinds, aliases, and which server said so. */
import { isIP } from 'node:net'
import { isLocalhostName, type AddressGuard } from './address-guard.ts'
import { resolverOf } from './resolve-name.ts'

/** Addresses or names; or the code of the answer, e.g. `ENODATA` (the name has none of this kind), `ENOTFOUND`, `ETIMEOUT`. */
export type DnsAnswer = { readonly found: readonly string[] } | { readonly code: string }

export interface DnsFacts {
  readonly name: string
  /** ISO 8601, UTC. */
  readonly askedAt: string
  /** Name servers that were asked. */
  readonly servers: readonly string[]
  readonly a: DnsAnswer
  readonly aaaa: DnsAnswer
  readonly cname: DnsAnswer
}

/** Asks for a name; `null` when it is an address, a name of this machine, or DNS may not be asked. Never throws. */
export async function readDnsFacts(guard: AddressGuard, hostname: string): Promise<DnsFacts | null> {
  const name = hostname.replace(/\.$/, '')
  if (isIP(name.replace(/^\[|\]$/g, '')) || isLocalhostName(name) || /(^|\.)invalid$/i.test(name)) return null
  if (!guard.mayAskDns) return null
  const resolver = resolverOf(guard.dnsServers)
  const ask = (question: Promise<string[]>): Promise<DnsAnswer> =>
    question.then(
      (found) => ({ found: found.toSorted() }),
      (error: NodeJS.ErrnoException) => ({ code: error.code ?? 'unknown' }),
    )
  const askedAt = new Date().toISOString()
  const [a, aaaa, cname] = await Promise.all([
    ask(resolver.resolve4(name)),
    ask(resolver.resolve6(name)),
    ask(resolver.resolveCname(name)),
  ])
  return { name, askedAt, servers: resolver.getServers(), a, aaaa, cname }
}
