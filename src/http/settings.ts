/** What the HTTP door is given. */
import type { Tx } from '../store/database.ts'

export interface HttpSettings {
  readonly db: Tx
  /** Folder of the web archives. */
  readonly archiveFolder: string
  /** Host names besides loopback that may stand in the Host header. */
  readonly hostNames: readonly string[]
}
