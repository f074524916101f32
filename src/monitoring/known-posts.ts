/**
 * What the stored sources say of accounts, for all accounts at once: days without texts. The most trusted recent source of an
 * account counts; the evidence of its last inspection stands in where no source has been read since.
 */
import { sql } from 'kysely'
import type { Evidence, Gathered, Missing } from '../evidence/evidence.ts'
import { chooseSource } from '../evidence/choose-source.ts'
import type { Post, ReadingOutcome, SourceKind } from '../evidence/posts.ts'
import { outcomeTitles, sourceKindFacts } from '../registry/source-reading.ts'
import { addDays, dayOfInstant, startOfDay, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { unitsUnder } from '../registry/account-list.ts'
import { everything, seesAccount, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'

export interface KnownAccount {
  readonly id: number
  readonly platform: string
  readonly platformId: string
  readonly name: string
  readonly purpose: string
  readonly organiserId: number
  readonly posts: Gathered<Evidence['posts']>
}

/** One source of an account as it is stored. */
interface StoredSource {
  readonly kind: SourceKind
  readonly address: string
  readonly trust: number
  readonly freshHours: number
  readonly capturedAt: string
  readonly knownUntil: string
  readonly coveredFrom: Day | null
  readonly undatedCount: number
  /** Days of posts that are shown, and of those that are gone, separated by spaces. */
  readonly days: string
  readonly gone: string
}

interface KnownSource extends StoredSource {
  readonly label: string
  readonly presenceOnly: boolean
  readonly newestOn: Day | null
}

function knownSource(source: StoredSource): KnownSource {
  const { title, presenceOnly } = sourceKindFacts[source.kind]
  const [first = ''] = source.days.split(' ')
  return { ...source, label: source.address || title, presenceOnly, newestOn: first === '' ? null : (first as Day) }
}

/**
 * Accounts that owe an inspection, in order of their ids, with what is known of their posts at an instant: of all, or of the
 * `newest` only, and then the source covers no more than these.
 */
export async function knownAccounts(
  tx: Tx,
  { afterId, limit, unit, scope = everything, at, newest }: ChunkOf & { readonly at: string; readonly newest?: number },
): Promise<readonly KnownAccount[]> {
  const shown = newest === undefined ? sql`account_posts.days` : sql`account_posts.days[1:${sql.lit(newest)}]`
  const coverage =
    newest === undefined
      ? sql`account_posts.covered_from`
      : sql`case when cardinality(account_posts.days) > ${newest}
          then greatest(account_posts.covered_from, account_posts.days[${sql.lit(newest)}]) else account_posts.covered_from end`
  const { rows } = await sql<Omit<KnownAccount, 'posts'> & { readonly sources: readonly StoredSource[] | null }>`
    with chosen as (
      select id, platform, platform_id, name, purpose, organiser_id from account
      where state = 'active' and id > ${afterId} ${underUnit(unit)}
        and ${seesAccount(scope, 'account')} order by id limit ${limit}
    )
    select id, platform, platform_id as "platformId", name, purpose, organiser_id as "organiserId", sources
    from chosen
    -- by index for each: joined as a whole, every part would read all sources
    left join lateral (
      select json_agg(json_build_object(
        'kind', account_source.kind, 'address', account_source.address,
        'trust', account_source.trust, 'freshHours', account_source.fresh_hours,
        'capturedAt', account_posts.captured_at, 'knownUntil', account_posts.known_until,
        'coveredFrom', ${coverage}, 'undatedCount', account_posts.undated_count,
        'days', array_to_string(${shown}, ' '), 'gone', array_to_string(account_posts.gone_days, ' ')
      )) as sources
      from account_posts join account_source on account_source.id = source_id
      where account_posts.account_id = chosen.id and account_source.active and account_source.kind <> 'file'
    ) as source on true order by id`.execute(tx)
  const delivered = await deliveredSources(
    tx,
    rows.map(({ id }) => id),
  )
  // Weighed as of the end of the day, as the judge takes their age.
  const endOfDay = startOfDay(addDays(dayOfInstant(epochMs(at)), 1))
  const inspected = await inspectedLater(
    tx,
    rows.map(({ id, sources }) => ({ id, since: latest([...(sources ?? []), ...(delivered.get(id) ?? [])]) })),
  )
  const known = rows.map(({ sources, ...account }) => {
    const seen = inspected.get(account.id)
    if (seen !== undefined) return { ...account, value: seen }
    const all = [...(sources ?? []), ...(delivered.get(account.id) ?? [])]
    const choice = chooseSource(all.map(knownSource), endOfDay)
    return { ...account, value: choice === null ? null : evidenceOf(choice.chosen) }
  })
  const reasons = await whyUnknown(
    tx,
    known.flatMap(({ id, value }) => (value === null ? [id] : [])),
  )
  const nothing: Missing = { reason: 'notProvided', detail: '没有读到过该账号的任何来源' }
  return known.map(({ value, ...account }) => {
    return { ...account, posts: value === null ? { missing: reasons.get(account.id) ?? nothing } : { value } }
  })
}

/** Of accounts that no source has shown: what the most trusted source that was asked answered the last time. */
async function whyUnknown(tx: Tx, accountIds: readonly number[]): Promise<ReadonlyMap<number, Missing>> {
  if (accountIds.length === 0) return new Map()
  const { rows } = await sql<{ id: number; outcome: ReadingOutcome; detail: string }>`
    select distinct on (account_id) account_id as id, last_outcome as outcome, coalesce(last_detail, '') as detail
    from account_source
    where account_id = any(${accountIds}::integer[]) and active and last_outcome is not null
    order by account_id, trust, last_at desc`.execute(tx)
  return new Map(
    rows.map(({ id, outcome, detail }) => {
      const reason = outcome === 'blocked' || outcome === 'unreachable' ? outcome : 'unreadable'
      return [id, { reason, detail: detail === '' ? outcomeTitles[outcome] : detail }]
    }),
  )
}

/** A part of the targets, in order of ids. */
export interface ChunkOf {
  readonly afterId: number
  readonly limit: number
  /** Code of a unit: its own targets and those of the units below it. */
  readonly unit?: string | undefined
  /** Only what this actor sees. */
  readonly scope?: Scope | undefined
}

/** `and organiser_id in …`, for targets of a unit and of those below it. */
export function underUnit(code: string | undefined) {
  return code === undefined ? sql`` : sql`and organiser_id in (${unitsUnder(code)})`
}

function evidenceOf(source: KnownSource): Evidence['posts'] {
  const { label, capturedAt, knownUntil, coveredFrom, undatedCount, days, gone, presenceOnly } = source
  return {
    source: label,
    capturedAt,
    // Midnight is the end of the day before.
    knownThrough: dayOfInstant(epochMs(knownUntil) - 1),
    knownUntil,
    coveredFrom,
    undatedCount,
    ...(presenceOnly ? { presenceOnly } : {}),
    posts: [...postsOn(days, null), ...postsOn(gone, dayOfInstant(epochMs(capturedAt)))],
  }
}

/** Posts of which nothing but the day is needed; `goneOn`: the source no longer shows them. */
function postsOn(days: string, goneOn: Day | null): Post[] {
  if (days === '') return []
  return days.split(' ').map((text) => {
    const publishedOn = text as Day
    const post = { id: '', title: '', url: null, publishedOn, publishedAt: null, rawDate: text }
    return goneOn === null ? post : { ...post, goneOn }
  })
}

function latest(sources: readonly StoredSource[]): string | null {
  const instants = sources.map(({ capturedAt }) => epochMs(capturedAt))
  return instants.length === 0 ? null : new Date(Math.max(...instants)).toISOString()
}

/** What files delivered of accounts: one source each, however many files; they reach as far as the furthest. */
async function deliveredSources(
  tx: Tx,
  accountIds: readonly number[],
): Promise<ReadonlyMap<number, readonly StoredSource[]>> {
  const { rows } = await sql<Omit<StoredSource, 'gone' | 'kind' | 'trust' | 'freshHours'> & { readonly id: number }>`
    with own as (
      select account_id, delivery_id, source, known_through, covered_from, delivered_at, undated_count, posts
      from delivered_account join post_delivery on post_delivery.id = delivery_id
      where account_id = any(${accountIds}::integer[])
    ), furthest as (
      select distinct on (account_id) * from own order by account_id, known_through desc, delivered_at desc, delivery_id desc
    ), different as (
      select distinct account_id, post ->> 'id', post ->> 'rawDate', post ->> 'publishedOn' as day
      from own, jsonb_array_elements(posts) as post
      -- as account_posts.days has them: replies, profile edits and deleted posts are no updates
      where coalesce(post ->> 'kind', 'post') in ('post', 'repost')
    ), shown as (
      select account_id, string_agg(day, ' ' order by day desc) as days from different group by account_id
    )
    select account_id as id, source as address, delivered_at as "capturedAt",
      (known_through + 1)::timestamp at time zone 'Asia/Shanghai' as "knownUntil", covered_from as "coveredFrom",
      undated_count as "undatedCount", coalesce(days, '') as days
    from furthest left join shown using (account_id)`.execute(tx)
  const { trust, freshHours } = sourceKindFacts.file
  return new Map(rows.map(({ id, ...row }) => [id, [{ ...row, kind: 'file', gone: '', trust, freshHours }]]))
}

/** The posts that the last inspection of an account gathered, where no source has been read since. */
async function inspectedLater(
  tx: Tx,
  accounts: readonly { readonly id: number; readonly since: string | null }[],
): Promise<ReadonlyMap<number, Evidence['posts']>> {
  const { rows } = await sql<{ readonly id: number; readonly value: Evidence['posts'] }>`
    with asked as (
      select * from json_to_recordset(${JSON.stringify(accounts)}::json) as asked(id integer, since timestamptz)
    ), newest as (
      select distinct on (inspection.target_id) inspection.target_id as id, evidence.inspection_id
      from asked
      join inspection on inspection.target_id = asked.id
      join round on round.id = inspection.round_id and round.target = 'account'
      join evidence on evidence.inspection_id = inspection.id and evidence.kind = 'posts' and evidence.value is not null
      where asked.since is null or evidence.captured_at > asked.since
      order by inspection.target_id, evidence.captured_at desc
    )
    select newest.id, evidence.value from newest
    join evidence on evidence.inspection_id = newest.inspection_id and evidence.kind = 'posts'`.execute(tx)
  return new Map(rows.map(({ id, value }) => [id, value]))
}
