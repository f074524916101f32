/** The search box of a header as planted: left out, or sent by POST. */
import type { Site } from '../sites/site.ts'

/** A header with the search box that the site has. */
export function withSearchBox({ service: { search } }: Site, header: string): string {
  if (search === 'none') return header.replace(/<form [^>]*action="?\/search.*?<\/form>/s, '')
  return search === 'post'
    ? header.replace(/(<form [^>]*action="?\/search"?)( method="get")?/, '$1 method="post"')
    : header
}
