/** Who is who among accounts. */
import { createHash } from 'node:crypto'
import { rolledUp, type PlatformId } from './platforms/index.ts'
import { foldedId } from './register-keys.ts'

interface Identified {
  readonly platform: PlatformId
  readonly platformId: string
}

/** Printed platform and folded id, `weixin/gh_1`: what the register compares. */
export function identityKey({ platform, platformId }: Identified): string {
  return `${rolledUp(platform)}/${foldedId(platform, platformId)}`
}

interface Natural {
  readonly platform: PlatformId
  readonly organiserCode: string
  readonly name: string
}

/** What names an account where ids are not known: the same organiser and name on another platform is another account (S01). */
export function naturalKey({ platform, organiserCode, name }: Natural): string {
  return `${organiserCode}\n${rolledUp(platform)}\n${name}`
}

const PROVISIONAL = '标识待补-'

/** Stands in for an id that no file has told; the same account gets the same one. */
export function provisionalId(account: Natural): string {
  return PROVISIONAL + createHash('sha256').update(naturalKey(account)).digest('hex').slice(0, 16)
}

export function isProvisional(platformId: string): boolean {
  return platformId.startsWith(PROVISIONAL)
}
