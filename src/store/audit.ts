/** The audit log: who did what to what, and when. Entries are only added, in the transaction of what they tell. */
import type { Tx } from './database.ts'
import { json } from './json.ts'

export interface AuditEntry {
  /** ISO instant. */
  readonly at: string
  readonly actor: string
  /** A past fact as `<subject>.<happened>`: `campaign.opened`, `sites.imported`. */
  readonly action: string
  /** What it was done to: an id or key. */
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Adds an entry. */
export async function record(tx: Tx, { detail, ...entry }: AuditEntry): Promise<void> {
  await tx
    .insertInto('auditEntry')
    .values({ ...entry, detail: json<Record<string, unknown>>(detail) })
    .execute()
}
