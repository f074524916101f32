/** Addresses in style sheets: `url(…)`, `@import "…"` and `image-set("…")`; those of `srcset` attributes. */

export interface CssReference {
  /** As written, escapes undone. */
  readonly href: string
  /** `@import` loads a sheet, everything else a picture or a font. */
  readonly kind: 'style' | 'image'
}

const maxReferences = 2000
const token =
  /\/\*|["'();]|(?<![\w-])url\(|(?<![\w-])(?:-webkit-)?image-set\(|@import\b|@(?:namespace|-moz-document)\b/gi

/**
 * The addresses of a sheet; comments, strings that are only text, data and fragments (`#filter`) left out. Reads once from
 * front to back as a browser does: sheets are hostile, too, and an unclosed `url(` must not be looked for again and again.
 */
export function cssReferences(css: string): CssReference[] {
  if (!/url\(|@import|image-set\(/i.test(css)) return []
  const found = new Map<string, CssReference>()
  let [isImport, setDepth] = [false, 0]
  const note = (written: string) => {
    const address = written.trim()
    if (address === '' || /^(data:|#|about:|blob:)/i.test(address) || found.size >= maxReferences) return
    const href = address.replace(/\\([\da-f]{1,6})\s?|\\\r?\n|\\(.)/gi, unescape)
    if (!found.has(href)) found.set(href, { href, kind: isImport ? 'style' : 'image' })
  }
  token.lastIndex = 0
  for (let match = token.exec(css); match !== null; match = token.exec(css)) {
    const [text] = match
    const at = token.lastIndex
    if (text === '/*') token.lastIndex = after(css, '*/', at)
    else if (text === '"' || text === "'") {
      const end = stringEnd(css, text, at)
      if (isImport || setDepth === 1) note(css.slice(at, end))
      isImport = false
      token.lastIndex = end + 1
    } else if (text === '(') setDepth += setDepth > 0 ? 1 : 0
    else if (text === ')') setDepth = Math.max(0, setDepth - 1)
    else if (text === ';') [isImport, setDepth] = [false, 0]
    else if (text.toLowerCase() === '@import') isImport = true
    else if (text.startsWith('@')) token.lastIndex = after(css, ';', at)
    else if (/image-set/i.test(text)) setDepth = 1
    else {
      const { address, end } = urlFrom(css, at)
      if (address !== null) note(address)
      isImport = false
      token.lastIndex = end
    }
  }
  return [...found.values()]
}

/** What stands in `url(` from `at` on; `null` when a browser makes nothing of it. */
function urlFrom(css: string, at: number): { address: string | null; end: number } {
  let from = at
  while (/\s/.test(css.charAt(from))) from += 1
  const quote = css.charAt(from)
  if (quote === '"' || quote === "'") {
    const end = stringEnd(css, quote, from + 1)
    return { address: css.charAt(end) === quote ? css.slice(from + 1, end) : null, end: after(css, ')', end) }
  }
  let close = css.indexOf(')', from)
  while (close > 0 && css.charAt(close - 1) === '\\') close = css.indexOf(')', close + 1)
  // The end of a sheet closes what is open.
  if (close < 0) close = css.length
  // An address this long is data.
  const address = close - from > 8000 ? null : css.slice(from, close).trim()
  const isBad = address === null || /["'(]|(?<!\\[\da-f]{0,6})\s/i.test(address.replace(/\\["'()\s]/g, ''))
  return { address: isBad ? null : address, end: close + 1 }
}

/** Position of the quote, or of the end of the line, that ends a string. */
function stringEnd(css: string, quote: string, from: number): number {
  for (let at = from; at < css.length; at += 1) {
    const char = css.charAt(at)
    if (char === '\\') at += 1
    else if (char === quote || char === '\n') return at
  }
  return css.length
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at < 0 ? text.length : at + what.length
}
function unescape(_all: string, hex: string | undefined, char: string | undefined): string {
  if (hex === undefined) return char ?? ''
  const code = Number.parseInt(hex, 16)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}

/** The addresses of a `srcset` attribute, as the HTML standard splits it: commas within addresses belong to them. */
export function srcsetReferences(srcset: string): string[] {
  const found: string[] = []
  let rest = srcset.slice(0, 20_000)
  for (;;) {
    rest = rest.replace(/^[\s,]+/, '')
    const address = /^\S+/.exec(rest)?.[0]
    if (address === undefined) return found.filter((entry) => !entry.startsWith('data:'))
    rest = rest.slice(address.length)
    found.push(address.replace(/,+$/, ''))
    // An address that ends in a comma has no descriptors; those of others may hold commas in parentheses.
    if (!address.endsWith(',')) rest = rest.replace(/^(?:[^,(]|\([^)]*\)?)*/, '')
  }
}
