/** The history of an account: who changed what when, and its names over time. */
import type { Day } from '../kernel/day.ts'
import type { Tx } from '../store/database.ts'
import { accountFields, type AccountEntry } from './import-accounts.ts'

export interface AccountChange {
  /** ISO instant. */
  readonly at: string
  readonly author: string
  /** `null` when the register first had it. */
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[] | null
}

export interface AccountName {
  readonly name: string
  /** `null`: since when is not known. */
  readonly fromOn: Day | null
  /** `null`: it is still called so. */
  readonly untilOn: Day | null
}

/** Changes of an account, newest first. */
export async function accountHistory(tx: Tx, accountId: number): Promise<readonly AccountChange[]> {
  const rows = await tx
    .selectFrom('registryChange')
    .select(['changedAt', 'author', 'before', 'after'])
    .where('subject', '=', 'account')
    .where('subjectId', '=', accountId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ changedAt: at, author, before, after }) => ({
    at,
    author,
    fields: before === null ? null : changedFields(before as Partial<AccountEntry>, after as Partial<AccountEntry>),
  }))
}

/** Names of an account, the present one first. */
export async function accountNames(tx: Tx, accountId: number): Promise<readonly AccountName[]> {
  return await tx
    .selectFrom('accountName')
    .select(['name', 'fromOn', 'untilOn'])
    .where('accountId', '=', accountId)
    .orderBy('untilOn', (order) => order.desc().nullsFirst())
    .execute()
}

/** Entries of earlier versions lack the fields that came later: those are no changes. */
function changedFields(before: Partial<AccountEntry>, after: Partial<AccountEntry>) {
  return Object.entries(accountFields).flatMap(([name, field]) => {
    const [old, now] = [shown(name as keyof AccountEntry, before), shown(name as keyof AccountEntry, after)]
    return old === now ? [] : [{ field: field.heading, before: old, after: now }]
  })
}

function shown(name: keyof AccountEntry, entry: Partial<AccountEntry>): string {
  const value = entry[name]
  return value === undefined || value === null ? '' : accountFields[name].show(value as never)
}
