/**
 * One run of collection: everything that is due is read, host by host, with as many hosts at once as there are. A source that
 * does not answer at once is put back behind the others of its host, so that it delays nobody. Results are written in batches;
 * what was read is stored even when the run is stopped.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadingOutcome, SourceKind } from '../../evidence/posts.ts'
import { adoptRegisteredFeeds } from '../../registry/account-sources.ts'
import { platformCredential, type PlatformCredential } from '../../registry/platform-credentials.ts'
import type { SourceReading } from '../../registry/source-reading.ts'
import { isReadable } from '../../registry/source-readings.ts'
import { openSafe } from '../../store/credentials.ts'
import type { transaction } from '../../store/database.ts'
import type { GatherLimits } from '../limits.ts'
import { createTurns, type Turns } from '../browser/turns.ts'
import type { SourceAdapter } from '../platforms/adapter.ts'
import { sourceAdapters } from '../platforms/index.ts'
import { createHttpControl } from '../http-control.ts'
import { openDoors, type Door } from './doors.ts'
import { claimDue, dueHosts, postponeHost, releaseClaims, type DueSource } from './due-sources.ts'
import type { CollectionLimits } from './limits.ts'
import { createWriter, type Writer } from './reading-writer.ts'
import { nextDueAt } from './schedule.ts'

export interface CollectSettings {
  readonly gather: GatherLimits
  readonly collection: CollectionLimits
  /** Folder of the installation, where the key of the credentials lies. */
  readonly home: string
  /** Who reads, for claims and the load ledger: host and process. */
  readonly worker: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly signal: AbortSignal
  readonly onProgress?: (progress: CollectProgress) => void
}

export interface CollectProgress {
  readonly done: number
  readonly total: number
}

export interface CollectRun extends CollectProgress {
  readonly outcomes: Readonly<Partial<Record<ReadingOutcome, number>>>
  /** Hosts that asked to be left alone; their sources were put off. */
  readonly postponedHosts: readonly string[]
}

type Db = Parameters<typeof transaction>[0]

const claimSize = 100
/** A host that asks for a longer pause is left alone as a whole. */
const longWaitMs = 10_000

/** Reads all sources that are due; what becomes due meanwhile waits for the next run. */
export async function collectDue(db: Db, settings: CollectSettings): Promise<CollectRun> {
  const { gather, collection, clock, signal } = settings
  await adoptRegisteredFeeds(db, new Date(clock()).toISOString())
  const hosts = await dueHosts(db, clock())
  const total = hosts.reduce((sum, { count }) => sum + count, 0)
  const [doors, turns] = [openDoors(gather, collection), createTurns(collection.concurrency)]
  const adapters = new Map(sourceAdapters(clock).map((adapter) => [adapter.kind, adapter]))
  const tally = {
    done: 0,
    total,
    outcomes: {} as Partial<Record<ReadingOutcome, number>>,
    postponedHosts: [] as string[],
  }
  const writer = createWriter(db, (outcome) => {
    tally.done += 1
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1
    settings.onProgress?.(tally)
  })
  const startedAt = clock()
  const control = createHttpControl(db, doors.all, { worker: settings.worker, clock })
  try {
    await control.start()
    const runs = hosts.map(({ host, count }) =>
      readHost({ db, settings, adapters, turns, writer, host, count, door: doors.of(host), startedAt }).then(
        (postponed) => {
          if (postponed) tally.postponedHosts.push(host)
        },
      ),
    )
    const ended = await Promise.allSettled(runs)
    await writer.end()
    const failed = ended.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  } finally {
    await doors.close()
    await control.close()
  }
  signal.throwIfAborted()
  return tally
}

interface HostRun {
  readonly db: Db
  readonly settings: CollectSettings
  readonly adapters: ReadonlyMap<SourceKind, SourceAdapter>
  readonly turns: Turns
  readonly writer: Writer
  readonly host: string
  /** How many of its sources were due. */
  readonly count: number
  readonly door: Door
  /** Sources that become due after it wait for the next run. */
  readonly startedAt: number
}

/** Reads what is due at one host. Returns whether the host asked to be left alone. */
async function readHost(run: HostRun): Promise<boolean> {
  const { db, settings, host, count, door, writer, startedAt } = run
  const { signal, collection, clock } = settings
  const [waiting, slow, left]: [DueSource[], DueSource[], DueSource[]] = [[], [], []]
  let claiming: Promise<boolean> | null = null
  let [nextStart, pauseUntil, exhausted] = [0, null as number | null, false]
  const claimMore = async () => {
    const { worker } = settings
    const claim = { host, limit: claimSize, dueAtMs: startedAt, nowMs: clock(), worker, alone: !door.isOwn }
    const claimed = door.http.stops.isStopped(host) ? [] : await claimDue(db, claim)
    waiting.push(...claimed)
    exhausted = claimed.length === 0
    return !exhausted
  }
  const take = async (): Promise<{ source: DueSource; timeoutMs: number } | null> => {
    for (;;) {
      const source = waiting.shift()
      if (source !== undefined) return { source, timeoutMs: collection.quickMs }
      if (exhausted) break
      claiming ??= claimMore().finally(() => (claiming = null))
      await claiming
    }
    const source = slow.shift()
    return source === undefined ? null : { source, timeoutMs: collection.timeoutMs }
  }
  const lane = async () => {
    while (!signal.aborted && pauseUntil === null) {
      const next = await take()
      if (next === null) return
      const { source, timeoutMs } = next
      // The stop switch holds for feeds as for sites; what it breaks off tells nothing about the source.
      const isStopped = () => door.http.stops.isStopped(askedHost(run, source))
      if (isStopped()) {
        left.push(source)
        continue
      }
      const wait = nextStart - performance.now()
      nextStart = Math.max(nextStart, performance.now()) + door.gapMs
      if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined)
      const give = await run.turns.take(signal)
      const reading = give && (await readSource(run, source, timeoutMs).finally(give))
      if (reading === null || signal.aborted) return void left.push(source)
      if (!isReadable(reading) && isStopped()) {
        left.push(source)
        continue
      }
      if (reading.timedOut && timeoutMs < collection.timeoutMs) {
        slow.push(source)
        continue
      }
      if (source.kind === 'feed' && reading.waitMs !== null && reading.waitMs > longWaitMs) {
        pauseUntil = clock() + reading.waitMs
      }
      writer.add({ ...source, reading, nextDueAt: nextDueAt(source, reading, clock()) })
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(count, door.inFlight) }, lane))
  } finally {
    await releaseClaims(
      db,
      [...waiting, ...slow, ...left].map(({ sourceId }) => sourceId),
    )
  }
  if (pauseUntil !== null) await postponeHost(db, host, pauseUntil)
  return pauseUntil !== null
}

async function readSource(run: HostRun, source: DueSource, timeoutMs: number): Promise<SourceReading> {
  const { settings, adapters, door } = run
  const { collection, clock, signal } = settings
  return adapters.get(source.kind)!.read({
    ...source,
    http: door.http,
    baseUrl: baseUrlOf(run, source),
    credential: await credentialOf(run, source),
    capturedAt: new Date(clock()),
    signal,
    timeoutMs,
    maxBytes: collection.maxBytes,
  })
}

/** Where the interface of the source's platform is; '' when its address says it. */
function baseUrlOf({ settings: { collection }, adapters }: HostRun, { kind }: DueSource): string {
  const ours: Partial<Record<SourceKind, string | undefined>> = {
    weixinApi: collection.weixinBaseUrl,
    weiboApi: collection.weiboBaseUrl,
  }
  return ours[kind] ?? adapters.get(kind)!.baseUrl
}

function askedHost(run: HostRun, source: DueSource): string {
  return URL.parse(baseUrlOf(run, source) || source.address)?.host ?? ''
}

const credentialKind: Partial<Record<SourceKind, PlatformCredential>> = { weixinApi: 'weixin', weiboApi: 'weibo' }

/** A credential that cannot be opened is none: the reading says so, and the others go on. */
async function credentialOf({ db, settings }: HostRun, { kind, credential: name }: DueSource): Promise<string | null> {
  const sealedAs = credentialKind[kind]
  if (sealedAs === undefined || name === null) return null
  return platformCredential(db, await openSafe(settings.home), { kind: sealedAs, name })
}
