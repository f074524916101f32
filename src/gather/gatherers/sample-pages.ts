/** The pages that stand for a site where a clause asks for "sampled pages": home, columns of every class, newest articles. */
import type { PageSummary } from '../crawl/page-summary.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import type { GatherContext } from './gatherer.ts'

export interface SampledPage {
  readonly kind: 'home' | 'column' | 'article'
  readonly page: PageSummary
}

const [maxColumns, maxArticles] = [6, 6]

/** The same pages for every kind of evidence: the first column of each class, and the newest article of each list. */
export async function samplePages({ home, columns, columnEvidence, crawl }: GatherContext): Promise<SampledPage[]> {
  const classes = new Set<string>()
  const chosen = columns
    .filter(({ class: kind }) => !classes.has(kind) && classes.add(kind) !== undefined)
    .slice(0, maxColumns)
  const evidence = await columnEvidence
  const articles = evidence.columns.flatMap(({ items, url }) => {
    const newest = items.find((item) => crawl.isInternal(item.url) && !isAttachment(item.url))
    return newest === undefined ? [] : [{ url: newest.url, foundOn: url, anchorText: newest.title.slice(0, 100) }]
  })
  const visit = async (kind: SampledPage['kind'], url: string, foundOn: string, anchorText: string) => {
    const { page } = await crawl.visit(url, { foundOn, anchorText })
    return page !== null && crawl.isInternal(page.url) ? [{ kind, page }] : []
  }
  const visited = await Promise.all([
    ...chosen.map(({ url, name }) => visit('column', url, home.url, name)),
    ...articles.slice(0, maxArticles).map(({ url, foundOn, anchorText }) => visit('article', url, foundOn, anchorText)),
  ])
  const sampled = new Map<string, SampledPage>([[addressKey(home.url), { kind: 'home', page: home }]])
  for (const entry of visited.flat()) {
    const key = addressKey(entry.page.url)
    // A column without entries of its own may have sent us to the home page, or to another column.
    if (!sampled.has(key)) sampled.set(key, entry)
  }
  return [...sampled.values()]
}
