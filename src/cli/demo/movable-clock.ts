/** A clock that a demonstration sets; between two settings it runs as every clock does. */
import { startOfDay, type Day } from '../../kernel/day.ts'

export interface MovableClock {
  /** Milliseconds since 1970. */
  now(this: void): number
  /** Sets the clock; it never goes back. */
  moveTo(toMs: number): void
}

export function movableClock(fromMs: number): MovableClock {
  let [base, setAt] = [fromMs, performance.now()]
  const now = () => Math.floor(base + performance.now() - setAt)
  return {
    now,
    moveTo(toMs) {
      ;[base, setAt] = [Math.max(toMs, now()), performance.now()]
    },
  }
}

/** `14:30` of a day in Shanghai, in milliseconds since 1970. */
export function atHour(on: Day, time: string): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  return startOfDay(on) + (hours * 60 + minutes) * 60_000
}
