/**
 * 找错留言: a report on 政府网站找错. An answer is due within three working days (S35, S36); the yearly assessment looks at those that
 * took more than a month and those that were never closed (SUP-D-1, SUP-D-2). Pure.
 */
import { addMonths, dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { addWorkingDays, workingDaysBetween, type HolidayCalendar } from '../kernel/working-days.ts'

/** 留言类型: an open list of the platform. */
export const messageCategories = {
  cannotOpen: '内容无法访问',
  wrong: '信息不准确',
  notUpdated: '信息不更新',
  noAnswer: '咨询留言不回复',
  typo: '错别字',
  fake: '虚假伪造内容',
  other: '其他',
} as const
export type MessageCategory = keyof typeof messageCategories

/** 办理期限 in working days after the day of receipt. */
export const answerWithinWorkingDays = 3

export interface MessageTimes {
  /** ISO instant. */
  readonly receivedAt: string
  readonly answeredAt: string | null
  readonly dueOn: Day
}

/** `open`: within the limit; `overdue`: not answered and past it; `answered`, `answeredLate`. */
export type MessageStanding = 'open' | 'overdue' | 'answered' | 'answeredLate'
export const standingNames: Readonly<Record<MessageStanding, string>> = {
  open: '办理中',
  overdue: '已逾期',
  answered: '按期办结',
  answeredLate: '超期办结',
}

/** The last day for an answer: the third working day after the day of receipt. */
export function dueDay(receivedAt: string, calendar: HolidayCalendar): Day {
  return addWorkingDays(dayOf(receivedAt), answerWithinWorkingDays, calendar)
}

/** Where a message stands on a day; the last day itself is in time. */
export function standingOf({ answeredAt, dueOn }: MessageTimes, today: Day): MessageStanding {
  if (answeredAt !== null) return dayOf(answeredAt) <= dueOn ? 'answered' : 'answeredLate'
  return today <= dueOn ? 'open' : 'overdue'
}

/** Working days left; 0 on the last day, negative when overdue. */
export function workingDaysLeft({ dueOn }: MessageTimes, today: Day, calendar: HolidayCalendar): number {
  return workingDaysBetween(today, dueOn, calendar)
}

/** SUP-D-2: whether it took (or is taking) more than one calendar month; exactly one month is not more. */
export function tookOverMonth({ receivedAt, answeredAt }: MessageTimes, today: Day): boolean {
  const end = answeredAt === null ? today : dayOf(answeredAt)
  return end > addMonths(dayOf(receivedAt), 1)
}

export function dayOf(instant: string): Day {
  return dayOfInstant(epochMs(instant))
}
