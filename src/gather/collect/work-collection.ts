/** A worker that reads due sources by itself, again and again; several workers share the work. */
import { setTimeout as sleep } from 'node:timers/promises'
import { collectDue, type CollectSettings } from './collect.ts'

const everyMs = 60_000

/** Collects until `stop`, which waits until what has been read is stored. */
export function workCollection(
  db: Parameters<typeof collectDue>[0],
  settings: Omit<CollectSettings, 'signal'>,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const work = async () => {
    while (!signal.aborted) {
      await collectDue(db, { ...settings, signal }).catch((error: unknown) => {
        if (!signal.aborted) onError(error)
      })
      await sleep(everyMs, undefined, { signal }).catch(() => {})
    }
  }
  const working = work()
  return {
    async stop() {
      stopping.abort()
      await working
    },
  }
}
