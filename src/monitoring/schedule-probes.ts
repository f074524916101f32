/** Rounds of probing: a deadline per place makes every site in operation due once within the interval, spread over it. */
import { sql } from 'kysely'
import { epochMs } from '../kernel/instant.ts'
import type { Tx } from '../store/database.ts'
import { setDeadline, type DeadlineHandler } from '../store/deadlines.ts'

const prefix = 'probe.round '

/** The kind of the deadline of a place's rounds: only workers that stand there do it. */
export const roundKind = (vantage: string) => `${prefix}${vantage}`

/** Starts the rounds of a place unless they go on already. */
export async function ensureRounds(tx: Tx, vantage: string, now: string): Promise<void> {
  const open = await tx
    .selectFrom('deadline')
    .select('id')
    .where('kind', '=', roundKind(vantage))
    .where('doneAt', 'is', null)
    .executeTakeFirst()
  if (open === undefined) await setDeadline(tx, { kind: roundKind(vantage), subject: 'all', dueAt: now })
}

/** Lets the next rounds begin at once: the interval has changed. */
export async function hurryRounds(tx: Tx, now: string): Promise<void> {
  await tx
    .updateTable('deadline')
    .set({ dueAt: now })
    .where('kind', 'like', `${prefix}%`)
    .where('doneAt', 'is', null)
    .where('dueAt', '>', now)
    .execute()
}

/** One round: every site in operation becomes due, at its own moment of the interval, and the next round is set. */
export function probeRound(vantage: string, everyMinutes: number): DeadlineHandler {
  return async (tx, { id, kind, subject, dueAt }, now) => {
    const minutes = Math.min(everyMinutes, (await guardMinutes(tx, now)) ?? everyMinutes)
    // Spread by a multiplicative hash of the id (Knuth): equal distances for a site, no rush for the network.
    await sql`
      insert into probe_due (site_id, vantage, due_at)
      select id, ${vantage}, ${now}::timestamptz
        + ((id::bigint * 2654435761 % 4294967296)::float8 / 4294967296 * ${minutes}) * interval '1 minute'
      from site where state = 'active'
      on conflict (site_id, vantage, purpose) do update set due_at = least(probe_due.due_at, excluded.due_at)`.execute(
      tx,
    )
    const next = Math.max(epochMs(dueAt), epochMs(now) - minutes * 60_000) + minutes * 60_000
    await tx.updateTable('deadline').set({ doneAt: now }).where('id', '=', id).execute()
    await setDeadline(tx, { kind, subject, dueAt: new Date(next).toISOString() })
  }
}

/** Makes every site in operation due at once from a place, outside of its rounds; returns how many. */
export async function makeDue(tx: Tx, vantage: string, now: string): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into probe_due (site_id, vantage, due_at) select id, ${vantage}, ${now}::timestamptz from site where state = 'active'
    on conflict (site_id, vantage, purpose) do update set due_at = excluded.due_at`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** The shortest interval that a period of special watch asks for now; `null` without one. */
async function guardMinutes(tx: Tx, now: string): Promise<number | null> {
  const guard = await tx
    .selectFrom('guardPeriod')
    .select((eb) => eb.fn.min('everyMinutes').as('minutes'))
    .where('fromAt', '<=', now)
    .where('untilAt', '>', now)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  return (guard?.minutes as number | null | undefined) ?? null
}
