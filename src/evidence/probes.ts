/** Availability probes of the home page over a week. Feeds WEB-V2. */
import { z } from 'zod'
import { instantField } from './fields.ts'

/**
 * `failed`: not open within the limit or an error; `blocked`: our own access was refused by a firewall;
 * `maintenance`: a registered temporary shutdown. Only `opened` and `failed` count towards the share.
 */
export const probeOutcomes = ['opened', 'failed', 'blocked', 'maintenance'] as const

export const probe = z.object({
  at: instantField,
  outcome: z.enum(probeOutcomes),
  /** Time until the page was complete; `null` when it never was. */
  elapsedMs: z.number().min(0).nullable(),
  detail: z.string(),
})

export const probes = z.object({ probes: z.array(probe) })
export type Probe = z.output<typeof probe>
