/** Whether a guide only names its legal basis, without its words or a link to them (WEB-D-SVC-4). */
import { plain } from '../crawl/page-reading.ts'
import type { PageSummary } from '../crawl/page-summary.ts'

const named = /《[^》]{2,60}》|[\u4e00-\u9fa5]{2,30}(?:法|条例|办法|规定|细则|意见|通知)(?![\u4e00-\u9fa5])/g
/** Parts of a reference that say nothing of what the rule says. */
const references =
  /[（(][^）)]{0,60}[）)]|〔\d{4}〕\s*\d+\s*号|[\u4e00-\u9fa5]{0,10}令?第?\d+号|第[一二三四五六七八九十百零\d]+[条款项章节]|第[（(][一二三四五六七八九十\d]+[）)]项|等?(?:有关|相关)?(?:法律|法规|规章|政策|文件|规定|要求)+|根据|依据|按照|以及|及其?|和|与|等|的|中|之/g
/** Fewer characters than that besides the names are no content. */
const minContentChars = 15

/** True when the basis has a name, but neither words of the rule nor a link to it. */
export function basisWithoutContent(content: string | undefined, page: PageSummary): boolean {
  if (content === undefined) return false
  const text = plain(content).replace(/\s+/g, '')
  const names = text.match(named)
  if (names === null) return false
  const rest = text
    .replace(named, '')
    .replace(references, '')
    .replace(/[\p{P}\p{S}\d]+/gu, '')
  if (rest.length >= minContentChars) return false
  const titles = names.map((name) => name.replace(/[《》]/g, ''))
  return !page.links.some(({ text: link }) => {
    const shown = link.replace(/\s+/g, '')
    return /查看依据|依据(全文|内容|文本|详情)|法律条文/.test(shown) || titles.some((title) => shown.includes(title))
  })
}
