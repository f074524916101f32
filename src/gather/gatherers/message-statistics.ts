/** Whether statistics of messages received and answered are published (WEB-D-INT-3). */
import type { Evidence } from '../../evidence/evidence.ts'
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import { isAttachment } from '../crawl/link-address.ts'
import { plain } from '../crawl/page-reading.ts'
import type { PageSummary } from '../crawl/page-summary.ts'

const counted =
  /(收到|收件|来信|受理|办理|办结|答复|回复|处理|留言)(网民)?(留言|信件|来信|咨询)?(总?数|量)?[ :：为共]{0,3}\d+ ?(件|条|封|个|次)?|(答复|回复|办结|满意)率[ :：为]{0,3}\d/
const links =
  /(留言|信件|来信|信箱|咨询|办理|受理|答复|回复|互动|诉求|办件)[\u4e00-\u9fa5]{0,4}统计|统计(分析|数据|公开|信息)|^(数据)?统计$/
const maxPages = 2

/** Looks on the pages of 互动交流, then at what they call statistics. */
export async function findStatistics(
  pages: readonly PageSummary[],
  crawl: SiteCrawl,
): Promise<Evidence['messages']['statistics']> {
  if (pages.some(hasCounts)) return 'present'
  const doors = pages.flatMap((page) =>
    page.links
      .filter(({ text, address }) => links.test(text.replace(/\s+/g, '')) && !isAttachment(address))
      .map((link) => ({ ...link, foundOn: page.url })),
  )
  const unique = [...new Map(doors.map((door) => [door.address, door])).values()].slice(0, maxPages)
  const visits = await Promise.all(
    unique.map(({ address, text, foundOn }) => crawl.visit(address, { foundOn, anchorText: text })),
  )
  const read = visits.flatMap(({ page }) => (page === null ? [] : [page]))
  if (read.some((page) => hasCounts(page) || (/\d/.test(plain(page.text)) && links.test(page.title)))) return 'present'
  const unseen = visits.some(({ page, missing }) => (page === null ? missing !== 'unreadable' : page.scriptFilled))
  return unseen || pages.some(({ scriptFilled }) => scriptFilled) ? 'unreadable' : 'none'
}

/** At least two counts: 收到留言 12 件, 答复 11 件. One alone may be the number of a message. */
function hasCounts({ text }: PageSummary): boolean {
  const found = plain(text).matchAll(new RegExp(counted, 'g'))
  return [...found].length >= 2
}
