/** What delivery is given. */
import type { Safe } from '../store/credentials.ts'
import type { SendingHours } from './sending-hours.ts'

export interface DeliverySettings {
  readonly hours: SendingHours
  /** Where this installation is read by units, without a slash at the end; `null`: nowhere yet. */
  readonly publicUrl: string | null
  readonly safe: Safe
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Who does it: host and process. */
  readonly worker: string
}

/** Who did something and when. */
export interface By {
  readonly actor: string
  /** ISO instant. */
  readonly at: string
}

/** The page of a dispatch; `null` when units cannot reach this installation. */
export function dispatchLink(publicUrl: string | null, dispatchId: number): string | null {
  return publicUrl === null ? null : `${publicUrl}/delivery/${dispatchId}`
}
