/** Work that goes on: done again and again with a pause between, until it is stopped. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface WorkLoop {
  /** Tells the work to end, and waits until it has. */
  stop(): Promise<void>
}

export interface LoopSettings {
  /** The pause after each time. */
  readonly everyMs?: number | undefined
  readonly onError: (error: unknown) => void
}

/** Does `work` again and again. What it throws goes to `onError`: a lost connection may be there again the next time. */
export function workAgain(
  work: (signal: AbortSignal) => Promise<unknown>,
  { everyMs = 1000, onError }: LoopSettings,
): WorkLoop {
  const stopping = new AbortController()
  const { signal } = stopping
  const loop = async () => {
    while (!signal.aborted) {
      await work(signal).catch(onError)
      await sleep(everyMs, undefined, { signal }).catch(() => {})
    }
  }
  const working = loop()
  return {
    async stop() {
      stopping.abort()
      await working
    },
  }
}
