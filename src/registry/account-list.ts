/** Finding accounts: filters that lists, bulk changes and facts share, page by page. */
import { sql, type ExpressionBuilder, type Expression, type SqlBool } from 'kysely'
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import type { Database, Tx } from '../store/database.ts'
import { platforms, type PlatformId } from './platforms/index.ts'
import { identityKey } from './account-identity.ts'
import { accountKey } from './register-keys.ts'
import type { AccountPurpose, AccountState, FilingState } from './register.ts'
import { seesAccount, type Scope } from './scope.ts'

/** All that is given must hold; of several values of one filter any. */
export interface AccountFilter {
  readonly platforms?: readonly PlatformId[] | undefined
  readonly states?: readonly AccountState[] | undefined
  readonly purposes?: readonly AccountPurpose[] | undefined
  readonly filing?: readonly FilingState[] | undefined
  /** Code of the organiser; */
  readonly organiser?: string | undefined
  /** of a unit that is the organiser or stands above it; */
  readonly under?: string | undefined
  /** of the supervisor; `''`: accounts that have none. */
  readonly supervisor?: string | undefined
  readonly outsourced?: boolean | undefined
  /** Part of the name, a former name or the platform id. */
  readonly search?: string | undefined
  /** 账号类型/账号标识, exactly. */
  readonly keys?: readonly string[] | undefined
  /** Whose eyes: absent means everything. */
  readonly scope?: Scope | undefined
}

export const accountOrders = ['id', 'name', 'followers', 'openedOn', 'yearlyCostYuan'] as const
export type AccountOrder = (typeof accountOrders)[number]

export interface AccountPage {
  readonly offset: number
  readonly limit: number
  readonly order: AccountOrder
  readonly descending: boolean
}

export interface ListedAccount {
  readonly id: number
  /** 账号类型/账号标识 */
  readonly key: string
  readonly platform: PlatformId
  readonly platformId: string
  readonly name: string
  readonly organiser: { readonly code: string; readonly name: string }
  readonly supervisor: { readonly code: string; readonly name: string } | null
  readonly operator: string
  readonly outsourced: boolean | null
  readonly mainAccount: boolean | null
  readonly verifiedPrincipal: string
  readonly purpose: AccountPurpose
  readonly filingState: FilingState
  readonly state: AccountState
  readonly openedOn: Day | null
  readonly filedOn: Day | null
  readonly closedOn: Day | null
  readonly followers: number | null
  readonly yearlyCostYuan: number | null
  readonly sourceKind: 'feed' | 'delivered'
  readonly feedUrl: string | null
}

/** One page and how many there are in all. */
export async function listAccounts(
  tx: Tx,
  filter: AccountFilter,
  page: AccountPage,
): Promise<{ readonly total: number; readonly accounts: readonly ListedAccount[] }> {
  const where = conditions(filter)
  const { order, descending, offset, limit } = page
  // the page is cut before units are joined: joining all accounts to show twenty would cost the most
  const ids = await tx
    .selectFrom('account')
    .select('id')
    .where(where)
    .orderBy(`account.${order}`, (by) => {
      const directed = descending ? by.desc() : by.asc()
      return mayBeEmpty.has(order) ? directed.nullsLast() : directed // said of the others it would keep their index from use
    })
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
  const isLastPage = ids.length < limit && (ids.length > 0 || offset === 0)
  const total = isLastPage ? offset + ids.length : await countAccounts(tx, where)
  const accounts = await accountsById(
    tx,
    ids.map(({ id }) => id),
  )
  return { total, accounts }
}

const mayBeEmpty: ReadonlySet<AccountOrder> = new Set(['followers', 'openedOn', 'yearlyCostYuan'])

async function countAccounts(tx: Tx, where: ReturnType<typeof conditions>): Promise<number> {
  const { total } = await tx
    .selectFrom('account')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where(where)
    .executeTakeFirstOrThrow()
  return total
}

/** All accounts of a filter, in order of their ids. */
export async function allAccounts(tx: Tx, filter: AccountFilter): Promise<readonly ListedAccount[]> {
  const { accounts } = await listAccounts(tx, filter, {
    offset: 0,
    limit: 1_000_000,
    order: 'id',
    descending: false,
  })
  return accounts
}

/** The account with this id or key. @throws Failure `notFound.account` */
export async function findAccount(tx: Tx, idOrKey: number | string): Promise<ListedAccount> {
  const found =
    typeof idOrKey === 'number' ? await accountsById(tx, [idOrKey]) : await allAccounts(tx, { keys: [idOrKey] })
  if (found[0] !== undefined) return found[0]
  throw new Failure('notFound.account', `名录中没有账号 ${idOrKey}`, '账号写作“账号类型/账号标识”，例如 微信/gh_1a2b3c')
}

async function accountsById(tx: Tx, ids: readonly number[]): Promise<readonly ListedAccount[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('account')
    .innerJoin('unit', 'unit.id', 'account.organiserId')
    .leftJoin('unit as supervisor', 'supervisor.id', 'account.supervisorId')
    .selectAll('account')
    .select(['unit.code as organiserCode', 'unit.name as organiserName'])
    .select(['supervisor.code as supervisorCode', 'supervisor.name as supervisorName'])
    .where(sql<SqlBool>`account.id = any(${ids}::integer[])`)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, listed(row as StoredAccount)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

type StoredAccount = Omit<ListedAccount, 'key' | 'organiser' | 'supervisor'> & {
  readonly organiserId: number
  readonly supervisorId: number | null
  readonly identityKey: string
  readonly organiserCode: string
  readonly organiserName: string
  readonly supervisorCode: string | null
  readonly supervisorName: string | null
  readonly searchText: string
}

function listed(row: StoredAccount): ListedAccount {
  const {
    organiserId: _o,
    supervisorId: _s,
    identityKey: _k,
    searchText: _t,
    organiserCode,
    organiserName,
    ...rest
  } = row
  const { supervisorCode, supervisorName, ...account } = rest
  return {
    ...account,
    key: accountKey(account),
    organiser: { code: organiserCode, name: organiserName },
    supervisor: supervisorCode === null ? null : { code: supervisorCode, name: supervisorName! },
  }
}

function conditions(filter: AccountFilter) {
  return (eb: ExpressionBuilder<Database, 'account'>): Expression<SqlBool> => {
    const oneOf = (field: 'platform' | 'state' | 'purpose' | 'filingState', values?: readonly string[]) =>
      values === undefined || values.length === 0 ? [] : [eb(`account.${field}`, 'in', values)]
    const { organiser, under, supervisor, outsourced, search, keys, scope } = filter
    return eb.and([
      ...oneOf('platform', filter.platforms),
      ...oneOf('state', filter.states),
      ...oneOf('purpose', filter.purposes),
      ...oneOf('filingState', filter.filing),
      ...(organiser === undefined ? [] : [sql<SqlBool>`account.organiser_id = (${unitId(organiser)})`]),
      ...(under === undefined ? [] : [sql<SqlBool>`account.organiser_id in (${unitsUnder(under)})`]),
      ...(supervisor === undefined ? [] : [supervisedBy(supervisor)]),
      ...(outsourced === undefined ? [] : [eb('account.outsourced', '=', outsourced)]),
      ...(search === undefined || search === '' ? [] : [matches(search)]),
      ...(scope === undefined ? [] : [seesAccount(scope, 'account')]),
      ...(keys === undefined ? [] : [sql<SqlBool>`account.identity_key = any(${identityKeys(keys)}::text[])`]),
    ])
  }
}

const unitId = (code: string) => sql`select id from unit where code = ${code}`

/** Ids of the unit with this code and of all below it. */
export function unitsUnder(code: string) {
  return sql`
    with recursive below as (
      select id from unit where code = ${code}
      union select unit.id from unit join below on unit.parent_id = below.id
    ) select id from below`
}

function supervisedBy(code: string) {
  return code === ''
    ? sql<SqlBool>`account.supervisor_id is null`
    : sql<SqlBool>`account.supervisor_id = (${unitId(code)})`
}

/** Like the fields it looks into, the search is folded by the database: one rule for both. */
function matches(search: string) {
  const folded = sql`lower(normalize(${search}, NFKC))`
  return sql<SqlBool>`(strpos(account.search_text, ${folded}) > 0 or account.id in
    (select account_id from account_name where until_on is not null and strpos(search_text, ${folded}) > 0))`
}

/** `微信/gh_1` → `weixin/gh_1`; what names no platform finds nothing. */
function identityKeys(keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const slash = key.indexOf('/')
    const called = key.slice(0, slash)
    const platform = (Object.keys(platforms) as PlatformId[]).find(
      (id) => id === called || platforms[id].label === called,
    )
    return platform === undefined ? [] : [identityKey({ platform, platformId: key.slice(slash + 1) })]
  })
}
