/** How an account keeps up: silence, rhythm and what a post costs, from what its counting source shows. Pure. */
import type { Evidence } from '../evidence/evidence.ts'
import { longestGap, updateDays } from '../indicators/updates.ts'
import { addDays, daysBetween, inWindow, type Day } from '../kernel/day.ts'

export interface PostingRecord {
  /** `null`: nothing was ever shown. */
  readonly lastPostOn: Day | null
  /** Days since the last post, as far as the source knows. */
  readonly daysSilent: number | null
  /** The longest silence within the known part of the last year, in days. */
  readonly longestGapDays: number
  /** Over the known part of the last year, to a tenth. */
  readonly postsPerWeek: number
  readonly postsInYear: number
  /** The part of the last year that the source knows, in days. */
  readonly knownDays: number
  /** Age of what is known, in days. */
  readonly ageDays: number
  /** 僵尸、睡眠: silent for longer than the limit; `null`: the knowledge is too old to say so. */
  readonly isDormant: boolean | null
  /** Yuan, rounded; `null`: no cost is registered or nothing was posted. */
  readonly yuanPerPost: number | null
}

export interface RecordOptions {
  readonly on: Day
  readonly dormantAfterDays: number
  readonly freshWithinDays: number
  readonly yearlyCostYuan: number | null
}

/** The record of an account on a day; what is dated later is left out. */
export function postingRecord(posts: Evidence['posts'], options: RecordOptions): PostingRecord {
  const { on, dormantAfterDays, freshWithinDays, yearlyCostYuan } = options
  const days = updateDays(posts, {}).filter((date) => date <= on)
  const lastPostOn = days.toSorted().at(-1) ?? null
  const year = { from: addDays(on, -364), to: on }
  const { coveredFrom, knownThrough } = posts
  const known = {
    from: coveredFrom !== null && coveredFrom > year.from ? coveredFrom : year.from,
    to: knownThrough < on ? knownThrough : on,
  }
  const knownDays = Math.max(0, daysBetween(known.from, known.to) + 1)
  const inYear = days.filter((date) => inWindow(date, year))
  const ageDays = Math.max(0, daysBetween(knownThrough, on))
  const daysSilent = lastPostOn === null ? null : Math.max(0, daysBetween(lastPostOn, known.to))
  const silent = daysSilent ?? knownDays
  const isTooOld = ageDays > freshWithinDays
  return {
    lastPostOn,
    daysSilent,
    longestGapDays: knownDays === 0 ? 0 : (longestGap(days, known)?.days ?? 0),
    postsPerWeek: knownDays === 0 ? 0 : Math.round((inYear.length / knownDays) * 70) / 10,
    postsInYear: inYear.length,
    knownDays,
    ageDays,
    isDormant: isTooOld ? null : silent > dormantAfterDays,
    yuanPerPost: yearlyCostYuan === null || inYear.length === 0 ? null : Math.round(yearlyCostYuan / inYear.length),
  }
}
