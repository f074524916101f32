/** From the keys that files use to the ids of the register. */
import type { Tx } from '../store/database.ts'
import { platforms, type PlatformId } from './register.ts'

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

/** 账号类型/账号标识 as in `微信/gh_1a2b3c`. */
export function accountKey({ platform, platformId }: { readonly platform: PlatformId; readonly platformId: string }) {
  return `${platforms[platform].label}/${platformId}`
}

/** 账号类型 → platform, for cells. */
export const platformLabels = Object.fromEntries(
  Object.entries(platforms).map(([platform, { label }]) => [platform, label]),
) as Readonly<Record<PlatformId, string>>
