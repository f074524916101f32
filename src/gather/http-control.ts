/**
 * What a process obeys and writes down while it asks others: the stop switch, looked up every second, and the load ledger,
 * written as it goes. What was asked of a host is true whatever becomes of the answers, so each worker adds to rows of its own.
 */
import { stoppedHosts, stopsInForce } from '../registry/crawl-stop.ts'
import { addLoad, forgetOldLoad } from '../registry/host-load.ts'
import type { Tx } from '../store/database.ts'
import type { Http } from './fetch/http.ts'

export interface HttpControlSettings {
  /** Who asks, for the ledger: host and process. */
  readonly worker: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Told at every look, before requests that are now stopped are broken off. */
  readonly onLook?: (stops: Awaited<ReturnType<typeof stopsInForce>>) => void
}

export interface HttpControl {
  /** Reads the stop switch once, and from then on every second. */
  start(): Promise<void>
  /** Reads the stop switch now. */
  look(): Promise<void>
  /** Ends looking and writes what is left of the ledger. */
  close(): Promise<void>
}

const [lookEveryMs, writeEveryMs, forgetEveryMs] = [1000, 10_000, 86_400_000]

/** Controls these doors; `stops` and `load` of each are what it updates and empties. */
export function createHttpControl(
  db: Tx,
  doors: readonly Pick<Http, 'stops' | 'load'>[],
  { worker, clock, onLook }: HttpControlSettings,
): HttpControl {
  const timers: NodeJS.Timeout[] = []
  let [looking, lastForgotten] = [false, 0]

  async function look(): Promise<void> {
    const stops = await stopsInForce(db)
    // First who asks: what then fails of the requests is no evidence any more.
    onLook?.(stops)
    for (const door of doors) door.stops.update(stoppedHosts(stops))
  }

  async function write(): Promise<void> {
    for (const { load } of doors) {
      const loads = load.take()
      try {
        await addLoad(db, worker, loads)
      } catch (error) {
        load.giveBack(loads)
        throw error
      }
    }
    if (clock() - lastForgotten < forgetEveryMs) return
    lastForgotten = clock()
    await forgetOldLoad(db, new Date(lastForgotten).toISOString())
  }

  return {
    look,
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
    async close() {
      for (const timer of timers) clearInterval(timer)
      await write()
    },
  }
}

/** A lost connection: what was known last holds until the next look. */
const ignored = () => undefined
