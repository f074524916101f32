/** Footer evidence: the identity items at the foot of sampled pages, and where they contradict each other. */
import { plain } from '../crawl/page-reading.ts'
import { readContradictions } from '../extract/read-contradictions.ts'
import type { Gatherer } from './gatherer.ts'
import { metaTag, tagsOf } from './meta-tags.ts'
import { samplePages } from './sample-pages.ts'

/** Reads the footers of the sampled pages. */
export const gatherFooter: Gatherer<'footer'> = async (context) => {
  const sampled = await samplePages(context)
  const contradictions = new Map<string, { between: string[]; reason: string; url: string }>()
  for (const { page } of sampled) {
    const tags = tagsOf(page.metaTags)
    const names = [metaTag(tags, 'SiteName') ?? plain(page.title.split(/[-_|–—]/).at(-1)!)]
    for (const { between, reason } of readContradictions(page.footer, metaTag(tags, 'SiteIDCode'), names)) {
      if (!contradictions.has(reason)) contradictions.set(reason, { between: [...between], reason, url: page.url })
    }
  }
  return {
    value: {
      capturedAt: context.crawl.capturedAt,
      pages: sampled.map(({ kind, page: { url, footer } }) => ({
        ...footer,
        url,
        isHome: kind === 'home',
        errorReport: footer.errorReport && { ...footer.errorReport, url: footer.errorReport.url ?? '' },
      })),
      contradictions: [...contradictions.values()].slice(0, 20),
    },
  }
}
