/** Measuring: wall clock where others work for us (database, disk), processor time where we work alone. */

/** Wall clock of one run, in seconds. */
export async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Processor time of this process for one run, in seconds: other programs on the machine disturb it less. */
export function cpuSeconds(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

/** The middle one; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** `3 runs, 0.41–0.47 s`: how far the runs lie apart. */
export function spread(values: readonly number[]): string {
  return `${values.length} runs, ${short(Math.min(...values))}–${short(Math.max(...values))} s`
}

/** Three significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
