/**
 * Reads a page in one SAX pass, without a tree of objects: visible text with positions, the elements as flat intervals
 * over that text, links, meta data. Dates and lists are then read from this by `read-date.ts` and `read-list.ts`.
 *
 * Pages are hostile: number of elements, links, text and depth are capped, and a cap that was reached is named in `limits`.
 */
import { Parser, type Handler } from 'htmlparser2'
import { foldDateText } from './date-text.ts'
import { linkAddress } from './link-address.ts'

export interface PageLink {
  /** Absolute http(s) address; `null` for script links, mail and anchors. */
  readonly address: string | null
  /** The `href` as written, when it cannot be read as an address. */
  readonly malformed: string | null
  /** Text of the link, else its title or the alternative text of its picture. */
  readonly text: string
  /** Interval in `PageReading.text`. */
  readonly start: number
  readonly end: number
  /** Index of the link's element. */
  readonly element: number
}

/** An element as an interval of the text. Children lie inside their parent's interval. */
export interface PageElement {
  readonly tag: string
  readonly parent: number
  readonly start: number
  end: number
  /** Part of navigation, header, footer or breadcrumb. */
  furniture: boolean
}

export interface PageReading {
  readonly title: string
  readonly base: string
  /**
   * Visible text: runs of white space are one blank, `\u0001` stands at the border of two elements, `\n` at that of two
   * blocks; digits and punctuation of dates are folded to ASCII, character by character.
   */
  readonly text: string
  /** The same text as written: `written.slice(a, b)` is what `text.slice(a, b)` was. */
  readonly written: string
  readonly elements: readonly PageElement[]
  readonly links: readonly PageLink[]
  /** First content of every meta name, property and itemprop, in lower case. */
  readonly meta: ReadonlyMap<string, string>
  /** `<time datetime>` values with their positions. */
  readonly times: readonly { readonly value: string; readonly position: number }[]
  /** Position of the first `<h1>`, or -1. */
  readonly headingAt: number
  /** Where the page sends its visitor: meta refresh within five seconds, or a script in a page without links. */
  readonly forwardsTo: string | null
  /** Signs that a script fills in the content: what is not here may still be seen in a browser. */
  readonly scriptFilled: boolean
  /** Caps that were reached, in Chinese. */
  readonly limits: readonly string[]
}

export const pageCaps = { elements: 200_000, links: 20_000, text: 2_000_000, depth: 1000, address: 4000 } as const

const blocks = new Set(
  'address article aside blockquote br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)
const unseen = new Set(['script', 'style', 'noscript', 'template', 'textarea', 'select', 'title', 'svg', 'math'])
const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
const furnitureTags = new Set(['nav', 'footer', 'header'])
const furnitureNames =
  /(^|[-_\s])(nav|navbar|navigation|menu|foot|footer|bottom|crumbs?|breadcrumb|position|location|dqwz|friendlinks?|yqlj|copyright|toolbar|pager|pagination)([-_\s\d]|$)/i
const scriptFills =
  /\$\.(ajax|get|post|getJSON)\s*\(|\bfetch\s*\(|\baxios\b|XMLHttpRequest|new\s+Vue\b|createApp\s*\(|ReactDOM|jpage|layui\.|dataproxy/i
const templateMarks = /\{\{[^}]{1,200}\}\}|\bv-for\b|\bng-repeat\b/

/** Reads an HTML document. `address` is where it came from, `encoding` the encoding it was written in. Never throws. */
export function readPage(html: string, address: string, encoding = 'utf-8'): PageReading {
  const reader = createReader(address, encoding)
  const parser = new Parser(reader.handler)
  // In slices, so that a page beyond its caps stops costing time.
  for (let start = 0; start < html.length && !reader.full(); start += 65_536) {
    parser.write(html.slice(start, start + 65_536))
  }
  if (!reader.full()) parser.end()
  return reader.finish()
}

function createReader(address: string, encoding: string) {
  const pieces: string[] = []
  let length = 0
  let last = '\n'
  const elements: PageElement[] = [{ tag: '#page', parent: -1, start: 0, end: 0, furniture: false }]
  const open: number[] = [0]
  const links: { href: string | undefined; title: string; element: number }[] = []
  const alternatives = new Map<number, string>()
  const meta = new Map<string, string>()
  const times: { value: string; position: number }[] = []
  const limits = new Set<string>()
  let [base, title, headingAt] = [address, '', -1]
  let refresh: string | null = null
  let [hidden, inTitle, scriptIsData] = [0, false, false]
  let script = ''
  let [scriptFilled, overfull] = [false, false]
  let [linkElement, depth] = [-1, 0]

  const put = (text: string) => {
    pieces.push(text)
    length += text.length
    last = text[text.length - 1]!
  }
  const border = (tag: string) => {
    const mark = blocks.has(tag) ? '\n' : '\u0001'
    if (last !== '\n' && last !== mark) put(mark)
  }

  const handler: Partial<Handler> = {
    onopentag(tag, attributes) {
      // Hidden elements count as well: the parser's own stack grows with them.
      if (!voids.has(tag)) depth += 1
      if (depth > pageCaps.depth) full(`页面嵌套超过 ${pageCaps.depth} 层`)
      if (unseen.has(tag)) {
        hidden += 1
        inTitle = tag === 'title' && title === ''
        if (tag === 'script') {
          script = ''
          scriptIsData = /xml/i.test(attributes['type'] ?? '')
        }
      }
      if (tag === 'meta') readMeta(attributes)
      else if (tag === 'base' && base === address) base = URL.parse(attributes['href'] ?? '', address)?.href ?? base
      else if (tag === 'img') notePicture(attributes)
      if (hidden > 0 && tag !== 'base') return
      border(tag)
      if (attributes['itemprop'] !== undefined && attributes['content'] !== undefined) {
        keepMeta(attributes['itemprop'], attributes['content'])
      }
      if (voids.has(tag)) {
        if (tag === 'area') noteLink(attributes, open.at(-1)!)
        return
      }
      openElement(tag, attributes)
    },
    ontext(data) {
      if (inTitle) title = (title + data).slice(0, 500)
      else if (hidden > 0) {
        if (script.length < 200_000) script += data
      } else if (/\S/.test(data)) {
        const text = data.replace(/[\u0000-\u0020\u007f\u200b-\u200f\ufeff]+/g, ' ')
        put(text.startsWith(' ') && (last === '\n' || last === ' ') ? text.slice(1) || ' ' : text)
        if (!scriptFilled && templateMarks.test(data)) scriptFilled = true
        if (length > pageCaps.text) full(`页面文字超过 ${pageCaps.text} 字`)
      } else if (last !== '\n' && last !== ' ' && last !== '\u0001') put(' ')
    },
    onclosetag(tag) {
      if (!voids.has(tag)) depth -= 1
      if (unseen.has(tag)) {
        hidden = Math.max(0, hidden - 1)
        inTitle = false
        if (tag === 'script') endScript()
        return
      }
      if (hidden > 0 || voids.has(tag)) return
      closeElement(tag)
    },
  }

  function openElement(tag: string, attributes: Record<string, string>): void {
    const parent = open.at(-1)!
    const names = `${(attributes['class'] ?? '').slice(0, 200)} ${(attributes['id'] ?? '').slice(0, 100)}`
    const furniture = furnitureTags.has(tag) || (tag !== 'body' && furnitureNames.test(names))
    const index = elements.push({ tag, parent, start: length, end: -1, furniture }) - 1
    open.push(index)
    if (attributes['v-for'] !== undefined || attributes['ng-repeat'] !== undefined) scriptFilled = true
    if (tag === 'a' && (attributes['href'] !== undefined || attributes['onclick'] !== undefined)) {
      linkElement = index
      noteLink(attributes, index)
    } else if (tag === 'iframe' || tag === 'frame') {
      noteLink({ href: attributes['src'] ?? '', title: attributes['title'] ?? '' }, index)
    } else if (tag === 'time' && attributes['datetime'] !== undefined && times.length < 1000) {
      times.push({ value: attributes['datetime'].slice(0, 100), position: length })
    } else if (tag === 'h1' && headingAt < 0) headingAt = length
    if (elements.length > pageCaps.elements) full(`页面元素超过 ${pageCaps.elements} 个`)
  }

  function closeElement(tag: string): void {
    const index = open.at(-1)!
    // Closing tags come properly nested; a stray one belongs to a hidden element.
    if (elements[index]!.tag !== tag || index === 0) return
    open.pop()
    elements[index]!.end = length
    if (index === linkElement) linkElement = -1
    border(tag)
  }

  function noteLink(attributes: Record<string, string>, element: number): void {
    if (links.length >= pageCaps.links) return full(`页面链接超过 ${pageCaps.links} 条`)
    let href = attributes['href']
    // Cut off, it would be another address.
    if (href !== undefined && href.length > pageCaps.address) {
      href = undefined
      limits.add(`有链接地址超过 ${pageCaps.address} 个字符，未读取`)
    }
    links.push({ href, title: attributes['title']?.slice(0, 500) ?? '', element })
  }

  function notePicture(attributes: Record<string, string>): void {
    const text = attributes['alt']?.trim() ?? ''
    if (linkElement >= 0 && text !== '' && !alternatives.has(linkElement))
      alternatives.set(linkElement, text.slice(0, 300))
  }

  function readMeta(attributes: Record<string, string>): void {
    const content = attributes['content']
    if (content === undefined) return
    if (/^refresh$/i.test(attributes['http-equiv'] ?? '')) {
      const match = /^\s*(\d*)[.\d]*\s*[;,]\s*url\s*=\s*["']?([^"']+)/i.exec(content.slice(0, 4000))
      if (match && Number(match[1]) <= 5) refresh ??= match[2]!
    }
    keepMeta(attributes['name'] ?? attributes['property'] ?? attributes['itemprop'], content)
  }

  function keepMeta(name: string | undefined, content: string): void {
    if (name === undefined || content.trim() === '' || meta.size >= 200) return
    const key = name.slice(0, 100).toLowerCase()
    if (!meta.has(key)) meta.set(key, content.slice(0, 1000).trim())
  }

  function endScript(): void {
    if (scriptIsData && script.includes('<![CDATA[')) {
      // A widespread content system (jpage) ships its list rows as CDATA of an XML script and unpacks them in the browser.
      const rows = script.replaceAll('<![CDATA[', '').replaceAll(']]>', '')
      scriptIsData = false
      new Parser(handler).end(`<div>${rows}</div>`)
      return
    }
    if (scriptFills.test(script)) scriptFilled = true
    if (links.length === 0) {
      const forward = /location(?:\.href|\.replace\s*\()?\s*(?:=|\()?\s*["']([^"']{1,1000})["']/.exec(script)
      if (forward) scriptForward ??= forward[1]!
    }
  }
  let scriptForward: string | null = null

  function full(why: string): void {
    overfull = true
    limits.add(`${why}，其余未读`)
  }

  function finish(): PageReading {
    for (const index of open) elements[index]!.end = length
    inheritFurniture(elements, length)
    const written = pieces.join('')
    const forward = refresh ?? (links.length === 0 ? scriptForward : null)
    return {
      title: title.replace(/\s+/g, ' ').trim(),
      base,
      text: foldDateText(written),
      written,
      elements,
      links: links.map(({ href, title: hint, element }) => {
        const { tag, start, end } = elements[element]!
        const isLink = tag === 'a'
        const target = href === undefined ? null : linkAddress(href, base, encoding)
        const inside = isLink ? plain(written.slice(start, Math.min(end, start + 2000))) : ''
        return {
          address: target ?? null,
          malformed: target === undefined ? href!.slice(0, 500) : null,
          text: (inside || hint || alternatives.get(element) || '').slice(0, 500),
          start,
          end: isLink ? end : start,
          element,
        }
      }),
      meta,
      times,
      headingAt,
      forwardsTo: forward === null ? null : (linkAddress(forward, base, encoding) ?? null),
      scriptFilled,
      limits: [...limits],
    }
  }

  return { handler, full: () => overfull, finish }
}

/** What stands in furniture is furniture; but what holds nearly the whole page is no furniture, however it is called. */
function inheritFurniture(elements: readonly PageElement[], length: number): void {
  for (const element of elements) {
    const inherited = element.parent >= 0 && elements[element.parent]!.furniture
    element.furniture = inherited || (element.furniture && element.end - element.start < length * 0.9)
  }
}

/** Text of a page without its marks, for people. */
export function plain(text: string): string {
  return text.replace(/[\u0001\s]+/g, ' ').trim()
}
