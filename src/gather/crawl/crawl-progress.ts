/** How far a crawl is, how fast it goes, and how long it will take: the last only when it can be told. */

export interface CrawlProgress {
  readonly pagesDone: number
  /** Pages known so far, those that are done included; grows while new ones are found. */
  readonly pagesKnown: number
  /** Over the last minute; `null` in the first seconds. */
  readonly pagesPerSecond: number | null
  /** `null` while it cannot be told, e.g. because more is found than done. */
  readonly remainingSeconds: number | null
}

/** What is counted. */
export interface CrawlCounts {
  readonly pagesDone: number
  /** Pages still to be read, as far as the limits allow. */
  readonly pagesLeft: number
  /** Links still to be checked, as far as the limits allow. */
  readonly linksLeft: number
}

export interface Sample extends CrawlCounts {
  readonly atMs: number
}

const [windowMs, stepMs, leastMs] = [60_000, 1000, 5000]

/** A meter that is told the counts whenever somebody asks. `gapMs`: least time between two pages of the site. */
export function createProgressMeter(gapMs: number) {
  const samples: Sample[] = []
  return (counts: CrawlCounts, atMs: number): CrawlProgress => {
    if (samples.length === 0 || atMs - samples.at(-1)!.atMs >= stepMs) samples.push({ ...counts, atMs })
    while (samples.length > 1 && atMs - samples[0]!.atMs > windowMs) samples.shift()
    return estimate(samples[0]!, { ...counts, atMs }, gapMs)
  }
}

/** What two samples, at most a minute apart, tell. */
export function estimate(before: Sample, now: Sample, gapMs: number): CrawlProgress {
  const seconds = (now.atMs - before.atMs) / 1000
  const told = seconds * 1000 >= leastMs
  const left = now.pagesLeft + now.linksLeft
  // What is found meanwhile counts against what is done: the rest shrinks by the difference.
  const shrinks = (before.pagesLeft + before.linksLeft - left) / seconds
  const politeSeconds = (now.pagesLeft * gapMs) / 1000
  return {
    pagesDone: now.pagesDone,
    pagesKnown: now.pagesDone + now.pagesLeft,
    pagesPerSecond: told ? (now.pagesDone - before.pagesDone) / seconds : null,
    remainingSeconds: told && left > 0 && shrinks > 0 ? Math.ceil(Math.max(left / shrinks, politeSeconds)) : null,
  }
}
