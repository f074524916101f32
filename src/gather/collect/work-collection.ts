/** A worker that reads due sources by itself, again and again, and tidies up once a day; several workers share the work. */
import { pruneRaw } from '../../registry/raw-retention.ts'
import { workAgain, type LoopSettings, type WorkLoop } from '../../store/work-loop.ts'
import { collectDue, type CollectSettings } from './collect.ts'

const [usualMs, pruneEveryMs] = [60_000, 86_400_000]

/** Collects until `stop`, which waits until what has been read is stored. */
export function workCollection(
  db: Parameters<typeof collectDue>[0],
  settings: Omit<CollectSettings, 'signal'>,
  { everyMs = usualMs, onError }: LoopSettings,
): WorkLoop {
  let pruneAt = 0
  const collect = async (signal: AbortSignal) => {
    await collectDue(db, { ...settings, signal }).catch((error: unknown) => {
      // what was under way when it was stopped
      if (!signal.aborted) throw error
    })
    const now = settings.clock()
    if (signal.aborted || now < pruneAt) return
    pruneAt = now + pruneEveryMs
    await pruneRaw(db, settings.collection, new Date(now).toISOString())
  }
  return workAgain(collect, { everyMs, onError })
}
