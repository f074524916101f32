/** Addresses in style sheets: `url(…)` and `@import "…"`. */

const reference =
  /@import\s+(?:url\(\s*)?(?:"([^"\n]*)"|'([^'\n]*)')|url\(\s*(?:"([^"\n]*)"|'([^'\n]*)'|((?:\\.|[^)"'\s\\])*))\s*\)/gi
const maxReferences = 2000

/** The addresses as written, escapes undone; comments, data and fragments (`#filter`) left out. */
export function cssReferences(css: string): string[] {
  if (!/url\(|@import/i.test(css)) return []
  const found = new Set<string>()
  for (const match of css.replace(/\/\*[^]*?(?:\*\/|$)/g, ' ').matchAll(reference)) {
    const address = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '').trim()
    if (address === '' || /^(data:|#|about:|blob:)/i.test(address) || found.size >= maxReferences) continue
    found.add(address.replace(/\\([\da-f]{1,6})\s?|\\(.)/gi, unescape))
  }
  return [...found]
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
