/** The city as it looked at the end of an earlier day: what was published later is not there yet. */
import { addDays, type Day } from '../src/kernel/day.ts'
import type { Account } from './accounts/account.ts'
import { dayOf, moment, timeOf } from './calendar.ts'
import type { City } from './city.ts'
import type { Article, Site } from './sites/site.ts'

/** A city with the same register, files and truth; only pages and feeds go back in time. */
export function cityAsOf(city: City, today: Day): City {
  const sites = city.sites.map((site) => siteAsOf(site, today))
  const accounts = city.accounts.map((account) => accountAsOf(account, today))
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

function accountAsOf(account: Account, today: Day): Account {
  const posts = account.posts.filter(({ at }) => dayOf(at) <= today)
  const { source } = account
  if (source.kind === 'delivered' || source.builtOn <= today) return { ...account, posts }
  return { ...account, posts, source: { ...source, builtOn: today } }
}
