/**
 * What a worker process obeys while it inspects: the stop switch, looked up every second, and the hours for whole-site
 * crawls. An inspection that has to wait gives its job back, so it holds no worker. Writes the load ledger as it goes:
 * what was asked of a host is true whatever becomes of the inspection, so each worker adds to rows of its own.
 */
import type { Http } from '../gather/fetch/http.ts'
import { nextWithin, type DailyHours } from '../kernel/daily-hours.ts'
import { crawlHoursOf } from '../registry/crawl-hours.ts'
import { stopsInForce } from '../registry/crawl-stop.ts'
import { addLoad, forgetOldLoad, hostsOf } from '../registry/host-load.ts'
import { transaction } from '../store/database.ts'
import type { Lease } from '../store/jobs.ts'

export interface CrawlControlSettings {
  readonly http: Http
  /** Hours of the installation for whole-site crawls; `null`: any time. */
  readonly crawlHours: DailyHours | null
  /** Who asks, for the ledger: host and process. */
  readonly worker: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

export interface CrawlControl {
  /** Reads the stop switch once, and from then on every second. */
  start(): Promise<void>
  /** Runs the work of an inspection, unless it has to wait: then its job is given back. */
  run(inspectionId: number, lease: Lease, work: (lease: Lease) => Promise<void>): Promise<void>
  /** Ends looking and writes what is left of the ledger. */
  close(): Promise<void>
}

const [lookEveryMs, writeEveryMs, forgetEveryMs] = [1000, 10_000, 86_400_000]
/** A stopped inspection asks again after this, or when the stop is lifted. */
const stoppedForMs = 20_000

export function createCrawlControl(
  db: Parameters<typeof transaction>[0],
  { http, crawlHours, worker, clock }: CrawlControlSettings,
): CrawlControl {
  let stopped: { all: boolean; sites: ReadonlySet<number | null> } = { all: false, sites: new Set() }
  const active = new Map<AbortController, number | null>()
  const timers: NodeJS.Timeout[] = []
  let [looking, lastForgotten] = [false, 0]

  const isStopped = (siteId: number | null) => stopped.all || (siteId !== null && stopped.sites.has(siteId))

  async function look(): Promise<void> {
    const stops = await stopsInForce(db)
    const sites = stops.filter(({ siteId }) => siteId !== null)
    stopped = { all: stops.length > sites.length, sites: new Set(sites.map(({ siteId }) => siteId)) }
    // First the inspections: what then fails of their requests is no evidence any more.
    for (const [controller, siteId] of active) if (isStopped(siteId)) controller.abort()
    http.stops.update({ all: stopped.all, hosts: sites.flatMap(({ url }) => hostsOf({ url: url ?? '' })) })
  }

  async function write(): Promise<void> {
    const loads = http.load.take()
    try {
      await addLoad(db, worker, loads)
    } catch (error) {
      http.load.giveBack(loads)
      throw error
    }
    if (clock() - lastForgotten < forgetEveryMs) return
    lastForgotten = clock()
    await forgetOldLoad(db, new Date(lastForgotten).toISOString())
  }

  /** When an inspection may start; `null`: now. */
  async function startAfter(siteId: number | null): Promise<Date | null> {
    if (isStopped(siteId)) return new Date(clock() + stoppedForMs)
    if (siteId === null) return null
    const hours = await crawlHoursOf(db, siteId, crawlHours)
    const now = clock()
    const next = hours === null ? now : nextWithin(hours, now)
    return next > now ? new Date(next) : null
  }

  const postpone = (lease: Lease, at: Date) => transaction(db, (tx) => lease.postpone(tx, at))

  return {
    async start() {
      await look()
      const every = (ms: number, work: () => Promise<void>) =>
        timers.push(setInterval(() => void work().catch(ignored), ms))
      every(lookEveryMs, async () => {
        if (looking) return
        looking = true
        await look().finally(() => (looking = false))
      })
      every(writeEveryMs, write)
    },
    async run(inspectionId, lease, work) {
      const siteId = await siteOf(db, inspectionId)
      // Lifting a stop wakes the inspections at once: what we knew a moment ago may be over.
      if (isStopped(siteId)) await look()
      const wait = await startAfter(siteId)
      if (wait !== null) return postpone(lease, wait)
      const stop = new AbortController()
      active.set(stop, siteId)
      try {
        await work({ ...lease, signal: AbortSignal.any([lease.signal, stop.signal]) })
      } catch (error) {
        if (!stop.signal.aborted || lease.signal.aborted) throw error
        await postpone(lease, new Date(clock() + stoppedForMs))
      } finally {
        active.delete(stop)
      }
    },
    async close() {
      for (const timer of timers) clearInterval(timer)
      await write()
    },
  }
}

/** A lost connection: what was known last holds until the next look. */
const ignored = () => undefined

/** The site that an inspection is about; `null` for an account. Throws when there is none: ids come from our own table. */
async function siteOf(db: Parameters<typeof transaction>[0], inspectionId: number): Promise<number | null> {
  const row = await db
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select(['round.target', 'inspection.targetId'])
    .where('inspection.id', '=', inspectionId)
    .executeTakeFirstOrThrow()
  return row.target === 'site' ? row.targetId : null
}
