/** Who changed what of an entry of the register, in the words of its import file. */
import type { Tx } from '../store/database.ts'
import type { Fields } from './read-entries.ts'

export interface RegisterChange {
  /** ISO instant. */
  readonly at: string
  readonly author: string
  /** `null` when the register first had it. */
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[] | null
}

/** Changes of the entry with this key, newest first. */
export async function changesOf(
  tx: Tx,
  { subject, key, fields }: { readonly subject: string; readonly key: string; readonly fields: Fields },
): Promise<readonly RegisterChange[]> {
  const rows = await tx
    .selectFrom('registryChange')
    .select(['changedAt', 'author', 'before', 'after'])
    .where('subject', '=', subject)
    .where('subjectKey', '=', key)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ changedAt: at, author, before, after }) => ({
    at,
    author,
    fields: before === null ? null : changedFields(fields, before as Entry, after as Entry),
  }))
}

type Entry = Readonly<Record<string, unknown>>

function changedFields(fields: Fields, before: Entry, after: Entry) {
  return Object.entries(fields).flatMap(([name, field]) => {
    const shown = (entry: Entry) => (entry[name] === undefined || entry[name] === null ? '' : field.show(entry[name]))
    const [old, now] = [shown(before), shown(after)]
    return old === now ? [] : [{ field: field.heading, before: old, after: now }]
  })
}
