/** Which sources are due, and taking them: several workers share the work, and a worker that dies loses its claim. */
import { sql } from 'kysely'
import type { SourceKind } from '../../evidence/posts.ts'
import { transaction, type Tx } from '../../store/database.ts'
import type { KnownBefore } from '../platforms/adapter.ts'
import { latestDueMs } from './schedule.ts'

/** A claim lasts so long at most. */
const claimMs = 600_000

export interface DueSource {
  readonly sourceId: number
  readonly accountId: number
  readonly kind: SourceKind
  readonly address: string
  readonly credential: string | null
  readonly freshHours: number
  readonly everyMinutes: number
  readonly failures: number
  readonly etag: string | null
  readonly lastModified: string | null
  readonly before: KnownBefore | null
}

function dueNow(dueAtMs: number, nowMs = dueAtMs) {
  const [due, now, never] = [dueAtMs, nowMs, nowMs + latestDueMs].map((ms) => new Date(ms).toISOString())
  const claimEnd = new Date(nowMs + claimMs).toISOString()
  return sql<boolean>`active and next_due_at is not null
    and (next_due_at <= ${due} or next_due_at > ${never})
    and (claimed_until is null or claimed_until <= ${now} or claimed_until > ${claimEnd})`
}

/** Hosts with due sources and how many, those with most first. */
export async function dueHosts(
  tx: Tx,
  nowMs: number,
): Promise<readonly { readonly host: string; readonly count: number }[]> {
  return tx
    .selectFrom('accountSource')
    .select((eb) => ['host', eb.fn.countAll<number>().as('count')])
    .where(dueNow(nowMs))
    .groupBy('host')
    .orderBy('count', 'desc')
    .execute()
}

export interface Claim {
  readonly host: string
  readonly limit: number
  /** Sources that were due then. */
  readonly dueAtMs: number
  readonly nowMs: number
  /** Who claims. */
  readonly worker: string
  /** Takes none while another worker has some of this host: our politeness holds for all workers together. */
  readonly alone: boolean
}

/** Takes the longest due sources of a host. */
export async function claimDue(db: Parameters<typeof transaction>[0], claim: Claim): Promise<readonly DueSource[]> {
  if (!claim.alone) return takeDue(db, claim)
  return transaction(db, async (tx) => {
    // Two workers that look at the same moment would both see that nobody is there.
    await sql`select pg_advisory_xact_lock(hashtextextended(${claim.host}, 5))`.execute(tx)
    return takeDue(tx, claim)
  })
}

async function takeDue(tx: Tx, { host, limit, dueAtMs, nowMs, worker, alone }: Claim): Promise<readonly DueSource[]> {
  const [now, claimedUntil] = [nowMs, nowMs + claimMs].map((ms) => new Date(ms).toISOString())
  const nobodyElse = sql`not exists (
    select from account_source other where other.host = ${host} and other.claimed_by <> ${worker}
      and other.claimed_until > ${now} and other.claimed_until <= ${claimedUntil})`
  const { rows } = await sql<
    Omit<DueSource, 'before'> & {
      readonly knownUntil: string | null
      readonly undatedCount: number | null
      readonly newestId: string | null
      readonly newestOn: KnownBefore['newestOn']
      readonly builtAt: string | null
    }
  >`
    with taken as (
      select id from account_source where host = ${host} and ${dueNow(dueAtMs, nowMs)} ${alone ? sql`and ${nobodyElse}` : sql``}
      order by next_due_at, id limit ${limit} for update skip locked
    ), claimed as (
      update account_source source set claimed_until = ${claimedUntil}, claimed_by = ${worker}
      from taken where source.id = taken.id returning source.*
    )
    select claimed.id as "sourceId", claimed.account_id as "accountId", kind, address, credential,
      fresh_hours as "freshHours", every_minutes as "everyMinutes", failures, etag, last_modified as "lastModified",
      shown.known_until as "knownUntil", shown.undated_count as "undatedCount", shown.last_on as "newestOn",
      shown.posts -> 0 ->> 'id' as "newestId", (
        select built_at from source_result result
        where result.source_id = claimed.id and result.known_until is not null
        order by captured_at desc, result.id desc limit 1
      ) as "builtAt"
    from claimed left join account_posts shown on shown.source_id = claimed.id
    order by claimed.next_due_at, claimed.id`.execute(tx)
  return rows.map(({ knownUntil, undatedCount, newestId, newestOn, builtAt, ...source }) => ({
    ...source,
    before: knownUntil === null ? null : { knownUntil, builtAt, undatedCount: undatedCount ?? 0, newestId, newestOn },
  }))
}

/** Gives claims back: whoever comes next may take them. */
export async function releaseClaims(tx: Tx, sourceIds: readonly number[]): Promise<void> {
  if (sourceIds.length === 0) return
  await sql`update account_source set claimed_until = null where id = any(${sourceIds}::integer[])`.execute(tx)
}

/** Leaves a host alone until an instant: its sources are not due before. */
export async function postponeHost(tx: Tx, host: string, untilMs: number): Promise<void> {
  const until = new Date(untilMs).toISOString()
  await sql`
    update account_source set next_due_at = ${until}
    where host = ${host} and active and next_due_at < ${until}`.execute(tx)
}
