/** Meta tags of sampled pages (regulation 2.7). Feeds WEB-D-FUN-7. */
import { z } from 'zod'
import { instantField } from './fields.ts'

const pageKinds = ['home', 'column', 'article'] as const

const taggedPage = z.object({
  url: z.string(),
  kind: z.enum(pageKinds),
  /** Content by name as written in the page; names are compared without regard to case, empty content is missing. */
  tags: z.record(z.string(), z.string()),
})

export const metaTags = z.object({ capturedAt: instantField, pages: z.array(taggedPage) })
export type TaggedPage = z.output<typeof taggedPage>
