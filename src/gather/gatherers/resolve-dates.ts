/**
 * Settles the dates of list entries. An entry that has no date at the link, or one without a year, is settled by its
 * article page as far as the number of visits allows; what stays open is said in the raw text.
 */
import type { DatedItem } from '../../evidence/fields.ts'
import { daysBetween, dayFrom, parts, type Day } from '../../kernel/day.ts'
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import { dayWithoutYear } from '../crawl/date-text.ts'
import { urlDay, type PageDate } from '../crawl/read-date.ts'
import type { ListItem } from '../crawl/read-list.ts'

/**
 * Turns list entries of a page into evidence, opening at most `maxArticles` of them: only those that could be newer than the
 * newest entry with a full date, the newest-looking first.
 */
export async function resolveDates(
  items: readonly ListItem[],
  crawl: SiteCrawl,
  foundOn: string,
  maxArticles: number,
): Promise<DatedItem[]> {
  const provisional = (item: ListItem) => item.date ?? urlDay(item.url, crawl.capturedOn)?.day ?? null
  const settled = items.filter((item) => item.date !== null && !item.yearMissing)
  const newest = latest(settled.map((item) => item.date!))
  const candidates = items
    .filter((item) => !settled.includes(item) && !item.opensByScript && crawl.isInternal(item.url))
    .filter((item) => newest === null || (provisional(item) ?? crawl.capturedOn) > newest)
    // Those without any date may be the newest of all; otherwise the newest-looking first.
    .toSorted((a, b) => compareNewest(provisional(a), provisional(b)))
    .slice(0, maxArticles)
  const opened = new Map<ListItem, PageDate | null>()
  await Promise.all(
    candidates.map(async (item) => {
      const { page } = await crawl.visit(item.url, { foundOn, anchorText: item.title.slice(0, 100) })
      const date = page?.date ?? null
      opened.set(item, date && page!.rendered ? { ...date, raw: `${date.raw}（浏览器中所见）` } : date)
    }),
  )
  const yearsAreOld = candidates.some((item) => {
    const date = opened.get(item)
    return item.yearMissing && date && item.date !== null && Math.abs(daysBetween(date.day, item.date)) > 180
  })
  return items.map((item) => settle(item, opened.get(item) ?? null, crawl.capturedOn, yearsAreOld))
}

function settle(item: ListItem, article: PageDate | null, capturedOn: Day, yearsAreOld: boolean): DatedItem {
  const { title, url, rawDate } = item
  if (item.date !== null && !item.yearMissing) return { title, url, date: item.date, dateSource: 'list', rawDate }
  if (item.date !== null) {
    if (article !== null) {
      const date = nearestYear(item.date, article.day, capturedOn)
      return { title, url, date, dateSource: 'list', rawDate: `${rawDate}（未标年份，据文章页“${article.raw}”）` }
    }
    // The list's other entries proved to be of another year: no year can be assumed for this one.
    if (yearsAreOld) return { title, url, date: null, dateSource: null, rawDate: `${rawDate}（未标年份，无法确认）` }
    const note = `${rawDate}（未标年份，按采集日推定为 ${item.date.slice(0, 4)} 年）`
    return { title, url, date: item.date, dateSource: 'list', rawDate: note }
  }
  const known = article ?? (item.opensByScript ? null : urlDay(url, capturedOn))
  if (known === null) return { title, url, date: null, dateSource: null, rawDate: null }
  return { title, url, date: known.day, dateSource: known.source, rawDate: known.raw }
}

/** The day with this month and date that lies nearest to the article's. */
function nearestYear(listed: Day, article: Day, capturedOn: Day): Day {
  const [, month, date] = parts(listed)
  const year = parts(article)[0]
  const days = [year - 1, year, year + 1].flatMap((candidate) => dayFrom(candidate, month, date) ?? [])
  const past = days.filter((day) => day <= capturedOn)
  return (
    past.toSorted((a, b) => Math.abs(daysBetween(a, article)) - Math.abs(daysBetween(b, article)))[0] ??
    dayWithoutYear(month, date, capturedOn) ??
    article
  )
}

/** The latest of days, or `null`. */
export function latest(days: readonly Day[]): Day | null {
  return days.reduce<Day | null>((best, day) => (best === null || day > best ? day : best), null)
}

function compareNewest(a: Day | null, b: Day | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return a > b ? -1 : 1
}
