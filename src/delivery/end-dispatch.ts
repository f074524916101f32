/** How a try ended, what follows from it for the dispatch, its channel and its row of the outbox, and the audit of it all. */
import { sql } from 'kysely'
import { record } from '../store/audit.ts'
import type { Row, Tx } from '../store/database.ts'
import { storableText } from '../store/json.ts'
import type { SendResult } from './channel.ts'
import type { DeliverySettings } from './settings.ts'

/** Tries before a message becomes a dead letter, and the pauses between them in minutes. */
const [maxAttempts, retryMinutes] = [8, (attempts: number) => Math.min(60, 2 ** (attempts - 1))]

/** Writes how a try ended, unless the dispatch was given to another worker meanwhile. */
export async function noteResult(
  tx: Tx,
  { dispatch, channel }: { readonly dispatch: Row<'dispatch'>; readonly channel: Row<'channel'> },
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

/** The channel said when it wants to hear of us again. */
export async function letRest(
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

/** Every change of a dispatch is in the audit log. */
export async function noteChange(
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
