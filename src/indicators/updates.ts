/** What counts as an update of an account, and how long it stayed silent. Shared by the update clause and the facts of accounts. */
import type { Evidence } from '../evidence/evidence.ts'
import type { PostKind } from '../evidence/posts.ts'
import { addDays, daysBetween, inWindow, type Day, type DayWindow } from '../kernel/day.ts'

/** 1 counts, 0 (or a parameter that an older version of a rule set lacks) does not. */
export interface UpdateCounting {
  readonly countsDeleted?: number
  readonly countsReplies?: number
  readonly countsProfileEdits?: number
}

/** The days of the posts that are updates, in the order of the source; a day with two posts stands twice. */
export function updateDays({ posts }: Pick<Evidence['posts'], 'posts'>, counting: UpdateCounting): Day[] {
  // What is no longer shown may have been deleted: it counts where deleted posts do.
  return posts.flatMap(({ kind = 'post', publishedOn, goneOn }) =>
    isUpdate(goneOn === undefined ? kind : 'deleted', counting) ? [publishedOn] : [],
  )
}

function isUpdate(kind: PostKind, { countsDeleted, countsReplies, countsProfileEdits }: UpdateCounting): boolean {
  switch (kind) {
    case 'post':
    case 'repost':
      return true
    case 'reply':
      return countsReplies === 1
    case 'profileEdit':
      return countsProfileEdits === 1
    case 'deleted':
      return countsDeleted === 1
    default:
      return kind satisfies never
  }
}

export interface Gap {
  /** First and last silent day; */
  readonly from: Day
  readonly to: Day
  /** how many they are, both counted: 14 or more is what a two-week window somewhere in it finds empty. */
  readonly days: number
}

/** The longest silence in the window, the first of equal ones; `null` when there was an update every day. */
export function longestGap(days: readonly Day[], window: DayWindow): Gap | null {
  const updates = [...new Set(days.filter((date) => inWindow(date, window)))].toSorted()
  let [longest, from]: [Gap | null, Day] = [null, window.from]
  for (const date of [...updates, addDays(window.to, 1)]) {
    const silent = daysBetween(from, date)
    if (silent > (longest?.days ?? 0)) longest = { from, to: addDays(date, -1), days: silent }
    from = addDays(date, 1)
  }
  return longest
}
