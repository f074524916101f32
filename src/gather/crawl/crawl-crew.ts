/**
 * Those who do the work of a crawl side by side: readers, who take pages from the queue and find more, and checkers, who ask
 * for everything else. They end when nothing is left to be done and nobody can find more.
 */
import type { GatherLimits } from '../limits.ts'
import { createBell } from './bell.ts'
import type { CrawlState } from './crawl-state.ts'
import type { LinkOutcome } from './link-outcome.ts'
import type { KnownLink } from './link-register.ts'

export interface CrewMeans {
  readonly state: CrawlState
  readonly limits: GatherLimits
  readonly signal: AbortSignal
  /** Asks, when there is reason to, whether the site is there at all. */
  readonly siteIsDown: () => Promise<boolean>
  /** Reads a page; what it refers to joins the queues. */
  readonly read: (link: KnownLink) => Promise<LinkOutcome>
  readonly check: (link: KnownLink) => Promise<void>
  /** A page that is not read is a link all the same. */
  readonly leaveUnread: (link: KnownLink) => void
}

const fewestReaders = 8
const fewestCheckers = 16

/** Reads and checks what is known and what is found. `isVisited`: the evidence has asked for this page before. */
export async function workThrough({
  state,
  limits,
  signal,
  siteIsDown,
  read,
  check,
  leaveUnread,
  isVisited,
}: CrewMeans & { readonly isVisited: (url: string) => boolean }): Promise<void> {
  const { toRead, toCheck } = state
  const bell = createBell()
  const readers = Math.max(fewestReaders, limits.hostInFlight)
  let [reading, underWay, checking] = [readers, 0, 0]
  const reader = async () => {
    while (!signal.aborted && !state.pagesAreUp && !(await siteIsDown())) {
      const link = toRead.take()
      if (link === undefined) {
        if (underWay === 0 && checking === 0) break
        // Another reader may still find pages.
        await bell.next()
        continue
      }
      if (link.result !== null || isVisited(link.url)) continue
      if (state.traps.exhausted(link.url) !== null) {
        toCheck.put(link)
        bell.ring()
        continue
      }
      underWay += 1
      const { missing } = await read(link)
      underWay -= 1
      if (missing === 'notProvided') leaveUnread(link)
      bell.ring()
    }
    reading -= 1
    bell.ring()
  }
  const checker = async () => {
    while (!signal.aborted && state.checks < limits.maxLinksPerSite) {
      const link = toCheck.take()
      if (link === undefined) {
        if (reading === 0 && checking === 0) break
        await bell.next()
      } else if (link.result === null) {
        state.checks += 1
        checking += 1
        await check(link)
        checking -= 1
        bell.ring()
      }
    }
  }
  await Promise.all([crew(readers, reader), crew(checkersOf(limits), checker)])
}

/** Checks the links that are left when no page will be read any more. */
export async function checkTheRest({ state, limits, signal, check }: CrewMeans): Promise<void> {
  const checker = async () => {
    while (!signal.aborted && state.checks < limits.maxLinksPerSite) {
      const link = state.toCheck.take()
      if (link === undefined) break
      if (link.result !== null) continue
      state.checks += 1
      await check(link)
    }
  }
  await crew(checkersOf(limits), checker)
}

const checkersOf = ({ hostInFlight }: GatherLimits) => Math.max(fewestCheckers, hostInFlight)

async function crew(size: number, work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: size }, work))
}
