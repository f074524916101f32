/**
 * Archived pages are shown as they were stored; only addresses are changed, so that whatever a page loads or links to comes out
 * of the archive and nothing from outside. What must not happen besides is forbidden by the sandbox that the page is sent in.
 */
import { scanTags } from '../../gather/crawl/scan-tags.ts'
import { attribute, type Attributes } from '../../gather/crawl/html-attributes.ts'

/** Where an absolute address is found in the archive. */
export type Relocate = (url: string) => string

const addresses = [
  attribute.href,
  attribute.src,
  attribute.poster,
  attribute.background,
  attribute.data,
  attribute.action,
  attribute['xlink:href'],
]
const sets = [attribute.srcset, attribute.imagesrcset]

/** The HTML of the page at `url` with its addresses changed. Linear in its length. */
export function rewritePage(html: string, url: string, relocate: Relocate): string {
  let base = url
  let [written, rest] = ['', 0]
  const put = (start: number, end: number, text: string) => {
    if (start < rest) return
    written += html.slice(rest, start) + text
    rest = end
  }
  const moved = (address: string) => resolved(address, base, relocate) ?? address
  scanTags(html, {
    skipsServerCode: false,
    open(tag, attributes) {
      if (tag.name === 'base') {
        base = URL.parse(attributes.read(attribute.href) ?? '', url)?.href ?? base
        const interval = attributes.interval(attribute.href)
        if (interval) put(...interval, '')
        return true
      }
      for (const [start, stop, value] of changes(attributes, moved)) put(start, stop, value)
      return tag.content === 'tags'
    },
    close() {},
    text() {},
    raw(tag, start, end) {
      if (tag.name === 'style') put(start, end, rewriteSheet(html.slice(start, end), base, relocate))
    },
    stopped: () => false,
  })
  return written + html.slice(rest)
}

/** In the order of the document, which is not that of the attributes' numbers. */
function changes(attributes: Attributes, moved: (address: string) => string) {
  const found: [start: number, end: number, value: string][] = []
  const note = (which: number, change: (value: string) => string) => {
    const interval = attributes.interval(which)
    if (interval) found.push([...interval, escapeValue(change(attributes.read(which)!))])
  }
  for (const which of addresses) note(which, moved)
  for (const which of sets) {
    note(which, (set) => set.replace(/(^|,)(\s*)([^\s,]+)/g, (_, comma, space, one) => `${comma}${space}${moved(one)}`))
  }
  note(attribute.style, (style) => style.replace(cssAddress, (...match) => cssMoved(match, moved)))
  return found.toSorted(([a], [b]) => a - b)
}

const cssAddress = /url\(\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'()]*))\s*\)|@import\s+(?:"([^"\n]*)"|'([^'\n]*)')/gi

/** A style sheet at `url` with its addresses changed. */
export function rewriteSheet(css: string, url: string, relocate: Relocate): string {
  return css.replace(cssAddress, (...match) =>
    cssMoved(match, (address) => resolved(address, url, relocate) ?? address),
  )
}

function cssMoved(match: readonly unknown[], moved: (address: string) => string): string {
  const whole = match[0] as string
  const address = match.slice(1, 6).find((part) => typeof part === 'string') as string | undefined
  if (address === undefined || address === '') return whole
  const target = moved(address).replaceAll('"', '%22')
  return whole.startsWith('@') ? `@import "${target}"` : `url("${target}")`
}

/** Fragments, `data:`, `javascript:` and the like stay as they are: `null`. */
function resolved(address: string, base: string, relocate: Relocate): string | null {
  const text = address.trim()
  if (text === '' || text.startsWith('#')) return null
  const url = URL.parse(text, base)
  return url !== null && /^https?:$/.test(url.protocol) ? relocate(url.href) : null
}

/** Right in either kind of quotes, and without any. */
function escapeValue(value: string): string {
  return value.replace(/[&"'<>`\s]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
