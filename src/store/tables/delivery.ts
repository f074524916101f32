/** Tables of from the outbox to the reader. */
import type { Generated } from 'kysely'
import type { Day } from '../../kernel/day.ts'
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface DeliveryTables {
  outbox: OutboxTable
  channel: ChannelTable
  recipient: RecipientTable
  dispatch: DispatchTable
  dispatchItem: DispatchItemTable
  messageTemplate: MessageTemplateTable
}

interface OutboxTable {
  id: Generated<number>
  kind: string
  recipientUnitId: number | null
  subject: string
  text: string
  severity: string
  dedupeKey: string
  createdAt: Instant
  state: Generated<string>
  variables: Json<Record<string, string>>
}

interface ChannelTable {
  id: Generated<number>
  name: string
  kind: string
  settings: Json<unknown>
  active: Generated<boolean>
  used: Json<{ readonly times: readonly number[] }>
  asleepUntil: Instant | null
  asleepReason: Generated<string>
  leaseBy: string | null
  leaseUntil: Instant | null
}

interface RecipientTable {
  id: Generated<number>
  channelId: number
  unitId: number | null
  everyUnit: Generated<boolean>
  address: Generated<string>
  kinds: string[] | null
}

interface DispatchTable {
  id: Generated<number>
  key: Generated<string>
  channelId: number
  address: string
  unitId: number | null
  severe: boolean
  digestOn: Day | null
  state: Generated<string>
  notBefore: Instant
  attempts: Generated<number>
  uncertain: Generated<boolean>
  lastError: Generated<string>
  subject: string | null
  text: string | null
  createdAt: Instant
  startedAt: Instant | null
  acceptedAt: Instant | null
  receipt: Generated<string>
  readAt: Instant | null
  readBy: string | null
  resendOf: number | null
}

interface DispatchItemTable {
  dispatchId: number
  outboxId: number
  channelId: number
  address: string
  resent: Generated<boolean>
}

interface MessageTemplateTable {
  kind: string
  subject: string
  body: string
  author: string
  storedAt: Instant
}
