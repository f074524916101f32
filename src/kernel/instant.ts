/** Instants: ISO 8601 text with a zone. */
import { parseDay, startOfDay } from './day.ts'

const ISO = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})$/

/**
 * Milliseconds since 1970 (UTC) of an ISO instant with zone. Throws a `RangeError` when the text is none: stored instants
 * have been checked when they were read.
 */
export function epochMs(instant: string): number {
  const match = ISO.exec(instant)
  const day = match && parseDay(match[1]!)
  if (!match || !day) throw new RangeError(`not an instant with zone: ${instant}`)
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  const fraction = match[5] ? Math.floor(Number(`0.${match[5]}`) * 1000) : 0
  // startOfDay is the Shanghai midnight; the text's own midnight lies its zone's offset away.
  return startOfDay(day) + 8 * 3_600_000 + seconds * 1000 + fraction - zoneOffsetMs(match[6]!)
}

function zoneOffsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
