/** Meta tag evidence: what the tags of sampled pages say (regulation 2.7). */
import type { PageSummary } from '../crawl/page-summary.ts'
import type { Gatherer } from './gatherer.ts'
import { samplePages } from './sample-pages.ts'

/** Reads the tags of the sampled pages. */
export const gatherMetaTags: Gatherer<'metaTags'> = async (context) => ({
  value: {
    capturedAt: context.crawl.capturedAt,
    pages: (await samplePages(context)).map(({ kind, page: { url, metaTags } }) => ({
      url,
      kind,
      tags: tagsOf(metaTags),
    })),
  },
})

/** Content by name as written; of a name that stands several times, the first content that is not empty. */
export function tagsOf(metaTags: PageSummary['metaTags']): Record<string, string> {
  const tags = new Map<string, { readonly name: string; readonly content: string }>()
  for (const tag of metaTags) {
    const key = tag.name.toLowerCase()
    if ((tags.get(key)?.content ?? '') === '') tags.set(key, tag)
  }
  return Object.fromEntries([...tags.values()].map(({ name, content }) => [name, content]))
}

/** Content of a tag whatever the case of its name; `null` when it is missing or empty. */
export function metaTag(tags: Readonly<Record<string, string>>, name: string): string | null {
  const found =
    Object.entries(tags)
      .find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
      .trim() ?? ''
  return found === '' ? null : found
}
