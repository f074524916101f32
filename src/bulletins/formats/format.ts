/** What every format of a bulletin is. The same bulletin always gives the same bytes. */
import type { Bulletin } from '../bulletin.ts'

export interface BulletinFormat {
  readonly id: string
  /** File extension without the dot. */
  readonly extension: string
  readonly mediaType: string
  /** Name for readers. */
  readonly label: string
  render(bulletin: Bulletin): Promise<Uint8Array>
}
