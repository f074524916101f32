/** All channels. */
import type { Channel } from '../channel.ts'
import dingtalk from './dingtalk.ts'
import email from './email.ts'
import feishu from './feishu.ts'
import file from './file.ts'
import webhook from './webhook.ts'
import wecom from './wecom.ts'

export const channels: readonly Channel[] = [email, wecom, dingtalk, feishu, webhook, file]

/** The channel of a kind; `null` when this program has none. */
export function channelOf(kind: string): Channel | null {
  return channels.find(({ id }) => id === kind) ?? null
}
