/** The address under which a site answers. Feeds WEB-D-FUN-1. */
import { z } from 'zod'
import { instantField } from './fields.ts'

export const domain = z.object({
  capturedAt: instantField,
  /** Host that was asked for, in ASCII form (`xn--…`). */
  host: z.string(),
  /** Host that answered after redirects; `null`: none did. */
  finalHost: z.string().nullable(),
})
