/** Asking for the addresses of a name: this machine's resolver, or the name servers of the settings in its place. */
import { lookup, Resolver as CallbackResolver, type LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'

/** 0: both kinds. */
export type Family = 0 | 4 | 6

const patience = { timeout: 2000, tries: 2 }
const lateMs = 300

/** A resolver that asks these servers; without any, those of this machine. */
export function resolverOf(servers: readonly string[]): Resolver {
  const resolver = new Resolver(patience)
  if (servers.length > 0) resolver.setServers(servers)
  return resolver
}

/** The addresses of a name. With servers only DNS is asked, without them whatever the system asks, its hosts file included. */
export function resolveName(
  servers: readonly string[],
  host: string,
  family: Family,
  answer: (error: Error | null, addresses: LookupAddress[]) => void,
): void {
  if (servers.length === 0) {
    lookup(host, { all: true, verbatim: true, family }, (error, addresses) => answer(error, addresses))
    return
  }
  const resolver = new CallbackResolver(patience)
  resolver.setServers(servers)
  const kinds = ([4, 6] as const).filter((kind) => family === 0 || family === kind)
  const found: LookupAddress[] = []
  let [open, failure]: [number, Error | null] = [kinds.length, null]
  let lateKind: NodeJS.Timeout | undefined
  const finish = () => {
    if (open < 0) return
    open = -1
    clearTimeout(lateKind)
    if (found.length > 0) answer(null, found)
    else answer(failure ?? new Error(`no address for ${host}`), [])
  }
  for (const kind of kinds) {
    const take = (error: Error | null, addresses: readonly string[] | undefined) => {
      failure ??= error
      for (const address of addresses ?? []) found.push({ address, family: kind })
      open -= 1
      if (open === 0) finish()
      // Servers that never answer for one kind (often AAAA) must not keep the other waiting (RFC 8305, 3).
      else if (open > 0 && found.length > 0) lateKind = setTimeout(finish, lateMs)
    }
    if (kind === 4) resolver.resolve4(host, take)
    else resolver.resolve6(host, take)
  }
}
