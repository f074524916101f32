/** Links that were checked and those that do not work. Below veto level here; feeds WEB-D-FUN-3 later. */
import { z } from 'zod'
import { instantField } from './fields.ts'

/** `blocked` is a firewall challenge, `unchecked` has a stated reason; neither counts against the site. */
export const linkOutcomes = ['ok', 'broken', 'blocked', 'slow', 'unreachable', 'unchecked'] as const

export const linkFinding = z.object({
  url: z.string(),
  /** Page that carries the link. */
  foundOn: z.string(),
  anchorText: z.string(),
  outcome: z.enum(linkOutcomes),
  /** HTTP status, when there was an answer. */
  status: z.number().int().nullable(),
  reason: z.string(),
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
})
export type LinkFinding = z.output<typeof linkFinding>
