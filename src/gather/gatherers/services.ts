/** Service evidence: the items that a site offers and the guides of those that are sampled. */
import type { Gatherer } from './gatherer.ts'
import { findServiceHall } from './service-hall.ts'
import { readGuide } from './service-guide.ts'

/** Five are the sample of the rule (WEB-D-SVC-4); further ones are read because WEB-V6.2 counts incomplete guides. */
const maxGuides = 20

/** Reads the hall and, in its order, the guides of its first items. */
export const gatherServices: Gatherer<'services'> = async (context) => {
  const { crawl, home } = context
  const hall = await findServiceHall(context)
  const { url, itemCount, together, facets, items } = hall
  const guides = await Promise.all(
    items.slice(0, maxGuides).map((item) => readGuide(item, hall.url ?? home.url, crawl)),
  )
  const caps = [...hall.caps, ...(items.length > maxGuides ? [`办事指南只读取了前 ${maxGuides} 份`] : [])]
  const value = { capturedAt: crawl.capturedAt, url, itemCount, together, facets: [...facets], guides }
  return { value: caps.length > 0 ? { ...value, caps } : value }
}
