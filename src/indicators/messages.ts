/** Messages and channels for conformance cases. */
import type { Evidence } from '../evidence/evidence.ts'
import type { Channel, Message } from '../evidence/messages.ts'
import { capturedAt, dayOrNone, home } from './example.ts'

/** A working consultation channel with these messages. */
export function exampleMessages(entries: Message[], change: Partial<Evidence['messages']> = {}): Evidence['messages'] {
  return {
    capturedAt,
    source: 'published',
    channels: [exampleChannel('consultation', 'open')],
    list: { state: 'read', url: `${home}hdjl/` },
    statistics: 'present',
    entries,
    ...change,
  }
}

export function exampleChannel(kind: Channel['kind'], state: Channel['state']): Channel {
  return { name: '咨询建言', url: `${home}hdjl/zxjy/`, kind, state }
}

/** A message of one day, answered on another or not at all. */
export function exampleMessage(
  submittedOn: string | null,
  answeredOn: string | null,
  change: Partial<Message> = {},
): Message {
  return {
    title: '示例留言',
    url: `${home}hdjl/1.html`,
    channel: 'consultation',
    submittedOn: dayOrNone(submittedOn),
    answeredOn: dayOrNone(answeredOn),
    answeredBy: answeredOn === null ? null : '示例局',
    hasAnswer: answeredOn !== null,
    valid: null,
    ...change,
  }
}
