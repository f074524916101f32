/** What the HTTP door is given. */
import type { Kysely } from 'kysely'
import { usualPolicy, type IdentityPolicy } from '../identity/policy.ts'
import type { SetUpCode } from '../identity/set-up.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import type { Enqueue } from '../rectification/recheck-case.ts'
import { usualTerms, type Terms } from '../rectification/terms.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import { Failure } from '../kernel/failure.ts'
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
  /** Working days and other terms of rectification; the usual ones when absent. */
  readonly terms?: Terms
  /** Most bytes of one file that is handed in as proof. */
  readonly attachmentBytes?: number
  /** Puts inspections into the queue; without one nothing can be inspected anew from here. */
  readonly enqueue?: Enqueue
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

export function calendarOf({ calendar = announcedHolidays }: HttpSettings): HolidayCalendar {
  return calendar
}

export function termsOf(settings: HttpSettings): Terms {
  return settings.terms ?? { ...usualTerms, calendar: calendarOf(settings) }
}

/** @throws Failure `unavailable.queue` where nothing can be put into the queue */
export function queueOf({ enqueue }: HttpSettings): Enqueue {
  if (enqueue) return enqueue
  throw new Failure('unavailable.queue', '这里不能发起检查', '请在连接队列的服务上办理')
}
