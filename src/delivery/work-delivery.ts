/** Delivery as work that goes on: takes the outbox and sends what is due, every second, until it is stopped. */
import type { transaction } from '../store/database.ts'
import { workAgain, type LoopSettings, type WorkLoop } from '../store/work-loop.ts'
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
  loop: LoopSettings,
): WorkLoop {
  return workAgain((signal) => deliver(db, settings, signal), loop)
}
