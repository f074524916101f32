/** What a plan would draw from the register as it stands now; nothing is written. */
import { accountKey } from '../registry/register-keys.ts'
import { activeAccounts } from '../registry/store.ts'
import type { Tx } from '../store/database.ts'
import { candidatesOf } from './candidates.ts'
import { drawSample, methodStatement } from './sample.ts'
import type { Stratum } from './stratum.ts'

export interface PlannedSample {
  readonly population: number
  readonly sampled: number
  readonly seed: string
  readonly statement: string
  readonly strata: readonly {
    readonly id: string
    readonly rule: Stratum['rule']
    readonly label: string
    readonly population: number
    readonly members: number
    /** Parts that are drawn each for itself. */
    readonly parts: readonly { readonly cell: string; readonly population: number; readonly members: number }[]
  }[]
  /** Names of a hand-picked list that no account in normal state has. */
  readonly notFound: readonly string[]
  /** 账号类型/账号标识 of all members, in the order of the register. */
  readonly members: readonly { readonly key: string; readonly name: string; readonly strata: readonly string[] }[]
}

/** The same register, plan and seed always give the same members. */
export async function planSample(tx: Tx, strata: readonly Stratum[], seed: string): Promise<PlannedSample> {
  const accounts = await activeAccounts(tx)
  const sample = drawSample(await candidatesOf(tx, accounts), strata, seed)
  const known = new Set(accounts.map(accountKey))
  const picked = strata.flatMap((entry) => (entry.rule === 'handPicked' ? entry.accounts : []))
  return {
    population: accounts.length,
    sampled: sample.members.size,
    seed,
    statement: methodStatement(sample, accounts.length, seed),
    strata: sample.strata.map(({ stratum: { id, rule, label }, populationIds, memberIds, cells }) => ({
      id,
      rule,
      label,
      population: populationIds.length,
      members: memberIds.length,
      parts: cells.map(({ cell, queue, size }) => ({ cell, population: queue.length, members: size })),
    })),
    notFound: picked.filter((name) => !known.has(name)),
    members: accounts
      .filter(({ id }) => sample.members.has(id))
      .map((account) => ({
        key: accountKey(account),
        name: account.name,
        strata: sample.members.get(account.id)!,
      })),
  }
}
