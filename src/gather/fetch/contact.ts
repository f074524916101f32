/** Whoever is visited must be able to find out who we are: outside our own networks nobody is crawled without a contact. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Failure } from '../../kernel/failure.ts'
import { saysContact, type GatherLimits } from '../limits.ts'
import { createAddressGuard, isLocalhostName } from './address-guard.ts'

/**
 * A `badInput` failure when the site lies outside `allowNetworks`, may be visited, and the User-Agent names no contact. A
 * name that cannot be resolved is no reason: the crawl will say so.
 */
export async function demandContact(limits: GatherLimits, site: URL): Promise<void> {
  if (saysContact(limits)) return
  const host = site.hostname.replace(/^\[|\]$/g, '')
  if (isLocalhostName(host)) return
  const addresses = isIP(host) ? [host] : await lookup(host, { all: true }).then(addressesOf, () => [])
  const [own, all] = [createAddressGuard({ ...limits, publicInternet: false }), createAddressGuard(limits)]
  if (addresses.some((address) => all.mayVisit(address) && !own.mayVisit(address))) throw noContact(` ${site.hostname}`)
}

/** A `badInput` failure when a worker might visit the public internet without a contact. */
export function demandContactOfWorker(limits: GatherLimits): void {
  if (limits.publicInternet && !saysContact(limits)) throw noContact('公网上的网站')
}

const addressesOf = (found: readonly { readonly address: string }[]) => found.map(({ address }) => address)

function noContact(what: string): Failure {
  return new Failure(
    'badInput.contact',
    `没有写明联系方式，不能访问${what}：对方应当能知道是谁在访问`,
    '请在 config.json 中写明 gather.contact（说明网页的地址或邮箱）；只检查内部网络的，写 gather.publicInternet: false',
  )
}
