/**
 * The tags and texts of an HTML document in one pass, as the tokenizer of the HTML standard finds them (comments, quotes, raw
 * text). Written for speed (`docs/decisions/0006-html-scanner.md`): text is found by searching for the next `<`, names are
 * compared by their hash, and only attributes that somebody reads become strings.
 */
import { Attributes } from './html-attributes.ts'
import { endOfName, standsAt, tagAt, tagCount, type Tag } from './html-tags.ts'

export interface TagVisitor {
  /** `<% … %>` that was left in a saved page is skipped; browsers show it as text, tags within it as tags. */
  readonly skipsServerCode: boolean
  /**
   * An opening tag from `start`, its `<`, to `end`, behind its `>`. The attributes are those of this tag only while the call
   * lasts. Whether what follows is read as tags, and not as text up to its own end tag.
   */
  open(tag: Tag, attributes: Attributes, start: number, end: number): boolean
  /** Ends come as they are written, whatever is open. */
  close(tag: Tag, start: number, end: number): void
  /** Text between two tags, references not resolved. */
  text(start: number, end: number): void
  /** Content of an element that holds no tags (script, style, title, textarea, …). */
  raw(tag: Tag, start: number, end: number): void
  /** Whether enough was read; asked before each tag. */
  stopped(): boolean
}

/** Reports every tag of a document. Linear in its length. */
export function scanTags(html: string, visitor: TagVisitor): void {
  const { length } = html
  const attributes = new Attributes(html)
  /** The next `%>`; found once, however many `<%` stand before it. */
  let serverCodeEnd = visitor.skipsServerCode ? -1 : Infinity
  let at = 0
  while (at < length && !visitor.stopped()) {
    let end = html.indexOf('<', at)
    // A `<` that begins no tag is text.
    while (end >= 0 && !beginsMarkup(end)) end = html.indexOf('<', end + 1)
    if (end < 0) end = length
    if (end > at) visitor.text(at, end)
    if (end >= length) break
    const code = html.charCodeAt(end + 1)
    if (code === 47) at = closingTag(end)
    else if (isLetter(code)) at = openingTag(end)
    else at = code === 37 ? serverCodeEnd + 2 : skipDeclaration(html, end)
  }

  function beginsMarkup(position: number): boolean {
    const code = html.charCodeAt(position + 1)
    if (isLetter(code) || code === 47 || code === 33 || code === 63) return true
    if (code !== 37) return false
    if (serverCodeEnd < position) serverCodeEnd = html.indexOf('%>', position)
    if (serverCodeEnd < 0) serverCodeEnd = Infinity
    return serverCodeEnd < Infinity
  }

  function openingTag(start: number): number {
    const tag = tagAt(html, start + 1)
    // A known name is as long as it is written, but for <image>.
    const isKnown = tag.index < tagCount - 1 && tag.name !== 'img'
    const nameEnd = isKnown ? start + 1 + tag.name.length : endOfName(html, start + 1)
    attributes.clear()
    const end = html.charCodeAt(nameEnd) === 62 ? nameEnd + 1 : readAttributes(html, nameEnd, attributes)
    // A tag that never ends is none.
    if (end < 0) return length
    return visitor.open(tag, attributes, start, end) ? end : rawText(tag, end)
  }

  function closingTag(start: number): number {
    const found = html.indexOf('>', start + 2)
    const end = found < 0 ? length : found + 1
    if (isLetter(html.charCodeAt(start + 2))) visitor.close(tagAt(html, start + 2), start, end)
    return end
  }

  function rawText(tag: Tag, start: number): number {
    let end = tag.name === 'plaintext' ? -1 : html.indexOf('</', start)
    while (end >= 0 && !isEndOf(tag.name, html, end)) end = html.indexOf('</', end + 2)
    if (end < 0) end = length
    visitor.raw(tag, start, end)
    return end
  }
}

/** Reads attributes from a position to behind the tag's `>`; -1 when there is none. */
function readAttributes(html: string, from: number, into: Attributes): number {
  const { length } = html
  for (let position = from; position < length;) {
    const code = html.charCodeAt(position)
    if (code === 62) return position + 1
    if (isSpace(code) || code === 47) {
      into.selfClosing = code === 47
      position += 1
      continue
    }
    into.selfClosing = false
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
    into.note(hash, nameStart, nameEnd, valueStart, valueEnd)
  }
  return -1
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
