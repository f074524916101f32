/**
 * The tags and texts of an HTML document in one pass, without a tree: the tokens and the implied ends of the HTML
 * standard, as far as links and text need them. Written for speed (`docs/decisions/html-scanner.md`): text is found by
 * searching for the next `<`, and only attributes that somebody reads become strings.
 */
import { decodeAttribute, decodeText } from './html-entities.ts'
import { hashOfName, standsAt, tagAt, tagCount, tagNamed, type Tag } from './html-tags.ts'

const attributeNames = [
  'action',
  'alt',
  'charset',
  'class',
  'content',
  'data-count',
  'data-page-count',
  'data-pagecount',
  'data-pages',
  'data-total',
  'data-total-page',
  'data-totalpage',
  'datetime',
  'href',
  'http-equiv',
  'id',
  'itemprop',
  'name',
  'ng-repeat',
  'onclick',
  'placeholder',
  'property',
  'sitecode',
  'src',
  'title',
  'type',
  'v-for',
  'value',
] as const
/** Attributes that are read; all others are skipped. */
export type AttributeName = (typeof attributeNames)[number]
export type Attributes = Readonly<Record<AttributeName, string | undefined>>

export interface HtmlReader {
  /** The object is used again for the next tag: keep values, not the object. */
  open(tag: Tag, attributes: Attributes): void
  /** References are resolved; white space is as written. */
  text(data: string): void
  /** Ends come properly nested; void elements have none. */
  close(tag: Tag): void
  /** Asked before each tag. */
  stopped(): boolean
}

const attributesByHash = new Map<number, AttributeName>(
  attributeNames.map((name) => [hashOfName(name, 0, name.length), name]),
)
const paragraph = tagNamed('p')
const lineBreak = tagNamed('br')
const form = tagNamed('form')

/** Reads a whole document; ends early when the reader says so. Linear in the length of the document. */
export function scanHtml(html: string, reader: HtmlReader): void {
  const stack: Tag[] = []
  const opened = new Int32Array(tagCount)
  const attributes = Object.fromEntries(attributeNames.map((name) => [name, undefined])) as Record<
    AttributeName,
    string | undefined
  >
  const touched: AttributeName[] = []
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
    const nameEnd = endOfName(html, start)
    const tag = tagAt(html, start, nameEnd)
    const next = readAttributes(nameEnd)
    // A tag that never ends is none.
    if (next < 0) return length
    // A form in a form is none.
    if (tag === form && opened[form.index]! > 0) return next
    if (tag.ends !== null) while (stack.length > 0 && tag.ends.has(stack[stack.length - 1]!.name)) pop()
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
    const tag = tagAt(html, start, endOfName(html, start))
    if (tag === lineBreak || (tag === paragraph && opened[tag.index] === 0)) {
      clearAttributes()
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

  function clearAttributes(): void {
    for (const name of touched) attributes[name] = undefined
    touched.length = 0
  }

  /** Reads attributes from a position to behind the tag's `>`; -1 when there is none. */
  function readAttributes(from: number): number {
    clearAttributes()
    selfClosing = false
    for (let position = from; position < length; ) {
      const code = html.charCodeAt(position)
      if (code === 62) return position + 1
      if (isSpace(code) || code === 47) {
        selfClosing = code === 47
        position += 1
        continue
      }
      selfClosing = false
      const nameStart = position
      // An attribute may begin with `=`.
      position += 1
      while (position < length && !endsAttributeName(html.charCodeAt(position))) position += 1
      const nameEnd = position
      while (position < length && isSpace(html.charCodeAt(position))) position += 1
      let [valueStart, valueEnd] = [position, position]
      if (html.charCodeAt(position) === 61) {
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
      keepAttribute(nameStart, nameEnd, valueStart, valueEnd)
    }
    return -1
  }

  function keepAttribute(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const name = nameEnd - nameStart > 20 ? undefined : attributesByHash.get(hashOfName(html, nameStart, nameEnd))
    if (name === undefined || attributes[name] !== undefined || !standsAt(name, html, nameStart, nameEnd)) return
    attributes[name] = decodeAttribute(html.slice(valueStart, valueEnd))
    touched.push(name)
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

function endOfName(html: string, start: number): number {
  let at = start
  while (at < html.length && !endsTagName(html.charCodeAt(at))) at += 1
  return at
}

const isSpace = (code: number) => code === 32 || (code >= 9 && code <= 13 && code !== 11)
const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122 && code >= 65
const endsTagName = (code: number) => code === 62 || code === 47 || isSpace(code)
const endsAttributeName = (code: number) => code === 61 || code === 62 || code === 47 || isSpace(code)
const endsValue = (code: number) => code === 62 || isSpace(code)
