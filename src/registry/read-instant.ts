/**
 * Dates and times as delivered files write them. Strict: only complete dates are read, a date without year or a relative one
 * (“昨天”) is known to be a date but cannot be placed, and anything else is nonsense.
 */
import { dayFrom, dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'

export interface ReadInstant {
  /** Calendar day in Shanghai. */
  readonly day: Day
  /** ISO 8601 with `Z`, when the text has a time; without a zone it is Beijing time. */
  readonly at: string | null
}

const DATE = /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)/
const TIME = /^[T ]?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?(Z|[+-]\d{2}:?\d{2}))?$/

/**
 * Reads `2025-08-01 08:30`, `2025/8/1`, `2025.8.1`, `2025年8月1日 8:30`, with seconds or a zone if there are any; `null` for
 * everything else, days that do not exist included.
 */
export function readInstant(text: string): ReadInstant | null {
  const date = DATE.exec(text)
  if (!date) return null
  const [year, month, dayOfMonth] = date.slice(1).filter(Boolean).map(Number) as [number, number, number]
  const day = dayFrom(year, month, dayOfMonth)
  const rest = text.slice(date[0].length)
  if (day === null || rest === '') return day && { day, at: null }
  const time = TIME.exec(rest)
  return time && withTime(day, time)
}

function withTime(day: Day, [, hour, minute, second = '00', zone = '+08:00']: RegExpExecArray): ReadInstant | null {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const ms = epochMs(`${day}T${hour!.padStart(2, '0')}:${minute}:${second}${zone}`)
  return { day: dayOfInstant(ms), at: new Date(ms).toISOString() }
}

const PARTIAL =
  /^(?:刚刚|(?:今|昨|前)天.{0,8}|\d{1,4} ?(?:秒|分钟|小时|天|周|个?月|年)前|(?:星期|周)[一二三四五六日天].{0,8}|\d{1,2}(?:[-/.]\d{1,2}|月\d{1,2}日).{0,9})$/

/** Whether the text is a date that cannot be placed: relative, or without a year. */
export function isPartialDate(text: string): boolean {
  return PARTIAL.test(text)
}
