/**
 * The checkpoint of a site's inspection in the database. Every write holds only while this attempt owns the job, and tells
 * whether somebody has paused or cancelled the inspection meanwhile.
 */
import { sql } from 'kysely'
import { crawlFormat, type CrawlCheckpoint, type CrawlHead, type SavedCrawl } from '../gather/crawl/crawl-checkpoint.ts'
import { transaction, type Tx } from '../store/database.ts'
import type { Lease } from '../store/jobs.ts'
import { json } from '../store/json.ts'

export interface StoredCheckpoint {
  readonly checkpoint: CrawlCheckpoint
  /** Aborted when the crawl is to stop: the job was lost, or the inspection paused or cancelled, or nothing can be saved. */
  readonly signal: AbortSignal
}

/** So long a database may be away before the crawl gives up: then somebody else has the job. */
const patienceMs = 30_000

export function storedCheckpoint(
  db: Parameters<typeof transaction>[0],
  inspectionId: number,
  lease: Lease,
  worker: string,
): StoredCheckpoint {
  const stop = new AbortController()
  let savedAt = performance.now()

  async function save(part: Parameters<CrawlCheckpoint['save']>[0]): Promise<void> {
    const goesOn = await transaction(db, async (tx) => {
      if (!(await lease.stillOwned(tx))) return false
      const { state } = await tx
        .selectFrom('inspection')
        .select('state')
        .where('id', '=', inspectionId)
        .forShare()
        .executeTakeFirstOrThrow()
      // What was paused keeps what it has seen until now; what has ended keeps nothing.
      if (state === 'waiting' || state === 'paused') await write(tx, inspectionId, worker, part)
      return state === 'waiting'
    })
    savedAt = performance.now()
    if (!goesOn) stop.abort(new Error(`inspection ${inspectionId} is not to go on in this attempt`))
  }

  return {
    signal: AbortSignal.any([lease.signal, stop.signal]),
    checkpoint: {
      load: () => load(db, inspectionId),
      async save(part) {
        try {
          await save(part)
        } catch (error) {
          if (performance.now() - savedAt > patienceMs) stop.abort(error)
          throw error
        }
      },
    },
  }
}

async function load(tx: Tx, inspectionId: number): Promise<SavedCrawl | null> {
  const crawl = await tx.selectFrom('crawl').select('head').where('inspectionId', '=', inspectionId).executeTakeFirst()
  const head = crawl?.head as CrawlHead | undefined
  if (head?.format !== crawlFormat) return null
  const own = tx.selectFrom('crawlBatch').where('inspectionId', '=', inspectionId)
  const { last } = await own.select((eb) => eb.fn.max<number | null>('number').as('last')).executeTakeFirstOrThrow()
  return {
    head,
    count: last === null ? 0 : last + 1,
    async *batches() {
      for (let from = 0; ; from += batchesAtOnce) {
        const rows = await own
          .select(['number', 'events'])
          .where('number', '>=', from)
          .where('number', '<', from + batchesAtOnce)
          .orderBy('number')
          .execute()
        yield* rows
        if (last === null || from + batchesAtOnce > last) return
      }
    },
  }
}

const batchesAtOnce = 100

async function write(
  tx: Tx,
  inspectionId: number,
  worker: string,
  { batch, head, progress }: Parameters<CrawlCheckpoint['save']>[0],
): Promise<void> {
  const row = { head: json<unknown>(head), ...progress, worker, savedAt: sql<string>`now()` }
  await tx
    .insertInto('crawl')
    .values({ inspectionId, ...row })
    .onConflict((conflict) => conflict.column('inspectionId').doUpdateSet(row))
    .execute()
  if (batch === null) return
  const { number } = batch
  const events = Buffer.from(batch.events)
  // A batch that was saved although its writer never heard of it comes again, with what was seen since.
  await tx
    .insertInto('crawlBatch')
    .values({ inspectionId, number, events })
    .onConflict((conflict) => conflict.columns(['inspectionId', 'number']).doUpdateSet({ events }))
    .execute()
}

/** Removes what was saved of the crawls of inspections that have ended. */
export async function forgetCrawls(tx: Tx, inspectionIds: readonly number[]): Promise<void> {
  if (inspectionIds.length === 0) return
  await tx.deleteFrom('crawl').where('inspectionId', 'in', inspectionIds).execute()
}
