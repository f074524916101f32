/** How files and commands name a target: 网站标识码, or 账号类型/账号标识 such as `微信/gh_1a2b3c`. */
import { accountKey } from '../registry/register-keys.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'

export function targetKey(target: SiteSnapshot | AccountSnapshot): string {
  return 'siteCode' in target ? target.siteCode : accountKey(target)
}
