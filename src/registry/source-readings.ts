/** Readings as they are stored: the raw bytes once per digest, one result per reading, and the posts shown so far. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { sql } from 'kysely'
import type { Post } from '../evidence/posts.ts'
import { maskEvidence } from '../evidence/mask-evidence.ts'
import { Failure } from '../kernel/failure.ts'
import { transaction, type Tx } from '../store/database.ts'
import { storableText } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { mergePosts, type MergedPosts } from './merge-posts.ts'
import type { SourceReading } from './source-reading.ts'

/** So many bytes of an answer are kept. */
const rawCapBytes = 10_000_000
const maxDetailChars = 1000

export interface NewReading {
  readonly sourceId: number
  readonly accountId: number
  readonly reading: SourceReading
  /** ISO instant at which the program asks next; `null`: never. */
  readonly nextDueAt: string | null
}

const [compress, expand] = [promisify(gzip), promisify(gunzip)]

/** Stores readings of different sources in one transaction; several of one source go in several calls. */
export async function storeReadings(db: Tx, readings: readonly NewReading[]): Promise<void> {
  if (readings.length === 0) return
  const raws = await rawRows(readings)
  await transaction(db, async (tx) => {
    await forgetFuture(tx, readings)
    const known = await knownPosts(tx, readings)
    // In one order everywhere: two writers that store the same answers must not wait for each other.
    const answers = [...raws.values()].toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
    for (const row of answers) {
      await tx
        .insertInto('sourceRaw')
        .values(row)
        // Received again: it is not old, whatever is pruned at this moment.
        .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ storedAt: sql`now()` }))
        .execute()
    }
    await upsertRows(tx, 'sourceResult', [], readings.map(resultRow(raws)) as never)
    const merged = readings.flatMap((one) => postsRow(one, known.get(one.sourceId) ?? null) ?? [])
    await upsertRows(tx, 'accountPosts', ['sourceId'], merged as never)
    await noteLast(tx, readings)
  })
}

async function rawRows(readings: readonly NewReading[]) {
  const rows = new Map<SourceReading, Awaited<ReturnType<typeof rawRow>>>()
  for (const { reading } of readings) if (reading.raw !== null) rows.set(reading, await rawRow(reading.raw))
  return rows
}

async function rawRow({ bytes, complete, mediaType }: NonNullable<SourceReading['raw']>) {
  const kept = bytes.subarray(0, rawCapBytes)
  return {
    sha256: createHash('sha256').update(kept).digest('hex'),
    bytes: kept.length,
    complete: complete && kept.length === bytes.length,
    mediaType: storableText(mediaType).slice(0, 200),
    content: await compress(kept, { level: 1 }),
  }
}

/**
 * A program's own reading that is older than the last one: the clock ran ahead then and was set back. Nothing is known beyond
 * now, else the silence that nobody has seen would make an account stale. What people hand in may come in any order.
 */
async function forgetFuture(tx: Tx, readings: readonly NewReading[]): Promise<void> {
  const own = readings.filter(({ reading }) => reading.providedBy === '')
  const rows = own.map(({ sourceId, reading }) => ({ id: sourceId, at: reading.capturedAt }))
  await sql`
    update account_posts shown set captured_at = new.at, known_until = least(shown.known_until, new.at)
    from json_to_recordset(${JSON.stringify(rows)}::json) as new (id integer, at timestamptz)
    where shown.source_id = new.id and shown.captured_at > new.at`.execute(tx)
}

async function knownPosts(tx: Tx, readings: readonly NewReading[]): Promise<ReadonlyMap<number, MergedPosts>> {
  const ids = readings.filter(({ reading }) => reading.shown !== null).map(({ sourceId }) => sourceId)
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('accountPosts')
    .select(['sourceId', 'capturedAt', 'knownUntil', 'coveredFrom', 'undatedCount', 'posts'])
    .where(sql<boolean>`source_id = any(${ids}::integer[])`)
    .execute()
  return new Map(rows.map(({ sourceId, ...known }) => [sourceId, known]))
}

function resultRow(raws: Awaited<ReturnType<typeof rawRows>>) {
  return ({ sourceId, reading }: NewReading) => {
    const { capturedAt, outcome, detail, builtAt, shown, providedBy } = reading
    const newest = shown?.posts.reduce<Post | null>(
      (best, post) => (best === null || post.publishedOn > best.publishedOn ? post : best),
      null,
    )
    return {
      sourceId,
      capturedAt,
      outcome,
      detail: storableText(detail).slice(0, maxDetailChars),
      builtAt,
      knownUntil: shown?.knownUntil ?? null,
      coveredFrom: shown?.coveredFrom ?? null,
      undatedCount: shown?.undatedCount ?? 0,
      postCount: shown?.posts.length ?? 0,
      newestOn: newest?.publishedOn ?? null,
      sha256: raws.get(reading)?.sha256 ?? null,
      providedBy: storableText(providedBy),
    }
  }
}

function postsRow({ sourceId, accountId, reading }: NewReading, before: MergedPosts | null) {
  const { shown, outcome, capturedAt } = reading
  // A readable feed without posts says nothing about those that it showed before.
  if (shown === null || outcome === 'empty') return null
  const merged = mergePosts(before, maskEvidence(shown), capturedAt)
  const isGone = ({ goneOn, kind }: Post) => goneOn !== undefined || kind === 'deleted'
  const isPost = ({ kind = 'post' }: Post) => kind === 'post' || kind === 'repost' || kind === 'deleted'
  const published = merged.posts.filter(isPost)
  const days = published.filter((post) => !isGone(post)).map(({ publishedOn }) => publishedOn)
  const goneDays = published.filter(isGone).map(({ publishedOn }) => publishedOn)
  return { sourceId, accountId, ...merged, lastOn: days[0] ?? null, days, goneDays }
}

/** The source's own row: what came last, and when it is asked again. Validators stay while the answer is the old one. */
async function noteLast(tx: Tx, readings: readonly NewReading[]): Promise<void> {
  const rows = readings.map(({ sourceId, reading, nextDueAt }) => ({
    id: sourceId,
    at: reading.capturedAt,
    outcome: reading.outcome,
    detail: storableText(reading.detail).slice(0, maxDetailChars),
    ok: isReadable(reading),
    kept: reading.unchanged || !isReadable(reading),
    etag: reading.etag === null ? null : storableText(reading.etag).slice(0, 500),
    modified: reading.lastModified === null ? null : storableText(reading.lastModified).slice(0, 200),
    due: nextDueAt,
  }))
  await sql`
    update account_source source set
      last_at = new.at, last_outcome = new.outcome, last_detail = new.detail, next_due_at = new.due, claimed_until = null,
      failures = case when new.ok then 0 else source.failures + 1 end,
      etag = case when new.kept then source.etag else new.etag end,
      last_modified = case when new.kept then source.last_modified else new.modified end
    from json_to_recordset(${JSON.stringify(rows)}::json) as new
      (id integer, at timestamptz, outcome text, detail text, ok boolean, kept boolean, etag text, modified text, due timestamptz)
    where source.id = new.id`.execute(tx)
}

/** Whether the source answered with something that can be read, be it old or empty. */
export function isReadable({ outcome }: Pick<SourceReading, 'outcome'>): boolean {
  return outcome === 'read' || outcome === 'empty' || outcome === 'stale'
}

/** The raw bytes of a result, by their digest. @throws Failure `notFound.raw` */
export async function rawAnswer(tx: Tx, sha256: string) {
  const row = await tx.selectFrom('sourceRaw').selectAll().where('sha256', '=', sha256).executeTakeFirst()
  if (row === undefined) throw await noRaw(tx, sha256)
  const { content, ...facts } = row
  return { ...facts, content: await expand(content) }
}

async function noRaw(tx: Tx, sha256: string): Promise<Failure> {
  const result = await tx.selectFrom('sourceResult').select('id').where('sha256', '=', sha256).executeTakeFirst()
  return result === undefined
    ? new Failure('notFound.raw', `没有摘要为 ${sha256} 的原始内容`, '用 collect sources results 查看摘要')
    : new Failure(
        'notFound.raw',
        `摘要为 ${sha256} 的原始内容已过保存期限，只留有读取结果`,
        '期限见 config.json 的 collection.keepRawDays 和 keepRawPerSource；检查引用过的原始内容长期保存',
      )
}

/** The readings of a source, latest first. */
export async function sourceResults(tx: Tx, sourceId: number, limit: number) {
  return tx
    .selectFrom('sourceResult')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .orderBy('capturedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
