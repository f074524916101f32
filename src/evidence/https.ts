/** HTTPS of a site. No clause of 2019 asks for it; shown beside the results. */
import { z } from 'zod'
import { dayField, instantField } from './fields.ts'

export const https = z.object({
  capturedAt: instantField,
  /** `invalid`: a certificate that browsers refuse; `none`: nothing answers on HTTPS. */
  state: z.enum(['valid', 'invalid', 'none']),
  /** Whether plain HTTP leads there. */
  redirected: z.boolean(),
  expiresOn: dayField.nullable(),
  detail: z.string(),
})
