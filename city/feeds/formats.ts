/** RSS 2.0, Atom, RDF (RSS 1.0) and JSON Feed. */
import type { FeedFormat } from '../accounts/account.ts'
import { escape } from '../templates/template.ts'
import { feedDate } from './dates.ts'
import type { Feed } from './feed.ts'

export const contentTypes: Readonly<Record<FeedFormat, string>> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  rdf: 'application/rdf+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
}

export function writeFeed(format: FeedFormat, feed: Feed, encoding = 'UTF-8'): string {
  return writers[format](feed, encoding)
}

const writers: Readonly<Record<FeedFormat, (feed: Feed, encoding: string) => string>> = {
  rss: (feed, encoding) =>
    `<?xml version="1.0" encoding="${encoding}"?>
<rss version="2.0"><channel><title>${text(feed, feed.title)}</title><link>${feed.link}</link><description>${feed.title}的文章</description><lastBuildDate>${feedDate(feed.builtAt, 'rfc822')}</lastBuildDate>
${feed.items.map(({ id, title, link, date }) => `<item><title>${text(feed, title)}</title><link>${link}</link><guid isPermaLink="false">${id}</guid><pubDate>${date}</pubDate></item>`).join('\n')}
</channel></rss>`,
  atom: (feed, encoding) =>
    `<?xml version="1.0" encoding="${encoding}"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>${text(feed, feed.title)}</title><id>${feed.link}</id><link href="${feed.link}"/><updated>${feedDate(feed.builtAt, 'isoOffset')}</updated>
${feed.items.map(({ id, title, link, date }) => `<entry><title>${text(feed, title)}</title><id>${id}</id><link href="${link}"/><published>${date}</published><updated>${date}</updated></entry>`).join('\n')}
</feed>`,
  rdf: (feed, encoding) =>
    `<?xml version="1.0" encoding="${encoding}"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="${feed.link}"><title>${text(feed, feed.title)}</title><link>${feed.link}</link><description>${feed.title}</description><dc:date>${feedDate(feed.builtAt, 'isoOffset')}</dc:date></channel>
${feed.items.map(({ title, link, date }) => `<item rdf:about="${link}"><title>${text(feed, title)}</title><link>${link}</link><dc:date>${date}</dc:date></item>`).join('\n')}
</rdf:RDF>`,
  json: (feed) =>
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: feed.title,
      home_page_url: feed.link,
      items: feed.items.map(({ id, title, link, date }) => ({
        id,
        title,
        url: link.replace('&amp;', '&'),
        date_published: date,
      })),
    }),
}

function text({ cdata }: Feed, value: string): string {
  return cdata ? `<![CDATA[${value}]]>` : escape(value)
}
