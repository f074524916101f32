/**
 * IPv6 evidence: the addresses that DNS has for the host. That there are none is a finding; whether pages open over IPv6
 * is not tried yet, and left open.
 */
import type { Gatherer } from './gatherer.ts'

/** Answers that say "none of this kind"; all others say nothing about the host. */
const nothingThere = new Set(['ENODATA'])

export const gatherIpv6: Gatherer<'ipv6'> = async ({ home, crawl, http }) => {
  const { origin, hostname } = new URL(home.url)
  const { dns } = await http.facts(origin)
  if (dns === null) return { missing: { reason: 'notProvided', detail: `不能向 DNS 查询 ${hostname} 的 IPv6 地址` } }
  if ('code' in dns.aaaa && !nothingThere.has(dns.aaaa.code)) {
    return { missing: { reason: 'unreadable', detail: `查询 ${hostname} 的 IPv6 地址失败（${dns.aaaa.code}）` } }
  }
  const addresses = 'found' in dns.aaaa ? [...dns.aaaa.found] : []
  const untried = { homeOpens: null, sameContent: null, linksChecked: 0, linksOpened: 0 }
  return { value: { capturedAt: crawl.capturedAt, addresses, ...untried } }
}
