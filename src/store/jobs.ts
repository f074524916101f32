/**
 * The queue: a table of the same PostgreSQL (pg-boss). A job is an inspection's id, never a document. A worker that dies
 * loses its lease within seconds and another one takes the job; a worker that only seemed dead can no longer write.
 */
import { sql } from 'kysely'
import { fromKysely, PgBoss, type Job } from 'pg-boss'
import type { Store } from './connect.ts'
import type { Tx } from './database.ts'

export interface Jobs {
  readonly boss: PgBoss
  /**
   * Stops taking jobs and waits `finishWithinMs` for those under way (1 s at least); the rest are told by their signal and
   * returned to the queue.
   */
  close(options?: { readonly finishWithinMs?: number }): Promise<void>
}

export interface Lease {
  /** Aborted when the job was given to another worker or the program stops: stop gathering. */
  readonly signal: AbortSignal
  /** 0 for the first try. */
  readonly attempt: number
  /** Unlike that of any other attempt at any inspection; for names of files. */
  readonly name: string
  /**
   * Whether this attempt still owns the job. To be asked in the transaction that writes the result: until that ends, nobody
   * else can take the job, so a result is written by its owner or not at all.
   */
  stillOwned(tx: Tx): Promise<boolean>
  /**
   * Ends the job in the caller's transaction, for an inspection that is not to go on: once that transaction is through, it
   * can be enqueued again.
   */
  release(tx: Tx): Promise<void>
  /**
   * Gives the job back in the caller's transaction, to be taken again at `startAfter` by any worker, as a new attempt; the
   * handler must then return without writing anything. Does nothing when the job is no longer owned.
   */
  postpone(tx: Tx, startAfter: Date): Promise<void>
}

export interface QueueCounts {
  /** Waiting, retries included. */
  readonly queued: number
  readonly active: number
  readonly completed: number
  /** Given up after all retries. */
  readonly failed: number
}

interface InspectJob {
  readonly inspectionId: number
  /** Attempts of the jobs that this one continues. */
  readonly earlierAttempts?: number
}

const INSPECT = 'inspect'

const inspectQueue = {
  // the smallest that pg-boss allows: a killed worker's job is taken over after about 11 s
  heartbeatSeconds: 10,
  // the default of 15 minutes would take long crawls away from their workers
  expireInSeconds: 12 * 3600,
  retryLimit: 20,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
} as const

/** Opens the queue of a store; queue errors (a lost connection) go to `onError` and the queue recovers by itself. */
export async function openJobs(store: Store, onError: (error: Error) => void = () => {}): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: store.url,
    application_name: 'mingcha jobs',
    max: 10,
    // the default of a minute would be added to every recovery
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    // who looks at the workers sees one that died within half a minute
    instanceHeartbeatSeconds: 10,
    schedule: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', onError)
  await boss.start()
  // exclusive: at most one queued or active job per inspection
  await boss.createQueue(INSPECT, { ...inspectQueue, policy: 'exclusive' })
  // an existing queue keeps its old settings otherwise
  await boss.updateQueue(INSPECT, inspectQueue)
  return {
    boss,
    close: ({ finishWithinMs = 5000 } = {}) => boss.stop({ graceful: true, timeout: finishWithinMs }),
  }
}

/** Puts inspections into the queue inside the caller's transaction; those that wait or run already are left alone. */
export async function enqueueInspections(jobs: Jobs, tx: Tx, inspectionIds: readonly number[]): Promise<void> {
  if (inspectionIds.length === 0) return
  const entries = inspectionIds.map((inspectionId) => ({
    data: { inspectionId } satisfies InspectJob,
    singletonKey: String(inspectionId),
  }))
  await jobs.boss.insert(INSPECT, entries, { db: fromKysely(tx.withoutPlugins()) })
}

/**
 * Works on inspections, `concurrency` at once, until `jobs.close()`. A handler that throws gives the job back for a later
 * try (1 s, growing to 5 min; 20 times).
 */
export async function workInspections(
  jobs: Jobs,
  { concurrency }: { readonly concurrency: number },
  handler: (inspectionId: number, lease: Lease) => Promise<void>,
): Promise<void> {
  for (let slot = 0; slot < concurrency; slot += 1) await workSlot(jobs, handler)
}

async function workSlot({ boss }: Jobs, handler: (inspectionId: number, lease: Lease) => Promise<void>): Promise<void> {
  let workerId: string | null = null
  workerId = await boss.work<InspectJob>(INSPECT, { batchSize: 1, pollingIntervalSeconds: 0.5 }, async ([job]) => {
    // look for the next job as soon as this one is done, not after the poll interval
    if (workerId !== null) boss.notifyWorker(workerId)
    await handler(job!.data.inspectionId, leaseOf(boss, job!))
  })
}

function leaseOf(boss: PgBoss, { id, data, retryCount, signal }: Job<InspectJob>): Lease {
  const attempt = (data.earlierAttempts ?? 0) + retryCount
  const stillOwned = (tx: Tx) => ownsJob(tx, INSPECT, id, retryCount)
  return {
    signal,
    attempt,
    name: `${id.replaceAll('-', '').slice(-12)}-${retryCount}`,
    stillOwned,
    async release(tx) {
      await boss.complete(INSPECT, { id, retryCount }, null, { db: fromKysely(tx.withoutPlugins()) })
    },
    async postpone(tx, startAfter) {
      if (!(await stillOwned(tx))) return
      const db = fromKysely(tx.withoutPlugins())
      // Only when this job has ended may the exclusive queue hold another one for the same inspection.
      await boss.complete(INSPECT, id, null, { db })
      const next = { ...data, earlierAttempts: attempt + 1 } satisfies InspectJob
      await boss.insert(INSPECT, [{ data: next, singletonKey: String(data.inspectionId), startAfter }], { db })
    },
  }
}

/** Whether an attempt still owns its job; locks the job until the transaction ends. */
export async function ownsJob(tx: Tx, queue: string, id: string, retryCount: number): Promise<boolean> {
  const owned = await sql`
    select 1 from pgboss.job
    where name = ${queue} and id = ${id} and state = 'active' and retry_count = ${retryCount}
    for share`.execute(tx)
  return owned.rows.length === 1
}

/** Lets postponed inspections start at once: what they waited for is over, or they will be postponed again. */
export async function wakeInspections(tx: Tx): Promise<void> {
  const { rows } = await sql<{ queue: unknown }>`select to_regclass('pgboss.job') as queue`.execute(tx)
  // Before the first campaign there is no queue.
  if (rows[0]!.queue === null) return
  await sql`update pgboss.job set start_after = now()
    where name = ${INSPECT} and state = 'created' and start_after > now()`.execute(tx)
}

/** How many inspections are in which state of the queue, counted now. */
export async function queueCounts(tx: Tx): Promise<QueueCounts> {
  const { rows } = await sql<QueueCounts>`
    select count(*) filter (where state in ('created', 'retry')) as queued,
           count(*) filter (where state = 'active') as active,
           count(*) filter (where state = 'completed') as completed,
           count(*) filter (where state = 'failed') as failed
    from pgboss.job where name = ${INSPECT}`.execute(tx)
  return rows[0]!
}
