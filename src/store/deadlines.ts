/**
 * Deadlines: what has to happen at a time. One is set in the transaction of the state change that asks for it and done in one
 * transaction with what it does, so it is neither lost nor done twice, whichever worker dies. Times are compared with the clock
 * that the caller hands in.
 */
import { sql } from 'kysely'
import { transaction, type Tx } from './database.ts'
import { json } from './json.ts'
import { workAgain, type LoopSettings, type WorkLoop } from './work-loop.ts'

export interface NewDeadline {
  /** What is to be done: `notice.chase`, `message.remind`. */
  readonly kind: string
  /** What it is about: an id or key. One open deadline per kind and subject. */
  readonly subject: string
  /** ISO instant. */
  readonly dueAt: string
  readonly data?: Readonly<Record<string, unknown>>
}

export interface Deadline {
  readonly id: number
  readonly kind: string
  readonly subject: string
  readonly dueAt: string
  readonly data: Readonly<Record<string, unknown>>
  /** Failed tries so far. */
  readonly attempts: number
}

/** Does what a deadline asks for; must look again whether it still holds. What it throws is tried again later. */
export type DeadlineHandler = (tx: Tx, deadline: Deadline, now: string) => Promise<void>

/** Sets a deadline, or moves the open one of this kind and subject. */
export async function setDeadline(tx: Tx, { kind, subject, dueAt, data = {} }: NewDeadline): Promise<void> {
  const text = json<Record<string, unknown>>(data)
  await tx
    .insertInto('deadline')
    .values({ kind, subject, dueAt, data: text })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'subject'])
        .where('doneAt', 'is', null)
        .doUpdateSet({ dueAt, data: text, attempts: 0, lastError: null }),
    )
    .execute()
}

/** Takes back the open deadlines of a subject: all of them, or those of one kind. */
export async function cancelDeadlines(tx: Tx, subject: string, kind?: string): Promise<void> {
  const open = tx.deleteFrom('deadline').where('subject', '=', subject).where('doneAt', 'is', null)
  await (kind === undefined ? open : open.where('kind', '=', kind)).execute()
}

export interface DeadlineRun {
  readonly done: number
  readonly failed: number
}

/** After 1, 2, 4 … minutes, at most an hour. */
const retryMinutes = (attempts: number) => Math.min(60, 2 ** attempts)

/**
 * Does everything that is due, the earliest first; several workers share the work. A kind without a handler here waits for
 * another program. A handler that throws loses only its own work and is tried again later.
 */
export async function runDueDeadlines(
  db: Parameters<typeof transaction>[0],
  handlers: Readonly<Record<string, DeadlineHandler>>,
  clock: () => number,
  signal?: AbortSignal,
): Promise<DeadlineRun> {
  let [done, failed] = [0, 0]
  while (!signal?.aborted) {
    const now = new Date(clock()).toISOString()
    const taken: { current: Deadline | null } = { current: null }
    try {
      const found = await transaction(db, async (tx) => {
        taken.current = await nextDue(tx, Object.keys(handlers), now)
        if (taken.current === null) return false
        await handlers[taken.current.kind]!(tx, taken.current, now)
        await tx.updateTable('deadline').set({ doneAt: now }).where('id', '=', taken.current.id).execute()
        return true
      })
      if (!found) break
      done += 1
    } catch (error) {
      if (taken.current === null) throw error
      failed += 1
      await postpone(db, taken.current, clock(), error)
    }
  }
  return { done, failed }
}

async function nextDue(tx: Tx, kinds: readonly string[], now: string): Promise<Deadline | null> {
  if (kinds.length === 0) return null
  const row = await tx
    .selectFrom('deadline')
    .select(['id', 'kind', 'subject', 'dueAt', 'data', 'attempts'])
    .where('doneAt', 'is', null)
    .where('dueAt', '<=', now)
    .where('kind', 'in', kinds)
    .orderBy('dueAt')
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row ?? null
}

async function postpone(tx: Tx, { id, attempts }: Deadline, nowMs: number, error: unknown): Promise<void> {
  const dueAt = new Date(nowMs + retryMinutes(attempts) * 60_000).toISOString()
  const lastError = String(error instanceof Error ? (error.stack ?? error.message) : error).slice(0, 2000)
  await tx
    .updateTable('deadline')
    .set({ dueAt, lastError, attempts: sql`attempts + 1` })
    .where('id', '=', id)
    .where('doneAt', 'is', null)
    .execute()
}

/** Looks for what is due every `everyMs` until `stop`, which waits for the one under way. */
export function workDeadlines(
  db: Parameters<typeof transaction>[0],
  handlers: Readonly<Record<string, DeadlineHandler>>,
  { clock, ...loop }: LoopSettings & { readonly clock: () => number },
): WorkLoop {
  return workAgain((signal) => runDueDeadlines(db, handlers, clock, signal), loop)
}
