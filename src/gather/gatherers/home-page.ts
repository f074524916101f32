/** Home page evidence: the articles that a visitor sees there, with their dates. */
import { addressKey } from '../crawl/link-address.ts'
import type { Gatherer } from './gatherer.ts'
import { resolveDates } from './resolve-dates.ts'

const maxItems = 200
/** Articles opened to learn a date that the home page does not show. */
const maxArticles = 8

/** Reads the home page; links to columns are not articles, however their addresses are numbered. */
export const gatherHomePage: Gatherer<'homePage'> = async ({ home, columns, crawl }) => {
  const columnKeys = new Set(columns.map((column) => addressKey(column.url)))
  const isColumn = (url: string) => columnKeys.has(addressKey(url))
  const articles = home.items.filter((item) => item.date !== null || !isColumn(item.url)).slice(0, maxItems)
  const items = await resolveDates(articles, crawl, home.url, maxArticles)
  return {
    value: {
      url: home.url,
      title: home.title,
      capturedAt: crawl.capturedAt,
      items,
      ...(home.rendered ? { rendered: true as const } : {}),
      // Articles that a script fills in may be there all the same: then nothing is known, and nothing concluded.
      navigationOnly: items.length === 0 && home.links.length > 0 && !home.scriptFilled,
    },
  }
}
