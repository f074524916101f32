/** The composition root: configuration → store → queue → settings of the stages. Nothing else knows all of them. */
import { hostname } from 'node:os'
import path from 'node:path'
import { finishAfter } from './campaigns/run.ts'
import { holidayCalendar, readConfig, type Config } from './config.ts'
import type { DeliverySettings } from './delivery/settings.ts'
import { deliver, workDelivery } from './delivery/work-delivery.ts'
import { demandContactOfWorker } from './gather/fetch/contact.ts'
import { workCollection } from './gather/collect/work-collection.ts'
import { openSeal } from './gather/archive/seal.ts'
import { createHttp, type Http } from './gather/fetch/http.ts'
import { createCrawlControl, type CrawlControl } from './judging/crawl-control.ts'
import { inspect, type InspectSettings } from './judging/inspect.ts'
import { recheckSite } from './judging/recheck.ts'
import { parseDailyHours } from './kernel/daily-hours.ts'
import { messageDeadlines } from './messages/remind.ts'
import { workProbes, type ProbeMeans } from './monitoring/probe-sites.ts'
import { raiseDaily, scheduleDaily } from './monitoring/schedule.ts'
import { startWatch, watchDeadlines } from './monitoring/watch-sites.ts'
import { appealHandlers } from './rectification/appeal.ts'
import { chaserHandlers } from './rectification/chase.ts'
import { gradeRechecks, recheckHandlers, type Enqueue } from './rectification/recheck-case.ts'
import { workBackups, type DailyBackupSettings } from './store/backup-schedule.ts'
import { openStore, type Store } from './store/connect.ts'
import { openSafe } from './store/credentials.ts'
import { transaction } from './store/database.ts'
import { runDueDeadlines, workDeadlines, type DeadlineHandler } from './store/deadlines.ts'
import { enqueueInspections, openJobs, workInspections, type Jobs } from './store/jobs.ts'
import { scheduleRecheck, workRechecks } from './store/recheck-jobs.ts'

export interface App {
  readonly home: string
  readonly config: Config
  readonly store: Store
  /** Milliseconds since 1970: what everything in this installation takes for now. */
  readonly clock: () => number
  /** Opens the queue on first use. */
  jobs(): Promise<Jobs>
  /** Takes inspections and due deadlines from the queue until the app is closed; a second call changes nothing. */
  work(onError: (inspectionId: number | null, error: unknown) => void): Promise<void>
  /** Does what is due now, once: deadlines, then messages. */
  runDue(): Promise<void>
  close(): Promise<void>
}

export interface AppSettings {
  readonly home: string
  /** Connection string of a PostgreSQL; without it the embedded server of `home` is used. */
  readonly databaseUrl: string | undefined
  /** The system's clock unless a demonstration or a test moves its own. */
  readonly clock?: () => number
  /** How often workers look for what is due; a second unless said. */
  readonly lookEveryMs?: number
}

/** Opens an installation: its database is started or connected to and migrated. Close it when done. */
export async function openApp({ home, databaseUrl, clock = Date.now, lookEveryMs }: AppSettings): Promise<App> {
  const config = await readConfig(home)
  // One door to the network for all inspections of this process: politeness holds per host, not per inspection.
  // Before the store: nothing that may fail comes after that, so its server is never left behind.
  const http = createHttp(config.gather)
  const store = await openStore({ home, databaseUrl }).catch(async (error: unknown) => {
    await http.close()
    throw error
  })
  let jobs: Promise<Jobs> | undefined
  let working: Promise<CrawlControl> | undefined
  let deadlines: ReturnType<typeof workDeadlines> | undefined
  let collecting: ReturnType<typeof workCollection> | undefined
  let delivery: ReturnType<typeof workDelivery> | undefined
  let probes: ReturnType<typeof workProbes> | undefined
  let backups: ReturnType<typeof workBackups> | undefined
  const openedJobs = () => (jobs ??= openJobs(store))
  const handlers = deadlineHandlers(config, async (tx, ids) => enqueueInspections(await openedJobs(), tx, ids))
  return {
    home,
    config,
    store,
    clock,
    jobs: openedJobs,
    async work(onError) {
      demandContactOfWorker(config.gather)
      if (config.warnings.automatic) await scheduleDaily(store.db, clock())
      const loop = { everyMs: lookEveryMs, onError: (error: unknown) => onError(null, error) }
      deadlines ??= workDeadlines(store.db, handlers, { ...loop, clock })
      const { gather, collection } = config
      if (collection.automatic) {
        const settings = { gather, collection, home, worker: workerName(), clock }
        collecting ??= workCollection(store.db, settings, { onError: (error) => onError(null, error) })
      }
      delivery ??= workDelivery(store.db, await deliverySettings(home, config, clock), loop)
      await startWatch(store.db, config.probing, clock())
      const means = probeMeans(config, http, clock)
      if (means !== null) probes ??= workProbes(store.db, means, loop)
      const daily = dailyBackup(home, config, store.url, clock)
      if (daily !== null) backups ??= workBackups(store.db, daily, { onError: (error) => onError(null, error) })
      working ??= openedJobs().then((opened) => startWorking({ store, config, home, http, clock }, opened, onError))
      await working
    },
    async runDue() {
      await runDueDeadlines(store.db, handlers, clock)
      await deliver(store.db, await deliverySettings(home, config, clock))
    },
    async close() {
      try {
        await Promise.all([deadlines?.stop(), delivery?.stop(), collecting?.stop(), probes?.stop(), backups?.stop()])
        if (jobs) await (await jobs).close()
        await http.close()
        await (await working?.catch(() => undefined))?.close()
      } finally {
        await store.close()
      }
    },
  }
}

/** What happens at a deadline, by kind: one line per stage that sets some. */
function deadlineHandlers(config: Config, enqueue: Enqueue): Readonly<Record<string, DeadlineHandler>> {
  return {
    ...messageDeadlines,
    ...raiseDaily({ ...config.warnings, calendar: holidayCalendar(config) }),
    ...chaserHandlers,
    ...appealHandlers,
    ...recheckHandlers(enqueue, recheckProgram),
    ...watchDeadlines(config.probing),
  }
}

interface WorkMeans {
  readonly store: Store
  readonly config: Config
  readonly home: string
  readonly http: Http
  readonly clock: () => number
}

async function startWorking(
  means: WorkMeans,
  jobs: Jobs,
  onError: (inspectionId: number, error: unknown) => void,
): Promise<CrawlControl> {
  const { store, config, home, http, clock } = means
  const seal = await openSeal(home, config.evidence.timeStampUrl)
  const settings = { ...inspectSettings(means, jobs), seal }
  const { worker } = settings
  const crawlHours = config.nightWindow === null ? null : parseDailyHours(config.nightWindow)
  const control = createCrawlControl(store.db, { http, crawlHours, worker, clock })
  await control.start()
  const { limits, recheckRule: rule, scheduleRecheck: schedule } = settings
  await workRechecks(jobs, (siteId, lease) =>
    recheckSite(store.db, siteId, lease, { http, limits, clock, rule, schedule }),
  )
  await workInspections(jobs, { concurrency: config.concurrency }, async (inspectionId, lease) => {
    try {
      await control.run(inspectionId, lease, async (own) => {
        await inspect(store.db, inspectionId, own, settings)
        const by = { actor: settings.worker, at: new Date(clock()).toISOString() }
        await finishAfter(store.db, inspectionId, by)
        await transaction(store.db, (tx) => gradeRechecks(tx, inspectionId, { ...by, actor: recheckProgram }))
      })
    } catch (error) {
      if (!lease.signal.aborted) onError(inspectionId, error)
      throw error // the queue gives it back for a later try
    }
  })
  return control
}

function inspectSettings({ home, config, http, clock }: WorkMeans, jobs: Jobs): InspectSettings {
  return {
    limits: config.gather,
    clock,
    http,
    archiveFolder: archiveFolder(home),
    worker: workerName(),
    recheckRule: config.linkRecheck,
    scheduleRecheck: (tx, siteId, startAfter) => scheduleRecheck(jobs, tx, siteId, startAfter),
  }
}

/** How home pages are visited from here; `null` when the configuration names no place. */
export function probeMeans(config: Config, http: Http, clock: () => number): ProbeMeans | null {
  const { vantage, lineCheckUrl } = config.probing
  const worker = workerName()
  return vantage === null ? null : { http, vantage, timeoutMs: 15_000, clock, worker, lineCheckUrl }
}

/** How messages of this installation leave; its key file is made at the first use. */
export async function deliverySettings(home: string, config: Config, clock: () => number): Promise<DeliverySettings> {
  const { quietHours, workingDaysOnly, digestAt, collectMinutes, publicUrl } = config.delivery
  const [hour, minute] = digestAt.split(':').map(Number) as [number, number]
  const hours = {
    quiet: quietHours === null ? null : parseDailyHours(quietHours),
    workingDaysOnly,
    calendar: holidayCalendar(config),
    digestAtMinute: hour * 60 + minute,
    collectMinutes,
  }
  return { hours, publicUrl, safe: await openSafe(home), clock, worker: workerName() }
}

/** Who starts and grades re-checks, as the history of a case names it. */
const recheckProgram = '复查程序'

/** The backup of every day; `null` when the configuration names no time. */
function dailyBackup(home: string, config: Config, url: string, clock: () => number): DailyBackupSettings | null {
  const { dailyAt: at, keep } = config.backup
  const folder = backupFolder(home, config)
  return at === null ? null : { at, keep, url, archives: archiveFolder(home), folder, clock }
}

/** Where backups are written that no command names another place for. */
export function backupFolder(home: string, { backup }: Config): string {
  return path.resolve(backup.folder ?? path.join(home, 'backups'))
}

/** Who does the work of this process, for claims, records and the load ledger. */
export function workerName(): string {
  return `${hostname()}:${process.pid}`
}

/** Where the web archives of all inspections lie. */
export function archiveFolder(home: string): string {
  return path.join(home, 'archives')
}

/** Where the proof lies that units hand in: with the archives, which backups hold and the machines of an installation share. */
export function attachmentFolder(home: string): string {
  return path.join(archiveFolder(home), 'attachments')
}

/** Where the documents of a campaign's bulletin lie. */
export function bulletinFolder(home: string, campaignId: string): string {
  return path.join(home, 'bulletins', campaignId)
}
