/** Everything that watching sites does at a time: rounds of probes, the daily look at certificates, special watch. */
import type { Tx } from '../store/database.ts'
import type { DeadlineHandler } from '../store/deadlines.ts'
import { certificateKind, certificatesDue, ensureCertificateChecks } from './certificates.ts'
import { guardBeginKind, guardBegins, guardSummary, guardSummaryKind } from './guard.ts'
import { ensureRounds, probeRound, roundKind } from './schedule-probes.ts'

export interface Watching {
  /** Where the probes are made from; `null`: this installation makes none. */
  readonly vantage: string | null
  readonly everyMinutes: number
}

export function watchDeadlines({ vantage, everyMinutes }: Watching): Record<string, DeadlineHandler> {
  return {
    [certificateKind]: certificatesDue,
    [guardBeginKind]: guardBegins,
    [guardSummaryKind]: guardSummary,
    ...(vantage === null ? {} : { [roundKind(vantage)]: probeRound(vantage, everyMinutes) }),
  }
}

/** Sets the first deadlines of an installation; later ones follow from each other. */
export async function startWatch(tx: Tx, { vantage }: Watching, nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString()
  await ensureCertificateChecks(tx, now)
  if (vantage !== null) await ensureRounds(tx, vantage, now)
}
