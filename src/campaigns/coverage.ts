/** Who has been looked at this year, and who not yet. */
import { accountKey } from '../registry/register-keys.ts'
import type { PlatformId } from '../registry/platforms/index.ts'
import { activeAccounts } from '../registry/store.ts'
import type { Tx } from '../store/database.ts'
import { inspectionsWithTargets } from './store.ts'

export interface Coverage {
  readonly year: number
  readonly total: number
  readonly covered: number
  readonly parts: readonly {
    readonly platform: PlatformId
    readonly total: number
    readonly covered: number
  }[]
  /** Accounts in normal state that no campaign of the year has inspected, in the order of the register. */
  readonly open: readonly {
    readonly id: number
    readonly key: string
    readonly name: string
    readonly organiser: string
  }[]
}

/** Coverage of the present register by the inspections of a year that were carried out. */
export async function coverageOf(tx: Tx, year: number): Promise<Coverage> {
  const accounts = await activeAccounts(tx)
  const rows = await inspectionsWithTargets(tx)
    .select('inspection.targetId')
    .distinct()
    .where('round.target', '=', 'account')
    .where('campaign.year', '=', year)
    .where('inspection.state', '=', 'judged')
    .execute()
  const inspected = new Set(rows.map(({ targetId }) => targetId))
  const byPlatform = Map.groupBy(accounts, ({ platform }) => platform)
  return {
    year,
    total: accounts.length,
    covered: accounts.filter(({ id }) => inspected.has(id)).length,
    parts: [...byPlatform].map(([platform, own]) => ({
      platform,
      total: own.length,
      covered: own.filter(({ id }) => inspected.has(id)).length,
    })),
    open: accounts
      .filter(({ id }) => !inspected.has(id))
      .map((account) => ({
        id: account.id,
        key: accountKey(account),
        name: account.name,
        organiser: account.organiser.name,
      })),
  }
}
