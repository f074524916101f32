/**
 * What the check of links needs of a page, in one pass without a tree: everything it refers to with its place, the places
 * within it that others may refer to, where it forwards to, and enough text to recognise a "not found".
 */
import { cssReferences, srcsetReferences } from './css-references.ts'
import { decodeAttribute } from './html-entities.ts'
import { attribute, type Attributes } from './html-attributes.ts'
import { scriptForward } from './script-forward.ts'
import { scanTags, type TagVisitor } from './scan-tags.ts'

export interface Reference {
  /** As written, entities decoded. */
  readonly href: string
  /** Element and attribute, e.g. `a[href]`. */
  readonly place: string
  /** `page`: something to go to; the rest is loaded into the page. */
  readonly kind: 'page' | 'image' | 'style' | 'script' | 'media'
  /** Text of the link, else its title or the alternative text of its picture. Read when asked for. */
  text(): string
}

export interface PageReferences {
  /** Address that relative references start from. */
  readonly base: string
  readonly title: string
  /** Visible text, at most 4000 characters. Put together when asked for. */
  readonly text: string
  /** The visible text that is not that of links, at most 1000 characters: what a page says, without its navigation. */
  readonly ownText: string
  /** About as long as the text, for those who only ask whether it is short. */
  readonly textLength: number
  readonly references: readonly Reference[]
  /** Values of `id` and of `<a name>`. */
  readonly ids: readonly string[]
  /** Meta refresh within five seconds, or a script of a page that has nothing else. */
  readonly forward: Forward | null
  /** Caps that were reached, in Chinese. */
  readonly limits: readonly string[]
}

export interface Forward {
  readonly href: string
  readonly via: 'refresh' | 'script'
  /** `false`: made on a condition that cannot be told from here. */
  readonly certain: boolean
}

const caps = { references: 50_000, ids: 50_000, address: 4000, text: 4000, ownText: 1000, scripts: 200_000 } as const

/** Reads an HTML document that was found at `address`, with at most so many characters of its text. Never throws. */
export function readReferences(html: string, address: string, maxText: number = caps.text): PageReferences {
  const reader = createReader(html, address, maxText)
  scanTags(html, reader.visitor)
  return reader.finish()
}

type Kind = Reference['kind']

function createReader(html: string, address: string, maxText: number) {
  const references: Reference[] = []
  const ids: string[] = []
  const limits = new Set<string>()
  const scripts: string[] = []
  let [base, title, text, ownText, pictures] = [address, '', '', '', '']
  let inLink = false
  let refresh: string | null = null
  let onload = ''
  let links = 0
  let [templates, scriptLength, withoutScripts] = [0, 0, 0]

  const note = (value: string | undefined, place: string, kind: Kind, textAt = -1, hint = '') => {
    // Browsers that run scripts do not load what is for those that do not.
    if (value === undefined || templates > 0 || withoutScripts > 0) return
    if (value.length > caps.address) return void limits.add(`有链接地址超过 ${caps.address} 个字符，未读取`)
    if (references.length >= caps.references) return void limits.add(`页面链接超过 ${caps.references} 条，其余未读`)
    references.push(new FoundReference(decodeAttribute(value), place, kind, html, textAt, hint))
  }
  const noteAll = (values: readonly string[], place: string, kind: Kind) => {
    for (const value of values) note(value, place, kind)
  }
  const noteSheet = (css: string, place: string) => {
    for (const { href, kind } of cssReferences(css)) note(href, place, kind)
  }

  /** Pictures and frames that a script loads when they come into view. */
  const noteLazy = (all: Attributes, element: string, kind: Kind) => {
    for (const [which, name] of lazy) {
      const value = all.has(which) ? all.raw(which)! : ''
      if (isAddressLike(value)) note(value, `${element}[${name}]`, kind)
    }
    const srcset = all.read(attribute.dataSrcset)
    if (srcset !== undefined)
      noteAll(srcsetReferences(srcset).filter(isAddressLike), `${element}[data-srcset]`, 'image')
  }
  /** Where a script of an attribute sends whoever clicks. */
  const noteClick = (script: string, place: string, end: number, hint = '') => {
    const address = clickAddress(script)
    if (address !== null) note(address, place, 'page', end, hint)
  }

  const byTag: Readonly<Record<string, (attributes: Attributes, end: number) => void>> = {
    a(attributes, end) {
      inLink = true
      if (!attributes.has(attribute.href)) return
      links += 1
      const [href, title] = [attributes.raw(attribute.href)!, attributes.raw(attribute.title)]
      note(href, 'a[href]', 'page', end, title)
      if (/^\s*javascript:/i.test(href)) noteClick(href, 'a[href]', end, title)
    },
    /** Lists of friendly links are often such. */
    option(all, end) {
      const value = all.raw(attribute.value)
      if (value !== undefined && /^\s*https?:\/\//i.test(value))
        note(value, 'option[value]', 'page', -1, html.slice(end, end + 100).split('<', 1)[0])
    },
    area: (all) => note(all.raw(attribute.href), 'area[href]', 'page', -1, all.raw(attribute.alt)),
    link(all) {
      const srcset = all.read(attribute.imagesrcset)
      if (srcset !== undefined) noteAll(srcsetReferences(srcset), 'link[imagesrcset]', 'image')
      const relation = (all.raw(attribute.rel) ?? '').toLowerCase()
      const href = all.raw(attribute.href)
      if (/stylesheet/.test(relation)) note(href, 'link[href]', 'style')
      else if (/icon/.test(relation)) note(href, 'link[href]', 'image')
      else if (/preload|modulepreload|manifest/.test(relation)) note(href, 'link[href]', 'media')
      else if (/alternate|canonical|next|prev|help|license|search|author|up|index|contents/.test(relation))
        note(href, 'link[href]', 'page')
    },
    script: (all) => note(all.raw(attribute.src), 'script[src]', 'script'),
    img(all) {
      if (pictures.length < 200 && text.length < noText) pictures += ` ${(all.raw(attribute.alt) ?? '').slice(0, 200)}`
      note(all.raw(attribute.src), 'img[src]', 'image')
      noteLazy(all, 'img', 'image')
      const srcset = all.read(attribute.srcset)
      if (srcset !== undefined) noteAll(srcsetReferences(srcset), 'img[srcset]', 'image')
    },
    source(all) {
      note(all.raw(attribute.src), 'source[src]', 'media')
      noteLazy(all, 'source', 'media')
      const srcset = all.read(attribute.srcset)
      if (srcset !== undefined) noteAll(srcsetReferences(srcset), 'source[srcset]', 'image')
    },
    iframe(all) {
      note(all.raw(attribute.src), 'iframe[src]', 'page', -1, all.raw(attribute.title))
      noteLazy(all, 'iframe', 'page')
    },
    frame: (all) => note(all.raw(attribute.src), 'frame[src]', 'page', -1, all.raw(attribute.title)),
    embed: (all) => note(all.raw(attribute.src), 'embed[src]', 'media'),
    object: (all) => note(all.raw(attribute.data), 'object[data]', 'media'),
    video(all) {
      note(all.raw(attribute.src), 'video[src]', 'media')
      note(all.raw(attribute.poster), 'video[poster]', 'image')
    },
    audio: (all) => note(all.raw(attribute.src), 'audio[src]', 'media'),
    track: (all) => note(all.raw(attribute.src), 'track[src]', 'media'),
    input(all) {
      if (/^image$/i.test(all.raw(attribute.type) ?? '')) note(all.raw(attribute.src), 'input[src]', 'image')
    },
    image(all) {
      const href = all.raw(attribute.href) ?? all.raw(attribute['xlink:href']) ?? all.raw(attribute.src)
      note(href, 'image[href]', 'image')
    },
    base(all) {
      const href = all.read(attribute.href)
      if (href !== undefined && base === address) base = URL.parse(href.trim(), address)?.href ?? base
    },
    meta(all) {
      const content = all.raw(attribute.content)
      // Browsers that run scripts do not see what is for those that do not.
      if (content === undefined || withoutScripts > 0 || !/^refresh$/i.test(all.raw(attribute.httpEquiv) ?? '')) return
      const match = /^\s*(\d*)[.\d]*\s*[;,]\s*(?:url\s*=)?\s*["']?([^"']+)/i.exec(
        decodeAttribute(content.slice(0, 4000)),
      )
      if (match && Number(match[1]) <= 5) refresh ??= match[2]!.trim()
    },
    body: (all) => void (onload ||= all.read(attribute.onload)?.slice(0, 2000) ?? ''),
    use: (all) => note(all.raw(attribute.href) ?? all.raw(attribute['xlink:href']), 'use[href]', 'image'),
    template: () => void (templates += 1),
    noscript: () => void (withoutScripts += 1),
  }

  const visitor: TagVisitor = {
    skipsServerCode: false,
    stopped: () => references.length > caps.references,
    open(tag, attributes, _start, end) {
      const id = attributes.raw(attribute.id)
      if (id !== undefined) noteId(id)
      const { name } = tag
      const anchor = name === 'a' ? attributes.raw(attribute.name) : undefined
      if (anchor !== undefined) noteId(anchor)
      const background = attributes.raw(attribute.background)
      if (background !== undefined) note(background, `${name}[background]`, 'image')
      const style = attributes.read(attribute.style)
      if (style !== undefined) noteSheet(style, `${name}[style]`)
      const onclick = attributes.raw(attribute.onclick)
      if (onclick !== undefined) noteClick(onclick, `${name}[onclick]`, end, attributes.raw(attribute.title))
      if (Object.hasOwn(byTag, name)) byTag[name]!(attributes, end)
      return tag.content === 'tags'
    },
    close({ name }) {
      if (name === 'a') inLink = false
      else if (name === 'template') templates = Math.max(0, templates - 1)
      else if (name === 'noscript') withoutScripts = 0
    },
    // That of hidden elements does not count.
    text(start, end) {
      if (templates > 0) return
      if (text.length < maxText) text = appendText(text, html, start, end, maxText)
      if (!inLink && ownText.length < caps.ownText) ownText = appendText(ownText, html, start, end, caps.ownText)
    },
    raw({ name }, start, end) {
      if (name === 'title') title ||= tidy(decodeAttribute(html.slice(start, Math.min(end, start + 1000))))
      else if (name === 'style') noteSheet(html.slice(start, end), 'style url()')
      else if (name === 'script') endScript(html.slice(start, end))
    },
  }

  function noteId(id: string): void {
    if (ids.length < caps.ids) ids.push(decodeAttribute(id))
  }

  function endScript(script: string): void {
    if (script.includes('<![CDATA[') && /<a\b/i.test(script)) {
      // A widespread content system (jpage) ships its list rows as CDATA of an XML script and unpacks them in the browser.
      const rows = readReferences(script.replaceAll('<![CDATA[', '').replaceAll(']]>', ''), address)
      references.push(...rows.references.slice(0, caps.references - references.length))
      links += rows.references.length
      return
    }
    // "Not found" as a message box, and back again: all that such a page has to say.
    const box =
      script.length < 2000 ? /alert\s*\(\s*["']([^"']{1,200})["']\s*\)[^]*?(?:history\.|location|close\s*\()/ : null
    const said = box?.exec(script)?.[1]
    if (said !== undefined) {
      text += ` ${said}`
      ownText += ` ${said}`
    }
    if (links < 4 && scriptLength < caps.scripts && script.includes('location')) {
      scriptLength += script.length
      scripts.push(script)
    }
  }

  function finish(): PageReferences {
    const mayForward = links < 4 && text.length < 300 && (scripts.length > 0 || onload !== '')
    const script = mayForward ? scriptForward(scripts, onload) : null
    // A page that has something of its own is left on a condition by few.
    const isEmpty = links === 0 && text.trim().length < 50
    const forward =
      refresh !== null
        ? { href: refresh, via: 'refresh' as const, certain: true }
        : script === null || (!script.certain && !isEmpty)
          ? null
          : { ...script, via: 'script' as const }
    return {
      base,
      title,
      get text() {
        // Where there is nothing to read, what stands for the pictures is all that the page says.
        return tidy(decodeAttribute(text.length < noText ? text + pictures : text))
      },
      get ownText() {
        // Where it was cut nobody asks for more than its length.
        return ownText.length < caps.ownText ? tidy(decodeAttribute(ownText)) : ownText
      },
      textLength: text.length,
      references,
      ids,
      forward,
      limits: [...limits],
    }
  }

  return { visitor, finish }
}

const lazy = [
  [attribute.dataSrc, 'data-src'],
  [attribute.dataOriginal, 'data-original'],
  [attribute.dataLazySrc, 'data-lazy-src'],
] as const

/** Whether the value of an attribute that may hold anything is an address, and not the place of one in a template. */
function isAddressLike(value: string): boolean {
  return !/[{}<>$\s]/.test(value) && /^(?:https?:)?\/|^\.{1,2}\/|^[^:]+\.\w{2,5}(?:[?#]|$)/i.test(value)
}

const click =
  /(?:window\s*\.\s*open\s*\(|location(?:\s*\.\s*href)?\s*=(?!=)|location\s*\.\s*(?:replace|assign)\s*\()\s*(?:'([^'\\]{1,1000})'|"([^"\\]{1,1000})")\s*(?:[,);]|$)/i

/** The address that a script opens, when it is written there and not put together. */
function clickAddress(script: string): string | null {
  if (!/open|location/i.test(script)) return null
  const match = click.exec(decodeAttribute(script.slice(0, 4000)))
  const address = match?.[1] ?? match?.[2]
  return address !== undefined && isAddressLike(address) ? address : null
}

/** One object per reference and no closure: there are hundreds on every page. */
class FoundReference implements Reference {
  readonly href: string
  readonly place: string
  readonly kind: Kind
  private readonly html: string
  private readonly from: number
  private readonly hint: string
  constructor(href: string, place: string, kind: Kind, html: string, from: number, hint: string) {
    this.href = href
    this.place = place
    this.kind = kind
    this.html = html
    this.from = from
    this.hint = hint
  }

  text(): string {
    return this.from < 0 ? tidy(decodeAttribute(this.hint)) : linkText(this.html, this.from, this.hint)
  }
}

/** A page with less has hardly any. */
const noText = 60

function appendText(text: string, html: string, from: number, until: number, max: number): string {
  const piece = html.slice(from, Math.min(until, from + max))
  return /\S/.test(piece) ? `${text}${text === '' ? '' : ' '}${piece.trim()}` : text
}

const maxLinkSource = 3000

function linkText(html: string, from: number, title: string | undefined): string {
  const source = html.slice(from, from + maxLinkSource)
  const end = /<\/a\b|<a\s/i.exec(source)?.index ?? source.length
  const inside = source.slice(0, end)
  const plain = inside.includes('<')
    ? inside.replace(/<!--[^]*?-->|<(script|style)\b[^]*?<\/\1>|<[^>]*>/gi, ' ')
    : inside
  const text = tidy(decodeAttribute(plain)) || tidy(decodeAttribute(title ?? ''))
  return text || tidy(decodeAttribute(/\balt\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(inside)?.slice(1).join('') ?? ''))
}

function tidy(text: string): string {
  return text.replace(/[\s\u00a0]+/g, ' ').trim()
}
