/**
 * Sending: what is due leaves through its channel, one at a time and in order, within the limit that all workers share. A
 * dispatch is claimed in one transaction, sent outside of any, and its end is written in another. Nothing is lost. A message is
 * accepted once, but for one case that no sender can close: the other side accepted, and its answer never came, or the process
 * died before it was written down. Then the message goes again under the same key, and is marked `uncertain`.
 */
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { epochMs } from '../kernel/instant.ts'
import { record } from '../store/audit.ts'
import { transaction, type Row, type Tx } from '../store/database.ts'
import { json, storableText } from '../store/json.ts'
import type { Message, SendResult } from './channel.ts'
import { openChannel, type OpenedChannel } from './channel-list.ts'
import { nextFreeAt, recentUses } from './rate-limit.ts'
import type { DeliverySettings } from './settings.ts'
import { unitName, wordDispatch } from './word-dispatch.ts'

type Db = Parameters<typeof transaction>[0]

export interface SendRun {
  readonly accepted: number
  readonly failed: number
  /** Channels that had to wait for their limit. */
  readonly limited: number
}

/** A worker that has not come back by then is dead: no send takes longer than a minute. */
const leaseMs = 90_000
/** Tries before a message becomes a dead letter, and the pauses between them in minutes. */
const [maxAttempts, retryMinutes] = [8, (attempts: number) => Math.min(60, 2 ** (attempts - 1))]
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

interface Claim {
  readonly opened: OpenedChannel
  readonly channel: Row<'channel'>
  readonly dispatch: Row<'dispatch'>
  readonly message: Message
}

/** Takes the next dispatch of a channel, if one is due, the channel is free and its limit allows. */
async function claimNext(
  tx: Tx,
  channelId: number,
  lease: string,
  { clock, safe, publicUrl }: DeliverySettings,
): Promise<Claim | 'nothing' | 'full'> {
  const channel = await tx
    .selectFrom('channel')
    .selectAll()
    .where('id', '=', channelId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  // After the lock: whoever waited for it must not use a time of before.
  const nowMs = clock()
  if (!isFree(channel, lease, nowMs)) return 'nothing'
  if (channel.leaseBy !== lease) await returnAbandoned(tx, channelId, nowMs)
  const next = await nextDispatch(tx, channelId, nowMs)
  if (next === null) return 'nothing'
  const opened = await openChannel(tx, safe, channel)
  const { limits } = opened.channel
  if (nextFreeAt(channel.used.times, limits, nowMs) > nowMs) return 'full'
  const words = next.text === null ? await wordDispatch(tx, opened.channel, next, { nowMs, publicUrl }) : {}
  const dispatch = await tx
    .updateTable('dispatch')
    .set({ ...words, state: 'sending', attempts: next.attempts + 1, startedAt: new Date(nowMs) })
    .where('id', '=', next.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const times = [...recentUses(channel.used.times, limits, nowMs), nowMs]
  await tx
    .updateTable('channel')
    .set({
      used: json<{ readonly times: readonly number[] }>({ times }),
      leaseBy: lease,
      leaseUntil: new Date(nowMs + leaseMs),
    })
    .where('id', '=', channelId)
    .execute()
  const { key, subject, text, severe, createdAt } = dispatch
  const unit = await unitName(tx, dispatch.unitId)
  return { opened, channel, dispatch, message: { key, subject: subject!, text: text!, severe, unit, createdAt } }
}

function isFree({ active, asleepUntil, leaseBy, leaseUntil }: Row<'channel'>, lease: string, nowMs: number): boolean {
  if (!active || (asleepUntil !== null && epochMs(asleepUntil) > nowMs)) return false
  return leaseBy === null || leaseBy === lease || leaseUntil === null || epochMs(leaseUntil) <= nowMs
}

/** What a dead worker was sending waits again. Whether it was accepted nobody knows. */
async function returnAbandoned(tx: Tx, channelId: number, nowMs: number): Promise<void> {
  const abandoned = await tx
    .updateTable('dispatch')
    .set({ state: 'waiting', uncertain: true, lastError: '发送进程中断，结果未知' })
    .where('channelId', '=', channelId)
    .where('state', '=', 'sending')
    .returning(['id', 'attempts'])
    .execute()
  for (const { id, attempts } of abandoned) {
    await noteChange(
      tx,
      id,
      'dispatch.abandoned',
      nowMs,
      'delivery',
      { state: 'sending' },
      { state: 'waiting', attempts },
    )
  }
}

/**
 * Severe ones first, then the oldest. Nothing overtakes a message to the same address that failed and waits for its next try.
 */
async function nextDispatch(tx: Tx, channelId: number, nowMs: number): Promise<Row<'dispatch'> | null> {
  const now = new Date(nowMs).toISOString()
  const row = await tx
    .selectFrom('dispatch')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('state', '=', 'waiting')
    .where('notBefore', '<=', now)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('dispatch as earlier')
            .select('earlier.id')
            .whereRef('earlier.channelId', '=', 'dispatch.channelId')
            .whereRef('earlier.address', '=', 'dispatch.address')
            .whereRef('earlier.id', '<', 'dispatch.id')
            .where('earlier.state', '=', 'waiting')
            .where('earlier.attempts', '>', 0)
            .where('earlier.notBefore', '>', now),
        ),
      ),
    )
    .orderBy('severe', 'desc')
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

/** Writes how a try ended, unless the dispatch was given to another worker meanwhile. */
async function noteResult(
  tx: Tx,
  { dispatch, channel }: Claim,
  result: SendResult,
  { clock, worker }: DeliverySettings,
): Promise<void> {
  const nowMs = clock()
  const end = afterResult(dispatch, result, nowMs)
  const updated = await tx
    .updateTable('dispatch')
    .set(end)
    .where('id', '=', dispatch.id)
    .where('state', '=', 'sending')
    .where('attempts', '=', dispatch.attempts)
    .executeTakeFirst()
  if (updated.numUpdatedRows === 0n) return
  const after = { state: end.state, attempts: end.attempts, ...('detail' in result ? { detail: result.detail } : {}) }
  await noteChange(
    tx,
    dispatch.id,
    `dispatch.${changeWords[result.outcome]}`,
    nowMs,
    worker,
    { state: 'sending' },
    after,
  )
  if (result.outcome === 'limited') await letRest(tx, channel, result, nowMs, worker)
  if (end.state !== 'waiting') await settleOutbox(tx, dispatch.id)
}

const changeWords = { accepted: 'accepted', limited: 'held', failed: 'failed', refused: 'refused' } as const

function afterResult({ attempts, uncertain }: Row<'dispatch'>, result: SendResult, nowMs: number) {
  const kept = { attempts, uncertain }
  switch (result.outcome) {
    case 'accepted': {
      const receipt = storableText(result.receipt).slice(0, 500)
      return { ...kept, state: 'accepted', acceptedAt: new Date(nowMs), receipt, lastError: '' }
    }
    case 'limited':
      return { ...kept, attempts: attempts - 1, state: 'waiting', lastError: storableText(result.detail) }
    case 'failed': {
      const state = attempts >= maxAttempts ? 'dead' : 'waiting'
      const notBefore = new Date(nowMs + retryMinutes(attempts) * 60_000)
      const isUncertain = uncertain || result.uncertain === true
      return { attempts, uncertain: isUncertain, state, notBefore, lastError: storableText(result.detail) }
    }
    case 'refused':
      return { ...kept, state: 'dead', lastError: storableText(result.detail) }
  }
}

async function letRest(
  tx: Tx,
  { id, name, asleepUntil }: Row<'channel'>,
  { detail, restMs }: Extract<SendResult, { outcome: 'limited' }>,
  nowMs: number,
  actor: string,
): Promise<void> {
  const until = new Date(nowMs + restMs)
  const asleepReason = storableText(detail).slice(0, 300)
  await tx.updateTable('channel').set({ asleepUntil: until, asleepReason }).where('id', '=', id).execute()
  await record(tx, {
    at: new Date(nowMs).toISOString(),
    actor,
    action: 'channel.rested',
    subject: name,
    detail: {},
    reason: asleepReason,
    before: { asleepUntil },
    after: { asleepUntil: until.toISOString() },
  })
}

/** A row of the outbox has arrived when all its ways have ended well, and failed when one ended in a dead letter. */
export async function settleOutbox(tx: Tx, dispatchId: number): Promise<void> {
  // Two ways that end at the same moment settle one after the other: the second sees what the first has written.
  await sql`select id from outbox where id in (select outbox_id from dispatch_item where dispatch_id = ${dispatchId})
    order by id for update`.execute(tx)
  await sql`
    update outbox set state = ends.state
    from (
      select item.outbox_id, case
        when bool_or(way.state in ('waiting', 'sending')) then 'taken'
        when bool_or(way.state = 'dead') then 'failed'
        else 'sent' end as state
      from dispatch_item item join dispatch way on way.id = item.dispatch_id
      where item.outbox_id in (select outbox_id from dispatch_item where dispatch_id = ${dispatchId})
        and not exists (select 1 from dispatch later where later.resend_of = way.id)
      group by item.outbox_id
    ) ends
    where outbox.id = ends.outbox_id and outbox.state <> ends.state`.execute(tx)
}

async function noteChange(
  tx: Tx,
  dispatchId: number,
  action: string,
  nowMs: number,
  actor: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Promise<void> {
  const reason = typeof after['detail'] === 'string' ? after['detail'] : ''
  const subject = `dispatch ${dispatchId}`
  await record(tx, { at: new Date(nowMs).toISOString(), actor, action, subject, detail: {}, reason, before, after })
}
