/**
 * The forms in which Chinese government pages and feeds write dates. Pure text: which of several dates is the publishing
 * date is decided in `read-date.ts`.
 *
 * Page text marks the border of two elements with `\u0001` and of two lines with `\n`: a big "12" above a small "2025-08" is
 * one date, "12" and "2025-08" in a sentence are not.
 */
import { dayFrom, dayOfInstant, startOfDay, type Day } from '../../kernel/day.ts'

export interface DateMatch {
  readonly start: number
  readonly end: number
  /** `null`: the page wrote no year. */
  readonly year: number | null
  readonly month: number
  readonly date: number
}

/** Full-width digits and look-alike punctuation to ASCII, one character for one, so that positions stay. */
export function foldDateText(text: string): string {
  return text.replace(
    /[\uff10-\uff19\uff0d\uff0e\uff0f\uff1a\u2236\ufe55\u2010-\u2015\u2212\u00a0\u3000\u2002-\u200a]/g,
    (char) => {
      const code = char.charCodeAt(0)
      if (code >= 0xff10 && code <= 0xff19) return String.fromCharCode(code - 0xfee0)
      if (char === '\uff1a' || char === '\u2236' || char === '\ufe55') return ':'
      if (char === '\uff0e') return '.'
      if (char === '\uff0f') return '/'
      if (char === '\uff0d' || char === '\u2212' || (code >= 0x2010 && code <= 0x2015)) return '-'
      return ' '
    },
  )
}

const gap = '[ \\n\\u0001]{0,4}'
/** 2025-08-12 · 2025/8/12 · 2025.08.12 · 2025年8月12日, also spread over elements. */
const full = new RegExp(
  `(?<!\\d)((?:19|20)\\d{2})(?:${gap}年${gap}(\\d{1,2})${gap}月${gap}(\\d{1,2})(?!\\d)(?:${gap}[日号])?` +
    `|${gap}([-/.])${gap}(\\d{1,2})${gap}\\4${gap}(\\d{1,2})(?:日|(?!\\d)|(?=\\d{2}:\\d{2})))`,
  'g',
)
const edge = '[ ]{0,4}[\\n\\u0001][ \\n\\u0001/]{0,8}'
/** 12 ⏎ 2025-08 */
const dayFirst = new RegExp(
  `(?<=^|[\\n\\u0001\\[(][ ]{0,4})(\\d{1,2})日?${edge}((?:19|20)\\d{2})[ ]?[-/.年][ ]?(\\d{1,2})月?(?![\\d.\\-/])`,
  'g',
)
/** 2025-08 ⏎ 12 */
const dayLast = new RegExp(
  `(?<!\\d)((?:19|20)\\d{2})[ ]?[-/.年][ ]?(\\d{1,2})月?${edge}(\\d{1,2})日?(?=[ ]{0,4}(?:[\\n\\u0001]|$))`,
  'g',
)
/** 08-12 ⏎ 2025 */
const yearLast = new RegExp(
  `(?<=^|[\\n\\u0001\\[(][ ]{0,4})(\\d{1,2})[-/.月](\\d{1,2})日?${edge}((?:19|20)\\d{2})年?(?=[ ]{0,4}(?:[\\n\\u0001]|$))`,
  'g',
)
/** 2025 ⏎ 08-12 */
const yearFirst = new RegExp(
  `(?<=^|[\\n\\u0001][ ]{0,4})((?:19|20)\\d{2})年?${edge}(\\d{1,2})[-/.月](\\d{1,2})日?(?=[ ]{0,4}(?:[\\n\\u0001]|$))`,
  'g',
)
/** 25-08-12 */
const shortYear = /(?<![\d\-/.])(\d{2})([-/.])(\d{2})\2(\d{2})(?![\d\-/.])/g
/** 24年3月5日 */
const shortChinese = /(?<![\d年])(\d{2})年(\d{1,2})月(\d{1,2})日/g
/** 二〇二四年三月五日 */
const hanzi =
  /([〇零○ＯOo一二三四五六七八九]{4})[ ]?年[ ]?([正元一二三四五六七八九十冬腊]{1,3})[ ]?月[ ]?([初一二三四五六七八九十廿卅]{1,4})[ ]?[日号]/g
/** Tue Mar 05 16:20:11 CST 2024 · Mar 5, 2024 */
const englishForm =
  /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (\d{1,2}),?(?: \d{1,2}:\d{2}(?::\d{2})?(?: (?:[A-Z]{2,4}|[+-]\d{4}))?)? (\d{4})\b/g
/** 发布时间:20240305 */
const compactLabelled = /(?<=(?:时间|日期|发布)[: \u0001\n]{1,4})((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)(?!\d)/g
/** 08-12 · 8月12日 · 8/12; with a point only 08.12, because 8.5 is a number. */
const monthDay = /(?<![\d\-/.年:])(?:(\d{1,2})(?:[-/]|月)(\d{1,2})日?|(\d{2})\.(\d{2}))(?![\d\-/.%:月年号])/g

/** All dates in a folded text in order, not overlapping. Impossible days (2025-02-30) are not dates. */
export function findDates(text: string): DateMatch[] {
  const found: DateMatch[] = []
  let rest = text
  const scan = (form: RegExp, read: (match: RegExpExecArray) => readonly [number | null, number, number]) => {
    const before = found.length
    for (const match of rest.matchAll(form)) {
      const [year, month, date] = read(match)
      // A leap year stands for "no year".
      if (dayFrom(year ?? 2024, month, date) === null) continue
      found.push({ start: match.index, end: match.index + match[0].length, year, month, date })
    }
    // What is taken is painted over, so that a weaker form does not find a part of it again.
    if (found.length > before) rest = paintOver(rest, found.slice(before))
  }
  const n = (value: string | undefined) => Number(value)
  if (/(?:19|20)\d{2}/.test(text)) {
    scan(full, (m) => [n(m[1]), n(m[2] ?? m[5]), n(m[3] ?? m[6])])
    scan(dayFirst, (m) => [n(m[2]), n(m[3]), n(m[1])])
    scan(dayLast, (m) => [n(m[1]), n(m[2]), n(m[3])])
    scan(yearLast, (m) => [n(m[3]), n(m[1]), n(m[2])])
    scan(yearFirst, (m) => [n(m[1]), n(m[2]), n(m[3])])
    if (text.includes(':')) scan(compactLabelled, (m) => [n(m[1]), n(m[2]), n(m[3])])
    if (/\b[JFMASOND][a-z]{2,8}\.? \d/.test(text)) {
      scan(englishForm, (m) => [n(m[3]), monthNames.indexOf(m[1]!.toLowerCase()) + 1, n(m[2])])
    }
  }
  if (text.includes('年')) {
    scan(shortChinese, (m) => [2000 + n(m[1]), n(m[2]), n(m[3])])
    if (/[〇零○ＯOo一二三四五六七八九]年/.test(text))
      scan(hanzi, (m) => [digits(m[1]!), hanziNumber(m[2]!), hanziNumber(m[3]!)])
  }
  scan(shortYear, (m) => [2000 + n(m[1]), n(m[3]), n(m[4])])
  scan(monthDay, (m) => [null, n(m[1] ?? m[3]), n(m[2] ?? m[4])])
  return found.toSorted((a, b) => a.start - b.start)
}

const hanziDigits = '〇一二三四五六七八九'

/** `二〇二四` digit by digit. */
function digits(text: string): number {
  return Number(Array.from(text, (char) => Math.max(0, hanziDigits.indexOf(char))).join(''))
}

/** Up to 39: `十二`, `二十五`, `廿五`, `初八`. */
function hanziNumber(text: string): number {
  const plain = text
    .replace('初', '')
    .replace('廿', '二十')
    .replace('卅', '三十')
    .replace(/[正元]/, '一')
    .replace('冬', '十一')
    .replace('腊', '十二')
  const [tens, ones] = plain.includes('十') ? plain.split('十') : ['', plain]
  const digit = (char: string | undefined, empty: number) =>
    char === undefined || char === '' ? empty : hanziDigits.indexOf(char)
  return (plain.includes('十') ? digit(tens, 1) * 10 : 0) + digit(ones, 0)
}

function paintOver(text: string, taken: readonly DateMatch[]): string {
  const pieces: string[] = []
  let from = 0
  for (const { start, end } of taken) {
    pieces.push(text.slice(from, start), '#'.repeat(end - start))
    from = end
  }
  pieces.push(text.slice(from))
  return pieces.join('')
}

/** The first day that can be a publishing date: before it there were no government websites. */
const earliestDay = '1995-01-01'

/** The day of a match when it is believable: not before 1995 and not after the day of capture. */
export function believableDay(match: Pick<DateMatch, 'year' | 'month' | 'date'>, capturedOn: Day): Day | null {
  if (match.year === null) return null
  const day = dayFrom(match.year, match.month, match.date)
  return day !== null && day >= earliestDay && day <= capturedOn ? day : null
}

/** The latest day not after `capturedOn` with this month and date: what a date without a year means at best. */
export function dayWithoutYear(month: number, date: number, capturedOn: Day): Day | null {
  for (let year = Number(capturedOn.slice(0, 4)), tries = 0; tries < 9; year -= 1, tries += 1) {
    const day = dayFrom(year, month, date)
    if (day !== null && day <= capturedOn) return day
  }
  return null
}

export interface ReadDate {
  readonly day: Day
  /** Milliseconds since 1970 (UTC) when the text has a time; zone-less times are +08:00. */
  readonly epochMs: number | null
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const clockTime =
  /^[ T年月日号,\-\u0001\n]{0,6}(上午|下午|晚上|中午|凌晨)?[ ]?(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2}))?(?:[.,](\d{1,9}))?[秒分]?[ ]?(AM|PM)?[ ]?(Z|UTC|GMT|UT|CST|[+-]\d{2}:?\d{2})?/i

/**
 * Reads a text that is a date and nothing else, as in a feed or a meta tag: all page forms with a year, 20250812,
 * RFC 822, ISO 8601, seconds or milliseconds since 1970. `null` when it is none, or not believable.
 */
export function readDateText(raw: string, capturedOn: Day): ReadDate | null {
  const text = foldDateText(raw.slice(0, 200)).trim()
  const read = readEpoch(text) ?? readEnglish(text) ?? readCompact(text) ?? readForms(text)
  return read !== null && read.day >= earliestDay && read.day <= capturedOn ? read : null
}

function readForms(text: string): ReadDate | null {
  const match = findDates(text).find(({ year }) => year !== null)
  const day = match && dayFrom(match.year!, match.month, match.date)
  return match && day ? withTime(day, text.slice(match.end)) : null
}

function readCompact(text: string): ReadDate | null {
  const match = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  const day = match && dayFrom(Number(match[1]), Number(match[2]), Number(match[3]))
  if (!match || !day) return null
  if (match[4] === undefined) return { day, epochMs: null }
  return withTime(day, `${match[4]}:${match[5]}:${match[6] ?? '00'}${match[7] ?? ''}`)
}

/** RFC 822 (`Tue, 12 Aug 2025 08:30:00 +0800`) and C (`Tue Aug 12 08:30:00 CST 2025`). */
function readEnglish(text: string): ReadDate | null {
  const mail = /(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4})(.*)$/i.exec(text)
  const read = mail && english(mail[3]!, mail[2]!, mail[1]!, mail[4]!)
  if (read) return read
  const c = /\b([a-z]{3})[a-z]* (\d{1,2}),? (?:([\d:]{5,8})(?: ([A-Z]{2,4}|[+-]\d{4}))? )?(\d{4})(.*)$/i.exec(text)
  return c ? english(c[5]!, c[1]!, c[2]!, c[3] === undefined ? c[6]! : ` ${c[3]} ${c[4] ?? ''}`) : null
}

function english(year: string, month: string, date: string, rest: string): ReadDate | null {
  const day = dayFrom(Number(year), monthNames.indexOf(month.toLowerCase()) + 1, Number(date))
  return day === null ? null : withTime(day, rest)
}

function readEpoch(text: string): ReadDate | null {
  if (!/^(\d{10}|\d{13})$/.test(text)) return null
  const epochMs = text.length === 10 ? Number(text) * 1000 : Number(text)
  return { day: dayOfInstant(epochMs), epochMs }
}

function withTime(day: Day, rest: string): ReadDate {
  const match = clockTime.exec(rest)
  if (!match) return { day, epochMs: null }
  const [, half, hourText, minuteText, secondText, fraction, meridiem, zone] = match
  let hour = Number(hourText)
  if ((half === '下午' || half === '晚上' || meridiem?.toUpperCase() === 'PM') && hour < 12) hour += 12
  if (meridiem?.toUpperCase() === 'AM' && hour === 12) hour = 0
  const [minute, second] = [Number(minuteText), Number(secondText ?? 0)]
  if (hour > 23 || minute > 59 || second > 60) return { day, epochMs: null }
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000)
  const shanghai = startOfDay(day) + (hour * 3600 + minute * 60 + second) * 1000 + ms
  const epochMs = shanghai + 8 * 3_600_000 - zoneOffsetMs(zone)
  return { day: dayOfInstant(epochMs), epochMs }
}

/** Time of day behind a date as `HH:MM[:SS]`; with `anywhere`, somewhere in a text that is a date and its time. */
export function timeBehind(text: string, anywhere = false): string | null {
  const match = anywhere ? /(?<!\d)()(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(text) : clockTime.exec(text)
  if (!match) return null
  const [, half, hourText, minute, second] = match
  const hour = Number(hourText) + ((half === '下午' || half === '晚上') && Number(hourText) < 12 ? 12 : 0)
  if (hour > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null
  const pad = (value: string | number) => String(value).padStart(2, '0')
  return `${pad(hour)}:${pad(minute!)}${second === undefined ? '' : `:${pad(second)}`}`
}

/** No zone, and CST in a Chinese source, mean Beijing time. */
function zoneOffsetMs(zone: string | undefined): number {
  const name = zone?.toUpperCase()
  if (name === undefined || name === 'CST') return 8 * 3_600_000
  if (!/^[+-]/.test(name)) return 0
  const minutes = Number(name.slice(1, 3)) * 60 + Number(name.slice(-2))
  return (name.startsWith('-') ? -minutes : minutes) * 60_000
}

export interface UrlDate {
  readonly year: number
  readonly month: number
  /** `null`: the address names a month only (`/202508/`). */
  readonly date: number | null
  readonly raw: string
}

const urlForms = [
  /(?<![\da-z])t?((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)(?=[_./-]|$)/i,
  /\/((?:19|20)\d{2})[-/](0?[1-9]|1[0-2])[-/]([0-3]?\d)(?=[/_.-]|$)/,
  /\/((?:19|20)\d{2})-?(0[1-9]|1[0-2])()(?=\/)/,
  /\/((?:19|20)\d{2})\/(0?[1-9]|1[0-2])()(?=\/)/,
]

/** The date that an address carries: `t20250812_123.html`, `/2025/8/12/`, `/2025-08/12/`, or the month of `/202508/`. */
export function dateInUrl(address: string): UrlDate | null {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(address)?.[1] ?? ''
  if (!/(?:19|20)\d{2}/.test(path)) return null
  for (const form of urlForms) {
    const match = form.exec(path)
    if (!match) continue
    const [year, month, date] = [Number(match[1]), Number(match[2]), match[3] === '' ? null : Number(match[3])]
    if (dayFrom(year, month, date ?? 1) !== null) return { year, month, date, raw: match[0].replace(/^\//, '') }
  }
  return null
}
