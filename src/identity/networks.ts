/** From where somebody may use the system: networks for administrators, and for everybody else. */
import ipaddr from 'ipaddr.js'
import type { Role } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import { isAdministrator, type IdentityPolicy } from './policy.ts'

/**
 * @param address of the other end of the connection; anything that is no address lies in no network
 * @throws Failure `forbidden.network`
 */
export function demandNetwork({ networks }: Pick<IdentityPolicy, 'networks'>, role: Role, address: string): void {
  const allowed = isAdministrator(role) ? networks.administrators : networks.others
  if (allowed.length === 0 || isWithin(address, allowed)) return
  throw new Failure('forbidden.network', '不能从这个地址使用本系统', '请在单位的网络中登录；允许的网段由系统管理员设置')
}

function isWithin(text: string, allowed: readonly string[]): boolean {
  if (!ipaddr.isValid(text)) return false
  // `process` turns ::ffff:10.0.0.1 into 10.0.0.1
  const address = ipaddr.process(text)
  return allowed.some((one) => {
    const [network, bits] = ipaddr.parseCIDR(one)
    return network.kind() === address.kind() && address.match(network, bits)
  })
}
