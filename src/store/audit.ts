/**
 * The audit log: who did what to what, when and why. Entries are only added, in the transaction of what they tell; at its
 * commit the database links each to the one before by a digest (migration 0015), and `verifyAudit` follows the chain.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Row, Tx } from './database.ts'
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
  /** Why, in the words of who did it. */
  readonly reason?: string
  /** What changed, as it was and as it is. */
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
}

/** Adds an entry. */
export async function record(tx: Tx, { detail, before, after, ...entry }: AuditEntry): Promise<void> {
  await tx
    .insertInto('auditEntry')
    .values({
      ...entry,
      detail: json<Record<string, unknown>>(detail),
      before: before ? json<Record<string, unknown>>(before) : null,
      after: after ? json<Record<string, unknown>>(after) : null,
    })
    .execute()
}

/** The newest entries first, of one subject or of all. */
export async function listAudit(
  tx: Tx,
  { subject, limit }: { readonly subject?: string | undefined; readonly limit: number },
): Promise<readonly Row<'auditEntry'>[]> {
  const entries = tx.selectFrom('auditEntry').selectAll().orderBy('sequence', 'desc').limit(limit)
  return (subject === undefined ? entries : entries.where('subject', '=', subject)).execute()
}

/** All that is given must hold. */
export interface AuditFilter {
  readonly actor?: string | undefined
  /** `user.signedIn`, or `user.` for all that happened to users. */
  readonly action?: string | undefined
  readonly subject?: string | undefined
  /** ISO instants; `until` itself is left out. */
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** One page of entries, the newest first, and how many there are. */
export async function findAudit(
  tx: Tx,
  filter: AuditFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly items: readonly Row<'auditEntry'>[] }> {
  const entries = matching(tx, filter)
  const { total } = await entries.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  // The page is cut along the index first: an entry that is skipped need not be read.
  const page = entries.select('sequence').orderBy('sequence', 'desc').offset(offset).limit(limit)
  const items = await tx
    .selectFrom('auditEntry')
    .selectAll()
    .where('sequence', 'in', page)
    .orderBy('sequence', 'desc')
    .execute()
  return { total, items }
}

/** The entries of a filter, the newest first, that are older than `before`: a log of any length is read piece by piece. */
export async function auditBefore(
  tx: Tx,
  filter: AuditFilter,
  before: number | undefined,
  limit: number,
): Promise<readonly Row<'auditEntry'>[]> {
  const entries = matching(tx, filter)
  const older = before === undefined ? entries : entries.where('sequence', '<', before)
  return older.selectAll().orderBy('sequence', 'desc').limit(limit).execute()
}

function matching(tx: Tx, { actor, action, subject, from, until }: AuditFilter) {
  let entries = tx.selectFrom('auditEntry')
  if (actor !== undefined) entries = entries.where('actor', '=', actor)
  if (action !== undefined) {
    entries = action.endsWith('.')
      ? entries.where(sql<string>`split_part(action, '.', 1)`, '=', action.slice(0, -1))
      : entries.where('action', '=', action)
  }
  if (subject !== undefined) entries = entries.where('subject', '=', subject)
  if (from !== undefined) entries = entries.where('at', '>=', from)
  if (until !== undefined) entries = entries.where('at', '<', until)
  return entries
}

export interface AuditCheck {
  readonly entries: number
  /** Digest of the last entry: noted elsewhere, it proves later that nothing before it was rewritten. */
  readonly head: string
  /** What is wrong with which entry, the first 20; empty when the chain holds. */
  readonly faults: readonly { readonly sequence: number; readonly fault: AuditFault }[]
}

/** `changed`: the entry is not what was digested. `unlinked`: it does not follow the one before it. */
export type AuditFault = 'changed' | 'missing' | 'unlinked' | 'cutOff'

const [batchSize, mostFaults] = [5000, 20]
const firstHash = '0'.repeat(64)

/**
 * Follows the chain from its first entry and digests every entry anew. `known` is a head that somebody has noted: when no
 * entry has it, the chain was rewritten as a whole, and that is the fault `cutOff` at the end.
 */
export async function verifyAudit(tx: Tx, known?: string): Promise<AuditCheck> {
  const faults: { sequence: number; fault: AuditFault }[] = []
  const stored = await tx.selectFrom('auditHead').select(['sequence', 'hash']).executeTakeFirst()
  const head = stored ?? { sequence: 0, hash: firstHash }
  let [sequence, hash, entries, knownSeen] = [0, firstHash, 0, known === undefined]
  for (;;) {
    const rows = await linkedEntries(tx, sequence)
    if (rows.length === 0) break
    for (const row of rows) {
      entries += 1
      if (row.sequence !== sequence + 1) faults.push({ sequence: sequence + 1, fault: 'missing' })
      else if (row.previousHash !== hash) faults.push({ sequence: row.sequence, fault: 'unlinked' })
      if (digestOf(row) !== row.hash) faults.push({ sequence: row.sequence, fault: 'changed' })
      ;[sequence, hash] = [row.sequence, row.hash]
      knownSeen ||= hash === known
    }
  }
  if (sequence !== head.sequence || hash !== head.hash) faults.push({ sequence: head.sequence, fault: 'missing' })
  if (!knownSeen) faults.push({ sequence, fault: 'cutOff' })
  return { entries, head: hash, faults: faults.slice(0, mostFaults) }
}

interface LinkedEntry {
  readonly sequence: number
  readonly previousHash: string
  readonly hash: string
  /** What is digested, in its order. */
  readonly parts: readonly (string | null)[]
}

async function linkedEntries(tx: Tx, after: number): Promise<readonly LinkedEntry[]> {
  const { rows } = await sql<LinkedEntry>`
    select sequence, previous_hash as "previousHash", hash, array[sequence::text, previous_hash,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor, action, subject, reason,
      detail::text, before::text, after::text] as parts
    from audit_entry where sequence > ${after} order by sequence limit ${batchSize}`.execute(tx)
  return rows
}

function digestOf({ parts }: LinkedEntry): string {
  const text = parts.map((part) => (part === null ? '-,' : `${Buffer.byteLength(part)}:${part},`)).join('')
  return createHash('sha256').update(text).digest('hex')
}
