/**
 * Message evidence: channels, and the messages that the site publishes. A public list proves late answers, never that there
 * are no hidden ones: that needs an export of the back end (`source`).
 */
import type { Message } from '../../evidence/messages.ts'
import { addMonths } from '../../kernel/day.ts'
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import { addressKey } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { findEntrances, type Entrance } from './find-entrances.ts'
import type { GatherContext, Gatherer } from './gatherer.ts'
import { channelKind, findChannels, type FoundChannel } from './message-channels.ts'
import { isMessageList, readMessageRows, type MessageRow } from './message-list.ts'
import { completeMessage } from './message-page.ts'
import { findStatistics } from './message-statistics.ts'

const names =
  /^(互动交流|政民互动|公众参与|交流互动|互动|(网上|在线|我要)?(咨询|留言|信箱|投诉|写信)|[\u4e00-\u9fa5]{0,6}信箱|咨询建言|建言献策|咨询投诉|网民留言|领导信箱|问政)/
const listNames =
  /(留言|信件|来信|回复|答复|咨询|信箱|问题)(公开|公示|选登|选编|列表|查看|展示|反馈)|(公开|办理|最新)(信件|来信|留言|回复|答复)|回复选登|结果反馈/
const [maxEntrances, maxLists, maxListPages, maxEntries, maxOpened] = [3, 3, 5, 150, 15]
/** WEB-V5.2 looks back a year. */
const lookBackMonths = 12

/** Finds the channels, reads the list a year back, and opens the messages that the list leaves open and the newest ones. */
export const gatherMessages: Gatherer<'messages'> = async (context) => {
  const { crawl } = context
  const entrances = await findEntrances(context, 'interaction', names, maxEntrances)
  const channels = await findChannels(entrances, crawl)
  const lists = await findLists(entrances, channels, crawl)
  const caps = new Set<string>()
  const rows = await readLists(lists.found, context, caps)
  const entries = await openMessages(rows, crawl, caps)
  const pages = [...entrances.flatMap(({ visit: { page } }) => page ?? []), ...lists.found.map(({ page }) => page)]
  const value = {
    capturedAt: crawl.capturedAt,
    source: 'published' as const,
    channels: channelsOf(channels, context, entrances),
    list: {
      state: lists.found.length > 0 ? ('read' as const) : lists.unseen ? ('unreadable' as const) : ('none' as const),
      url: lists.found[0]?.page.url ?? entrances[0]?.url ?? null,
    },
    statistics: await findStatistics([...new Map(pages.map((page) => [page.url, page])).values()], crawl),
    entries,
  }
  return { value: caps.size > 0 ? { ...value, caps: [...caps] } : value }
}

/** What a script fills in on the home page may lead to a channel that nobody sees from outside. */
function channelsOf(channels: readonly FoundChannel[], { home }: GatherContext, entrances: readonly Entrance[]) {
  const own = channels.map(({ page: _page, ...channel }) => channel)
  if (entrances.length > 0 || !home.scriptFilled) return own
  return [...own, { name: '互动交流', url: home.url, kind: 'consultation' as const, state: 'unreadable' as const }]
}

interface MessageList {
  readonly page: PageSummary
  readonly channel: Message['channel']
}

async function findLists(entrances: readonly Entrance[], channels: readonly FoundChannel[], crawl: SiteCrawl) {
  const found = new Map<string, MessageList>()
  let unseen = false
  const look = (page: PageSummary | null, name: string, missing: string | null = null) => {
    if (page === null) unseen ||= missing !== 'unreadable'
    else if (isMessageList(page) && found.size < maxLists) {
      if (!found.has(addressKey(page.url)))
        found.set(addressKey(page.url), { page, channel: channelKind(name) ?? 'consultation' })
    } else unseen ||= page.scriptFilled
  }
  for (const { name, visit } of entrances) if (isPublic(name)) look(visit.page, name, visit.missing)
  for (const { name, kind, page } of channels) if (kind === 'consultation' && page !== null) look(page, name)
  const doors = [...entrances.map(({ visit }) => visit.page), ...channels.map(({ page }) => page)].flatMap(
    (page) => page?.links.filter(({ text }) => listNames.test(text.replace(/\s+/g, '')) && text.length <= 12) ?? [],
  )
  for (const { address, text } of new Map(doors.map((door) => [addressKey(door.address), door])).values()) {
    if (found.size >= maxLists) break
    const { page, missing } = await crawl.visit(address, { foundOn: entrances[0]?.url ?? address, anchorText: text })
    look(page, text, missing)
  }
  return { found: [...found.values()], unseen }
}

/** Petitions, reports, interviews and surveys have lists of their own, which are not judged. */
function isPublic(name: string): boolean {
  return (channelKind(name) ?? 'consultation') === 'consultation'
}

async function readLists(
  lists: readonly MessageList[],
  { crawl, monitorPoint }: GatherContext,
  caps: Set<string>,
): Promise<MessageRow[]> {
  const rows = new Map<string, MessageRow>()
  const from = addMonths(monitorPoint ?? crawl.capturedOn, -lookBackMonths)
  for (const { page: first, channel } of lists) {
    let page: PageSummary | null = first
    for (let pages = 1; page !== null; pages += 1) {
      const here = readMessageRows(page, channel, crawl.capturedOn)
      for (const row of here) rows.set(row.entry.url ?? `${row.entry.title} ${row.entry.submittedOn}`, row)
      const days = here.flatMap(({ entry }) => entry.submittedOn ?? entry.answeredOn ?? [])
      const next: string | null = page.pager.next
      // Old enough: a year back, all are.
      if (next === null || here.length === 0 || (days.length > 0 && days.every((day) => day < from))) break
      if (pages >= maxListPages || rows.size >= maxEntries) {
        caps.add(`留言列表只读了前 ${pages} 页`)
        break
      }
      page = (await crawl.visit(next, { foundOn: first.url, anchorText: '下一页' })).page
    }
  }
  return [...rows.values()].slice(0, maxEntries)
}

/** Opens what the rows leave open first, then the newest. */
async function openMessages(rows: readonly MessageRow[], crawl: SiteCrawl, caps: Set<string>): Promise<Message[]> {
  const wanted = rows
    .filter(({ entry }) => entry.url !== null)
    .toSorted((a, b) => Number(b.isOpen) - Number(a.isOpen))
    .slice(0, maxOpened)
  if (rows.length > wanted.length) caps.add(`留言只打开了 ${wanted.length} 条，其余据列表`)
  const opened = new Set(wanted)
  return Promise.all(
    rows.map(async (row) => {
      if (!opened.has(row)) return row.entry
      const { url, title } = row.entry
      const { page } = await crawl.visit(url!, { foundOn: url!, anchorText: title.slice(0, 100) })
      return page === null || page.scriptFilled ? row.entry : completeMessage(row.entry, page, crawl.capturedOn)
    }),
  )
}
