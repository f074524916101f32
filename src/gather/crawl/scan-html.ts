/**
 * The tags and texts of an HTML document in one pass, without a tree: the tokens and the implied ends of the HTML
 * standard, as far as links and text need them. Written for speed (`docs/decisions/html-scanner.md`): text is found by
 * searching for the next `<`, and only attributes that somebody reads become strings.
 */
import { decodeAttribute, decodeText } from './html-entities.ts'
import { endOfName, hashOfName, slotOf, standsAt, tagAt, tagCount, tagNamed, type Tag } from './html-tags.ts'

/** Attributes that are read, each with its number; all others are skipped. */
export const attribute = {
  action: 0,
  alt: 1,
  charset: 2,
  class: 3,
  content: 4,
  dataCount: 5,
  dataPageCount: 6,
  dataPagecount: 7,
  dataPages: 8,
  dataTotal: 9,
  dataTotalPage: 10,
  dataTotalpage: 11,
  datetime: 12,
  href: 13,
  httpEquiv: 14,
  id: 15,
  itemprop: 16,
  name: 17,
  ngRepeat: 18,
  onclick: 19,
  placeholder: 20,
  property: 21,
  sitecode: 22,
  src: 23,
  title: 24,
  type: 25,
  vFor: 26,
  value: 27,
  method: 28,
} as const
const attributeNames = Object.keys(attribute).map((key) =>
  key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
)

/** Attributes of the tag that is being read; values become strings when they are asked for. */
export interface Attributes {
  /** Takes numbers of `attribute`. */
  has(which: number): boolean
  read(which: number): string | undefined
}

export interface HtmlReader {
  /** The attributes are those of this tag only while the call lasts. */
  open(tag: Tag, attributes: Attributes): void
  /** References are resolved; white space is as written. */
  text(data: string): void
  /** Ends come properly nested; void elements have none. */
  close(tag: Tag): void
  /** Asked before each tag. */
  stopped(): boolean
}

/** Number of an attribute and one, by the lower bits of its hash. */
const attributesByHash = new Uint8Array(4096)
for (const [index, name] of attributeNames.entries()) {
  const slot = slotOf(hashOfName(name, 0, name.length))
  if (attributesByHash[slot] !== 0) throw new Error(`attribute ${name} needs another hash`)
  attributesByHash[slot] = index + 1
}
const paragraph = tagNamed('p')
const lineBreak = tagNamed('br')
const form = tagNamed('form')

/** Reads a whole document; ends early when the reader says so. Linear in the length of the document. */
export function scanHtml(html: string, reader: HtmlReader): void {
  const stack: Tag[] = []
  const opened = new Int32Array(tagCount)
  /** Which attributes the tag has, as bits, and the intervals of their values. */
  let present = 0
  const values = new Int32Array(attributeNames.length * 2)
  const attributes: Attributes = {
    has: (which) => (present & (1 << which)) !== 0,
    read: (which) => {
      if ((present & (1 << which)) === 0) return undefined
      return decodeAttribute(html.slice(values[which * 2]!, values[which * 2 + 1]!))
    },
  }
  const length = html.length
  let at = 0
  let foreign = 0
  let selfClosing = false
  /** The next `%>`; found once, however many `<%` stand before it. */
  let serverCodeEnd = -1

  while (at < length && !reader.stopped()) {
    let end = html.indexOf('<', at)
    if (end < 0) end = length
    // A `<` that begins no tag is text.
    while (end < length && !beginsMarkup(end)) {
      end = html.indexOf('<', end + 1)
      if (end < 0) end = length
    }
    if (end > at) reader.text(decodeText(html.slice(at, end)))
    if (end >= length) break
    const code = html.charCodeAt(end + 1)
    if (code === 47) at = closeTag(end + 2)
    else if (isLetter(code)) at = openTag(end + 1)
    else at = code === 37 ? serverCodeEnd + 2 : skipDeclaration(html, end)
  }
  while (stack.length > 0) pop()

  function beginsMarkup(position: number): boolean {
    const code = html.charCodeAt(position + 1)
    if (isLetter(code) || code === 47 || code === 33 || code === 63) return true
    if (code !== 37) return false
    // Server code (`<% … %>`) that was left in a saved page is not text of the page.
    if (serverCodeEnd < position) serverCodeEnd = html.indexOf('%>', position)
    if (serverCodeEnd < 0) serverCodeEnd = Infinity
    return serverCodeEnd < Infinity
  }

  function pop(): void {
    const tag = stack.pop()!
    opened[tag.index]! -= 1
    if (tag.name === 'svg' || tag.name === 'math') foreign -= 1
    reader.close(tag)
  }

  function openTag(start: number): number {
    const tag = tagAt(html, start)
    // A known name is as long as it is written, but for <image>.
    const nameEnd = tag.index < tagCount - 1 && tag.name !== 'img' ? start + tag.name.length : endOfName(html, start)
    const next = html.charCodeAt(nameEnd) === 62 ? withoutAttributes(nameEnd) : readAttributes(nameEnd)
    // A tag that never ends is none.
    if (next < 0) return length
    // A form in a form is none.
    if (tag === form && opened[form.index]! > 0) return next
    if (tag.ends !== null) while (stack.length > 0 && tag.ends[stack[stack.length - 1]!.index] === 1) pop()
    reader.open(tag, attributes)
    if (tag.isVoid) return next
    if (tag.name === 'svg' || tag.name === 'math') foreign += 1
    stack.push(tag)
    opened[tag.index]! += 1
    if (foreign > 0 && selfClosing) {
      pop()
      return next
    }
    return tag.content === 'tags' ? next : readRaw(tag, next)
  }

  function closeTag(start: number): number {
    const first = html.charCodeAt(start)
    const end = html.indexOf('>', start)
    const next = end < 0 ? length : end + 1
    if (!isLetter(first)) return next
    const tag = tagAt(html, start)
    if (tag === lineBreak || (tag === paragraph && opened[tag.index] === 0)) {
      present = 0
      reader.open(tag, attributes)
      if (tag === paragraph) reader.close(tag)
    } else if (opened[tag.index]! > 0) {
      let position = stack.length - 1
      // Unknown tags share a counter: it may be another one that is open.
      while (position >= 0 && stack[position]!.name !== tag.name) position -= 1
      if (position >= 0) while (stack.length > position) pop()
    }
    return next
  }

  /** Text of an element that holds no tags, up to its end tag. */
  function readRaw(tag: Tag, start: number): number {
    let end = tag.name === 'plaintext' ? -1 : html.indexOf('</', start)
    while (end >= 0 && !isEndOf(tag.name, html, end)) end = html.indexOf('</', end + 2)
    const textEnd = end < 0 ? length : end
    if (textEnd > start) {
      const text = html.slice(start, textEnd)
      reader.text(tag.content === 'escapable' ? decodeText(text) : text)
    }
    return textEnd
  }

  function withoutAttributes(end: number): number {
    present = 0
    selfClosing = false
    return end + 1
  }

  /** Reads attributes from a position to behind the tag's `>`; -1 when there is none. */
  function readAttributes(from: number): number {
    present = 0
    selfClosing = false
    for (let position = from; position < length;) {
      const code = html.charCodeAt(position)
      if (code === 62) return position + 1
      if (isSpace(code) || code === 47) {
        selfClosing = code === 47
        position += 1
        continue
      }
      selfClosing = false
      const nameStart = position
      let hash = 0
      let next = code
      // An attribute may begin with `=`.
      do {
        hash = (hash * 31 + (next | 0x20)) & 0x3fffffff
        position += 1
        next = html.charCodeAt(position)
      } while (position < length && !endsAttributeName(next))
      const nameEnd = position
      while (position < length && isSpace(next)) next = html.charCodeAt((position += 1))
      let valueStart = position
      let valueEnd = position
      if (next === 61) {
        position += 1
        while (position < length && isSpace(html.charCodeAt(position))) position += 1
        const quote = html.charCodeAt(position)
        if (quote === 34 || quote === 39) {
          valueStart = position + 1
          valueEnd = html.indexOf(quote === 34 ? '"' : "'", valueStart)
          if (valueEnd < 0) return -1
          position = valueEnd + 1
        } else {
          valueStart = position
          while (position < length && !endsValue(html.charCodeAt(position))) position += 1
          valueEnd = position
        }
      }
      keepAttribute(hash, nameStart, nameEnd, valueStart, valueEnd)
    }
    return -1
  }

  function keepAttribute(hash: number, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const index = attributesByHash[slotOf(hash)]! - 1
    if (index < 0 || (present & (1 << index)) !== 0) return
    if (!standsAt(attributeNames[index]!, html, nameStart, nameEnd)) return
    present |= 1 << index
    values[index * 2] = valueStart
    values[index * 2 + 1] = valueEnd
  }
}

/** Behind a comment, a declaration or a processing instruction. */
function skipDeclaration(html: string, start: number): number {
  if (!html.startsWith('<!--', start)) {
    const end = html.indexOf('>', start)
    return end < 0 ? html.length : end + 1
  }
  if (html.startsWith('>', start + 4)) return start + 5
  if (html.startsWith('->', start + 4)) return start + 6
  for (let at = html.indexOf('--', start + 4); at >= 0; at = html.indexOf('--', at + 1)) {
    if (html.charCodeAt(at + 2) === 62) return at + 3
    if (html.startsWith('!>', at + 2)) return at + 4
  }
  return html.length
}

function isEndOf(name: string, html: string, at: number): boolean {
  const end = at + 2 + name.length
  const code = html.charCodeAt(end)
  return standsAt(name, html, at + 2, end) && (isSpace(code) || code === 62 || code === 47)
}

const isSpace = (code: number) => code === 32 || (code >= 9 && code <= 13 && code !== 11)
const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122 && code >= 65
const endsAttributeName = (code: number) => code === 61 || code === 62 || code === 47 || isSpace(code)
const endsValue = (code: number) => code === 62 || isSpace(code)
