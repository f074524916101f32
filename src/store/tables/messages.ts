/** Tables of 找错留言. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Day } from '../../kernel/day.ts'
import type { Instant } from './instant.ts'

export interface MessageTables {
  message: MessageTable
  messageHandler: MessageHandlerTable
}

interface MessageTable {
  id: Generated<number>
  number: string
  siteId: number
  category: string
  content: string
  pageUrl: string | null
  receivedAt: Instant
  valid: boolean | null
  answeredAt: Instant | null
  answer: string
  unitId: number
  handler: string | null
  dueOn: Day
  /** Number and content, folded by the database for searching. */
  searchText: GeneratedAlways<string>
}

interface MessageHandlerTable {
  unitId: number
  handler: string
}
