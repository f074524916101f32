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
import { PageMeta } from './page-meta.ts'
import { PageText } from './page-text.ts'
import { scanHtml, type HtmlReader } from './scan-html.ts'

export { pageCaps, plain, type PageElement, type PageLink, type PageReading } from './page-reading.ts'

/** Elements that hold lists and nothing else. */
const filledTags = new Set(['ul', 'ol', 'dl', 'tbody', 'table'])
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
  const text = new PageText()
  const elements: PageElement[] = [{ tag: '#page', parent: -1, start: 0, end: 0, place: 'main', furniture: false }]
  const open: number[] = [0]
  const links: { href: string | undefined; title: string; element: number }[] = []
  const alternatives = new Map<number, string>()
  const meta = new PageMeta()
  const times: { value: string; position: number }[] = []
  const linked: string[] = []
  const marks: IdentityMark[] = []
  const ids: string[] = []
  const scriptPagers: ScriptPager[] = []
  const limits = new Set<string>()
  const forms = createFormReader()
  let [base, title, headingAt] = [address, '', -1]
  let scriptForward: string | null = null
  let [hidden, inTitle, inFrame, inScript] = [0, false, false, false]
  let [script, scriptType] = ['', '']
  let [scriptFilled, overfull] = [false, false]
  let [linkElement, depth, writing] = [-1, 0, 0]
  /** Open elements with an id: a block that a script finds by it. */
  const named = new Set<number>()
  let [emptyContainers, scripts] = [0, 0]

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
      if (name === 'meta') meta.open(attributes, hidden === 0)
      else if (name === 'base') {
        if (base === address) base = URL.parse(attributes.read(attribute.href) ?? '', address)?.href ?? base
      } else if (name === 'img') notePicture(attributes)
      else if (name === 'form' || name === 'input' || name === 'textarea' || name === 'button')
        forms.open(name, attributes)
      if (hidden > 0) return
      text.border(tag.isBlock)
      if (name !== 'meta' && attributes.has(attribute.itemprop) && attributes.has(attribute.content)) {
        meta.keep(attributes.read(attribute.itemprop)!, attributes.read(attribute.content)!)
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

  function readText(data: string): void {
    text.add(data)
    if (!scriptFilled && data.includes('{{') && templateMarks.test(data)) scriptFilled = true
    if (text.length > pageCaps.text) full(`页面文字超过 ${pageCaps.text} 字`)
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
    elements.push({ tag, parent: open[open.length - 1]!, start: text.length, end: -1, place, furniture: false })
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
      if (value !== undefined && times.length < 1000) times.push({ value: value.slice(0, 100), position: text.length })
    } else if (tag === 'h1' && headingAt < 0) headingAt = text.length
    if (place === 'pager' || attributes.has(attribute.dataPages)) notePager(attributes)
    if (elements.length > pageCaps.elements) full(`页面元素超过 ${pageCaps.elements} 个`)
  }

  function closeElement({ name, isBlock }: Tag): void {
    const index = open[open.length - 1]!
    // Ends come properly nested; a stray one belongs to a hidden element.
    if (elements[index]!.tag !== name || index === 0) return
    open.pop()
    elements[index]!.end = text.length
    if ((filledTags.has(name) || named.delete(index)) && text.isUnfilled(elements[index]!.start)) emptyContainers += 1
    if (index === linkElement) linkElement = -1
    if (name === 'iframe') inFrame = false
    text.border(isBlock)
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
    for (const index of open) elements[index]!.end = text.length
    inheritPlaces(elements, text.length)
    const written = text.written()
    const folded = foldDateText(written)
    const forward = meta.refresh ?? (links.length === 0 ? scriptForward : null)
    return {
      title: title.replace(/\s+/g, ' ').trim(),
      base,
      text: folded,
      written,
      dates: findDates(folded),
      elements,
      links: links.map((link) => finishLink(link, written)),
      meta: meta.first,
      metaTags: meta.tags,
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
      limits: [...limits, ...meta.limits],
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
