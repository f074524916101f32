/** 互动交流: channels and the messages they show. Feeds WEB-V5.1, WEB-V5.2 and WEB-D-INT-3. */
import { z } from 'zod'
import { capsField, dayField, instantField } from './fields.ts'

/** 咨询建言 · 网上信访 · 纪检举报 · 在线访谈 · 调查征集 */
const channelKinds = ['consultation', 'petition', 'discipline', 'interview', 'survey'] as const

const channel = z.object({
  name: z.string(),
  url: z.string(),
  kind: z.enum(channelKinds),
  /** `closed`: the page says so or has no form; `unreadable`: nobody can tell from outside. */
  state: z.enum(['open', 'closed', 'unreadable']),
})

const message = z.object({
  title: z.string(),
  url: z.string().nullable(),
  channel: z.enum(channelKinds),
  submittedOn: dayField.nullable(),
  answeredOn: dayField.nullable(),
  answeredBy: z.string().nullable(),
  hasAnswer: z.boolean(),
  /** Whether it is a valid message (有效留言): a person says so; `null`: nobody has. */
  valid: z.boolean().nullable(),
  /** `list`: only its row was read, which need not show every field; absent: its own page was. */
  readFrom: z.enum(['page', 'list']).optional(),
})

export const messages = z.object({
  capturedAt: instantField,
  /** The public list shows published messages only; an export of the back end shows all. */
  source: z.enum(['published', 'export']),
  channels: z.array(channel),
  list: z.object({ state: z.enum(['read', 'none', 'unreadable']), url: z.string().nullable() }),
  statistics: z.enum(['present', 'none', 'unreadable']),
  entries: z.array(message),
  caps: capsField,
})
export type Message = z.output<typeof message>
export type Channel = z.output<typeof channel>
