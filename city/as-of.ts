/** The city as it looks at the end of another day: what is published later is not there yet, what the script says by then is. */
import { addDays, type Day } from '../src/kernel/day.ts'
import type { Account, Post } from './accounts/account.ts'
import { cityToday, dayOf, moment, timeOf } from './calendar.ts'
import type { City } from './city.ts'
import { targetKey } from './conduct/conduct.ts'
import type { Article, Site } from './sites/site.ts'

/** A city with the same register, files and truth; only pages and feeds go back in time, or forth to the end of the script. */
export function cityAsOf(city: City, today: Day): City {
  const sites = city.sites.map((site) => siteAsOf(site, today))
  const accounts = city.accounts.map((account) =>
    accountAsOf(account, today, city.script.laterPosts.get(targetKey(account)) ?? []),
  )
  return { ...city, sites, accounts }
}

function siteAsOf(site: Site, today: Day): Site {
  const articles = site.columns.flatMap((column) => column.articles)
  const later = new Set(articles.filter(({ publishedAt }) => dayOf(publishedAt) > today).map(({ path }) => path))
  const columns = site.columns.map((column) => ({
    ...column,
    articles: column.articles
      .filter(({ publishedAt }) => dayOf(publishedAt) <= today)
      .map((article) => generatedBefore(article, today))
      // Links between articles wait for both.
      .map((article) => ({ ...article, links: article.links.filter(({ href }) => !later.has(href)) })),
  }))
  const messages = site.messages.filter(({ askedAt, answeredAt }) => dayOf(answeredAt ?? askedAt) <= today)
  return { ...site, today, columns, messages }
}

/** Sites that write the time of the last build into `PubDate` were built last in the night before. */
function generatedBefore(article: Article, today: Day): Article {
  if (dayOf(article.metaAt) <= today) return article
  return { ...article, metaAt: moment(addDays(today, -1), timeOf(article.metaAt)) }
}

function accountAsOf(account: Account, today: Day, later: readonly Post[]): Account {
  const posts = [...later, ...account.posts].filter(({ at }) => dayOf(at) <= today)
  const { source } = account
  // Who builds a feed every day goes on doing so.
  if (source.kind === 'feed' && source.builtOn === cityToday && today > cityToday) {
    return { ...account, posts, source: { ...source, builtOn: addDays(today, -1) } }
  }
  if (source.kind === 'delivered' || source.builtOn <= today) return { ...account, posts }
  return { ...account, posts, source: { ...source, builtOn: today } }
}
