/**
 * The tags of an HTML document, found without building anything: the scanner jumps from `<` to `<`. It reads what the HTML
 * tokenizer reads (comments, quotes, raw text elements), several times faster than a parser with a tree or with events for
 * text; `read-references.test.ts` compares the two on mutilated documents.
 */

/** Attributes of one tag: first value of each name that somebody wants, entities not decoded. */
export interface TagAttributes {
  href?: string
  src?: string
  srcset?: string
  id?: string
  name?: string
  style?: string
  rel?: string
  data?: string
  poster?: string
  background?: string
  content?: string
  title?: string
  type?: string
  alt?: string
  'http-equiv'?: string
  'xlink:href'?: string
  onload?: string
  imagesrcset?: string
}
type AttributeName = keyof TagAttributes

const wanted: ReadonlySet<string> = new Set<AttributeName>([
  'href',
  'src',
  'srcset',
  'id',
  'name',
  'style',
  'rel',
  'data',
  'poster',
  'background',
  'content',
  'title',
  'type',
  'alt',
  'http-equiv',
  'xlink:href',
  'onload',
  'imagesrcset',
])
/** First letters of the wanted names, upper and lower case. */
const firstLetters = new Uint8Array(128)
for (const name of wanted) {
  firstLetters[name.charCodeAt(0)] = 1
  firstLetters[name.charCodeAt(0) - 32] = 1
}

export interface TagVisitor {
  /** An opening tag; `start` is the position of its `<`, `end` the position after its `>`. */
  open(tag: string, attributes: TagAttributes, start: number, end: number): void
  close(tag: string, start: number, end: number): void
  /** The content of a raw text element (script, style, title, textarea, …), from `start` to `end`. */
  raw(tag: string, start: number, end: number): void
  /** Whether enough was read. */
  full(): boolean
}

const rawText: ReadonlySet<string> = new Set('script style title textarea xmp iframe noembed noframes'.split(' '))
const rawEnds = new Map([...rawText].map((tag) => [tag, new RegExp(`</${tag}(?=[\\s/>])`, 'gi')]))

const [SPACE, SLASH, GREATER, EQUALS, DOUBLE, SINGLE] = [0x20, 0x2f, 0x3e, 0x3d, 0x22, 0x27]
const isSpace = (code: number) => code === SPACE || (code >= 9 && code <= 13 && code !== 11)
const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122

/** Reports every tag of a document. */
export function scanTags(html: string, visitor: TagVisitor): void {
  const { length } = html
  let at = html.indexOf('<')
  while (at >= 0 && at + 1 < length && !visitor.full()) {
    const code = html.charCodeAt(at + 1)
    if (isLetter(code)) at = openingTag(html, at, visitor)
    else if (code === SLASH) at = closingTag(html, at, visitor)
    else if (code === 0x21) at = declaration(html, at)
    else if (code === 0x3f) at = after(html, '>', at)
    else at += 1
    if (at < 0) return
    at = html.indexOf('<', at)
  }
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from)
  return found < 0 ? -1 : found + mark.length
}

/** Comments end at `-->` or `--!>`, and `<!-->` and `<!--->` are comments, too; any other `<!` ends at `>`. */
function declaration(html: string, at: number): number {
  if (!html.startsWith('<!--', at)) return after(html, '>', at)
  if (html.startsWith('>', at + 4)) return at + 5
  if (html.startsWith('->', at + 4)) return at + 6
  const plain = after(html, '-->', at + 4)
  // Looked for within this comment only: a page may hold a hundred thousand of them.
  const odd = plain < 0 ? html.indexOf('--!>', at + 4) : html.slice(at + 4, plain).indexOf('--!>') + at + 4
  return odd < at + 4 ? plain : odd + 4
}

function closingTag(html: string, at: number, visitor: TagVisitor): number {
  if (!isLetter(html.charCodeAt(at + 2))) return after(html, '>', at + 2)
  const name = nameAt(html, at + 2)
  const end = after(html, '>', at + 2 + name.length)
  if (end >= 0) visitor.close(name.toLowerCase(), at, end)
  return end
}

function nameAt(html: string, start: number): string {
  let end = start
  for (let code = html.charCodeAt(end); end < html.length; code = html.charCodeAt(++end)) {
    if (code === GREATER || code === SLASH || isSpace(code)) break
  }
  return html.slice(start, end)
}

/** Returns the position after the tag and, for raw text elements, after their content; -1 when the document ends within. */
function openingTag(html: string, at: number, visitor: TagVisitor): number {
  const written = nameAt(html, at + 1)
  const tag = written.toLowerCase()
  const attributes: TagAttributes = {}
  const end = readAttributes(html, at + 1 + written.length, attributes)
  if (end < 0) return -1
  visitor.open(tag, attributes, at, end)
  if (tag === 'plaintext') return -1
  if (!rawText.has(tag)) return end
  const close = rawEnds.get(tag)!
  close.lastIndex = end
  const found = close.exec(html)
  visitor.raw(tag, end, found?.index ?? html.length)
  return found === null ? -1 : found.index
}

/** Reads up to and with the `>`; -1 when there is none. */
function readAttributes(html: string, from: number, into: TagAttributes): number {
  const { length } = html
  let at = from
  while (at < length) {
    let code = html.charCodeAt(at)
    if (code === GREATER) return at + 1
    if (code === SLASH || isSpace(code)) {
      at += 1
      continue
    }
    const start = at
    // A name may begin with `=`.
    for (at += 1; at < length; at += 1) {
      code = html.charCodeAt(at)
      if (code === EQUALS || code === GREATER || code === SLASH || isSpace(code)) break
    }
    const nameEnd = at
    while (at < length && isSpace(html.charCodeAt(at))) at += 1
    let [valueStart, valueEnd] = [at, at]
    if (html.charCodeAt(at) === EQUALS) {
      at += 1
      while (at < length && isSpace(html.charCodeAt(at))) at += 1
      const quote = html.charCodeAt(at)
      if (quote === DOUBLE || quote === SINGLE) {
        valueStart = at + 1
        valueEnd = html.indexOf(quote === DOUBLE ? '"' : "'", valueStart)
        if (valueEnd < 0) return -1
        at = valueEnd + 1
      } else {
        valueStart = at
        for (; at < length; at += 1) {
          code = html.charCodeAt(at)
          if (code === GREATER || isSpace(code)) break
        }
        valueEnd = at
      }
    }
    keep(html, start, nameEnd, valueStart, valueEnd, into)
  }
  return -1
}

function keep(html: string, start: number, end: number, from: number, to: number, into: TagAttributes): void {
  const size = end - start
  if (size < 2 || size > 11 || firstLetters[html.charCodeAt(start)] !== 1) return
  const name = html.slice(start, end).toLowerCase()
  if (!wanted.has(name) || into[name as AttributeName] !== undefined) return
  into[name as AttributeName] = html.slice(from, to)
}
