/** The sources of accounts: any number per account, each with its rank of trust, its freshness limit and when it is asked. */
import { sql } from 'kysely'
import type { ReadingOutcome, SourceKind } from '../evidence/posts.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { findAccount } from './account-list.ts'
import type { PlatformId } from './platforms/index.ts'
import { accountKey } from './register-keys.ts'
import { sourceKindFacts } from './source-reading.ts'

type By = { readonly actor: string; readonly at: string }

export interface NewSource {
  readonly kind: SourceKind
  /** feed: its URL; weixinApi: AppID; weiboApi: uid; of the others one each, so ''. */
  readonly address: string
  /** Name of the stored credential. */
  readonly credential?: string | undefined
  readonly trust?: number | undefined
  readonly freshHours?: number | undefined
  readonly everyMinutes?: number | undefined
}

export interface AccountSource {
  readonly id: number
  readonly account: { readonly id: number; readonly key: string; readonly name: string }
  readonly kind: SourceKind
  readonly address: string
  readonly credential: string | null
  readonly trust: number
  readonly freshHours: number
  readonly everyMinutes: number | null
  readonly active: boolean
  readonly nextDueAt: string | null
  readonly failures: number
  readonly lastAt: string | null
  readonly lastOutcome: ReadingOutcome | null
  readonly lastDetail: string | null
  /** Up to when its posts are known. */
  readonly knownUntil: string | null
  readonly lastOn: string | null
}

/** Who is asked for a source; '' when nobody is. */
function hostOf({ kind, address }: Pick<NewSource, 'kind' | 'address'>): string {
  if (kind === 'feed') return URL.parse(address)?.host ?? ''
  return sourceKindFacts[kind].everyMinutes === null ? '' : kind
}

const addresses: Readonly<Record<SourceKind, { readonly pattern: RegExp; readonly example: string }>> = {
  feed: {
    pattern: /^https?:\/\/[^\s]+$/,
    example: '订阅源的网址，例如 https://rsshub.example.cn/weibo/user/1234567890',
  },
  weixinApi: { pattern: /^wx[0-9a-zA-Z]{16}$/, example: '公众号的 AppID，例如 wx0123456789abcdef' },
  weiboApi: { pattern: /^\d{5,20}$/, example: '微博的 uid，例如 1234567890' },
  capture: { pattern: /^$/, example: '不要写地址' },
  file: { pattern: /^$/, example: '不要写地址' },
  unitReport: { pattern: /^$/, example: '不要写地址' },
}

/** Adds a source to an account; returns its number. @throws Failure `badInput.source`, `conflict.source` */
export async function addSource(tx: Tx, accountKey: string, given: NewSource, by: By): Promise<number> {
  const account = await findAccount(tx, accountKey)
  const { kind } = given
  const { pattern, example } = addresses[kind]
  const address = given.address.trim()
  const valid = pattern.test(address) && (kind !== 'feed' || URL.canParse(address))
  if (!valid) throw new Failure('badInput.source', `来源地址“${address}”不正确`, `应为${example}`)
  if (kind === 'feed' && /^[^/]*\/\/[^/]*@/.test(address)) {
    throw new Failure('badInput.source', '订阅源地址中不能写用户名和密码', '请改用不含密码的地址')
  }
  const facts = sourceKindFacts[kind]
  const everyMinutes = facts.everyMinutes === null ? null : (given.everyMinutes ?? facts.everyMinutes)
  const credential = kind.endsWith('Api') ? (given.credential ?? address) : null
  const row = {
    accountId: account.id,
    kind,
    address,
    credential,
    trust: given.trust ?? facts.trust,
    freshHours: given.freshHours ?? facts.freshHours,
    everyMinutes,
    host: hostOf({ kind, address }),
    nextDueAt: everyMinutes === null ? null : by.at,
    addedBy: by.actor,
    addedAt: by.at,
  }
  const added = await tx
    .insertInto('accountSource')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (added === undefined) {
    throw new Failure('conflict.source', `账号 ${account.key} 已有这个来源`, '用 collect sources list 查看')
  }
  const { accountId: _id, nextDueAt: _due, addedBy: _by, addedAt: _at, host: _host, ...after } = row
  await record(tx, { ...by, action: 'source.added', subject: account.key, detail: { id: added.id, ...after } })
  return added.id
}

export interface SourceChange {
  readonly trust?: number | undefined
  readonly freshHours?: number | undefined
  readonly everyMinutes?: number | undefined
  readonly active?: boolean | undefined
}

/** Changes the ranking or the times of a source, or switches it off and on: it is never deleted, its readings are proof. */
export async function changeSource(tx: Tx, id: number, change: SourceChange, by: By): Promise<void> {
  const before = await tx
    .selectFrom('accountSource')
    .select(['kind', 'trust', 'freshHours', 'everyMinutes', 'active', 'accountId'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (before === undefined)
    throw new Failure('notFound.source', `没有编号为 ${id} 的来源`, '用 collect sources list 查看')
  if (change.everyMinutes !== undefined && before.everyMinutes === null) {
    throw new Failure('badInput.source', '这种来源由人提供，程序不会去读', '请去掉间隔')
  }
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  if (given.length === 0) throw new Failure('badInput.source', '没有说明要改什么', '例如 --trust 2')
  const dueNow = before.everyMinutes === null ? null : by.at
  const schedule = change.active === true || change.everyMinutes !== undefined ? { nextDueAt: dueNow } : {}
  await tx
    .updateTable('accountSource')
    .set({ ...Object.fromEntries(given), ...schedule })
    .where('id', '=', id)
    .execute()
  const old: Readonly<Record<string, unknown>> = before
  const changed = {
    before: Object.fromEntries(given.map(([field]) => [field, old[field]])),
    after: Object.fromEntries(given),
  }
  await record(tx, { ...by, action: 'source.changed', subject: `source/${id}`, detail: {}, ...changed })
}

/**
 * The feed that the register names for an account is a source by itself; one that the register no longer names is no longer
 * asked. Returns how many were added.
 */
export async function adoptRegisteredFeeds(tx: Tx, at: string): Promise<number> {
  const { trust, freshHours, everyMinutes } = sourceKindFacts.feed
  const added = await sql`
    insert into account_source
      (account_id, kind, address, trust, fresh_hours, every_minutes, host, next_due_at, added_by, added_at)
    select id, 'feed', feed_url, ${trust}, ${freshHours}, ${everyMinutes},
      lower(coalesce(substring(feed_url from '^[a-zA-Z]+://([^/?#]+)'), '')), ${at}, 'register', ${at}
    from account
    where source_kind = 'feed' and feed_url is not null and state in ('active', 'filed', 'stopNotice', 'unfiled', 'duplicate')
    on conflict (account_id, kind, address) do nothing`.execute(tx)
  await sql`
    update account_source source set active = false
    from account
    where account.id = source.account_id and source.added_by = 'register' and source.active
      and (account.feed_url is distinct from source.address or account.source_kind <> 'feed')`.execute(tx)
  return Number(added.numAffectedRows ?? 0n)
}

/** An account's feed among the sources, and how it is asked; one that is not there yet is added. */
export async function feedSource(
  tx: Tx,
  accountId: number,
  feedUrl: string,
  at: string,
): Promise<{ readonly sourceId: number; readonly everyMinutes: number; readonly failures: number }> {
  const { trust, freshHours, everyMinutes } = sourceKindFacts.feed
  const host = hostOf({ kind: 'feed', address: feedUrl })
  const row = { accountId, kind: 'feed', address: feedUrl, credential: null, trust, freshHours, everyMinutes, host }
  await tx
    .insertInto('accountSource')
    .values({ ...row, nextDueAt: at, addedBy: 'register', addedAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const found = await tx
    .selectFrom('accountSource')
    .select(['id', 'failures', 'accountSource.everyMinutes'])
    .where('accountId', '=', accountId)
    .where('kind', '=', 'feed')
    .where('address', '=', feedUrl)
    .executeTakeFirstOrThrow()
  return { sourceId: found.id, failures: found.failures, everyMinutes: found.everyMinutes ?? everyMinutes! }
}

export interface SourceFilter {
  readonly accountId?: number | undefined
  readonly kind?: SourceKind | undefined
  readonly outcome?: ReadingOutcome | 'never' | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** Sources with their last result, by number. */
export async function listSources(
  tx: Tx,
  { accountId, kind, outcome, limit = 1000, offset = 0 }: SourceFilter = {},
): Promise<{ readonly total: number; readonly sources: readonly AccountSource[] }> {
  const matching = tx
    .selectFrom('accountSource')
    .innerJoin('account', 'account.id', 'accountSource.accountId')
    .leftJoin('accountPosts', 'accountPosts.sourceId', 'accountSource.id')
    .$if(accountId !== undefined, (query) => query.where('accountSource.accountId', '=', accountId!))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
    .$if(outcome === 'never', (query) => query.where('lastOutcome', 'is', null))
    .$if(outcome !== undefined && outcome !== 'never', (query) => query.where('lastOutcome', '=', outcome!))
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await matching
    .select(['accountSource.id', 'kind', 'address', 'credential', 'trust', 'freshHours', 'everyMinutes', 'active'])
    .select(['nextDueAt', 'failures', 'lastAt', 'lastOutcome', 'lastDetail', 'knownUntil', 'lastOn'])
    .select(['account.id as accountId', 'account.name', 'account.platform', 'account.platformId'])
    .orderBy('accountSource.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const sources = rows.map(({ accountId: ofAccount, name, platform, platformId, ...source }) => ({
    ...source,
    kind: source.kind as SourceKind,
    lastOutcome: source.lastOutcome as ReadingOutcome | null,
    account: { id: ofAccount, key: accountKey({ platform: platform as PlatformId, platformId }), name },
  }))
  return { total, sources }
}
