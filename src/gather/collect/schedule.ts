/** When a source is asked next: in its own time when it answered, ever later while it fails. Pure. */
import type { SourceReading } from '../../registry/source-reading.ts'

const MINUTE_MS = 60_000
/** First pause after a failure, doubled with each further one: whoever blocks us wants us less. */
const firstPauseMinutes = { unreachable: 30, unreadable: 60, blocked: 360 } as const
/** Nobody is forgotten, and freshness limits are days. */
const longestPauseMs = 2 * 24 * 60 * MINUTE_MS

export interface Asked {
  readonly sourceId: number
  readonly everyMinutes: number
  /** Failed readings in a row before this one. */
  readonly failures: number
}

/** ISO instant at which the source is due again. */
export function nextDueAt(
  { sourceId, everyMinutes, failures }: Asked,
  { outcome, waitMs }: Pick<SourceReading, 'outcome' | 'waitMs'>,
  nowMs: number,
): string {
  const readable = outcome === 'read' || outcome === 'empty' || outcome === 'stale'
  const pauseMs = readable ? everyMinutes * MINUTE_MS : backOffMs(firstPauseMinutes[outcome], failures)
  // Spread over a tenth, always the same for a source: what was added together is not asked together for ever.
  const spreadMs = Math.floor(pauseMs * 0.1 * (((sourceId * 2_654_435_761) % 2 ** 32) / 2 ** 32))
  return new Date(nowMs + Math.max(pauseMs + spreadMs, waitMs ?? 0)).toISOString()
}

function backOffMs(firstMinutes: number, failures: number): number {
  return Math.min(longestPauseMs, firstMinutes * MINUTE_MS * 2 ** Math.min(failures, 16))
}

/** A source that is due later than any pause can be was put off by a clock that ran ahead: it is due now. */
export const latestDueMs = longestPauseMs * 1.1 + 31 * 24 * 60 * MINUTE_MS
