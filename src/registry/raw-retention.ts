/**
 * How long raw answers of sources are kept. What an inspection rests on, what people handed in, and the newest answers of
 * each source stay for ever; of the others so many, so long. Results stay with their digests when their bytes go.
 */
import { sql } from 'kysely'
import type { Tx } from '../store/database.ts'

export interface Retention {
  readonly keepRawDays: number
  /** Newest answers of one source. */
  readonly keepRawPerSource: number
}

export interface Pruned {
  readonly answers: number
  /** As they lay in the database, compressed. */
  readonly bytes: number
}

const batchSize = 1000

/** Keeps for ever what the sources of an account have answered since an instant (ISO): an inspection rests on it. */
export async function keepAsEvidence(tx: Tx, accountId: number, since: string): Promise<void> {
  await sql`
    update source_raw set is_evidence = true
    where not is_evidence and sha256 in (
      select sha256 from source_result result join account_source source on source.id = result.source_id
      where source.account_id = ${accountId} and (captured_at >= ${since} or result.id = (
        -- however old: what is known of the posts now
        select newest.id from source_result newest
        where newest.source_id = source.id and newest.sha256 is not null and newest.known_until is not null
        order by newest.captured_at desc, newest.id desc limit 1
      ))
    )`.execute(tx)
}

/**
 * Removes raw answers that need not be kept at an instant (ISO), in short transactions. An answer received again within the
 * last hour stays in any case: whoever stores its result may not have finished.
 */
export async function pruneRaw(db: Tx, { keepRawDays, keepRawPerSource }: Retention, at: string): Promise<Pruned> {
  const total = { answers: 0, bytes: 0 }
  for (;;) {
    const { rows } = await sql<Pruned>`
      with ranked as (
        select sha256, provided_by, captured_at,
          row_number() over (partition by source_id order by captured_at desc, id desc) as nth,
          row_number() over (partition by source_id, known_until is null order by captured_at desc, id desc) as nth_alike
        from source_result where sha256 is not null
      ), kept as (
        select sha256 from ranked
        where nth_alike = 1 or provided_by <> ''
          or (nth <= ${keepRawPerSource} and captured_at >= ${at}::timestamptz - make_interval(days => ${keepRawDays}))
      ), old as (
        select sha256 from source_raw
        where not is_evidence and stored_at < now() - interval '1 hour'
          and not exists (select from kept where kept.sha256 = source_raw.sha256)
        limit ${batchSize}
      ), gone as (
        delete from source_raw using old
        where source_raw.sha256 = old.sha256 and not is_evidence and stored_at < now() - interval '1 hour'
        returning octet_length(content) as bytes
      )
      select count(*) as answers, coalesce(sum(bytes), 0)::bigint as bytes from gone`.execute(db)
    const { answers, bytes } = rows[0]!
    total.answers += answers
    total.bytes += bytes
    if (answers < batchSize) return total
  }
}
