/** Brings a crawl back to where its checkpoint says it was. */
import type { Archive } from '../archive/wacz.ts'
import type { CrawlHead, SavedCrawl } from './crawl-checkpoint.ts'
import type { AnswerLearnt, CrawlEvent, LinkSeen, PageSeen } from './crawl-events.ts'
import { readBatch } from './crawl-journal.ts'
import type { CrawlState } from './crawl-state.ts'
import { addressKey } from './link-address.ts'
import type { KnownLink } from './link-register.ts'
import type { LinkOutcome } from './link-outcome.ts'
import type { MissingPageGuard } from './missing-page.ts'
import type { Proof } from './proof.ts'

export interface Memories {
  readonly state: CrawlState
  readonly missingPages: MissingPageGuard
  /** Lets the link checker remember what it learnt of a host. */
  /** What a page kept as proof loads belongs into the archive as well. */
  readonly want: Proof['want']
  readonly rememberHost: (host: string, outcome: LinkOutcome) => void
}

/**
 * Takes over the archive of a saved crawl. When its files cannot be reached from here, what they proved is to be fetched
 * again: the head says from which batch on there is proof.
 */
export async function recoverProof(saved: SavedCrawl, archive: Archive): Promise<CrawlHead> {
  const { head, count } = saved
  if (head.archive === null || (await archive.recover(head.archive))) return head
  return { ...head, archive: null, proofFrom: count }
}

/**
 * Reads the events of a saved crawl again. Pages and links whose proof is lost are open again: what they refer to is known
 * from the first time, how they answer is asked once more.
 */
export async function replay(saved: SavedCrawl, proofFrom: number, memories: Memories): Promise<void> {
  const { state } = memories
  const unread = new Set<number>()
  for await (const batch of saved.batches()) {
    for (const event of await readBatch(batch)) {
      happen(event, memories, unread)
      if ('proof' in event && event.proof && batch.number < proofFrom) reopen(event, state)
    }
  }
  // What was taken from the queues stands in them again; what was taken, but not finished, is to be done once more.
  requeue(state.toRead, (link) => link.result === null && !unread.has(link.number))
  requeue(state.toCheck, (link) => link.result === null)
}

function happen(event: CrawlEvent, { state, missingPages, rememberHost, want }: Memories, unread: Set<number>): void {
  switch (event.type) {
    case 'wanted':
      return void state.wanted(event)
    case 'page': {
      if (event.asked) state.pagesRead += 1
      if (event.proof && event.purpose === 'crawl') state.archivedFailures += 1
      if (event.html?.said) missingPages.learnHome({ ...event.html.said, base: event.html.base })
      if (event.proof && event.html !== null) want(event.html, event.html.encoding)
      return state.pageSeen(linkOf(state, event.url), event)
    }
    case 'link':
      state.checks += 1
      if (event.asked) rememberHost(new URL(event.url).host, event.outcome)
      return state.linkSeen(linkOf(state, event.url), event)
    case 'unread': {
      const link = linkOf(state, event.url)
      unread.add(link.number)
      return state.leaveUnread(link)
    }
    case 'alive':
      return state.siteAsked(event.alive)
    case 'learnt':
      return void state.learnt.set(event.question, event.answer)
    case 'cookies':
      return void state.cookies.set(event.host, new Map(Object.entries(event.values)))
  }
}

function reopen(event: PageSeen | LinkSeen | AnswerLearnt, state: CrawlState): void {
  if (event.type === 'learnt') return void state.learnt.delete(event.question)
  const link = linkOf(state, event.url)
  link.result = null
  if (event.type === 'link') return void (state.checks -= 1)
  state.pagesRead -= 1
  if (event.purpose === 'crawl') state.archivedFailures -= 1
  state.reopened.add(link.number)
  state.visited.delete(addressKey(event.url))
}

function linkOf({ register }: CrawlState, url: string): KnownLink {
  const link = register.find(url)
  if (link === undefined) throw new Error(`the checkpoint has an event of an unknown link: ${url}`)
  return link
}

function requeue(queue: CrawlState['toRead'], isOpen: (link: KnownLink) => boolean): void {
  for (let left = queue.size; left > 0; left -= 1) {
    const link = queue.take()!
    if (isOpen(link)) queue.put(link)
  }
}
