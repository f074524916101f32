/**
 * The outbox: messages that are to reach a unit or the supervisor. A row is written in the transaction of what it tells, so
 * none is lost and none is sent for something that never happened; delivery takes the pending ones.
 */
import { json, storableText } from './json.ts'
import type { Tx } from './database.ts'

export interface OutboxMessage {
  /** `notice.sent`, `notice.dueSoon`: what it is about, for templates and filters. */
  readonly kind: string
  /** `null`: the supervisor. */
  readonly recipientUnitId: number | null
  readonly subject: string
  readonly text: string
  /** `severe` does not wait for the digest of the day. */
  readonly severity: 'normal' | 'severe'
  /** The same key is never written twice: what is tried again says nothing again. */
  readonly dedupeKey: string
  /** What a template may name besides: 截止日, 编号. */
  readonly variables?: Readonly<Record<string, string>>
  /** ISO instant. */
  readonly at: string
}

/** Writes a message; one with the same key is there already and stays as it is. */
export async function post(tx: Tx, { at, subject, text, variables = {}, ...message }: OutboxMessage): Promise<void> {
  await tx
    .insertInto('outbox')
    .values({
      ...message,
      subject: storableText(subject),
      text: storableText(text),
      variables: json<Record<string, string>>(variables),
      createdAt: at,
    })
    .onConflict((conflict) => conflict.column('dedupeKey').doNothing())
    .execute()
}
