/**
 * How often and since when a link has failed. A link that failed once may be all right a minute later: it counts in a
 * verdict only after several failures, far enough apart, or when a reviewer has confirmed it.
 */
import { z } from 'zod'
import { epochMs } from '../kernel/instant.ts'
import { instantField } from './fields.ts'

/** So many failures are remembered of one link, the latest. */
export const rememberedFailures = 30

export const linkHistory = z.object({
  /** When it was seen failing, oldest first, the inspection's own look included. */
  failedAt: z.array(instantField).min(1),
  /** When it last opened, as far as we have seen. */
  lastOkAt: instantField.nullable(),
  /** A reviewer opened it and it failed. */
  confirmed: z.object({ by: z.string(), at: instantField, reason: z.string() }).nullable(),
})
export type LinkHistory = z.output<typeof linkHistory>

/** The failures since the link last opened, oldest first. */
export function failuresSinceOk({ failedAt, lastOkAt }: Pick<LinkHistory, 'failedAt' | 'lastOkAt'>): readonly string[] {
  if (lastOkAt === null) return failedAt
  const ok = epochMs(lastOkAt)
  return failedAt.filter((instant) => epochMs(instant) > ok)
}

/** How many of these failures (oldest first) lie at least `hoursApart` after the one counted before. */
export function failuresApart(failedAt: readonly string[], hoursApart: number): number {
  let [count, last] = [0, Number.NEGATIVE_INFINITY]
  for (const instant of failedAt) {
    const at = epochMs(instant)
    if (at - last < hoursApart * 3_600_000) continue
    ;[count, last] = [count + 1, at]
  }
  return count
}
