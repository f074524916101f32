/** Reminders of messages: on the working day before the limit, on its last day, and once it is past, to the unit and its supervisor. */
import { addDays, chineseDay, startOfDay, type Day } from '../kernel/day.ts'
import { addWorkingDays, firstWorkingDayFrom, type HolidayCalendar } from '../kernel/working-days.ts'
import type { Tx } from '../store/database.ts'
import { cancelDeadlines, setDeadline, type DeadlineHandler } from '../store/deadlines.ts'
import { post, type OutboxMessage } from '../store/outbox.ts'
import { dayOf } from './message.ts'

/** 9:00 in Shanghai. */
const atWork = (day: Day) => new Date(startOfDay(day) + 9 * 3_600_000).toISOString()

export const messageSubject = (number: string) => `message:${number}`

/** Sets the reminders of an open message, and takes back those of an answered one. */
export async function remindOf(
  tx: Tx,
  { number, answeredAt, dueOn }: { readonly number: string; readonly answeredAt: string | null; readonly dueOn: Day },
  calendar: HolidayCalendar,
  now: string,
): Promise<void> {
  const subject = messageSubject(number)
  await cancelDeadlines(tx, subject)
  if (answeredAt !== null) return
  const times = {
    'message.dueSoon': atWork(addWorkingDays(dueOn, -1, calendar)),
    'message.dueToday': atWork(dueOn),
    'message.overdue': atWork(firstWorkingDayFrom(addDays(dueOn, 1), calendar)),
  }
  for (const [kind, dueAt] of Object.entries(times)) {
    // What is past needs no reminder; that it is overdue is said all the same.
    if (dueAt >= now || kind === 'message.overdue') await setDeadline(tx, { kind, subject, dueAt })
  }
}

/** What is said at each deadline; `severe` goes to the supervisor as well and does not wait for the digest of the day. */
const words: Readonly<Record<string, readonly [what: string, severity: OutboxMessage['severity']]>> = {
  'message.dueSoon': ['即将到期', 'normal'],
  'message.dueToday': ['今日到期', 'normal'],
  'message.overdue': ['已经逾期', 'severe'],
}

const tell: DeadlineHandler = async (tx, { kind, subject }, now) => {
  const number = subject.slice(messageSubject('').length)
  const message = await tx
    .selectFrom('message')
    .innerJoin('site', 'site.id', 'message.siteId')
    .select(['message.unitId', 'message.handler', 'answeredAt', 'dueOn', 'site.name as siteName', 'content'])
    .where('number', '=', number)
    .executeTakeFirst()
  if (message === undefined || message.answeredAt !== null) return
  // After a standstill of the program: what is overdue by now is not said to be due.
  if (kind !== 'message.overdue' && dayOf(now) > message.dueOn) return
  const [what, severity] = words[kind]!
  const text =
    `“${message.siteName}”收到的政府网站找错留言 ${number} ${what}，办理期限为${chineseDay(message.dueOn)}。` +
    `经办人：${message.handler ?? '尚未指定'}。留言内容：${message.content.slice(0, 200)}`
  const about = { kind, severity, subject: `找错留言 ${number} ${what}`, text, at: now }
  await post(tx, { ...about, recipientUnitId: message.unitId, dedupeKey: `${kind} ${number} ${message.dueOn}` })
  if (severity === 'severe')
    await post(tx, { ...about, recipientUnitId: null, dedupeKey: `${kind} ${number} ${message.dueOn} supervisor` })
}

/** The handlers of this stage's deadlines. */
export const messageDeadlines: Readonly<Record<string, DeadlineHandler>> = Object.fromEntries(
  Object.keys(words).map((kind) => [kind, tell]),
)
