/** Interpretation evidence: policy documents with what interprets them, and whether the two link to each other. */
import type { ColumnEvidence } from '../../evidence/columns.ts'
import type { DatedItem } from '../../evidence/fields.ts'
import type { PolicyDocument } from '../../evidence/interpretations.ts'
import { addMonths, type Day } from '../../kernel/day.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import type { GatherContext, Gatherer } from './gatherer.ts'
import { documentNumbers, sharesNumber, titleMatch } from './match-interpretation.ts'
import { withoutDay } from './title-words.ts'

/** The rule samples five of those that need an interpretation: some more are read, because not all do. */
const [maxDocuments, maxCandidates] = [8, 3]
const lookBackMonths = 12

/** Reads the newest policy documents of the year before the monitoring point and looks for their interpretations. */
export const gatherInterpretations: Gatherer<'interpretations'> = async (context) => {
  const { crawl, monitorPoint, columnEvidence } = context
  const { columns } = await columnEvidence
  const until = monitorPoint ?? crawl.capturedOn
  const policies = entriesOf(columns, 'policy', until)
    .filter(({ date }) => date > addMonths(until, -lookBackMonths))
    .toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0))
  const interpretations = entriesOf(columns, 'interpretation', crawl.capturedOn)
  const documents = await Promise.all(
    policies.slice(0, maxDocuments).map((policy) => readDocument(policy, interpretations, context)),
  )
  const value = { capturedAt: crawl.capturedAt, documents }
  if (policies.length <= maxDocuments) return { value }
  return { value: { ...value, caps: [`政策文件只抽取了最新 ${maxDocuments} 份`] } }
}

type Entry = DatedItem & { readonly date: Day }

/** Dated entries of the columns of a class, each address once. */
function entriesOf(columns: readonly ColumnEvidence[], kind: ColumnEvidence['class'], until: Day): Entry[] {
  const items = columns.filter((column) => column.class === kind).flatMap((column) => column.items)
  const dated = items.filter((item): item is Entry => item.date !== null && item.date <= until)
  const named = dated.map((item) => ({ ...item, title: withoutDay(item.title) }))
  return [...new Map(named.map((item) => [addressKey(item.url), item])).values()]
}

async function readDocument(
  policy: Entry,
  interpretations: readonly Entry[],
  { crawl, home, columns }: GatherContext,
): Promise<PolicyDocument> {
  const { page } = await crawl.visit(policy.url, { foundOn: home.url, anchorText: policy.title.slice(0, 100) })
  const document = { title: policy.title, url: policy.url, publishedOn: policy.date, needsInterpretation: null }
  const pages = await Promise.all(
    candidates(
      policy,
      page,
      interpretations,
      new Set([home.url, ...columns.map(({ url }) => url)].map(addressKey)),
    ).map(async ({ title, url, certain }) => {
      const visit = await crawl.visit(url, { foundOn: policy.url, anchorText: title.slice(0, 100) })
      return { title, url, certain, page: visit.page }
    }),
  )
  const numbers = page === null ? [] : documentNumbers(page.title + page.text.slice(0, 2000))
  const about = pages.filter(
    (one) => one.certain || (one.page !== null && sharesNumber(documentNumbers(one.page.text), numbers)),
  )
  // Documents of one title are told apart by the links between them and their interpretations.
  const found = about.find((one) => linksTo(page, one.url) || linksTo(one.page, policy.url)) ?? about[0]
  if (found === undefined) return { ...document, interpretation: null, linksThere: null, linksBack: null }
  return {
    ...document,
    interpretation: { title: found.title, url: found.url },
    linksThere: linksTo(page, found.url),
    linksBack: linksTo(found.page, policy.url),
  }
}

interface Candidate {
  readonly title: string
  readonly url: string
  /** By title or link; otherwise only a document number in its text can tell. */
  readonly certain: boolean
}

/** What the document links to as its interpretation, then what is titled like it, then what came out soon after it. */
function candidates(
  policy: Entry,
  page: PageSummary | null,
  interpretations: readonly Entry[],
  menu: ReadonlySet<string>,
): Candidate[] {
  const known = new Map(interpretations.map((item) => [addressKey(item.url), item]))
  const byLink = (page?.links ?? [])
    .filter(({ address, text, furniture }) => {
      if (furniture || isAttachment(address) || menu.has(addressKey(address))) return false
      const entry = known.get(addressKey(address))
      return entry !== undefined ? isAbout(policy.title, entry.title) : isAbout(policy.title, text)
    })
    .map(({ address, text }) => ({ title: known.get(addressKey(address))?.title ?? text, url: address, certain: true }))
  const byTitle = interpretations
    .map((item) => ({ ...item, match: titleMatch(policy.title, item.title) }))
    .filter(({ match }) => match > 0)
    .toSorted((a, b) => b.match - a.match)
    .map(({ title, url }) => ({ title, url, certain: true }))
  const nearby = interpretations
    .filter(({ date }) => date >= policy.date && date <= addMonths(policy.date, 1))
    .map(({ title, url }) => ({ title, url, certain: false }))
  const all = [...byLink, ...byTitle, ...nearby]
  const unique = [...new Map(all.toReversed().map((one) => [addressKey(one.url), one])).values()].toReversed()
  return unique.slice(0, maxCandidates)
}

/** A link from the document to a page of the interpretations counts when its words say what it is. */
function isAbout(policy: string, text: string): boolean {
  return (
    titleMatch(policy, text) > 0 ||
    /^[^\u4e00-\u9fa5]*(相关|政策|文件|图文|文字|视频|专家)*(解读|图解)|^一图读懂/.test(text.trim())
  )
}

function linksTo(page: PageSummary | null, url: string): boolean | null {
  if (page === null) return null
  const key = addressKey(url)
  if (page.links.some(({ address }) => addressKey(address) === key)) return true
  return page.scriptFilled ? null : false
}
