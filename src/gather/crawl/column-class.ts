/** What a column is for, as far as its name tells. */
import type { ColumnSnapshot } from '../../registry/snapshot.ts'

export type ColumnClass = ColumnSnapshot['class']

/** First match wins: 政策解读 is an interpretation, not a policy; 领导活动 is news about leaders. */
const classNames: readonly (readonly [name: RegExp, kind: ColumnClass])[] = [
  [/解读|图解|一图读懂|问答/, 'interpretation'],
  [/动态|要闻|新闻|快讯|头条|时政|领导活动|工作信息|政务信息$/, 'news'],
  [/公告|公示|通告|通知/, 'notice'],
  [/领导/, 'leaders'],
  [/政策|文件|法规|规章|规范性|政府公报/, 'policy'],
  [/概况|简介|走进|市情|区情|县情/, 'overview'],
  [/机构|职能|职责|部门设置/, 'functions'],
  [/信箱|咨询|留言|互动|投诉|建言|征集|调查|访谈|信访/, 'interaction'],
  [/办事|服务|一网通办|网上政务|办理/, 'services'],
]

/** The class that a column's name tells, `other` when it tells none. */
export function columnClassOf(name: string): ColumnClass {
  return classNames.find(([form]) => form.test(name))?.[1] ?? 'other'
}
