/** The channels of 互动交流: what a visitor can ask, report or answer, and whether the consultation channels are open. */
import type { Channel } from '../../evidence/messages.ts'
import type { SiteCrawl, Visit } from '../crawl/crawl-site.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { isGone } from './is-gone.ts'
import type { Entrance } from './find-entrances.ts'

/** First match wins: 网上信访 is a petition, though 信 also stands in 信箱. */
const kinds: readonly (readonly [name: RegExp, kind: Channel['kind']])[] = [
  [/信访/, 'petition'],
  [/纪检|监察|举报|廉政|扫黑|督查/, 'discipline'],
  [/访谈|直播|新闻发布会/, 'interview'],
  [/征集|调查|问卷|民意|听证/, 'survey'],
  [/咨询|留言|信箱|邮箱|建言|建议|投诉|提问|来信|写信|诉求|问政|互动|12345|市民热线/, 'consultation'],
]
const writeWords =
  /^(我要|在线|网上|进入)?(写信|留言|咨询|提问|投诉|建言|建议|来信|提交留言|提交|写邮件)(提交)?[>»]*$|^(我要|在线)(咨询|留言|写信|提问|投诉|建言|反映)/
const closedWords =
  /(已|暂停|停止|暂时)(关闭|停用|停止(受理|使用|服务)|受理|使用|服务|开放|提交)|(栏目|功能|系统|通道)(正在)?(维护|升级|建设)中|(停用|关闭)公告/
const [maxChannels, maxPagesToWrite] = [8, 3]

/** The kind that the name of a channel tells, or `null`. */
export function channelKind(name: string): Channel['kind'] | null {
  return kinds.find(([form]) => form.test(name))?.[1] ?? null
}

export interface FoundChannel extends Channel {
  /** The channel's page, where it was read. */
  readonly page: PageSummary | null
}

/** Lists the channels that the pages of 互动交流 name, themselves included; consultation channels are opened. */
export async function findChannels(entrances: readonly Entrance[], crawl: SiteCrawl): Promise<FoundChannel[]> {
  const found = new Map<string, { name: string; url: string; foundOn: string }>()
  for (const { name, url, visit } of entrances)
    found.set(addressKey(url), { name, url, foundOn: visit.page?.url ?? url })
  for (const { visit } of entrances) {
    // Published messages are named like channels: 关于停车的建议.
    const entries = new Set(visit.page?.items.map(({ url }) => addressKey(url)))
    for (const { address, text } of visit.page?.links ?? []) {
      const name = text.replace(/\s+/g, '')
      const key = addressKey(address)
      if (entries.has(key)) continue
      if (name.length < 2 || name.length > 10 || channelKind(name) === null || isAttachment(address)) continue
      // What one writes on is part of its channel.
      if (writeWords.test(name) || found.has(key) || found.size >= maxChannels) continue
      found.set(key, { name, url: address, foundOn: visit.page!.url })
    }
  }
  return Promise.all(
    [...found.values()].map(async ({ name, url, foundOn }): Promise<FoundChannel> => {
      const kind = channelKind(name) ?? 'consultation'
      // Only whether one can ask and advise is judged: the others are named, not opened.
      if (kind !== 'consultation') return { name, url, kind, state: 'unreadable', page: null }
      const visit = await crawl.visit(url, { foundOn, anchorText: name })
      return { name, url, kind, state: await stateOf(visit, crawl), page: visit.page }
    }),
  )
}

/** Whether one can write: a form for a message on the page, or on one that it leads to. Trying it is for people. */
async function stateOf(visit: Visit, crawl: SiteCrawl): Promise<Channel['state']> {
  const { page } = visit
  if (page === null) return isGone(visit) ? 'closed' : 'unreadable'
  if (hasMessageForm(page)) return 'open'
  const doors = page.links.filter(
    ({ text, address }) => writeWords.test(text.replace(/\s+/g, '')) && !isAttachment(address),
  )
  const addresses = [...new Map(doors.map((link) => [addressKey(link.address), link])).values()]
  const rooms = await Promise.all(
    addresses
      .slice(0, maxPagesToWrite)
      .map(({ address, text }) => crawl.visit(address, { foundOn: page.url, anchorText: text })),
  )
  if (rooms.some((room) => room.page !== null && hasMessageForm(room.page))) return 'open'
  if (saysClosed(page) || rooms.some((room) => room.page !== null && saysClosed(room.page))) return 'closed'
  // Behind a login, a script or a refusal there may be a form.
  const unseen = [page, ...rooms.map((room) => room.page)].some(
    (each) => each === null || each.scriptFilled || each.forms.some(({ kind }) => kind === 'login'),
  )
  const gone = rooms.length > 0 && rooms.every(isGone)
  return unseen && !gone ? 'unreadable' : 'closed'
}

function hasMessageForm({ forms }: PageSummary): boolean {
  return forms.some(({ kind }) => kind === 'message')
}

function saysClosed({ text }: PageSummary): boolean {
  return closedWords.test(text)
}
