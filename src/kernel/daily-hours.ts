/** Hours of the day in Asia/Shanghai, e.g. the night in which whole sites may be crawled. Pure. */

/** Minutes since midnight; the window may run over midnight. `from` belongs to it, `to` does not. */
export interface DailyHours {
  readonly from: number
  readonly to: number
}

/** Reads `22:00-06:00`; `null` when the text is none, or when both ends are the same. */
export function parseDailyHours(text: string): DailyHours | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (!match) return null
  const [from, to] = [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])]
  return from === to ? null : { from, to }
}

/** The first instant at or after `nowMs` (milliseconds since 1970) that lies in the hours; `nowMs` itself when it does. */
export function nextWithin({ from, to }: DailyHours, nowMs: number): number {
  const [minute, day] = [60_000, 86_400_000]
  const sinceMidnight = (nowMs + 8 * 60 * minute) % day
  const [start, end] = [from * minute, to * minute]
  const within =
    start < end ? sinceMidnight >= start && sinceMidnight < end : sinceMidnight >= start || sinceMidnight < end
  if (within) return nowMs
  return nowMs + ((start - sinceMidnight + day) % day)
}
