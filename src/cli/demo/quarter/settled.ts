/** Whether an installation has done everything that was due at a time. */
import { sql } from 'kysely'
import type { Tx } from '../../../store/database.ts'
import { queueCounts } from '../../../store/jobs.ts'

/** What is still to be done: deadlines, messages to be taken or sent, inspections. All 0: it is settled. */
export async function leftToDo(tx: Tx, nowMs: number): Promise<number> {
  const now = new Date(nowMs).toISOString()
  const { rows } = await sql<{ left: number }>`select (
      (select count(*) from deadline where done_at is null and due_at <= ${now}) +
      (select count(*) from outbox where state = 'pending') +
      (select count(*) from dispatch join channel on channel.id = dispatch.channel_id and channel.active
        where state = 'sending' or (state = 'waiting' and not_before <= ${now}
          and (asleep_until is null or asleep_until <= ${now})))
    ) as left`.execute(tx)
  const { queued, active } = await queueCounts(tx)
  return rows[0]!.left + queued + active
}
