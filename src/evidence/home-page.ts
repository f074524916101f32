/** The home page as visitors see it: its articles with dates. Feeds WEB-V3. */
import { z } from 'zod'
import { datedItem, instantField } from './fields.ts'

export const homePage = z.object({
  url: z.string(),
  title: z.string(),
  capturedAt: instantField,
  /** Articles linked from the home page, with their dates. */
  items: z.array(datedItem),
  /** Read in a browser, because scripts make the page. */
  rendered: z.literal(true).optional(),
  /** A mere entry page that links to second-level pages only: then those are looked at instead. */
  navigationOnly: z.boolean(),
})
