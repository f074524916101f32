/**
 * Which of several sources of an account counts: the most trusted of those that are recent. Sources never vote: what the
 * others say is shown beside it. Pure.
 */
import { day, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'

/** What is asked of a source to choose it. */
export interface Candidate {
  /** 1 is trusted most. */
  readonly trust: number
  readonly freshHours: number
  /** Up to when it knows the account; `null`: it has never shown anything. */
  readonly knownUntil: string | null
  readonly newestOn: Day | null
  /** Its silence proves nothing. */
  readonly presenceOnly: boolean
}

export interface Choice<Source> {
  readonly chosen: Source
  /** One sentence in Chinese. */
  readonly because: string
}

const HOUR_MS = 3_600_000

/** Whether the source is recent at an instant; exactly at its limit it still is. */
export function isRecent(
  { knownUntil, freshHours }: Pick<Candidate, 'knownUntil' | 'freshHours'>,
  at: number,
): boolean {
  return knownUntil !== null && at - epochMs(knownUntil) <= freshHours * HOUR_MS
}

/**
 * The source that counts at an instant (milliseconds since 1970), or `null` when none has ever shown anything. When none is
 * recent, the latest counts, and the judge will say that it is too old.
 */
export function chooseSource<Source extends Candidate>(sources: readonly Source[], at: number): Choice<Source> | null {
  const known = sources.filter(({ knownUntil }) => knownUntil !== null)
  const recent = known.filter((source) => isRecent(source, at)).toSorted(byTrust)
  const fallback = known.toSorted(byAge)[0]
  if (fallback === undefined) return null
  const complete = recent.filter(({ presenceOnly }) => !presenceOnly)[0]
  if (recent.length === 0) {
    return { chosen: fallback, because: `${sources.length} 个来源都已过时，取其中最新的一个` }
  }
  // What only proves presence counts when it shows more than the one that could prove absence.
  const partial = recent.find(({ presenceOnly }) => presenceOnly)
  if (complete === undefined || (partial !== undefined && shows(partial) > shows(complete))) {
    return { chosen: partial!, because: complete ? '该来源显示的发布更近' : '没有其他未过时的来源' }
  }
  const others = recent.length - 1
  return { chosen: complete, because: others === 0 ? '唯一未过时的来源' : `未过时的 ${recent.length} 个来源中最可信` }
}

function shows({ newestOn }: Candidate): Day {
  return newestOn ?? day('0001-01-01')
}

function byTrust(a: Candidate, b: Candidate): number {
  return a.trust - b.trust || byAge(a, b)
}

function byAge(a: Candidate, b: Candidate): number {
  return epochMs(b.knownUntil!) - epochMs(a.knownUntil!)
}
