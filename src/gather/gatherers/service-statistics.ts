/** Service statistics evidence: the page that counts handled matters, and how new it is. */
import type { Day } from '../../kernel/day.ts'
import { latest } from './resolve-dates.ts'
import { isAttachment } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import type { Gatherer } from './gatherer.ts'
import { isGone } from './is-gone.ts'
import { periodEnds } from './period-ends.ts'
import { findServiceHall } from './service-hall.ts'

const names =
  /(办事|办件|服务|审批|受理|办理|业务)[\u4e00-\u9fa5]{0,4}(统计|量公示|量公开)|(办件|受理)(量|情况|公示|公开)|统计(办件|办事)/
const maxPages = 3

/** Looks for statistics among the columns, on the home page and on the pages of the service hall. */
export const gatherServiceStatistics: Gatherer<'serviceStatistics'> = async (context) => {
  const { crawl, home, columns, monitorPoint } = context
  const { capturedAt, capturedOn } = crawl
  const hall = await findServiceHall(context)
  const named = columns.filter(({ name }) => names.test(name)).map(({ name, url }) => ({ text: name, address: url }))
  const linked = [home, ...hall.pages].flatMap(({ links }) =>
    links.filter(
      ({ text, address }) => text.length <= 20 && names.test(text.replace(/\s+/g, '')) && !isAttachment(address),
    ),
  )
  const doors = [...new Map([...named, ...linked].map((door) => [door.address, door])).values()].slice(0, maxPages)
  const visits = await Promise.all(
    doors.map(({ address, text }) => crawl.visit(address, { foundOn: hall.url ?? home.url, anchorText: text })),
  )
  const pages = visits.flatMap(({ page }) => (page === null || page.scriptFilled ? [] : [page]))
  const url = pages[0]?.url ?? doors[0]?.address ?? null
  if (pages.length > 0) {
    const days = pages.flatMap((page) => daysOf(page, capturedOn))
    const before = monitorPoint === undefined ? null : latest(days.filter((day) => day <= monitorPoint))
    return { value: { capturedAt, state: 'read', url, newest: before ?? latest(days) } }
  }
  const gone = visits.every(isGone)
  const unseen = visits.length > 0 ? !gone : home.scriptFilled || hall.itemCount === null
  return { value: { capturedAt, state: unseen ? 'unreadable' : 'none', url, newest: null } }
}

/** Days of publication: of its entries, else of the page, else the ends of the periods that it counts. */
function daysOf(page: PageSummary, capturedOn: Day): Day[] {
  const listed = page.items.flatMap(({ date, yearMissing }) => (date === null || yearMissing ? [] : [date]))
  if (listed.length > 0) return listed
  const periods = periodEnds(page.text, capturedOn)
  if (periods.length > 0) return periods
  return page.date === null ? [] : [page.date.day]
}
