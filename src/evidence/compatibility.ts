/** How pages look in a browser at several widths. Feeds WEB-D-FUN-8. Without a browser this kind is missing (`notProvided`). */
import { z } from 'zod'
import { instantField } from './fields.ts'

/**
 * `blank`: nothing to see; `overflow`: wider than the window; `overlapped`: texts lie upon each other; `covered`: something
 * lies on the whole page; `hidden`: main text that other widths show is missing; `glyphs`: boxes or question marks instead
 * of characters.
 */
export const displayFaults = ['blank', 'overflow', 'overlapped', 'covered', 'hidden', 'glyphs'] as const

const page = z.object({
  url: z.string(),
  kind: z.enum(['home', 'column', 'article']),
  /** Why the browser did not show it, in Chinese; `null` when it did. A page that was not shown has no widths. */
  notShown: z.string().nullable(),
  /** Errors of the page's scripts that nobody caught, as the browser words them. */
  scriptErrors: z.array(z.string()),
  widths: z.array(
    z.object({
      /** CSS pixels. */
      width: z.number().int().min(1),
      faults: z.array(z.object({ kind: z.enum(displayFaults), detail: z.string() })),
    }),
  ),
})

export const compatibility = z.object({
  capturedAt: instantField,
  /** Home page, one column, one article, as far as the site has them. */
  pages: z.array(page),
})
export type DisplayedPage = z.output<typeof page>
