/** Links that were checked and those that do not work. Below veto level here; feeds WEB-D-FUN-3 later. */
import { z } from 'zod'
import { instantField } from './fields.ts'
import { linkErrors, linkOutcomes, type LinkErrorClass } from './link-errors.ts'
import { linkHistory } from './link-history.ts'

export const linkStep = z.object({
  url: z.string(),
  /** HTTP status; `null` when there was no answer. */
  status: z.number().int().nullable(),
  /** How this step was come to: the link itself, a redirect of the server, a meta refresh or a script of the page. */
  via: z.enum(['link', 'redirect', 'refresh', 'script']),
})
export type LinkStep = z.output<typeof linkStep>

export const linkPlace = z.object({
  page: z.string(),
  /** Text of the link, or what stands for it; empty for resources. */
  text: z.string(),
  /** Element and attribute, e.g. `a[href]`, `img[srcset]`, `style url()`. */
  place: z.string(),
})
export type LinkPlace = z.output<typeof linkPlace>

export const linkFinding = z.object({
  url: z.string(),
  /** First page that carries the link. */
  foundOn: z.string(),
  anchorText: z.string(),
  /** `unchecked` has a stated reason and, like `blocked`, does not count against the site. */
  outcome: z.enum(linkOutcomes),
  /** HTTP status, when there was an answer. */
  status: z.number().int().nullable(),
  reason: z.string(),
  error: z.enum(Object.keys(linkErrors) as [LinkErrorClass, ...LinkErrorClass[]]),
  /** Every answer on the way, the last one included. */
  chain: z.array(linkStep),
  /** Milliseconds on the network; `null` when nothing was asked. */
  elapsedMs: z.number().int().nullable(),
  /** The address that was probably meant; `null` when nothing tells one. */
  suggestion: z.string().nullable(),
  /** Where the link stands, at most 100 places, in the order in which they were found. */
  places: z.array(linkPlace),
  /** Further places that are not listed. */
  morePlaces: z.number().int(),
  /** Links that failed: how often and since when. Absent in evidence of before failures were counted. */
  history: linkHistory.optional(),
})

export const links = z.object({
  capturedAt: instantField,
  pagesRead: z.number().int(),
  linksChecked: z.number().int(),
  /** Why the crawl ended: all pages read, or a stated limit. */
  stoppedBecause: z.string(),
  counts: z.record(z.enum(linkOutcomes), z.number().int()),
  /** Every link whose outcome is not `ok`. */
  findings: z.array(linkFinding),
  /** Links to a place within a page that has no such place; a warning. */
  anchors: z.array(linkPlace.extend({ url: z.string() })),
  /** What is odd about pages that work, e.g. a wrong charset declaration, in Chinese. */
  warnings: z.array(z.object({ url: z.string(), message: z.string() })),
  /** By which written authority addresses were visited that robots.txt forbids, and how many; absent without one. */
  robotsAuthority: z
    .object({ documentNumber: z.string(), authority: z.string(), addresses: z.number().int().min(0) })
    .optional(),
})
export type LinkFinding = z.output<typeof linkFinding>
