/** The queue of link re-checks: one job per site, to start when the oldest of its failed links is due again. */
import { fromKysely } from 'pg-boss'
import type { Tx } from './database.ts'
import { ownsJob, type Jobs } from './jobs.ts'

interface RecheckJob {
  readonly siteId: number
}

const RECHECK = 'recheck-links'

const recheckQueue = {
  heartbeatSeconds: 10,
  expireInSeconds: 6 * 3600,
  retryLimit: 10,
  retryDelay: 60,
  retryBackoff: true,
  retryDelayMax: 3600,
} as const

export interface RecheckLease {
  /** Aborted when the job was given to another worker or the program stops. */
  readonly signal: AbortSignal
  /** To be asked in the transaction that writes the result. */
  stillOwned(tx: Tx): Promise<boolean>
}

async function createQueue({ boss }: Jobs): Promise<void> {
  // stately: one waiting job per site beside the one that runs, which asks for its successor itself
  await boss.createQueue(RECHECK, { ...recheckQueue, policy: 'stately' })
  await boss.updateQueue(RECHECK, recheckQueue)
}

/** Asks for a re-check of a site's failed links inside the caller's transaction; a site that waits for one keeps its time. */
export async function scheduleRecheck(jobs: Jobs, tx: Tx, siteId: number, startAfter: Date): Promise<void> {
  await createQueue(jobs)
  const data = { siteId } satisfies RecheckJob
  await jobs.boss.insert(RECHECK, [{ data, singletonKey: String(siteId), startAfter }], {
    db: fromKysely(tx.withoutPlugins()),
  })
}

/** Works on re-checks, one at a time, until `jobs.close()`. A handler that throws is tried again later. */
export async function workRechecks(
  jobs: Jobs,
  handler: (siteId: number, lease: RecheckLease) => Promise<void>,
): Promise<void> {
  await createQueue(jobs)
  await jobs.boss.work<RecheckJob>(RECHECK, { batchSize: 1, pollingIntervalSeconds: 2 }, async ([job]) => {
    const { id, retryCount, signal, data } = job!
    await handler(data.siteId, { signal, stillOwned: (tx) => ownsJob(tx, RECHECK, id, retryCount) })
  })
}
