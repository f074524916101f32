/** Reachability over IPv6. Feeds WEB-D-FUN-9. Without IPv6 at the prober this kind is missing (`notProvided`). */
import { z } from 'zod'
import { instantField } from './fields.ts'

export const ipv6 = z.object({
  capturedAt: instantField,
  /** AAAA records of the host. */
  addresses: z.array(z.string()),
  /** Whether the home page opened over IPv6, and showed the same content; `null`: not tried. */
  homeOpens: z.boolean().nullable(),
  /** Why it did not open, in Chinese. */
  homeTrouble: z.string().optional(),
  sameContent: z.boolean().nullable(),
  /** Links of the second and third level tried over IPv6. */
  linksChecked: z.number().int().min(0),
  linksOpened: z.number().int().min(0),
  /** Those that did not open, with the reason in Chinese. */
  linksFailed: z.array(z.object({ url: z.string(), reason: z.string() })).optional(),
})
