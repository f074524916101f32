/** What became of the messages: list, receipts, resend, test messages. */
import { sql } from 'kysely'
import { Failure } from '../kernel/failure.ts'
import { everything, withinUnits, type Scope } from '../registry/scope.ts'
import { record } from '../store/audit.ts'
import type { Row, Tx } from '../store/database.ts'
import { findChannel } from './channel-list.ts'
import { channelOf } from './channels/index.ts'
import { settleOutbox } from './end-dispatch.ts'
import type { By } from './settings.ts'

/** States of a dispatch, in Chinese. */
export const dispatchStates = {
  waiting: '待发',
  sending: '发送中',
  accepted: '已送达',
  dead: '无法送达',
} as const
export type DispatchState = keyof typeof dispatchStates

export interface DispatchFilter {
  readonly state?: DispatchState | undefined
  readonly channel?: string | undefined
  /** Part of the subject or the address. */
  readonly search?: string | undefined
  /** Only those to units that this actor sees; what is to no unit is for who sees everything. */
  readonly scope?: Scope | undefined
}

/** One page of dispatches, the newest first, and how many there are. */
export async function listDispatches(
  tx: Tx,
  filter: DispatchFilter,
  { offset = 0, limit }: { readonly offset?: number; readonly limit: number },
) {
  const { total } = await matching(tx, filter)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  // The page is cut along the index first: a message that is skipped needs no channel and no unit.
  const page = matching(tx, filter).select('dispatch.id').orderBy('dispatch.id', 'desc').offset(offset).limit(limit)
  const items = await withFields(joined(tx).where('dispatch.id', 'in', page))
    .orderBy('dispatch.id', 'desc')
    .execute()
  return { total, items }
}

/** A test message holds nothing of anybody's. */
const isTest = sql<boolean>`(dispatch.unit_id is null
  and not exists (select from dispatch_item where dispatch_id = dispatch.id))`

function matching(tx: Tx, { state, channel, search, scope = everything }: DispatchFilter) {
  let query = tx.selectFrom('dispatch').where((eb) => eb.or([withinUnits(scope, 'dispatch.unitId'), isTest]))
  if (state !== undefined) query = query.where('dispatch.state', '=', state)
  if (channel !== undefined)
    query = query.where('dispatch.channelId', '=', tx.selectFrom('channel').select('id').where('name', '=', channel))
  if (search !== undefined) {
    query = query.where(
      sql<boolean>`strpos(coalesce(dispatch.subject, '') || E'\n' || dispatch.address, ${search}) > 0`,
    )
  }
  return query
}

const joined = (tx: Tx) =>
  tx
    .selectFrom('dispatch')
    .innerJoin('channel', 'channel.id', 'dispatch.channelId')
    .leftJoin('unit', 'unit.id', 'dispatch.unitId')

const withFields = (query: ReturnType<typeof joined>) =>
  query
    .select(['dispatch.id', 'key', 'channel.name as channel', 'address', 'unit.name as unit', 'severe', 'digestOn'])
    .select(['dispatch.state', 'notBefore', 'attempts', 'uncertain', 'lastError', 'subject', 'createdAt', 'acceptedAt'])
    .select(['receipt', 'readAt', 'readBy', 'resendOf'])

/** One dispatch with its text and the rows of the outbox in it. @throws Failure `notFound.dispatch` */
export async function findDispatch(tx: Tx, id: number, scope: Scope = everything) {
  const seen = matching(tx, { scope }).select('dispatch.id').where('dispatch.id', '=', id)
  const dispatch = await withFields(joined(tx).where('dispatch.id', 'in', seen))
    .select('dispatch.text')
    .executeTakeFirst()
  if (dispatch === undefined) throw missing(id)
  const items = await tx
    .selectFrom('dispatchItem')
    .innerJoin('outbox', 'outbox.id', 'dispatchItem.outboxId')
    .select(['outbox.id', 'kind', 'outbox.subject', 'outbox.text', 'outbox.severity', 'outbox.createdAt'])
    .where('dispatchId', '=', id)
    .orderBy('outbox.id')
    .execute()
  return { ...dispatch, items }
}

/** Messages that nobody is to get: their unit has no recipient. */
export async function unaddressed(tx: Tx, scope: Scope = everything) {
  return await tx
    .selectFrom('outbox')
    .leftJoin('unit', 'unit.id', 'outbox.recipientUnitId')
    .select(['outbox.id', 'outbox.kind', 'subject', 'unit.name as unit', 'createdAt'])
    .where('state', '=', 'unaddressed')
    .where(withinUnits(scope, 'outbox.recipientUnitId'))
    .orderBy('outbox.id', 'desc')
    .limit(100)
    .execute()
}

/** Sends a message that has ended once more, as a dispatch of its own that leaves at once; the first one stays as it is. */
export async function resend(tx: Tx, id: number, reason: string, by: By): Promise<Row<'dispatch'>> {
  const first = await tx.selectFrom('dispatch').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (first === undefined) throw missing(id)
  if (first.state !== 'accepted' && first.state !== 'dead') {
    throw new Failure('conflict.dispatch', `第 ${id} 号消息还没有发完，不必重发`, '用 mingcha delivery list 查看进展')
  }
  const later = await tx.selectFrom('dispatch').select('id').where('resendOf', '=', id).executeTakeFirst()
  if (later !== undefined) {
    throw new Failure('conflict.dispatch', `第 ${id} 号消息已经重发过`, `重发的是第 ${later.id} 号，可再重发那一条`)
  }
  const { channelId, address, unitId, severe, subject, text } = first
  const same = { channelId, address, unitId, severe, subject, text }
  const again = await tx
    .insertInto('dispatch')
    .values({ ...same, notBefore: by.at, createdAt: by.at, resendOf: id })
    .returningAll()
    .executeTakeFirstOrThrow()
  const items = await tx.selectFrom('dispatchItem').select('outboxId').where('dispatchId', '=', id).execute()
  if (items.length > 0) {
    const rows = items.map(({ outboxId }) => ({ dispatchId: again.id, outboxId, channelId, address, resent: true }))
    await tx.insertInto('dispatchItem').values(rows).execute()
    await settleOutbox(tx, again.id)
  }
  await record(tx, {
    at: by.at,
    actor: by.actor,
    action: 'dispatch.resent',
    subject: `dispatch ${id}`,
    detail: { as: again.id },
    reason,
    before: { state: first.state },
    after: { state: first.state, resentAs: again.id },
  })
  return again
}

/** Notes that somebody has read a message that was accepted; the first note stays. */
export async function confirmRead(tx: Tx, id: number, by: By): Promise<void> {
  const dispatch = await tx.selectFrom('dispatch').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (dispatch === undefined) throw missing(id)
  if (dispatch.state !== 'accepted') {
    throw new Failure(
      'conflict.dispatch',
      `第 ${id} 号消息还没有送达，不能登记已读`,
      '用 mingcha delivery list 查看进展',
    )
  }
  if (dispatch.readAt !== null) return
  await tx.updateTable('dispatch').set({ readAt: by.at, readBy: by.actor }).where('id', '=', id).execute()
  await record(tx, {
    at: by.at,
    actor: by.actor,
    action: 'dispatch.read',
    subject: `dispatch ${id}`,
    detail: {},
    before: { readAt: null },
    after: { readAt: by.at, readBy: by.actor },
  })
}

/** Puts a test message into a channel's queue; it takes its turn and counts towards the limit like any other. */
export async function enqueueTest(tx: Tx, name: string, address: string, by: By): Promise<number> {
  const { id: channelId, kind } = await findChannel(tx, name)
  const wanted = channelOf(kind)?.address ?? null
  if (wanted === null ? address !== '' : !wanted.safeParse(address).success) {
    const what = wanted === null ? '没有收件地址' : '需要收件邮箱'
    throw new Failure(
      'badInput.address',
      `渠道“${name}”${what}`,
      wanted === null ? '去掉 --address' : '用 --address 指定',
    )
  }
  const values = {
    channelId,
    address,
    unitId: null,
    severe: true,
    notBefore: by.at,
    createdAt: by.at,
    subject: '【明察】测试消息',
    text: `这是一条测试消息，由 ${by.actor} 于 ${by.at} 发出。收到即说明渠道“${name}”可用。`,
  }
  const { id } = await tx.insertInto('dispatch').values(values).returning('id').executeTakeFirstOrThrow()
  const entry = { at: by.at, actor: by.actor, action: 'channel.tested', subject: name, detail: { dispatch: id } }
  await record(tx, { ...entry, after: { state: 'waiting' } })
  return id
}

function missing(id: number): Failure {
  return new Failure('notFound.dispatch', `没有第 ${id} 号消息`, '用 mingcha delivery list 查看')
}
