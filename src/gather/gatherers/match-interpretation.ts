/** Whether a page interprets a policy document: by quoted titles, document numbers, and the likeness of what is left. */
import { plain } from '../crawl/page-reading.ts'

const minLikeness = 0.6

/** 0 to 1: how surely `interpretation` is about `policy`, by their titles. A quoted title is certain. */
export function titleMatch(policy: string, interpretation: string): number {
  const core = coreOf(policy)
  if (core.length < 4) return 0
  const quoted = quotes(interpretation).map(bare)
  if (quoted.some((title) => title.length >= 4 && (title.includes(core) || bare(policy).includes(title)))) return 1
  if (quoted.length > 0) return 0
  const subject = bare(interpretation).replace(
    /^(一图读懂|图解|图说|政策图解|政策解读|解读|视频解读|专家解读)[:：|]?|(的)?(政策)?(解读|图解|问答|说明|答记者问)$|一图读懂|政策解读/g,
    '',
  )
  if (subject.length < 4) return 0
  if (core.includes(subject) || subject.includes(core)) return 0.9
  const likeness = dice(core, subject)
  return likeness >= minLikeness ? likeness : 0
}

/** Numbers of documents in a text: 沪府办发〔2024〕12号, in any kind of brackets. */
export function documentNumbers(text: string): string[] {
  const found = plain(text).matchAll(
    /([\u4e00-\u9fa5]{2,12})[ ]?[〔[【（(]((?:19|20)\d{2})[〕\]】）)][ ]?第?[ ]?(\d{1,5})[ ]?号/g,
  )
  return [...new Set(Array.from(found, ([, issuer, year, number]) => `${issuer}${year}-${Number(number)}`))]
}

/** Whether two lists name the same document; in a sentence, words stand glued before the issuer. */
export function sharesNumber(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.some((other) => one.endsWith(other) || other.endsWith(one)))
}

/** What a document is about: the title it issues, else its own without issuer and kind. */
function coreOf(title: string): string {
  const [inner] = quotes(title)
  if (inner !== undefined) return bare(inner)
  return bare(title)
    .replace(/^.{0,30}?关于/, '')
    .replace(/^(印发|发布|转发|公布|修改|实施)/, '')
    .replace(/的?(通知|决定|公告|通告|批复)$/, '')
}

function quotes(title: string): string[] {
  return Array.from(title.matchAll(/《([^《》]{2,100})》/g), (match) => match[1]!)
}

function bare(text: string): string {
  return plain(text).replace(/[\s\p{P}\p{S}]+/gu, '')
}

/** Sørensen–Dice over pairs of characters. */
function dice(a: string, b: string): number {
  const pairs = (text: string) =>
    new Set(Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2)))
  const [left, right] = [pairs(a), pairs(b)]
  const shared = [...left].filter((pair) => right.has(pair)).length
  return (2 * shared) / Math.max(1, left.size + right.size)
}
