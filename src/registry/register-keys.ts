/** From the keys that files use to the ids of the register. */
import type { Tx } from '../store/database.ts'
import { platforms, printedPlatform, type PlatformId } from './platforms/index.ts'
import { quoted } from './row-errors.ts'

export type IdsByKey = ReadonlyMap<string, number>

export async function unitIdsByCode(tx: Tx): Promise<IdsByKey> {
  const rows = await tx.selectFrom('unit').select(['code', 'id']).execute()
  return new Map(rows.map(({ code, id }) => [code, id]))
}

export async function siteIdsByCode(tx: Tx): Promise<IdsByKey> {
  const rows = await tx.selectFrom('site').select(['siteCode', 'id']).execute()
  return new Map(rows.map(({ siteCode, id }) => [siteCode, id]))
}

export async function accountIdsByKey(tx: Tx): Promise<IdsByKey> {
  const rows = await tx.selectFrom('account').select(['platform', 'platformId', 'id']).execute()
  return new Map(
    rows.map(({ platform, platformId, id }) => [accountKey({ platform: platform as PlatformId, platformId }), id]),
  )
}

/**
 * 账号类型/账号标识 as in `微信/gh_1a2b3c`: the identity of an account, for people and machines. A 微信订阅号 is named as 微信, since
 * one id is one account on both; case counts only where the platform lets it count.
 */
export function accountKey({ platform, platformId }: { readonly platform: PlatformId; readonly platformId: string }) {
  return `${printedPlatform(platform).label}/${foldedId(platform, platformId)}`
}

/** The id in the case in which it is compared. */
export function foldedId(platform: PlatformId, platformId: string): string {
  return platforms[platform].foldsCase ? platformId.toLowerCase() : platformId
}

/** Reports a unit that is not in the register. */
export function checkUnit(
  code: string | undefined,
  units: IdsByKey,
  problem: (field: 'organiserCode', text: string) => void,
): void {
  if (code === undefined || units.has(code)) return
  problem('organiserCode', `名录中没有机构${quoted(code)}，请先导入机构`)
}

/** Reports a site that is not in the register. */
export function checkSite(
  code: string | undefined,
  sites: IdsByKey,
  problem: (field: 'siteCode', text: string) => void,
): void {
  if (code === undefined || sites.has(code)) return
  problem('siteCode', `名录中没有网站${quoted(code)}，请先导入网站`)
}

/** Reports an account that is not in the register. */
export function checkAccount(
  { platform, platformId }: { readonly platform?: PlatformId; readonly platformId?: string },
  accounts: IdsByKey,
  problem: (field: 'platformId', text: string) => void,
): void {
  if (platform === undefined || platformId === undefined) return
  const key = accountKey({ platform, platformId })
  if (!accounts.has(key)) problem('platformId', `名录中没有账号${quoted(key)}，请先导入账号`)
}
