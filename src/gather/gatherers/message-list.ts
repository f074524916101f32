/** The rows of a published list of messages: title, days, unit, state, as far as the row shows them. */
import type { Message } from '../../evidence/messages.ts'
import { dayFrom, type Day } from '../../kernel/day.ts'
import { believableDay, findDates, foldDateText } from '../crawl/date-text.ts'
import { addressKey } from '../crawl/link-address.ts'
import { plain } from '../crawl/page-reading.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import type { ListItem } from '../crawl/read-list.ts'

export interface MessageRow {
  readonly entry: Message
  /** The row leaves open when it was asked, whether it was answered, or when. */
  readonly isOpen: boolean
}

const asked = /(留言|来信|写信|咨询|提问|提交|信件|受理|反映|发布|投诉|建议|诉求)(时间|日期)/
const answered = /(答复|回复|办理|办结|处理|反馈|回应)(时间|日期)/
const marks =
  /(留言|来信|写信|咨询|提问|信件|诉求|问题)(时间|日期|标题|主题|内容|编号|类型|人)|(答复|回复|办理|处理)(时间|日期|状态|单位|部门|情况|结果)|已(答复|回复|办结|办理|处理)|(处理|办理|受理)中|待(答复|回复|办理|处理)|(未|尚未)(答复|回复)/
const answeredState = /已(答复|回复|办结|办理|处理|反馈|回应)/
const unansweredState = /(未|尚未|待|等待)(答复|回复|办理|处理|受理)|(处理|办理|受理|审核)中/

/** Whether a page is a list of messages, by the words of its rows and headings. */
export function isMessageList(page: PageSummary): boolean {
  return marks.test(plain(page.text)) && (messageItems(page).length > 0 || page.saysEmpty)
}

/** Reads the rows. `capturedOn`: later days are none. */
export function readMessageRows(page: PageSummary, channel: Message['channel'], capturedOn: Day): MessageRow[] {
  const items = messageItems(page)
  const order = headingOrder(page.text)
  return items.map((item, index) => {
    const text = rowText(page.text, item, items[index + 1])
    const days = daysIn(text, capturedOn)
    const isAnswered = answeredState.test(text)
    const isUnanswered = unansweredState.test(text)
    const labelled = { asked: dayBehind(text, asked, capturedOn), answered: dayBehind(text, answered, capturedOn) }
    const [first, second] = order === 'answeredFirst' ? [days[1], days[0]] : [days[0], days[1]]
    const byOrder = labelled.asked === null && labelled.answered === null && order !== null
    const submittedOn =
      labelled.asked ?? (byOrder ? (days.length === 1 && order === 'answered' ? null : (first ?? null)) : null)
    const answeredOn =
      labelled.answered ??
      (byOrder ? (order === 'answered' ? (days[0] ?? null) : order === 'asked' ? null : (second ?? null)) : null)
    const hasAnswer = !isUnanswered && (isAnswered || answeredOn !== null)
    return {
      entry: {
        title: item.title,
        url: item.opensByScript ? null : item.url,
        channel,
        submittedOn,
        answeredOn: isUnanswered ? null : answeredOn,
        answeredBy: null,
        hasAnswer,
        valid: null,
        readFrom: 'list',
      },
      isOpen: submittedOn === null || (hasAnswer ? answeredOn === null : !isUnanswered),
    }
  })
}

/** Links with a date at them, and where none has one, those that look like entries; what stands in menus is none. */
function messageItems(page: PageSummary): ListItem[] {
  const menu = new Set(page.links.filter(({ furniture }) => furniture).map(({ address }) => addressKey(address)))
  const own = page.items.filter((item) => item.opensByScript || !menu.has(addressKey(item.url)))
  const dated = own.filter(({ date }) => date !== null)
  return dated.length > 0 ? dated : own
}

type Order = 'askedFirst' | 'answeredFirst' | 'asked' | 'answered' | null

/** What the headings of the list say its days are, in their order. */
function headingOrder(text: string): Order {
  for (const line of text.split('\n')) {
    const words = line.replace(/\u0001/g, ' ')
    if (/\d{4}/.test(words)) continue
    const [first, second] = [words.search(asked), words.search(answered)]
    if (first < 0 && second < 0) continue
    if (first < 0) return 'answered'
    if (second < 0) return 'asked'
    return first < second ? 'askedFirst' : 'answeredFirst'
  }
  return null
}

/** The text of an entry's row: its line, and when no day stands in it, all up to the next entry. */
function rowText(text: string, { link }: ListItem, next: ListItem | undefined): string {
  if (link === null) return ''
  const start = text.lastIndexOf('\n', link.start) + 1
  const end = text.indexOf('\n', link.end)
  const line = text.slice(start, end < 0 ? undefined : end)
  if (findDates(foldDateText(line)).length > 0) return line
  return text.slice(start, Math.min(next?.link?.start ?? text.length, link.end + 500))
}

function daysIn(text: string, capturedOn: Day): Day[] {
  return findDates(foldDateText(text)).flatMap((match) => believableDay(match, capturedOn) ?? [])
}

/** The day behind a label in the row itself. */
function dayBehind(text: string, label: RegExp, capturedOn: Day): Day | null {
  const found = label.exec(text)
  if (found === null) return null
  const from = found.index + found[0].length
  const [match] = findDates(foldDateText(text.slice(from, from + 40)))
  if (match === undefined || match.year === null || match.start > 8) return null
  const day = dayFrom(match.year, match.month, match.date)
  return day !== null && day <= capturedOn ? day : null
}
