/**
 * What several sources say about the day an article was published (regulation 1.3, WEB-V1.5): where they disagree,
 * somebody may have written a later day on an old article. Feeds WEB-V1.5; a person confirms.
 */
import { z } from 'zod'
import { dayField, instantField } from './fields.ts'

/**
 * `list` and `visible` are what a visitor is told; `meta`, `url` and `lastModified` stand behind it; `seenBefore` is the
 * day that was first shown to an inspection at the same address; `missedBefore` the last day on which an inspection read the
 * list and did not find the article, where by its day it would have stood.
 */
export const dateClaimSources = [
  'list',
  'visible',
  'meta',
  'url',
  'lastModified',
  'seenBefore',
  'missedBefore',
] as const

const dateClaim = z.object({ source: z.enum(dateClaimSources), day: dayField, raw: z.string() })

const claimedArticle = z.object({
  title: z.string(),
  url: z.string(),
  column: z.string(),
  claims: z.array(dateClaim),
})

export const dateClaims = z.object({ capturedAt: instantField, articles: z.array(claimedArticle) })
export type ClaimedArticle = z.output<typeof claimedArticle>
