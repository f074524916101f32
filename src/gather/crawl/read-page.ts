/**
 * Reads a page in one pass, without a tree of objects: visible text with positions, the elements as flat intervals over
 * that text, links, meta data, forms, marks. Dates and lists are then read from this by `read-date.ts` and `read-list.ts`.
 *
 * Pages are hostile: number of elements, links, text and depth are capped, and a cap that was reached is named in `limits`.
 */
import { findDates, foldDateText } from './date-text.ts'
import type { Tag } from './html-tags.ts'
import { linkAddress } from './link-address.ts'
import { createFormReader } from './page-forms.ts'
import { inheritPlaces, placeOf } from './page-places.ts'
import {
  pageCaps,
  plain,
  type IdentityMark,
  type PageElement,
  type PageLink,
  type PageReading,
} from './page-reading.ts'
import { fillsContent, forwardIn, linkedDates, pagerIn, writtenHtml, type ScriptPager } from './page-scripts.ts'
import { attribute, type Attributes } from './html-attributes.ts'
import { scanHtml, type HtmlReader } from './scan-html.ts'

export { pageCaps, plain, type PageElement, type PageLink, type PageReading } from './page-reading.ts'

/** Elements that hold lists and nothing else. */
const filledTags = new Set(['ul', 'ol', 'dl', 'tbody', 'table'])
const waiting = /^[\s\u0001]*((正在|数据|内容|努力)*(加载|载入|读取)中?|loading|请稍[候后等])?[.。…\s\u0001]*$/i
const templateMarks = /\{\{[^}]{1,200}\}\}|\bv-for\b|\bng-repeat\b/
const identityService = /conac|jiucuo|\/exposure\/|\bzfwzgl\b/i
const pagerTotals = [attribute.dataTotal, attribute.dataCount]
const pagerPages = [
  attribute.dataPages,
  attribute.dataPageCount,
  attribute.dataPagecount,
  attribute.dataTotalPage,
  attribute.dataTotalpage,
]

/** Reads an HTML document. `address` is where it came from, `encoding` the encoding it was written in. Never throws. */
export function readPage(html: string, address: string, encoding = 'utf-8'): PageReading {
  const page = createReader(address, encoding)
  scanHtml(html, page.reader)
  return page.finish()
}

function createReader(address: string, encoding: string) {
  const pieces: string[] = []
  let length = 0
  let last = 10
  const elements: PageElement[] = [{ tag: '#page', parent: -1, start: 0, end: 0, place: 'main', furniture: false }]
  const open: number[] = [0]
  const links: { href: string | undefined; title: string; element: number }[] = []
  const alternatives = new Map<number, string>()
  const meta = new Map<string, string>()
  const metaTags: { name: string; content: string }[] = []
  const times: { value: string; position: number }[] = []
  const linked: string[] = []
  const marks: IdentityMark[] = []
  const ids: string[] = []
  const scriptPagers: ScriptPager[] = []
  const limits = new Set<string>()
  const forms = createFormReader()
  let [base, title, headingAt] = [address, '', -1]
  let refresh: string | null = null
  let scriptForward: string | null = null
  let [hidden, inTitle, inFrame, inScript] = [0, false, false, false]
  let [script, scriptType] = ['', '']
  let [scriptFilled, overfull] = [false, false]
  let [linkElement, depth, writing] = [-1, 0, 0]
  /** Open elements with an id: a block that a script finds by it. */
  const named = new Set<number>()
  let [emptyContainers, scripts] = [0, 0]

  const put = (text: string) => {
    pieces.push(text)
    length += text.length
    last = text.charCodeAt(text.length - 1)
  }
  const border = (isBlock: boolean) => {
    if (last === 10) return
    if (isBlock) put('\n')
    else if (last !== 1) put('\u0001')
  }

  const reader: HtmlReader = {
    open(tag, attributes) {
      // Hidden elements count as well: the stack of open ones grows with them.
      if (!tag.isVoid) depth += 1
      if (depth > pageCaps.depth) full(`页面嵌套超过 ${pageCaps.depth} 层`)
      const { name } = tag
      const id = attributes.read(attribute.id)
      if (id !== undefined) noteId(id)
      if (attributes.has(attribute.src) || attributes.has(attribute.sitecode)) noteMark(attributes)
      if (tag.isUnseen) openUnseen(name, attributes)
      if (name === 'meta') readMeta(attributes)
      else if (name === 'base') {
        if (base === address) base = URL.parse(attributes.read(attribute.href) ?? '', address)?.href ?? base
      } else if (name === 'img') notePicture(attributes)
      else if (name === 'form' || name === 'input' || name === 'textarea' || name === 'button')
        forms.open(name, attributes)
      if (hidden > 0) return
      border(tag.isBlock)
      if (name !== 'meta' && attributes.has(attribute.itemprop) && attributes.has(attribute.content)) {
        keepMeta(attributes.read(attribute.itemprop)!, attributes.read(attribute.content)!)
      }
      if (!tag.isVoid) openElement(tag, attributes)
      else if (name === 'area')
        noteLink(attributes.read(attribute.href), attributes.read(attribute.title), open.at(-1)!)
      else if (name === 'frame')
        noteLink(attributes.read(attribute.src), attributes.read(attribute.title), open.at(-1)!)
    },
    text(data) {
      if (hidden > 0) {
        if (inTitle) title = (title + data).slice(0, 500)
        else if (inScript && script.length < 200_000) script += data
      } else if (!inFrame) readText(data)
    },
    close(tag) {
      if (!tag.isVoid) depth -= 1
      if (tag.isUnseen) {
        hidden = Math.max(0, hidden - 1)
        inTitle = false
        if (tag.name === 'script' && inScript) endScript()
        return
      }
      if (tag.name === 'form') forms.close()
      if (hidden === 0 && !tag.isVoid) closeElement(tag)
    },
    stopped: () => overfull,
  }

  /** White space at either end becomes one blank; inside, most texts have none that must be changed. */
  function readText(data: string): void {
    let start = 0
    let end = data.length
    while (start < end && isBlank(data.charCodeAt(start))) start += 1
    if (start === end) {
      if (last !== 10 && last !== 32 && last !== 1) put(' ')
      return
    }
    while (isBlank(data.charCodeAt(end - 1))) end -= 1
    if (start > 0 && last !== 10 && last !== 32) put(' ')
    const text = start === 0 && end === data.length ? data : data.slice(start, end)
    put(isClean(text) ? text : text.replace(blanks, ' '))
    if (end < data.length) put(' ')
    if (!scriptFilled && data.includes('{{') && templateMarks.test(data)) scriptFilled = true
    if (length > pageCaps.text) full(`页面文字超过 ${pageCaps.text} 字`)
  }

  function openUnseen(name: string, attributes: Attributes): void {
    hidden += 1
    inTitle = name === 'title' && title === '' && hidden === 1
    if (name !== 'script') return
    inScript = true
    scripts += 1
    script = ''
    scriptType = attributes.read(attribute.type) ?? ''
  }

  function openElement(opened: Tag, attributes: Attributes): void {
    const tag = opened.name
    const place = placeOf(opened, attributes)
    const index = elements.length
    elements.push({ tag, parent: open[open.length - 1]!, start: length, end: -1, place, furniture: false })
    open.push(index)
    if (tag === 'div' && attributes.has(attribute.id)) named.add(index)
    if (attributes.has(attribute.vFor) || attributes.has(attribute.ngRepeat)) scriptFilled = true
    if (tag === 'a') {
      if (attributes.has(attribute.href) || attributes.has(attribute.onclick)) {
        linkElement = index
        noteLink(attributes.read(attribute.href), attributes.read(attribute.title), index)
      } else noteId(attributes.read(attribute.name) ?? '')
    } else if (tag === 'iframe') {
      inFrame = true
      noteLink(attributes.read(attribute.src), attributes.read(attribute.title), index)
    } else if (tag === 'time') {
      const value = attributes.read(attribute.datetime)
      if (value !== undefined && times.length < 1000) times.push({ value: value.slice(0, 100), position: length })
    } else if (tag === 'h1' && headingAt < 0) headingAt = length
    if (place === 'pager' || attributes.has(attribute.dataPages)) notePager(attributes)
    if (elements.length > pageCaps.elements) full(`页面元素超过 ${pageCaps.elements} 个`)
  }

  function closeElement({ name, isBlock }: Tag): void {
    const index = open[open.length - 1]!
    // Ends come properly nested; a stray one belongs to a hidden element.
    if (elements[index]!.tag !== name || index === 0) return
    open.pop()
    elements[index]!.end = length
    if ((filledTags.has(name) || named.delete(index)) && isUnfilled(elements[index]!.start)) emptyContainers += 1
    if (index === linkElement) linkElement = -1
    if (name === 'iframe') inFrame = false
    border(isBlock)
  }

  /** Nothing from here to the end of the text, or only that it is being fetched. */
  function isUnfilled(start: number): boolean {
    if (length === start) return true
    if (length - start > 24) return false
    let tail = ''
    for (let at = pieces.length - 1; tail.length < length - start; at -= 1) tail = pieces[at]! + tail
    return waiting.test(tail.slice(start - length))
  }

  function noteLink(href: string | undefined, hint: string | undefined, element: number): void {
    if (links.length >= pageCaps.links) return full(`页面链接超过 ${pageCaps.links} 条`)
    // Cut off, it would be another address.
    const tooLong = href !== undefined && href.length > pageCaps.address
    if (tooLong) limits.add(`有链接地址超过 ${pageCaps.address} 个字符，未读取`)
    links.push({ href: tooLong ? undefined : href, title: hint?.slice(0, 500) ?? '', element })
  }

  function noteId(id: string): void {
    if (ids.length < pageCaps.ids && id !== '') ids.push(id.slice(0, 200))
  }

  function notePicture(attributes: Attributes): void {
    if (linkElement < 0) return
    const text = attributes.read(attribute.alt)?.trim() ?? ''
    if (text !== '' && !alternatives.has(linkElement)) alternatives.set(linkElement, text.slice(0, 300))
  }

  function noteMark(attributes: Attributes): void {
    const [src, sitecode] = [attributes.read(attribute.src), attributes.read(attribute.sitecode)]
    if (sitecode === undefined && (src === undefined || src.length > 1000 || !identityService.test(src))) return
    if (marks.length < 50)
      marks.push({ source: src?.slice(0, 500) ?? '', siteCode: sitecode?.trim().slice(0, 50) ?? null })
  }

  function notePager(attributes: Attributes): void {
    const value = (which: readonly number[]) =>
      which.map((one) => attributes.read(one)).find((text) => text !== undefined && /^\d{1,8}$/.test(text))
    const pages = value(pagerPages)
    const total = value(pagerTotals)
    if (pages === undefined && total === undefined) return
    scriptPagers.push({
      total: total === undefined ? null : Number(total),
      pages: pages === undefined ? null : Number(pages),
    })
  }

  function readMeta(attributes: Attributes): void {
    const content = attributes.read(attribute.content)
    if (content === undefined) return
    // Browsers that run scripts do not see what is for those that do not.
    if (hidden === 0 && /^refresh$/i.test(attributes.read(attribute.httpEquiv) ?? '')) {
      const match = /^\s*(\d*)[.\d]*\s*[;,]\s*url\s*=\s*["']?([^"']+)/i.exec(content.slice(0, 4000))
      if (match && Number(match[1]) <= 5) refresh ??= match[2]!
    }
    const name =
      attributes.read(attribute.name) ?? attributes.read(attribute.property) ?? attributes.read(attribute.itemprop)
    if (name === undefined) return
    if (metaTags.length >= pageCaps.meta) limits.add(`页面标签超过 ${pageCaps.meta} 个，其余未读`)
    else metaTags.push({ name: name.trim().slice(0, 100), content: content.trim().slice(0, 2000) })
    keepMeta(name, content)
  }

  function keepMeta(name: string, content: string): void {
    const value = content.slice(0, 2000).trim()
    const key = name.trim().slice(0, 100).toLowerCase()
    if (value !== '' && meta.size < pageCaps.meta && !meta.has(key)) meta.set(key, value.slice(0, 1000))
  }

  function endScript(): void {
    inScript = false
    const [code, type] = [script, scriptType]
    if (/json/i.test(type)) {
      if (linked.length < 20) linked.push(...linkedDates(code))
      return
    }
    if (/xml/i.test(type) && code.includes('<![CDATA[')) {
      // A widespread content system (jpage) ships its list rows as CDATA of an XML script and unpacks them in the browser.
      readInside(`<div>${code.replaceAll('<![CDATA[', '').replaceAll(']]>', '')}</div>`)
      return
    }
    if (code === '') return
    if (!scriptFilled && fillsContent(code)) scriptFilled = true
    if (links.length === 0) scriptForward ??= forwardIn(code)
    const pager = scriptPagers.length < 20 ? pagerIn(code) : null
    if (pager) scriptPagers.push(pager)
    if (code.includes('document.write')) readInside(writtenHtml(code))
  }

  /** Reads HTML that a script puts in its place; scripts in that are read, but what those write is not. */
  function readInside(html: string): void {
    if (html === '' || writing > 0 || hidden > 0) return
    writing += 1
    scanHtml(html, reader)
    writing -= 1
  }

  function full(why: string): void {
    overfull = true
    limits.add(`${why}，其余未读`)
  }

  function finish(): PageReading {
    for (const index of open) elements[index]!.end = length
    inheritPlaces(elements, length)
    const written = pieces.join('')
    const text = foldDateText(written)
    const forward = refresh ?? (links.length === 0 ? scriptForward : null)
    return {
      title: title.replace(/\s+/g, ' ').trim(),
      base,
      text,
      written,
      dates: findDates(text),
      elements,
      links: links.map((link) => finishLink(link, written)),
      meta,
      metaTags,
      linkedDates: linked,
      times,
      headingAt,
      forms: forms.found(),
      marks,
      ids,
      scriptPagers,
      forwardsTo: forward === null ? null : (linkAddress(forward, base, encoding) ?? null),
      scriptFilled,
      emptyContainers,
      scripts,
      limits: [...limits],
    }
  }

  function finishLink({ href, title: named, element }: (typeof links)[number], written: string): PageLink {
    const { tag, start, end } = elements[element]!
    const isLink = tag === 'a'
    const target = href === undefined ? null : linkAddress(href, base, encoding)
    const inside = isLink ? plain(written.slice(start, Math.min(end, start + 2000))) : ''
    const hint = named || (alternatives.get(element) ?? '')
    return {
      address: target ?? null,
      href: href ?? null,
      malformed: target === undefined ? href!.slice(0, 500) : null,
      text: (inside || hint).slice(0, 500),
      hint,
      start,
      end: isLink ? end : start,
      element,
    }
  }

  return { reader, finish }
}

const blanks = /[\u0000-\u0020\u007f\u200b-\u200f\ufeff]+/g
/** Anything that is not yet as `blanks` leaves it. */
const unclean = /[\u0000-\u001f\u007f\u200b-\u200f\ufeff]|  /

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
