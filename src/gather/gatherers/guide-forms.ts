/** The forms that a guide asks for, and whether blank form and filled sample can be fetched (WEB-D-SVC-6). */
import type { Missing } from '../../evidence/evidence.ts'
import type { Guide } from '../../evidence/services.ts'
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import { isAttachment } from '../crawl/link-address.ts'
import type { PageSummary, SummaryLink } from '../crawl/page-summary.ts'
import { isOfItsType } from './file-type.ts'

type Form = Guide['forms'][number]
type Attachment = Form['blank']

const formName =
  /[\u4e00-\u9fa5A-Za-z《》“”]{0,30}?(?:申请表|登记表|审批表|申报表|备案表|报告表|信息表|报名表|审核表|确认表|推荐表|变更表|申请书|承诺书|委托书|表格)(?!格?(?:模板|样))/g
const sampleWords = /样表|样本|样张|示例|范本|范例|填写(说明|样例|范例|指南|示范)|填表(说明|须知|示例)/
const blankWords = /空表|空白(表格?|文本)|表格(下载)?|下载|附件|模板/
const maxForms = 5
const minSampleChars = 40

/** Reads the materials of a guide for forms and fetches what the page offers for them, at most five forms. */
export async function readGuideForms(
  materials: string | undefined,
  page: PageSummary,
  crawl: SiteCrawl,
): Promise<Form[]> {
  const text = (materials ?? '').replace(/[\n\u0001]+/g, '；').replace(/\s+/g, '')
  const names = [...new Set(Array.from(text.matchAll(formName), ([name]) => shortName(name)))].slice(0, maxForms)
  return Promise.all(
    names.map(async (name) => {
      const own = ownLinks(name, names, page)
      const samples = own.filter((link) => sampleWords.test(link.text))
      const blanks = own.filter((link) => !sampleWords.test(link.text))
      const [blank, sample] = await Promise.all([
        bestOf(blanks, 'blank', page, crawl),
        bestOf(samples, 'sample', page, crawl),
      ])
      return { name, blank, sample: sample === 'missing' && explained(page) ? 'ok' : sample }
    }),
  )
}

/** Links that name this form; what names none belongs to the only form, or to all. */
function ownLinks(name: string, names: readonly string[], { links }: PageSummary): SummaryLink[] {
  const words = (link: SummaryLink) => link.text.replace(/[\s《》]+/g, '')
  const offered = links.filter(
    (link) =>
      !link.furniture &&
      (sampleWords.test(link.text) || blankWords.test(link.text) || names.some((each) => words(link).includes(each))),
  )
  return offered.filter(
    (link) => words(link).includes(name) || !names.some((each) => each !== name && words(link).includes(each)),
  )
}

type Kind = 'blank' | 'sample'

/** The best of what is offered: a file of the right type; a page with a file, or for samples with words, will do. */
async function bestOf(
  links: readonly SummaryLink[],
  kind: Kind,
  page: PageSummary,
  crawl: SiteCrawl,
  deeper = true,
): Promise<Attachment> {
  let best: Attachment = 'missing'
  for (const { address, text } of links.slice(0, 3)) {
    const visit = await crawl.visit(address, { foundOn: page.url, anchorText: text })
    const opens = visit.outcome === 'ok' || visit.outcome === 'slow' || visit.outcome === 'insecure'
    if (opens && visit.fileHead !== undefined && isOfItsType(address, visit.fileHead)) return 'ok'
    if (opens && visit.page !== null && !isAttachment(address)) {
      if (kind === 'sample' && visit.page.ownTextChars >= minSampleChars) return 'ok'
      const files = visit.page.links.filter((link) => isAttachment(link.address))
      const inside = deeper ? await bestOf(files, kind, visit.page, crawl, false) : 'missing'
      if (inside !== 'missing') best = inside
      if (inside === 'ok') return 'ok'
    }
    if (isUnknown(visit.missing)) best = 'unreadable'
  }
  return best
}

/** What refuses us, or does not answer just now, may work for others. */
function isUnknown(missing: Missing['reason'] | null): boolean {
  return missing !== null && missing !== 'unreadable'
}

/** Instructions for filling in that stand on the page itself. */
function explained({ text }: PageSummary): boolean {
  return /(?:^|[\n\u0001])[ ]*(?:填写|填表)(?:说明|须知|要求)[ ]*(?:[:：]|[\n\u0001])[ \n\u0001]*[^\n\u0001]{6}/.test(
    text,
  )
}

function shortName(name: string): string {
  const last = name
    .replace(/^.*《/, '')
    .split(/和|及|或|的/)
    .at(-1)!
  return last.replace(/[《》“”]/g, '').replace(/^(?:填写|提交|提供)+/, '')
}
