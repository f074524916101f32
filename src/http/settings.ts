/** What the HTTP door is given. */
import type { HolidayCalendar } from '../kernel/working-days.ts'
import type { Tx } from '../store/database.ts'

export interface HttpSettings {
  readonly db: Tx
  /** Folder of the web archives. */
  readonly archiveFolder: string
  /** 节假日安排; the program's own when absent. */
  readonly calendar?: HolidayCalendar
  /** Host names besides loopback that may stand in the Host header. */
  readonly hostNames: readonly string[]
  /** Folder of the built console; without it there is only the API. */
  readonly consoleFolder?: string
}
