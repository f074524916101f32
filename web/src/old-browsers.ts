/**
 * What the language has gained since Chromium 109, the oldest browser that we promise (the last one for Windows 7): the few
 * things that our own pages use. Whoever uses another newer function adds it here.
 */
interface Younger {
  toSorted?: unknown
  toReversed?: unknown
}

const lists = Array.prototype as unknown as Younger
lists.toSorted ??= function toSorted<Entry>(this: Entry[], compare?: (one: Entry, other: Entry) => number): Entry[] {
  // oxlint-disable-next-line typescript/require-array-sort-compare -- as the language has it
  return [...this].sort(compare)
}
lists.toReversed ??= function toReversed<Entry>(this: Entry[]): Entry[] {
  return [...this].reverse()
}

function groupsOf<Key, Entry>(entries: Iterable<Entry>, keyOf: (entry: Entry, at: number) => Key): Map<Key, Entry[]> {
  const groups = new Map<Key, Entry[]>()
  let at = 0
  for (const entry of entries) {
    const key = keyOf(entry, at)
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
    at += 1
  }
  return groups
}
;(Map as { groupBy?: unknown }).groupBy ??= groupsOf
;(Object as { groupBy?: unknown }).groupBy ??= (
  entries: Iterable<unknown>,
  keyOf: (entry: unknown, at: number) => string,
) => Object.fromEntries(groupsOf(entries, keyOf))
