/**
 * From the outbox to dispatches: who is to get a row, through which channel, at once or with the digest of the day. Row and
 * dispatches change in one transaction, and a row takes each way once (`dispatch_item_once`).
 */
import { sql } from 'kysely'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { transaction, type Row, type Tx } from '../store/database.ts'
import { digestTime, type SendingHours } from './sending-hours.ts'

const batchSize = 200

type Pending = Pick<Row<'outbox'>, 'id' | 'kind' | 'recipientUnitId' | 'severity'>
type Way = Pick<Row<'recipient'>, 'channelId' | 'address'>

/** Takes all pending rows, oldest first; returns how many. Several workers may call it at once. */
export async function takeOutbox(
  db: Parameters<typeof transaction>[0],
  { hours, clock }: { readonly hours: SendingHours; readonly clock: () => number },
): Promise<number> {
  let taken = 0
  for (;;) {
    const count = await transaction(db, async (tx) => {
      const rows = await pendingRows(tx)
      for (const row of rows) await takeRow(tx, row, hours, clock())
      return rows.length
    })
    taken += count
    if (count < batchSize) return taken
  }
}

async function pendingRows(tx: Tx): Promise<readonly Pending[]> {
  const pending = tx.selectFrom('outbox').where('state', '=', 'pending').orderBy('id').limit(batchSize)
  // Nearly always there is nothing to do: then nobody waits for a lock.
  if ((await pending.select('id').limit(1).execute()).length === 0) return []
  // One worker at a time, so that two rows of a unit never start two digests, and keep their order.
  await sql`select pg_advisory_xact_lock(hashtext('mingcha take outbox'))`.execute(tx)
  return await pending.select(['id', 'kind', 'recipientUnitId', 'severity']).forUpdate().execute()
}

async function takeRow(tx: Tx, row: Pending, hours: SendingHours, nowMs: number): Promise<void> {
  const ways = await waysOf(tx, row)
  for (const way of ways) {
    const dispatchId =
      row.severity === 'severe'
        ? await startDispatch(tx, row, way, nowMs)
        : await joinDigest(tx, row, way, hours, nowMs)
    await tx
      .insertInto('dispatchItem')
      .values({ dispatchId, outboxId: row.id, ...way })
      .execute()
  }
  const state = ways.length > 0 ? 'taken' : 'unaddressed'
  await tx.updateTable('outbox').set({ state }).where('id', '=', row.id).execute()
}

/** The channels and addresses that a row has not taken yet and is to take. */
async function waysOf(tx: Tx, { id, kind, recipientUnitId }: Pending): Promise<readonly Way[]> {
  return await tx
    .selectFrom('recipient')
    .innerJoin('channel', 'channel.id', 'recipient.channelId')
    .select(['recipient.channelId', 'recipient.address'])
    .distinct()
    .where('channel.active', '=', true)
    .where((eb) => eb.or([eb('unitId', 'is not distinct from', recipientUnitId), eb('everyUnit', '=', true)]))
    .where((eb) => eb.or([eb('kinds', 'is', null), eb(eb.val(kind), '=', eb.fn.any('kinds'))]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('dispatchItem')
            .select('dispatchItem.dispatchId')
            .where('dispatchItem.outboxId', '=', id)
            .whereRef('dispatchItem.channelId', '=', 'recipient.channelId')
            .whereRef('dispatchItem.address', '=', 'recipient.address'),
        ),
      ),
    )
    .orderBy('recipient.channelId')
    .orderBy('recipient.address')
    .execute()
}

async function startDispatch(tx: Tx, { recipientUnitId }: Pending, way: Way, nowMs: number): Promise<number> {
  const now = new Date(nowMs)
  const values = { ...way, unitId: recipientUnitId, severe: true, notBefore: now, createdAt: now }
  return (await tx.insertInto('dispatch').values(values).returning('id').executeTakeFirstOrThrow()).id
}

/** The digest that still waits for its time, or a new one for the next free day. */
async function joinDigest(
  tx: Tx,
  { recipientUnitId }: Pending,
  way: Way,
  hours: SendingHours,
  nowMs: number,
): Promise<number> {
  const last = await tx
    .selectFrom('dispatch')
    .select(['id', 'digestOn', 'state', 'attempts'])
    .where('channelId', '=', way.channelId)
    .where('address', '=', way.address)
    .where('unitId', 'is not distinct from', recipientUnitId)
    .where('digestOn', 'is not', null)
    .where('resendOf', 'is', null)
    .orderBy('digestOn', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  // Once it was tried its text stands.
  if (last?.state === 'waiting' && last.attempts === 0) return last.id
  const at = digestTime(nowMs, last?.digestOn ?? null, hours)
  const values = {
    ...way,
    unitId: recipientUnitId,
    severe: false,
    digestOn: dayOfInstant(at) satisfies Day,
    notBefore: new Date(at),
    createdAt: new Date(nowMs),
  }
  return (await tx.insertInto('dispatch').values(values).returning('id').executeTakeFirstOrThrow()).id
}
