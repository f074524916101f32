/** One service guide: its element classes, wording, basis and forms. */
import type { Guide } from '../../evidence/services.ts'
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import { isAttachment } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { readGuideForms } from './guide-forms.ts'
import { mergeGuides, readGuideElements } from './guide-elements.ts'
import { basisWithoutContent } from './legal-basis.ts'
import { isGone } from './is-gone.ts'
import type { ServiceItem } from './service-items.ts'
import { vaguePhrases } from './vague-phrases.ts'

/** A page with fewer element classes that leads on to a guide is read together with it. */
const fewClasses = 4

/** Reads the guide behind an item. A page that is gone is no guide; one that refuses us, or is filled by a script, is unread. */
export async function readGuide(item: ServiceItem, foundOn: string, crawl: SiteCrawl): Promise<Guide> {
  const visit = await crawl.visit(item.url, { foundOn, anchorText: item.name })
  const { page } = visit
  if (page === null) return without(item, isGone(visit) ? 'none' : 'unreadable')
  const guide = await guideOn(page, item, crawl)
  if (guide.classes.length >= fewClasses) return guide
  const further = page.links.find(
    ({ text, address }) => /^(查看)?(办事|服务|办理)指南(下载|详情)?$/.test(text) && address !== page.url,
  )
  if (further !== undefined) {
    if (isAttachment(further.address)) return without(item, 'unreadable')
    const more = await crawl.visit(further.address, { foundOn: page.url, anchorText: further.text })
    if (more.page !== null) return mergeGuides(guide, await guideOn(more.page, item, crawl))
  }
  return page.scriptFilled ? without(item, 'unreadable') : guide
}

async function guideOn(page: PageSummary, item: ServiceItem, crawl: SiteCrawl): Promise<Guide> {
  const { classes, contents } = readGuideElements(page, item.name)
  const materials = contents.get('办理材料')
  return {
    ...without(item, 'read'),
    classes: [...classes],
    basisWithoutContent: basisWithoutContent(contents.get('设定依据'), page),
    vaguePhrases: vaguePhrases(materials, contents.get('申请条件')),
    forms: await readGuideForms(materials, page, crawl),
  }
}

function without({ name, url }: ServiceItem, state: Guide['state']): Guide {
  return { name, url, state, classes: [], basisWithoutContent: false, vaguePhrases: [], forms: [] }
}
