/** Where a kind of content begins: the registered columns for it, or what the home page calls by its name. */
import type { Visit } from '../crawl/crawl-site.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import type { ColumnSnapshot } from '../../registry/snapshot.ts'
import type { GatherContext } from './gatherer.ts'

export interface Entrance {
  readonly name: string
  readonly url: string
  readonly visit: Visit
}

const maxNameChars = 12

/**
 * Visits the columns of a class, then the links of the home page with such a name, at most `max` together, in that order.
 * Links to other sites count: services and search are often somewhere else.
 */
export async function findEntrances(
  context: Pick<GatherContext, 'columns' | 'home' | 'crawl'>,
  kind: ColumnSnapshot['class'],
  names: RegExp,
  max: number,
): Promise<Entrance[]> {
  const { columns, home, crawl } = context
  const found = new Map<string, { name: string; url: string }>()
  for (const { name, url, class: own } of columns) if (own === kind) found.set(addressKey(url), { name, url })
  for (const { address, text } of home.links) {
    const name = text.replace(/\s+/g, '')
    const key = addressKey(address)
    if (name.length > maxNameChars || !names.test(name) || isAttachment(address) || found.has(key)) continue
    found.set(key, { name, url: address })
  }
  return Promise.all(
    [...found.values()].slice(0, max).map(async ({ name, url }) => ({
      name,
      url,
      visit: await crawl.visit(url, { foundOn: home.url, anchorText: name }),
    })),
  )
}
