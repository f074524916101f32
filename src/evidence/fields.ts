/** Field types that several kinds of evidence share. */
import { z } from 'zod'
import { parseDay, type Day } from '../kernel/day.ts'

/** A Shanghai calendar day as `YYYY-MM-DD`. */
export const dayField = z.string().transform((text, context): Day => {
  const day = parseDay(text)
  if (day !== null) return day
  context.addIssue({ code: 'custom', message: `not a calendar day: ${text}` })
  return z.NEVER
})

/** An instant: ISO 8601 with zone. */
export const instantField = z.iso.datetime({ offset: true })

/**
 * Where a date was read: `meta` and `url` are weaker than what a visitor sees (`visible`, `list`), because content
 * systems write the page's generation time into meta tags.
 */
export const dateSources = ['visible', 'list', 'time', 'meta', 'url'] as const

/** A link to an article with the date that stands at it, and the raw text the date was read from. */
export const datedItem = z.object({
  title: z.string(),
  url: z.string(),
  /** `null`: no visible date; counts as not updated (PROC-11). */
  date: dayField.nullable(),
  dateSource: z.enum(dateSources).nullable(),
  rawDate: z.string().nullable(),
})
export type DatedItem = z.output<typeof datedItem>

/** Caps that were reached while gathering, in Chinese; absent: none was. */
export const capsField = z.array(z.string()).optional()
