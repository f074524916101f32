/** What the HTTP door is given. */
import path from 'node:path'
import type { Kysely } from 'kysely'
import { usualPolicy, type IdentityPolicy } from '../identity/policy.ts'
import type { SetUpCode } from '../identity/set-up.ts'
import { Failure } from '../kernel/failure.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import type { Enqueue } from '../rectification/recheck-case.ts'
import { usualTerms, type Terms } from '../rectification/terms.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import type { DailyBackup } from '../store/backup-schedule.ts'
import type { Safe } from '../store/credentials.ts'
import type { Database } from '../store/database.ts'
import type { ReplayTokens } from './replay/replay-token.ts'
import { enqueueInspections, type Jobs } from '../store/jobs.ts'

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
  /** The queue that runs of campaigns go into; without it none can be started here. */
  readonly jobs?: () => Promise<Jobs>
  /** Whether the installation holds the simulated city: what is opened in it says so. */
  readonly demonstration?: boolean
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
  /** Where pictures of check sheets and proof of units lie; below the archives when absent. */
  readonly attachmentFolder?: string
  /** The replay of archives on its own origin; without it archives can only be downloaded. */
  readonly replay?: ReplayDoor | undefined
  /** Address at which users reach this installation, where that is not what their requests say. */
  readonly publicUrl?: string | undefined
  /** Reverse proxies before this server: so many entries of X-Forwarded-For are believed. */
  readonly proxies?: number
  /** What the pages of the system administrator work on; without it they say that they cannot. */
  readonly installation?: Installation
  /** Epoch milliseconds; for tests. */
  readonly clock?: () => number
}

/** The installation itself: its folder, its server, its queue. */
export interface Installation {
  /** `MINGCHA_HOME`. */
  readonly home: string
  /** Connection string of the database. */
  readonly databaseUrl: string
  /** The settings in force and the usual ones, as `config.json` names them. */
  readonly config: Readonly<Record<string, unknown>>
  readonly usualConfig: Readonly<Record<string, unknown>>
  /** Where backups are written, and which the program makes by itself. */
  readonly backups: { readonly folder: string; readonly daily: DailyBackup | null }
  readonly safe: () => Promise<Safe>
  readonly jobs: () => Promise<Jobs>
}

/** @throws Failure `unavailable.installation` in a program that serves the API alone */
export function installationOf({ installation }: HttpSettings): Installation {
  if (installation) return installation
  throw new Failure('unavailable.installation', '这个进程不能管理本安装', '请用 mingcha serve 提供的地址')
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

/** What puts inspections into the queue. @throws Failure `unavailable.queue` where there is none */
export function queueOf({ jobs }: HttpSettings): Enqueue {
  if (jobs) return async (tx, ids) => enqueueInspections(await jobs(), tx, ids)
  throw new Failure('unavailable.queue', '这里不能发起检查', '请在连接队列的服务上办理')
}

/** How the console opens the replay. */
export interface ReplayDoor {
  readonly tokens: ReplayTokens
  /** Address of the replay origin (`http://host:8611`) for a request that came to `url`. */
  originFor(url: string): string
  /** The same for the console's policy: what it may show in a frame. */
  readonly frameSource: string
}

/** Where pictures and proof lie. */
export function attachmentsOf({ archiveFolder, attachmentFolder }: HttpSettings): string {
  return attachmentFolder ?? path.join(archiveFolder, 'attachments')
}
