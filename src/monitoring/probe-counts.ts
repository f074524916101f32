/** Both ways of counting a week of visits, side by side: all of them, and twenty a day at equal distances. Pure. */
import type { Probe } from '../evidence/probes.ts'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'

export interface ProbeCount {
  readonly opened: number
  readonly failed: number
  readonly blocked: number
  readonly maintenance: number
  /** Days with fewer visits than the rule asks for. */
  readonly thinDays: readonly Day[]
}

/** WEB-V2: at least so many visits a day. */
const perDay = 20

/** How the visits of the days count; `timeoutMs`: what takes that long has failed. */
export function countProbes(
  probes: readonly Probe[],
  days: readonly Day[],
  timeoutMs: number,
): { readonly all: ProbeCount; readonly spaced: ProbeCount } {
  const byDay = Map.groupBy(
    probes.toSorted((a, b) => epochMs(a.at) - epochMs(b.at)),
    ({ at }) => dayOfInstant(epochMs(at)),
  )
  const thinDays = days.filter((day) => (byDay.get(day)?.length ?? 0) < perDay)
  const chosen = (choose: (visits: readonly Probe[]) => readonly Probe[]) => {
    const visits = days.flatMap((day) => choose(byDay.get(day) ?? []))
    return { ...countOutcomes(visits, timeoutMs), thinDays }
  }
  return { all: chosen((visits) => visits), spaced: chosen(spacedVisits) }
}

/** Twenty of a day's visits at equal distances in their order; all of them when there are no more. */
function spacedVisits(visits: readonly Probe[]): readonly Probe[] {
  if (visits.length <= perDay) return visits
  return Array.from({ length: perDay }, (_, index) => visits[Math.floor((index * visits.length) / perDay)]!)
}

function countOutcomes(visits: readonly Probe[], timeoutMs: number) {
  const counts = { opened: 0, failed: 0, blocked: 0, maintenance: 0 }
  for (const { outcome, elapsedMs } of visits) {
    const isSlow = outcome === 'opened' && elapsedMs !== null && elapsedMs >= timeoutMs
    counts[isSlow ? 'failed' : outcome] += 1
  }
  return counts
}
