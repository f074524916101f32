/** Whether this machine can visit anybody over IPv6. */
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

/** As the settings say (`ipv6`); without a word, whether this machine has an IPv6 address that is public. */
export function hasIpv6({ ipv6 }: { readonly ipv6: boolean | null }): boolean {
  if (ipv6 !== null) return ipv6
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(
      ({ family, internal, address }) =>
        family === 'IPv6' && !internal && ipaddr.isValid(address) && ipaddr.parse(address).range() === 'unicast',
    ),
  )
}
