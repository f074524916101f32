/** Search evidence: the site's own search, asked for five titles that it has published. */
import type { Evidence } from '../../evidence/evidence.ts'
import type { DatedItem } from '../../evidence/fields.ts'
import type { SearchSample } from '../../evidence/site-search.ts'
import { addDays } from '../../kernel/day.ts'
import { addressKey } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import type { GatherContext, Gatherer } from './gatherer.ts'
import { withoutDay } from './title-words.ts'
import { findSearchForm, searchLinks, type SearchForm } from './search-form.ts'

const sampleTitles = 5
/** What was published in the last days may not be in the index yet. */
const indexDays = 3
const minTitleChars = 6

/** Finds the search of the home page and asks it. Robots rules are kept: a search that they close cannot be told about. */
export const gatherSiteSearch: Gatherer<'siteSearch'> = async (context) => {
  const { crawl, home } = context
  const { capturedAt } = crawl
  const form = await findForm(context)
  if (form === 'none') return { value: { capturedAt, entry: 'none', url: null, samples: [] } }
  if (form === 'closed') return { value: { capturedAt, entry: 'unreadable', url: null, samples: [] } }
  const titles = await sample(context)
  const samples = await Promise.all(
    titles.map(async ({ title, url }): Promise<SearchSample> => {
      const words = withoutDay(title)
      const { page } = await crawl.visit(form.ask(words), { foundOn: home.url, anchorText: '站内搜索' })
      return { title, url, outcome: outcomeOf(page, words, url) }
    }),
  )
  const refused = samples.length > 0 && samples.every(({ outcome }) => outcome === 'unreadable')
  const entry: Evidence['siteSearch']['entry'] = refused ? 'unreadable' : 'present'
  return { value: { capturedAt, entry, url: form.url, samples } }
}

async function findForm({ crawl, home, site }: GatherContext): Promise<SearchForm | 'closed' | 'none'> {
  const here = findSearchForm(await crawl.visit(site.url, { foundOn: site.url, anchorText: '首页' }))
  if (here !== 'none') return here
  const [link] = searchLinks(home)
  if (link === undefined) return home.scriptFilled ? 'closed' : 'none'
  const there = findSearchForm(await crawl.visit(link, { foundOn: home.url, anchorText: '搜索' }))
  // There is a search, but no form that a program can read.
  return there === 'none' ? 'closed' : there
}

/** Spread over the columns, so that one that is not indexed shows. */
async function sample({ columnEvidence, crawl }: GatherContext): Promise<DatedItem[]> {
  const { columns } = await columnEvidence
  const until = addDays(crawl.capturedOn, -indexDays)
  const lists = columns.map(({ items }) =>
    items.filter(
      ({ title, url, date }) =>
        date !== null &&
        date <= until &&
        title.length >= minTitleChars &&
        crawl.isInternal(url) &&
        !title.endsWith('…'),
    ),
  )
  const chosen = new Map<string, DatedItem>()
  for (let row = 0; row < 20 && chosen.size < sampleTitles; row += 1) {
    for (const list of lists) {
      const item = list[row]
      if (item !== undefined && chosen.size < sampleTitles) chosen.set(addressKey(item.url), item)
    }
  }
  return [...chosen.values()]
}

function outcomeOf(page: PageSummary | null, title: string, url: string): SearchSample['outcome'] {
  if (page === null) return 'unreadable'
  const wanted = bare(title)
  const isFound = page.links.some(({ address, text }) => {
    const shown = bare(text)
    return (
      addressKey(address) === addressKey(url) ||
      shown.includes(wanted) ||
      (shown.length >= 10 && wanted.startsWith(shown))
    )
  })
  if (isFound) return 'found'
  return page.scriptFilled && !page.saysEmpty ? 'unreadable' : 'notFound'
}

function bare(text: string): string {
  return text.replace(/[\s\p{P}\p{S}]+/gu, '')
}
