/** Delivery as work that goes on: takes the outbox and sends what is due, every second, until it is stopped. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { transaction } from '../store/database.ts'
import { sendDue, type SendRun } from './send-due.ts'
import type { DeliverySettings } from './settings.ts'
import { takeOutbox } from './take-outbox.ts'

/** Takes what is in the outbox and sends what is due, once. */
export async function deliver(
  db: Parameters<typeof transaction>[0],
  settings: DeliverySettings,
  signal: AbortSignal = new AbortController().signal,
): Promise<SendRun> {
  await takeOutbox(db, settings)
  return await sendDue(db, settings, signal)
}

/** Delivers every `everyMs` until `stop`, which waits for the message under way. */
export function workDelivery(
  db: Parameters<typeof transaction>[0],
  settings: DeliverySettings,
  { everyMs = 1000, onError }: { readonly everyMs?: number; readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const work = async () => {
    while (!stopping.signal.aborted) {
      // A lost connection is no reason to end: the next look may find it again.
      await deliver(db, settings, stopping.signal).catch(onError)
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
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
