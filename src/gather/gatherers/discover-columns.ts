/** Finds the columns of a site that no register describes: links of the home page that are named like columns. */
import type { ColumnSnapshot } from '../../registry/snapshot.ts'
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { looksLikeArticle } from '../crawl/read-list.ts'

type ColumnClass = ColumnSnapshot['class']

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
const kept: ReadonlySet<ColumnClass> = new Set(['news', 'notice', 'policy', 'interpretation'])
const maxColumns = 30

/** The class that a column's name tells, `other` when it tells none. */
export function columnClassOf(name: string): ColumnClass {
  return classNames.find(([form]) => form.test(name))?.[1] ?? 'other'
}

/** The columns that the home page links to by name, at most 30. Level is 1: a home page shows first-level columns. */
export function discoverColumns(home: PageSummary, crawl: SiteCrawl): ColumnSnapshot[] {
  const columns = new Map<string, ColumnSnapshot>()
  const articles = new Set(home.items.filter((item) => item.date !== null).map((item) => addressKey(item.url)))
  for (const { address, text } of home.links) {
    const name = text.replace(/\s+/g, '').replace(/[>》»]+$/, '')
    const kind = columnClassOf(name)
    if (columns.size >= maxColumns || name.length < 2 || name.length > 10 || kind === 'other') continue
    const key = addressKey(address)
    if (!crawl.isInternal(address) || isAttachment(address) || articles.has(key) || columns.has(key)) continue
    if (key === addressKey(home.url) || (looksLikeArticle(address) && name.length > 6)) continue
    columns.set(key, { name, url: address, class: kind, level: 1, onHome: true, updateDuty: kept.has(kind) })
  }
  return [...columns.values()]
}
