/** The visible text of a page while it grows, as `PageReading.written` describes it. */

const waiting = /^[\s\u0001]*((正在|数据|内容|努力)*(加载|载入|读取)中?|loading|请稍[候后等])?[.。…\s\u0001]*$/i
const blanks = /[\u0000-\u0020\u007f\u200b-\u200f\ufeff]+/g
/** Anything that is not yet as `blanks` leaves it. */
const unclean = /[\u0000-\u001f\u007f\u200b-\u200f\ufeff]|  /

export class PageText {
  private readonly pieces: string[] = []
  /** Code of the last character. */
  private last = 10
  length = 0

  /** White space at either end becomes one blank; inside, most texts have none that must be changed. */
  add(data: string): void {
    let start = 0
    let end = data.length
    while (start < end && isBlank(data.charCodeAt(start))) start += 1
    if (start === end) {
      if (this.last !== 10 && this.last !== 32 && this.last !== 1) this.put(' ')
      return
    }
    while (isBlank(data.charCodeAt(end - 1))) end -= 1
    if (start > 0 && this.last !== 10 && this.last !== 32) this.put(' ')
    const text = start === 0 && end === data.length ? data : data.slice(start, end)
    this.put(isClean(text) ? text : text.replace(blanks, ' '))
    if (end < data.length) this.put(' ')
  }

  /** Here an element begins or ends. */
  border(isBlock: boolean): void {
    if (this.last === 10) return
    if (isBlock) this.put('\n')
    else if (this.last !== 1) this.put('\u0001')
  }

  /** Nothing from here to the end of the text, or only that it is being fetched. */
  isUnfilled(start: number): boolean {
    const { length, pieces } = this
    if (length === start) return true
    if (length - start > 24) return false
    let tail = ''
    for (let at = pieces.length - 1; tail.length < length - start; at -= 1) tail = pieces[at]! + tail
    return waiting.test(tail.slice(start - length))
  }

  written(): string {
    return this.pieces.join('')
  }

  private put(text: string): void {
    this.pieces.push(text)
    this.length += text.length
    this.last = text.charCodeAt(text.length - 1)
  }
}

/** Most texts are short, and for those a regular expression costs more to call than to run. */
function isClean(text: string): boolean {
  if (text.length > 60) return !unclean.test(text)
  let before = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 32 || code === 127 || code === 0xfeff || (code >= 0x200b && code <= 0x200f)) return false
    if (code === 32 && before === 32) return false
    before = code
  }
  return true
}

/** White space, and the characters that look like it at the ends of a text. */
function isBlank(code: number): boolean {
  return code <= 32 || code === 160 || code === 0x3000 || code === 0xfeff
}
