/**
 * Date claim evidence: the newest articles of the columns that must be kept up, and those that are suspect, because their
 * address or an earlier inspection tells another day than the list, each with every day that is claimed for it.
 */
import type { ClaimedArticle } from '../../evidence/date-claims.ts'
import type { DatedItem } from '../../evidence/fields.ts'
import { daysBetween, type Day } from '../../kernel/day.ts'
import { readDateText } from '../crawl/date-text.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { metaNames, urlDay } from '../crawl/read-date.ts'
import type { Gatherer, GatherContext } from './gatherer.ts'

/** Articles that are opened: all suspects first, then the newest of each column. */
const [maxArticles, newestPerColumn] = [40, 2]

interface Candidate {
  readonly item: DatedItem
  readonly column: { readonly name: string; readonly url: string }
  /** How far the day of the list is from what the address and earlier inspections tell, in days; 0 when they tell nothing. */
  readonly ahead: number
}

/** Opens the chosen articles and writes down what each source claims. */
export const gatherDateClaims: Gatherer<'dateClaims'> = async (context) => {
  const chosen = await candidates(context)
  const articles = await Promise.all(chosen.map((candidate) => readClaims(candidate, context)))
  return { value: { capturedAt: context.crawl.capturedAt, articles: articles.filter((one) => one !== null) } }
}

async function candidates({ columnEvidence, crawl, earlier }: GatherContext): Promise<Candidate[]> {
  const { columns } = await columnEvidence
  const all = columns
    .filter(({ updateDuty }) => updateDuty)
    .flatMap((column) =>
      column.items
        .filter(({ date, url }) => date !== null && crawl.isInternal(url) && !isAttachment(url))
        .map((item, index): Candidate & { index: number } => {
          const ahead = Math.max(aheadOfAddress(item, crawl), aheadOfEarlier(item, column.url, earlier))
          return { item, column, index, ahead }
        }),
    )
    .filter(({ ahead, index }) => ahead > 0 || index < newestPerColumn)
    .toSorted((a, b) => b.ahead - a.ahead || a.index - b.index)
  return [...new Map(all.map((entry) => [addressKey(entry.item.url), entry])).values()].slice(0, maxArticles)
}

function aheadOfAddress({ url, date }: DatedItem, { capturedOn }: GatherContext['crawl']): number {
  const written = urlDay(url, capturedOn)
  return written === null ? 0 : Math.max(0, daysBetween(written.day, date!))
}

function aheadOfEarlier(item: DatedItem, column: string, earlier: GatherContext['earlier']): number {
  const shown = earlier.firstShown(item.url)
  const missed = earlier.missedOn(column, item)
  return Math.max(
    shown === null ? 0 : daysBetween(shown.date, item.date!),
    missed === null ? 0 : daysBetween(item.date!, missed),
    0,
  )
}

async function readClaims({ item, column }: Candidate, context: GatherContext): Promise<ClaimedArticle | null> {
  const { crawl, earlier } = context
  const { page } = await crawl.visit(item.url, { foundOn: column.url, anchorText: item.title.slice(0, 100) })
  if (page === null) return null
  const claims: ClaimedArticle['claims'] = []
  const claim = (source: ClaimedArticle['claims'][number]['source'], day: Day | undefined, raw: string) => {
    if (day !== undefined) claims.push({ source, day, raw: raw.slice(0, 200) })
  }
  if (item.dateSource === 'list') claim('list', item.date ?? undefined, item.rawDate ?? '')
  if (page.date?.source === 'visible') claim('visible', page.date.day, page.date.raw)
  const meta = metaDate(page, crawl.capturedOn)
  claim('meta', meta?.day, meta?.raw ?? '')
  const url = urlDay(page.url, crawl.capturedOn)
  claim('url', url?.day, url?.raw ?? '')
  const modified = page.lastModified === null ? null : readDateText(page.lastModified, crawl.capturedOn)
  claim('lastModified', modified?.day, page.lastModified ?? '')
  const before = earlier.firstShown(item.url)
  if (before !== null) claim('seenBefore', before.date, `${before.seenOn} 检查时为 ${before.date}`)
  const missedOn = earlier.missedOn(column.url, item)
  if (missedOn !== null) claim('missedBefore', missedOn, `${missedOn} 检查时列表中没有这一篇`)
  return { title: item.title.slice(0, 200), url: item.url, column: column.name, claims }
}

function metaDate({ metaTags }: PageSummary, capturedOn: Day): { day: Day; raw: string } | null {
  for (const name of metaNames) {
    for (const { name: own, content } of metaTags) {
      const read = own.toLowerCase() === name ? readDateText(content, capturedOn) : null
      if (read !== null) return { day: read.day, raw: content }
    }
  }
  return null
}
