/** Character references (`&nbsp;`, `&#20013;`), as browsers read them. */
import { Parser } from 'htmlparser2'

const references = /&(?:#\d{1,9};?|#[xX][\da-fA-F]{1,8};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)/g
const frequent: Readonly<Record<string, string>> = {
  '&nbsp;': '\u00a0',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&ensp;': '\u2002',
  '&emsp;': '\u2003',
  '&ldquo;': '“',
  '&rdquo;': '”',
  '&mdash;': '—',
  '&middot;': '·',
}
const known = new Map(Object.entries(frequent))

/** Text with its references resolved. */
export function decodeText(text: string): string {
  return text.includes('&') ? text.replace(references, one) : text
}

/** Attribute with its references resolved: `?a=1&copy=2` is an address, not a ©. */
export function decodeAttribute(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(references, (reference, at: number) => {
    if (reference.endsWith(';') || reference[1] === '#') return one(reference)
    return text[at + reference.length] === '=' ? reference : legacyOnly(reference)
  })
}

function one(reference: string): string {
  const found = known.get(reference)
  if (found !== undefined) return found
  const read = parsed(reference)
  // Pages may hold any number of numeric references: the memory of them is bounded.
  if (known.size < 3000) known.set(reference, read)
  return read
}

/** Without a semicolon an attribute knows whole names only: `&copyright` stays. */
function legacyOnly(reference: string): string {
  const read = one(reference)
  return read.length <= 2 ? read : reference
}

/** The full table of the HTML standard lives in the parser package. */
function parsed(reference: string): string {
  let text = ''
  new Parser({
    ontext: (data) => {
      text += data
    },
  }).end(reference)
  return text
}
