/** Domain evidence: the host that is registered, and the one that answers. */
import type { Gatherer } from './gatherer.ts'

/** Hosts without ports, Chinese names in their ASCII form. */
export const gatherDomain: Gatherer<'domain'> = ({ site, home, crawl }) =>
  Promise.resolve({
    value: {
      capturedAt: crawl.capturedAt,
      host: new URL(site.url).hostname,
      finalHost: new URL(home.url).hostname,
    },
  })
