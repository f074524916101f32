/**
 * What happens in a crawl, as values: its state is what these events make of it, so that the same events, read again, make
 * the same state. Answers that were under way when a crawl was interrupted are no events.
 */
import type { Encoding } from '../fetch/charset.ts'
import type { LinkOutcome } from './link-outcome.ts'
import type { PageSummary } from './page-summary.ts'
import type { Reference } from './read-references.ts'

/** Why a page is visited: what the evidence needs is summarised, and kept as proof. */
export type Purpose = 'home' | 'evidence' | 'crawl'

/** The evidence asks for a page. */
export interface PageWanted {
  readonly type: 'wanted'
  readonly url: string
  readonly foundOn: string
  readonly anchorText: string
}

export interface SeenReferences {
  readonly base: string
  readonly references: readonly Reference[]
}

/** A page was visited, or is not to be. */
export interface PageSeen {
  readonly type: 'page'
  readonly url: string
  readonly purpose: Purpose
  /** Whether anything was asked of the network. */
  readonly asked: boolean
  readonly outcome: LinkOutcome
  readonly html: SeenHtml | null
  /** The same page as a browser shows it. */
  readonly rendered: SeenHtml | null
  /** The first bytes of what is no page, base64. */
  readonly fileHead: string | null
  /** For evidence only. */
  readonly summary: PageSummary | null
  /** Whether the answer is in the archive. */
  readonly proof: boolean
}

export interface SeenHtml extends SeenReferences {
  /** Address after redirects. */
  readonly url: string
  readonly encoding: Encoding
  readonly ids: readonly string[]
  /** What it says, as a number, where many addresses of its form are known: tells those that say nothing new. */
  readonly sketch: number | null
  /** What is odd, and the caps that were reached, in Chinese. */
  readonly warnings: readonly string[]
  readonly cuts: readonly string[]
  /** What the home page says, to tell a "not found" that shows the home page. */
  readonly said: { readonly title: string; readonly text: string } | null
}

/** A link that is not read as a page was checked. */
export interface LinkSeen {
  readonly type: 'link'
  readonly url: string
  /** Whether its host was asked; `false`: what is known of the host was enough. */
  readonly asked: boolean
  readonly outcome: LinkOutcome
  readonly references: SeenReferences | null
  readonly proof: boolean
}

/** A page is beyond the limit of pages: it will only be checked. */
export interface PageLeftUnread {
  readonly type: 'unread'
  readonly url: string
}

/** The home page was asked whether the site is still there. */
export interface SiteAsked {
  readonly type: 'alive'
  readonly alive: boolean
}

/** Something was found out that is asked only once. */
export interface AnswerLearnt {
  readonly type: 'learnt'
  readonly question: string
  readonly answer: unknown
  /** Whether it rests on answers in the archive. */
  readonly proof: boolean
}

/** The cookies of a host, when they have changed. */
export interface CookiesSet {
  readonly type: 'cookies'
  readonly host: string
  readonly values: Readonly<Record<string, string>>
}

export type CrawlEvent = PageWanted | PageSeen | LinkSeen | PageLeftUnread | SiteAsked | AnswerLearnt | CookiesSet

/** A reference that remembers what was read of it: texts that nobody asked for need not be kept. */
class NotedReference implements Reference {
  readonly href: string
  readonly place: string
  readonly kind: Reference['kind']
  said: string | null
  private readonly source: Reference | null
  constructor({ href, place, kind }: Omit<Reference, 'text'>, source: Reference | null, said: string | null) {
    this.href = href
    this.place = place
    this.kind = kind
    this.source = source
    this.said = said
  }
  text(): string {
    return (this.said ??= this.source?.text() ?? '')
  }
  /** Nearly all references are links of a page: they are written as their address, with their text when it was read. */
  toJSON(): unknown {
    if (this.place !== 'a[href]' || this.kind !== 'page') return [this.href, this.said, this.place, this.kind]
    return this.said === null ? this.href : [this.href, this.said]
  }
}

/** The references, able to be written down after they were used. */
export function noted(references: readonly Reference[]): Reference[] {
  return references.map((reference) => new NotedReference(reference, reference, null))
}

type WrittenReference = string | [href: string, said: string | null, place?: string, kind?: Reference['kind']]

/** One event as a line of text. Its references must have been `noted`. */
export function writeEvent(event: CrawlEvent): string {
  return JSON.stringify(event)
}

/** Reads what `writeEvent` wrote. */
export function readEvent(line: string): CrawlEvent {
  const event = JSON.parse(line) as CrawlEvent
  if (event.type === 'page')
    return { ...event, html: event.html && restored(event.html), rendered: event.rendered && restored(event.rendered) }
  if (event.type === 'link' && event.references !== null) return { ...event, references: restored(event.references) }
  return event
}

function restored<Seen extends SeenReferences>(seen: Seen): Seen {
  const references = (seen.references as unknown as WrittenReference[]).map((written) => {
    const [href, said, place = 'a[href]', kind = 'page' as const] =
      typeof written === 'string' ? [written, null] : written
    return new NotedReference({ href, place, kind }, null, said)
  })
  return { ...seen, references }
}
