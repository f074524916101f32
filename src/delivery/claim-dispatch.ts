/** Which dispatch leaves next, and whose it is: one sender per channel, in order, within the limit that all workers share. */
import { epochMs } from '../kernel/instant.ts'
import type { Row, Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import type { Message } from './channel.ts'
import { openChannel, type OpenedChannel } from './channel-list.ts'
import { noteChange } from './end-dispatch.ts'
import { nextFreeAt, recentUses } from './rate-limit.ts'
import type { DeliverySettings } from './settings.ts'
import { unitName, wordDispatch } from './word-dispatch.ts'

/** A worker that has not come back by then is dead: no send takes longer than a minute. */
const leaseMs = 90_000

/** A dispatch that its claimer sends, and nobody else while the lease lasts. */
export interface Claim {
  readonly opened: OpenedChannel
  readonly channel: Row<'channel'>
  readonly dispatch: Row<'dispatch'>
  readonly message: Message
}

/** Takes the next dispatch of a channel, if one is due, the channel is free and its limit allows. */
export async function claimNext(
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
