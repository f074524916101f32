/** What the HTTP door is given. */
import type { Kysely } from 'kysely'
import { usualPolicy, type IdentityPolicy } from '../identity/policy.ts'
import type { SetUpCode } from '../identity/set-up.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import type { Database } from '../store/database.ts'

export interface HttpSettings {
  readonly db: Kysely<Database>
  /** Folder of the web archives. */
  readonly archiveFolder: string
  /** 节假日安排; the program's own when absent. */
  readonly calendar?: HolidayCalendar
  /** Host names besides loopback that may stand in the Host header. */
  readonly hostNames: readonly string[]
  /** Folder of the built console; without it there is only the API. */
  readonly consoleFolder?: string
  /** Rules of signing in; the usual ones when absent. */
  readonly identity?: IdentityPolicy
  /** With it the first administrator of an empty installation is made. */
  readonly setUpCode?: SetUpCode | null
  /** Whether users come over TLS: cookies are for TLS only then. */
  readonly secure?: boolean
  /** Epoch milliseconds; for tests. */
  readonly clock?: () => number
}

export function policyOf({ identity = usualPolicy }: HttpSettings): IdentityPolicy {
  return identity
}

/** The instant of a request. */
export function nowOf({ clock = Date.now }: HttpSettings): string {
  return new Date(clock()).toISOString()
}
