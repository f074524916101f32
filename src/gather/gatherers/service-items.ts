/** The service items that a page offers: links named like matters to be handled, or rows with a button 办事指南. */
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import { plain } from '../crawl/page-reading.ts'
import type { PageSummary } from '../crawl/page-summary.ts'

export interface ServiceItem {
  readonly name: string
  /** Address of its guide. */
  readonly url: string
}

const matters =
  /许可|备案|登记|申领|申请|申报|认定|审批|核准|确认|给付|补贴|补助|津贴|证明|开具|办理|变更|注销|核发|换发|补发|年检|年审|审核|审查|缴费|缴纳|报名|预约|裁决|奖励|征收|检验|检定|鉴定|评定|报备|领取|发放|签发|公证|换证|执照|资格|资质|户口|身份证|社保|公积金|入学|援助|转移|提取|退税|开户|迁移|落户|救助|减免|抵押|过户|查询/
const noItems =
  /ICP|公安备案|网安备|公告|公示|通知|通告|动态|平台|系统|统计|目录|清单|更多|中心|常见问题|投诉|咨询|指南$|(办件|办事|办理)(结果|进度|查询)|依申请公开|信息公开|站内|^(在线|网上|立即|我要|预约)?(办理|申请|申报|预约|查询)$|^(登录|注册)/
const buttons = /^(查看|阅读)?(办事|服务|办理)指南(详情)?$/
const [minNameChars, maxNameChars] = [4, 60]

/** Items in the order of the page; `exclude` holds the keys of addresses that are known to be something else. */
export function serviceItems(page: PageSummary, exclude: ReadonlySet<string>): ServiceItem[] {
  const items = new Map<string, ServiceItem>()
  const dated = new Set(page.items.filter(({ date }) => date !== null).map(({ url }) => addressKey(url)))
  const own = addressKey(page.url)
  for (const { address, text, start, furniture } of page.links) {
    const key = addressKey(address)
    if (furniture || key === own || exclude.has(key) || dated.has(key) || isAttachment(address)) continue
    const words = plain(text).replace(/\s+/g, ' ')
    if (buttons.test(words)) {
      const name = nameBefore(page.text, start)
      if (name === null) continue
      for (const [known, item] of items) if (item.name === name) items.delete(known)
      items.set(key, { name, url: address })
    } else if (isItemName(words) && !items.has(key) && ![...items.values()].some(({ name }) => name === words)) {
      items.set(key, { name: words, url: address })
    }
  }
  return [...items.values()]
}

function isItemName(name: string): boolean {
  return name.length >= minNameChars && name.length <= maxNameChars && matters.test(name) && !noItems.test(name)
}

/** The name of the row in which a button stands. */
function nameBefore(text: string, position: number): string | null {
  const cells = text.slice(Math.max(0, position - 200), position).split(/[\n\u0001]/)
  const name = cells.map((cell) => cell.replace(/^\s*\d+[.、\s]*/, '').trim()).findLast((cell) => isItemName(cell))
  return name ?? null
}
