/** The site's own search, tried with titles that were published. Feeds WEB-D-FUN-5. */
import { z } from 'zod'
import { instantField } from './fields.ts'

const searchSample = z.object({
  title: z.string(),
  url: z.string(),
  /** `unreadable`: the answer could not be read, which is no fault of the site. */
  outcome: z.enum(['found', 'notFound', 'unreadable']),
})

export const siteSearch = z.object({
  capturedAt: instantField,
  /** `unreadable`: there is a search, but it needs a browser or refuses us. */
  entry: z.enum(['present', 'none', 'unreadable']),
  url: z.string().nullable(),
  samples: z.array(searchSample),
})
export type SearchSample = z.output<typeof searchSample>
