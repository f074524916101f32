/** Small words of a bulletin: quarters, ranges of days, quoted names, tone words. */
import { chineseDay, chineseMonthDay, parts, type Day, type DayWindow } from '../kernel/day.ts'
import type { Rate } from '../kernel/rate.ts'
import { normaliseText } from '../kernel/text.ts'
import { belowPassMark, type Problem } from './facts.ts'
import type { BulletinStyle, ClauseWords, ShareWords } from './style.ts'
import { fillText } from './template.ts'
import type { TargetResult } from './target-results.ts'

/** 一 to 四; throws a `RangeError` for anything that is no quarter. */
export function quarterName(quarter: number): string {
  const name = ['一', '二', '三', '四'][quarter - 1]
  if (name === undefined) throw new RangeError(`not a quarter: ${quarter}`)
  return name
}

/** `今年7-9月`, or with the year when the bulletin is dated in another one (the fourth quarter's usually is). */
export function quarterMonths(year: number, quarter: number, date: Day, dash: string): string {
  const first = quarter * 3 - 2
  return `${parts(date)[0] === year ? '今年' : `${year}年`}${first}${dash}${first + 2}月`
}

/** `8月1日-8月14日`; with years when the window reaches over New Year. */
export function windowText(window: DayWindow, dash: string): string {
  const sameYear = parts(window.from)[0] === parts(window.to)[0]
  const print = sameYear ? chineseMonthDay : chineseDay
  return `${print(window.from)}${dash}${print(window.to)}`
}

/** A name between quotation marks; marks inside it become single ones. */
export function quoted(name: string): string {
  return `“${normaliseText(name).replaceAll('“', '‘').replaceAll('”', '’')}”`
}

/** The word for a share; empty when the table has none. Compares exactly: numerator × 100 with percent × denominator. */
export function wordForShare({ numerator, denominator }: Rate, words: ShareWords): string {
  return words.find(({ upToPercent }) => numerator * 100 <= upToPercent * denominator)?.word ?? ''
}

/** 个别, 部分 …: suggested from how many of the inspected targets show problems. */
export function toneWord(share: Rate, { toneWords }: BulletinStyle): string {
  return share.numerator === 1 ? toneWords.one : wordForShare(share, toneWords.many)
}

/** `，总体运行正常`: the overall judgement as the end of a sentence; nothing when there is no word for it. */
export function overallEnding(word: string): string {
  return word === '' ? '' : `，${word}`
}

/** Fault and predicate of a confirmed problem in the style's words. */
export function clauseWords(problem: Problem, style: BulletinStyle): ClauseWords {
  const { clause } = problem
  const words = (clause === belowPassMark ? undefined : style.clauseWords[clause]) ?? style.otherClause
  const values = { group: normaliseText(problem.group), wording: normaliseText(problem.wording) }
  return { fault: fillText(words.fault, values), predicate: fillText(words.predicate, values) }
}

/** The kinds of fault of these targets, each once, in order of appearance: 更新不及时、互动回应差. */
export function faultsText(results: readonly TargetResult<unknown>[], style: BulletinStyle): string {
  const faults = results.flatMap(({ problems }) => problems.map(({ problem }) => clauseWords(problem, style).fault))
  // The text goes on with 问题.
  return [...new Set(faults.map((fault) => fault.replace(/问题$/, '')))].join('、')
}
