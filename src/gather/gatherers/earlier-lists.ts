/**
 * What earlier inspections read in the lists of a site, as far as it speaks about the day of an article: what was shown
 * for it then, and on which day its list was read without it (WEB-V1.5).
 */
import type { DatedItem } from '../../evidence/fields.ts'
import type { Day } from '../../kernel/day.ts'
import { addressKey } from '../crawl/link-address.ts'

/** A list as an earlier inspection read it: its newest entries, as the evidence keeps them. */
export interface EarlierList {
  /** Address of the column. */
  readonly column: string
  /** The day up to which it is known what stood there. */
  readonly readOn: Day
  readonly items: readonly DatedItem[]
}

export interface EarlierReadings {
  /** The day that was first shown to us for the article at this address, and when; `null`: it was not seen with a day. */
  firstShown(url: string): { readonly date: Day; readonly seenOn: Day } | null
  /**
   * The last day on which the list of `column` was read and this entry would have stood in it by its date, but did not,
   * nor in any other list of the site before or then; `null`: there was no such day.
   */
  missedOn(column: string, item: DatedItem): Day | null
}

interface Reading {
  readonly readOn: Day
  /** Entries later than this stood on the part of the list that was kept. */
  readonly after: Day
}

/** Entries that are kept of a list as the newest ones; further ones are older and stand apart. */
const newestKept = 20

/** Puts the earlier lists of a site together. Their order does not matter. */
export function earlierReadings(lists: readonly EarlierList[]): EarlierReadings {
  const shown = new Map<string, { date: Day; seenOn: Day }>()
  const firstSeen = new Map<string, Day>()
  const readings = new Map<string, Reading[]>()
  for (const { column, readOn, items } of lists) {
    for (const item of items) {
      for (const name of namesOf(item)) {
        const known = firstSeen.get(name)
        if (known === undefined || readOn < known) firstSeen.set(name, readOn)
      }
      const key = addressKey(item.url)
      const known = shown.get(key)
      const isShown = item.dateSource === 'list' || item.dateSource === 'visible'
      if (item.date !== null && isShown && (known === undefined || readOn < known.seenOn)) {
        shown.set(key, { date: item.date, seenOn: readOn })
      }
    }
    const after = middleDay(items)
    if (after === null) continue
    const key = addressKey(column)
    readings.set(key, [...(readings.get(key) ?? []), { readOn, after }])
  }
  return {
    firstShown: (url) => shown.get(addressKey(url)) ?? null,
    missedOn(column, item) {
      const { date } = item
      if (date === null) return null
      const seen = namesOf(item).flatMap((name) => firstSeen.get(name) ?? [])
      const without = (readings.get(addressKey(column)) ?? [])
        .filter(({ readOn, after }) => date < readOn && date > after && seen.every((day) => day > readOn))
        .map(({ readOn }) => readOn)
      return without.reduce<Day | null>((latest, day) => (latest === null || day > latest ? day : latest), null)
    },
  }
}

/** An article is known by its address and, as sites are rebuilt and articles moved, by its title. */
function namesOf({ url, title }: DatedItem): string[] {
  return [addressKey(url), `title ${title.replaceAll(/\s+/g, '')}`]
}

/**
 * Lists go on behind what was read of them. Pinned entries are older than their place, but they are few: what is later than
 * the middle of the newest entries stood before the end.
 */
function middleDay(items: readonly DatedItem[]): Day | null {
  const days = items
    .slice(0, newestKept)
    .flatMap(({ date }) => date ?? [])
    .toSorted()
  return days[Math.floor(days.length / 2)] ?? null
}
