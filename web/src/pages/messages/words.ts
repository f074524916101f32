/** What 找错留言 are called. The types are the server's: a word that is missing does not compile. */
import type { MessageCategory, MessageStanding } from '../../../../src/messages/message.ts'
import type { Tone } from '../../shell/tag.tsx'

export const categories: Readonly<Record<MessageCategory, string>> = {
  cannotOpen: '内容无法访问',
  wrong: '信息不准确',
  notUpdated: '信息不更新',
  noAnswer: '咨询留言不回复',
  typo: '错别字',
  fake: '虚假伪造内容',
  other: '其他',
}
export const standings: Readonly<Record<MessageStanding, readonly [words: string, tone: Tone]>> = {
  open: ['办理中', 'plain'],
  overdue: ['已逾期', 'bad'],
  answered: ['按期办结', 'good'],
  answeredLate: ['超期办结', 'unsure'],
}
export const actionWords = (action: string): string =>
  ({ 'message.assigned': '转办', 'messages.handedOver': '交接' })[action] ?? action
