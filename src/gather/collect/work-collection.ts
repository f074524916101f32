/** A worker that reads due sources by itself, again and again; several workers share the work. */
import { workAgain, type WorkLoop } from '../../store/work-loop.ts'
import { collectDue, type CollectSettings } from './collect.ts'

const everyMs = 60_000

/** Collects until `stop`, which waits until what has been read is stored. */
export function workCollection(
  db: Parameters<typeof collectDue>[0],
  settings: Omit<CollectSettings, 'signal'>,
  onError: (error: unknown) => void,
): WorkLoop {
  const collect = (signal: AbortSignal) =>
    collectDue(db, { ...settings, signal }).catch((error: unknown) => {
      // what was under way when it was stopped
      if (!signal.aborted) throw error
    })
  return workAgain(collect, { everyMs, onError })
}
