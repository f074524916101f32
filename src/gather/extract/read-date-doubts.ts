/** What is odd about the dates of a page: leads for WEB-V1.5 (falsified dates), each with the texts it rests on. */
import { dayFrom, daysBetween, type Day } from '../../kernel/day.ts'
import { readDateText } from '../crawl/date-text.ts'
import type { PageReading } from '../crawl/page-reading.ts'
import { labelBefore, metaNames, urlDay, type Published } from '../crawl/read-date.ts'

export interface DateDoubt {
  readonly kind: 'metaDiffers' | 'urlDiffers' | 'future' | 'tooEarly' | 'severalPublished'
  /** The other day, when there is one. */
  readonly day: Day | null
  readonly raw: string
  /** Days from the publishing date to the other day; negative when that is earlier. */
  readonly days: number | null
  /** In Chinese. */
  readonly message: string
}

const publishing = /(发布|公开|公布|发稿|刊发|发表|上传|录入|登载|刊登)(时间|日期|于|日)$/

/** Doubts about the dates of a page. `capturedOn` is the day of the visit. */
export function readDateDoubts(page: PageReading, published: Published | null, capturedOn: Day): DateDoubt[] {
  return [...labelledDoubts(page, published, capturedOn), ...hiddenDoubts(page, published, capturedOn)].slice(0, 20)
}

function* labelledDoubts(page: PageReading, published: Published | null, capturedOn: Day): Generator<DateDoubt> {
  const days = new Set<Day>(published === null ? [] : [published.day])
  for (const { start, end, year, month, date } of page.dates) {
    const day = year === null ? null : dayFrom(year, month, date)
    if (day === null || !publishing.test(labelBefore(page.text, start) ?? '') || days.has(day)) continue
    const raw = page.written.slice(start, end).replaceAll('\u0001', ' ').trim()
    if (day > capturedOn) {
      yield { kind: 'future', day, raw, days: null, message: `标注的发布日期 ${raw} 在检查日 ${capturedOn} 之后` }
    } else if (day < '1995-01-01') {
      yield { kind: 'tooEarly', day, raw, days: null, message: `标注的发布日期 ${raw} 早于政府网站出现的年代` }
    } else if (published !== null && published.rank >= 100) {
      const between = daysBetween(published.day, day)
      yield {
        kind: 'severalPublished',
        day,
        raw,
        days: between,
        message: `页面标注了不止一个发布日期：${published.raw}、${raw}`,
      }
    }
    days.add(day)
  }
}

function* hiddenDoubts(page: PageReading, published: Published | null, capturedOn: Day): Generator<DateDoubt> {
  if (published === null || published.source !== 'visible') return
  const name = metaNames.find((each) => page.meta.has(each))
  const raw = name === undefined ? undefined : page.meta.get(name)
  const meta = raw === undefined ? null : readDateText(raw, '9999-12-31' as Day)
  if (meta !== null && meta.day !== published.day) {
    const days = daysBetween(published.day, meta.day)
    const message = `标签 ${name} 写的是 ${raw}，与可见日期 ${published.raw} 相差 ${Math.abs(days)} 天`
    yield { kind: 'metaDiffers', day: meta.day, raw: raw!, days, message }
  }
  const url = urlDay(page.base, capturedOn)
  if (url !== null && url.day !== published.day) {
    const days = daysBetween(published.day, url.day)
    yield {
      kind: 'urlDiffers',
      day: url.day,
      raw: url.raw,
      days,
      message: `网址中的日期 ${url.raw} 与可见日期 ${published.raw} 相差 ${Math.abs(days)} 天`,
    }
  }
}
