/**
 * What the stored sources say of accounts, for all accounts at once: days without texts. The most trusted recent source of an
 * account counts; the evidence of its last inspection stands in where no source has been read since.
 */
import { sql } from 'kysely'
import type { Evidence, Gathered } from '../evidence/evidence.ts'
import type { Post } from '../evidence/posts.ts'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { unitsUnder } from '../registry/account-list.ts'
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
  readonly label: string
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

/** Accounts that owe an inspection, in order of their ids, with what is known of their posts at an instant. */
export async function knownAccounts(
  tx: Tx,
  { afterId, limit, unit, at }: ChunkOf & { readonly at: string },
): Promise<readonly KnownAccount[]> {
  const { rows } = await sql<Omit<KnownAccount, 'posts'> & { readonly sources: readonly StoredSource[] | null }>`
    with chosen as (
      select id, platform, platform_id, name, purpose, organiser_id from account
      where state = 'active' and id > ${afterId} ${underUnit(unit)} order by id limit ${limit}
    ), source as (
      select account_posts.account_id, json_agg(json_build_object(
        'label', account_source.kind || coalesce(nullif(' ' || account_source.address, ' '), ''),
        'trust', account_source.trust, 'freshHours', account_source.fresh_hours,
        'capturedAt', account_posts.captured_at, 'knownUntil', account_posts.known_until,
        'coveredFrom', account_posts.covered_from, 'undatedCount', account_posts.undated_count,
        'days', array_to_string(account_posts.days, ' '), 'gone', array_to_string(account_posts.gone_days, ' ')
      )) as sources
      from account_posts join account_source on account_source.id = source_id
      where account_posts.account_id in (select id from chosen) and account_source.active
      group by account_posts.account_id
    )
    select id, platform, platform_id as "platformId", name, purpose, organiser_id as "organiserId", sources
    from chosen left join source on source.account_id = chosen.id order by id`.execute(tx)
  const inspected = await inspectedLater(
    tx,
    rows.map(({ id, sources }) => ({ id, since: latest(sources ?? []) })),
  )
  return rows.map(({ sources, ...account }) => {
    const seen = inspected.get(account.id)
    if (seen !== undefined) return { ...account, posts: { value: seen } }
    const counting = countingSource(sources ?? [], epochMs(at))
    const missing = { reason: 'notProvided' as const, detail: '没有读到过该账号的任何来源' }
    return { ...account, posts: counting === null ? { missing } : { value: evidenceOf(counting) } }
  })
}

/** A part of the targets, in order of ids. */
export interface ChunkOf {
  readonly afterId: number
  readonly limit: number
  /** Code of a unit: its own targets and those of the units below it. */
  readonly unit?: string | undefined
}

/** `and organiser_id in …`, for targets of a unit and of those below it. */
export function underUnit(code: string | undefined) {
  return code === undefined ? sql`` : sql`and organiser_id in (${unitsUnder(code)})`
}

/** The most trusted of those that are recent; when none is, the one that knows most, and the judge says that it is too old. */
export function countingSource<Source extends Pick<StoredSource, 'trust' | 'freshHours' | 'knownUntil'>>(
  sources: readonly Source[],
  atMs: number,
): Source | null {
  const byAge = (a: Source, b: Source) => epochMs(b.knownUntil) - epochMs(a.knownUntil)
  const recent = sources.filter(({ knownUntil, freshHours }) => atMs - epochMs(knownUntil) <= freshHours * 3_600_000)
  return recent.toSorted((a, b) => a.trust - b.trust || byAge(a, b))[0] ?? sources.toSorted(byAge)[0] ?? null
}

function evidenceOf(source: StoredSource): Evidence['posts'] {
  const { label, capturedAt, knownUntil, coveredFrom, undatedCount, days, gone } = source
  return {
    source: label,
    capturedAt,
    // Midnight is the end of the day before.
    knownThrough: dayOfInstant(epochMs(knownUntil) - 1),
    coveredFrom,
    undatedCount,
    posts: [...postsOn(days), ...postsOn(gone, 'deleted')],
  }
}

/** Posts of which nothing but the day is needed. */
function postsOn(days: string, kind?: 'deleted'): Post[] {
  if (days === '') return []
  return days.split(' ').map((text) => {
    const publishedOn = text as Day
    const post = { id: '', title: '', url: null, publishedOn, publishedAt: null, rawDate: text }
    return kind === undefined ? post : { ...post, kind }
  })
}

function latest(sources: readonly StoredSource[]): string | null {
  const instants = sources.map(({ capturedAt }) => epochMs(capturedAt))
  return instants.length === 0 ? null : new Date(Math.max(...instants)).toISOString()
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
