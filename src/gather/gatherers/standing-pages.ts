/** Standing page evidence: 概况信息, 机构职能 and 领导信息, with what looks outdated or wrong in them. */
import type { StandingPage } from '../../evidence/standing-pages.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { columnClassOf } from '../crawl/column-class.ts'
import { plain } from '../crawl/page-reading.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import type { Gatherer, GatherContext } from './gatherer.ts'
import { standingDoubts } from './standing-doubts.ts'

const kinds = ['overview', 'functions', 'leaders'] as const

/** Looks at the registered columns of each kind, else at what the home page calls by such a name. */
export const gatherStandingPages: Gatherer<'standingPages'> = async (context) => ({
  value: {
    capturedAt: context.crawl.capturedAt,
    pages: await Promise.all(kinds.map((kind) => standingPage(kind, context))),
  },
})

async function standingPage(kind: StandingPage['kind'], context: GatherContext): Promise<StandingPage> {
  const place = placeOf(kind, context)
  if (place === null) return { kind, url: null, state: 'none', doubts: [] }
  const { url, name } = place
  const { page } = await context.crawl.visit(url, { foundOn: context.home.url, anchorText: name })
  if (page === null) return { kind, url, state: 'unreadable', doubts: [] }
  const state = await stateOf(url, page, context)
  if (state !== 'present') return { kind, url, state, doubts: [] }
  const at = context.monitorPoint ?? dayOfInstant(Date.parse(context.crawl.capturedAt))
  return { kind, url, state, doubts: standingDoubts(kind, ownLines(page, context.home), at) }
}

function placeOf(kind: StandingPage['kind'], { columns, home, crawl }: GatherContext) {
  const column = columns.find((entry) => entry.class === kind)
  if (column !== undefined) return column
  const link = home.links.find(
    ({ address, text }) => text.length <= 10 && columnClassOf(text) === kind && crawl.isInternal(address),
  )
  return link === undefined ? null : { url: link.address, name: link.text }
}

/** The columns were read already: what is blank there is blank here. */
async function stateOf(
  url: string,
  page: PageSummary,
  context: GatherContext,
): Promise<Exclude<StandingPage['state'], 'none'>> {
  const read = (await context.columnEvidence).columns.find((entry) => entry.url === url)
  if (read !== undefined) return read.state === 'read' ? 'present' : read.state
  if (page.ownTextChars >= 40 && !page.saysEmpty) return 'present'
  return page.scriptFilled ? 'unreadable' : 'blank'
}

/** The lines of a page that the home page does not have as well: header, navigation and footer stand on both. */
function ownLines(page: PageSummary, home: PageSummary): string[] {
  const shared = new Set(home.text.split('\n').map(plain))
  return page.text
    .split('\n')
    .map(plain)
    .filter((line) => line !== '' && !shared.has(line))
}
