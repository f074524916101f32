/** How much is known of the accounts: an account without a recent reading is unknown, with a reason and an age, never stale. */
import { sql } from 'kysely'
import type { ReadingOutcome } from '../evidence/posts.ts'
import type { Tx } from '../store/database.ts'
import { everything, seesAccount, type Scope } from './scope.ts'
import { outcomeTitles } from './source-reading.ts'

/** `known`, or why not: the last outcome of the most trusted source, or that nobody has read or can read one. */
export type Knowledge = 'known' | 'noSource' | 'neverRead' | 'tooOld' | Exclude<ReadingOutcome, 'read'>

export const knowledgeTitles: Readonly<Record<Knowledge, string>> = {
  ...outcomeTitles,
  known: '已知',
  noSource: '没有来源',
  neverRead: '尚未读取',
  tooOld: '最近的结果已过时',
}

/** One line per account that is alive: what is known of it at an instant. */
function knowledge(at: string, scope: Scope) {
  return sql`
    select account.id as account_id, account.platform, account.platform_id, account.name,
      max(shown.known_until) as known_until,
      max(shown.last_on) as last_on,
      case
        when bool_or(shown.known_until >= ${at}::timestamptz - make_interval(hours => source.fresh_hours)) then 'known'
        when count(source.id) = 0 then 'noSource'
        when count(source.last_outcome) = 0 then 'neverRead'
        else coalesce(nullif((array_agg(source.last_outcome order by source.trust, source.last_at desc)
          filter (where source.last_outcome is not null))[1], 'read'), 'tooOld')
      end as state,
      (array_agg(source.last_detail order by source.trust, source.last_at desc)
        filter (where source.last_detail <> ''))[1] as detail
    from account
    left join account_source source on source.account_id = account.id and source.active
    left join account_posts shown on shown.source_id = source.id
    where account.state in ('active', 'filed', 'stopNotice', 'unfiled', 'duplicate') and ${seesAccount(scope, 'account')}
    group by account.id`
}

export interface CollectionStatus {
  readonly accounts: number
  readonly states: readonly { readonly state: Knowledge; readonly accounts: number }[]
  readonly sources: { readonly active: number; readonly due: number; readonly failing: number }
}

/** Numbers over all accounts at an instant (ISO). */
export async function collectionStatus(tx: Tx, at: string, scope: Scope = everything): Promise<CollectionStatus> {
  const { rows } = await sql<{ state: Knowledge; accounts: number }>`
    select state, count(*) as accounts from (${knowledge(at, scope)}) as known group by state order by count(*) desc, state`.execute(
    tx,
  )
  const sources = await tx
    .selectFrom('accountSource')
    .innerJoin('account', 'account.id', 'accountSource.accountId')
    .select((eb) => [
      eb.fn.countAll<number>().as('active'),
      eb.fn.countAll<number>().filterWhere('nextDueAt', '<=', at).as('due'),
      eb.fn.countAll<number>().filterWhere('failures', '>', 0).as('failing'),
    ])
    .where('active', '=', true)
    .where(seesAccount(scope, 'account'))
    .executeTakeFirstOrThrow()
  return { accounts: rows.reduce((sum, { accounts }) => sum + accounts, 0), states: rows, sources }
}

export interface UnknownAccount {
  readonly accountId: number
  readonly platform: string
  readonly platformId: string
  readonly name: string
  readonly state: Knowledge
  /** What the sources said. */
  readonly detail: string | null
  /** Up to when it was known; `null`: never. */
  readonly knownUntil: string | null
  readonly lastOn: string | null
}

/** Accounts of which nothing recent is known, those longest unknown first. */
export async function unknownAccounts(
  tx: Tx,
  at: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly UnknownAccount[]> {
  const { rows } = await sql<UnknownAccount>`
    select account_id as "accountId", platform, platform_id as "platformId", name, state, detail,
      known_until as "knownUntil", last_on as "lastOn"
    from (${knowledge(at, everything)}) as known where state <> 'known'
    order by known_until nulls first, account_id limit ${limit} offset ${offset}`.execute(tx)
  return rows
}
