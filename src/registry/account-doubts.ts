/** The leads of the register for a person to look into: from the stored accounts and what is known of their posts. */
import type { Day } from '../kernel/day.ts'
import type { Tx } from '../store/database.ts'
import { accountActivity } from './account-activity.ts'
import { accountFacts, type AccountFact, type FactOptions } from './account-facts.ts'
import { allAccounts, type AccountFilter } from './account-list.ts'
import { unitShortNames } from './store.ts'

export interface AccountDoubts {
  readonly on: Day
  readonly accounts: number
  /** Accounts of which no source is stored: nothing is said about their posts. */
  readonly withoutSource: number
  readonly facts: readonly AccountFact[]
}

/** The doubts about the accounts of a filter. Duplicates are told among these accounts only. */
export async function accountDoubts(tx: Tx, filter: AccountFilter, options: FactOptions): Promise<AccountDoubts> {
  const accounts = await allAccounts(tx, filter)
  const isAll = Object.values(filter).every((value) => value === undefined)
  const ids = isAll ? undefined : accounts.map(({ id }) => id)
  const byId = await accountActivity(tx, options.on, ids)
  const shortNames = await unitShortNames(tx)
  const named = accounts.map((account) => ({
    ...account,
    organiserShortName: shortNames.get(account.organiser.code)!,
  }))
  const known = accounts.filter(({ id }) => byId.has(id))
  const activities = new Map(known.map(({ id, key }) => [key, byId.get(id)!]))
  const facts = accountFacts(named, activities, options)
  return { on: options.on, accounts: accounts.length, withoutSource: accounts.length - known.length, facts }
}
