/** Writes the events of a crawl to its checkpoint, about once a second; without a checkpoint it does nothing. */
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync, zstdDecompress } from 'node:zlib'
import type { CookieJar } from '../fetch/cookies.ts'
import type { CrawlBatch, CrawlCheckpoint, CrawlHead } from './crawl-checkpoint.ts'
import { readEvent, writeEvent, type CookiesSet, type CrawlEvent } from './crawl-events.ts'
import type { CrawlProgress } from './crawl-progress.ts'

const [compress, decompress] = [promisify(zstdCompress), promisify(zstdDecompress)]
const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
/** Half a millisecond: sooner done than handed over, and not behind name resolution and files in Node's four threads. */
const handedOverChars = 200_000

/** At most two seconds of work may be repeated: one between two writes, the other for the write itself. */
const saveEveryMs = 1000
/** A burst does not wait for its second. */
const maxWaitingChars = 8_000_000

export interface CrawlJournal {
  /** Whether events are kept at all. */
  readonly keeps: boolean
  note(event: CrawlEvent): void
  /** Saves what is still to be saved, and ends. Rejects when that is not possible. */
  close(): Promise<void>
  /** Ends without saving: the crawl is through, and its result is about to be written. Harmless after `close`. */
  stop(): Promise<void>
}

export interface JournalSettings {
  readonly checkpoint: CrawlCheckpoint | null
  /** Number of the next batch. */
  readonly next: number
  readonly head: () => CrawlHead
  readonly progress: () => CrawlProgress
  /** Events that are made when it is saved. */
  readonly latest: () => readonly CrawlEvent[]
}

export function openJournal({ checkpoint, next, head, progress, latest }: JournalSettings): CrawlJournal {
  if (checkpoint === null) return { keeps: false, note: () => {}, close: async () => {}, stop: async () => {} }
  let lines: string[] = []
  let [waitingChars, number] = [0, next]
  let saving: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let closed = false

  async function save(): Promise<void> {
    for (const event of latest()) lines.push(writeEvent(event))
    const taken = lines
    lines = []
    waitingChars = 0
    // Taken together with the events: what is archived later belongs to later events.
    const [to, at] = [head(), progress()]
    try {
      const events = taken.length === 0 ? null : await compressed(taken.join('\n'))
      await checkpoint!.save({ batch: events && { number, events }, head: to, progress: at })
      if (events !== null) number += 1
    } catch (error) {
      lines = [...taken, ...lines]
      throw error
    }
  }

  const saveOnce = () =>
    (saving ??= save().finally(() => {
      saving = null
    }))
  // The checkpoint knows of its own trouble, and what was not saved is kept for the next time.
  const saveSoon = () => void saveOnce().catch(() => undefined)
  const tick = () => {
    timer = setTimeout(async () => {
      await saveOnce().catch(() => undefined)
      if (!closed) tick()
    }, saveEveryMs)
  }
  tick()

  async function stop(): Promise<void> {
    closed = true
    if (timer !== null) clearTimeout(timer)
    await saving?.catch(() => undefined)
  }

  return {
    keeps: true,
    note(event) {
      const line = writeEvent(event)
      lines.push(line)
      waitingChars += line.length
      if (waitingChars > maxWaitingChars) saveSoon()
    },
    async close() {
      await stop()
      await saveOnce()
    },
    stop,
  }
}

async function compressed(text: string): Promise<Buffer> {
  return text.length > handedOverChars ? compress(text, fast) : zstdCompressSync(text, fast)
}

/** The events of a batch, in the order in which they happened. */
export async function readBatch({ events }: CrawlBatch): Promise<CrawlEvent[]> {
  return (await decompress(events)).toString().split('\n').map(readEvent)
}

/** Tells the cookies that have changed since it was last asked. */
export function changedCookies(cookies: CookieJar): () => readonly CookiesSet[] {
  const written = (values: ReadonlyMap<string, string>) => JSON.stringify([...values])
  const known = new Map([...cookies].map(([host, values]) => [host, written(values)]))
  return () =>
    [...cookies].flatMap(([host, values]) => {
      const text = written(values)
      if (known.get(host) === text) return []
      known.set(host, text)
      return [{ type: 'cookies' as const, host, values: Object.fromEntries(values) }]
    })
}
