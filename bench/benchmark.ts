/** What a benchmark is: it measures, and says of each figure what it should be. */

export interface Figure {
  readonly label: string
  readonly value: number
  /** `s`, `MiB`, `pages/s`; `×` for a ratio to a peer. */
  readonly unit: string
  /** The goal, where there is one: at most, or at least, so much. */
  readonly atMost?: number
  readonly atLeast?: number
  /** What was compared with what, how often it was measured. */
  readonly note?: string
}

export interface Benchmark {
  readonly name: string
  /** What is done and how fast it should be, in words. */
  readonly goal: string
  run(): Promise<readonly Figure[]>
}

/** Whether the goal is met; `null` when the figure has none. */
export function isMet({ value, atMost, atLeast }: Figure): boolean | null {
  if (atMost === undefined && atLeast === undefined) return null
  return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY)
}
