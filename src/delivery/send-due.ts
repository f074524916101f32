/**
 * Sending: what is due leaves through its channel, one at a time and in order, within the limit that all workers share. A
 * dispatch is claimed in one transaction, sent outside of any, and its end is written in another. Nothing is lost. A message is
 * accepted once, but for one case that no sender can close: the other side accepted, and its answer never came, or the process
 * died before it was written down. Then the message goes again under the same key, and is marked `uncertain`.
 */
import { Failure } from '../kernel/failure.ts'
import { transaction, type Tx } from '../store/database.ts'
import { claimNext } from './claim-dispatch.ts'
import { letRest, noteResult } from './end-dispatch.ts'
import type { DeliverySettings } from './settings.ts'

type Db = Parameters<typeof transaction>[0]

export interface SendRun {
  readonly accepted: number
  readonly failed: number
  /** Channels that had to wait for their limit. */
  readonly limited: number
}

/** Channels at once. */
const mostChannels = 8
const [graceMs, brokenRestMs] = [5000, 10 * 60_000]

/** Sends everything that is due now. Returns when nothing is, or all channels rest. */
export async function sendDue(db: Db, settings: DeliverySettings, signal: AbortSignal): Promise<SendRun> {
  const due = await dueChannels(db, settings.clock())
  const runs: SendRun[] = []
  if (due.length === 0) return { accepted: 0, failed: 0, limited: 0 }
  const done = new AbortController()
  const cut = afterGrace(signal, done.signal)
  const next = async (): Promise<void> => {
    for (let channel = due.pop(); channel !== undefined && !signal.aborted; channel = due.pop()) {
      runs.push(
        await drainChannel(db, channel.id, settings, signal, cut).catch((error: unknown) =>
          restBroken(db, channel.id, error, settings),
        ),
      )
    }
  }
  await Promise.all(Array.from({ length: mostChannels }, next)).finally(() => done.abort())
  const sum = (part: keyof SendRun) => runs.reduce((total, run) => total + run[part], 0)
  return { accepted: sum('accepted'), failed: sum('failed'), limited: sum('limited') }
}

/** A channel whose secret cannot be read rests and says why; the others go on. */
async function restBroken(
  db: Db,
  channelId: number,
  error: unknown,
  { clock, worker }: DeliverySettings,
): Promise<SendRun> {
  if (!(error instanceof Failure)) throw error
  await transaction(db, async (tx) => {
    const channel = await tx.selectFrom('channel').selectAll().where('id', '=', channelId).executeTakeFirstOrThrow()
    await letRest(tx, channel, { outcome: 'limited', detail: error.message, restMs: brokenRestMs }, clock(), worker)
  })
  return { accepted: 0, failed: 0, limited: 1 }
}

/** Who stops lets the message under way end, but not for ever. */
function afterGrace(signal: AbortSignal, done: AbortSignal): AbortSignal {
  const cut = new AbortController()
  const stop = () => void setTimeout(() => cut.abort(), graceMs).unref()
  signal.addEventListener('abort', stop, { once: true, signal: done })
  return cut.signal
}

async function dueChannels(tx: Tx, nowMs: number) {
  const now = new Date(nowMs).toISOString()
  return await tx
    .selectFrom('channel')
    .select('id')
    .where('active', '=', true)
    .where((eb) => eb.or([eb('asleepUntil', 'is', null), eb('asleepUntil', '<=', now)]))
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<=', now)]))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('dispatch')
          .select('dispatch.id')
          .whereRef('dispatch.channelId', '=', 'channel.id')
          .where((own) =>
            own.or([
              own.and([own('state', '=', 'waiting'), own('notBefore', '<=', now)]),
              // what a dead worker left
              own('state', '=', 'sending'),
            ]),
          ),
      ),
    )
    .orderBy('id')
    .execute()
}

async function drainChannel(
  db: Db,
  channelId: number,
  settings: DeliverySettings,
  signal: AbortSignal,
  cut: AbortSignal,
): Promise<SendRun> {
  const run = { accepted: 0, failed: 0, limited: 0 }
  // Unlike that of another call of this worker: two loops of one process are two senders.
  const lease = `${settings.worker} ${crypto.randomUUID()}`
  while (!signal.aborted) {
    const claim = await transaction(db, (tx) => claimNext(tx, channelId, lease, settings))
    if (claim === 'full') run.limited += 1
    if (claim === 'nothing' || claim === 'full') break
    const { opened, message, dispatch } = claim
    const { clock } = settings
    const means = { settings: opened.settings, secret: opened.secret, address: dispatch.address, clock, signal: cut }
    const result = await opened.channel.send(message, means)
    await transaction(db, (tx) => noteResult(tx, claim, result, settings))
    if (result.outcome === 'accepted') run.accepted += 1
    else if (result.outcome === 'limited') run.limited += 1
    else run.failed += 1
    if (result.outcome === 'limited') break
  }
  await db
    .updateTable('channel')
    .set({ leaseBy: null, leaseUntil: null })
    .where('id', '=', channelId)
    .where('leaseBy', '=', lease)
    .execute()
  return run
}
