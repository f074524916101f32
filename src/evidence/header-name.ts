/** The site's name in the header of pages. Feeds WEB-D-FUN-1. */
import { z } from 'zod'
import { instantField } from './fields.ts'

export const headerName = z.object({
  capturedAt: instantField,
  pages: z.array(
    z.object({
      url: z.string(),
      isHome: z.boolean(),
      /** Text or alternative text of the logo; `null`: no name in the header. */
      name: z.string().nullable(),
    }),
  ),
})
