/**
 * What a worker process obeys while it inspects: the stop switch and the hours for whole-site crawls. An inspection that has
 * to wait gives its job back, so it holds no worker.
 */
import { inspectionsWithTargets } from '../campaigns/store.ts'
import type { Http } from '../gather/fetch/http.ts'
import { createStops } from '../gather/fetch/stops.ts'
import { createHttpControl } from '../gather/http-control.ts'
import { nextWithin, type DailyHours } from '../kernel/daily-hours.ts'
import { crawlHoursOf } from '../registry/crawl-hours.ts'
import { stoppedHosts } from '../registry/crawl-stop.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
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

/** A stopped inspection asks again after this, or when the stop is lifted. */
const stoppedForMs = 20_000

/** Whom an inspection asks: a site, or the server of an account's feed. */
interface Subject {
  readonly siteId: number | null
  /** `''`: nobody. */
  readonly host: string
}

export function createCrawlControl(
  db: Parameters<typeof transaction>[0],
  { http, crawlHours, worker, clock }: CrawlControlSettings,
): CrawlControl {
  let stoppedSites: ReadonlySet<number | null> = new Set()
  const stops = createStops()
  const active = new Map<AbortController, Subject>()
  const isStopped = ({ siteId, host }: Subject) =>
    stops.isStopped(host) || (siteId !== null && stoppedSites.has(siteId))
  const control = createHttpControl(db, [http], {
    worker,
    clock,
    onLook(inForce) {
      stoppedSites = new Set(inForce.map(({ siteId }) => siteId))
      stops.update(stoppedHosts(inForce))
      for (const [controller, subject] of active) if (isStopped(subject)) controller.abort()
    },
  })

  /** When an inspection may start; `null`: now. */
  async function startAfter(subject: Subject): Promise<Date | null> {
    if (isStopped(subject)) return new Date(clock() + stoppedForMs)
    const { siteId } = subject
    if (siteId === null) return null
    const hours = await crawlHoursOf(db, siteId, crawlHours)
    const now = clock()
    const next = hours === null ? now : nextWithin(hours, now)
    return next > now ? new Date(next) : null
  }

  const postpone = (lease: Lease, at: Date) => transaction(db, (tx) => lease.postpone(tx, at))

  return {
    start: () => control.start(),
    async run(inspectionId, lease, work) {
      const subject = await subjectOf(db, inspectionId)
      // Lifting a stop wakes the inspections at once: what we knew a moment ago may be over.
      if (isStopped(subject)) await control.look()
      const wait = await startAfter(subject)
      if (wait !== null) return postpone(lease, wait)
      const stop = new AbortController()
      active.set(stop, subject)
      try {
        await work({ ...lease, signal: AbortSignal.any([lease.signal, stop.signal]) })
      } catch (error) {
        if (!stop.signal.aborted || lease.signal.aborted) throw error
        await postpone(lease, new Date(clock() + stoppedForMs))
      } finally {
        active.delete(stop)
      }
    },
    close: () => control.close(),
  }
}

/** Throws when there is no such inspection: ids come from our own table. */
async function subjectOf(db: Parameters<typeof transaction>[0], inspectionId: number): Promise<Subject> {
  const row = await inspectionsWithTargets(db)
    .select(['round.target', 'inspection.targetId', 'frozenTarget.snapshot'])
    .where('inspection.id', '=', inspectionId)
    .executeTakeFirstOrThrow()
  const isSite = row.target === 'site'
  const asked = isSite ? (row.snapshot as SiteSnapshot).url : (row.snapshot as AccountSnapshot).feedUrl
  return { siteId: isSite ? row.targetId : null, host: URL.parse(asked ?? '')?.host ?? '' }
}
