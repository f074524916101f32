/** Text in a query as the form of a page sends it: in the page's own encoding. */
import { linkAddress } from '../crawl/link-address.ts'

/** Percent-encodes a name or value of a form in the page's encoding. */
export function queryText(text: string, encoding: string): string {
  if (encoding !== 'gb18030') return encodeURIComponent(text)
  const address = linkAddress(
    `?${Array.from(text, (char) => (char > '\u007f' ? char : encodeURIComponent(char))).join('')}`,
    'http://x/',
    encoding,
  )
  return (address ?? '').slice('http://x/?'.length)
}
