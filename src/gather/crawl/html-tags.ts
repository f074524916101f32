/** What a reader of pages must know about each HTML element: how it ends, and whether a visitor sees its text. */

export interface Tag {
  readonly name: string
  /** Position in the table of known tags; all others share the last one. */
  readonly index: number
  /** Has no content and no end tag. */
  readonly isVoid: boolean
  /** Content is text up to its own end tag: without tags (`raw`), or without tags but with entities (`escapable`). */
  readonly content: 'tags' | 'raw' | 'escapable'
  /** Begins and ends a line. */
  readonly isBlock: boolean
  /** Its content is not seen as text of the page. */
  readonly isUnseen: boolean
  /** May hold a part of a page; the names of others (`<p id=…>`, `<a class=nav>`) say nothing about places. */
  readonly isContainer: boolean
  /** By `index` 1 for open elements that its start tag ends (HTML standard, 13.1.2.4), when they are the innermost one. */
  readonly ends: Uint8Array | null
}

const words = (text: string) => text.split(' ')

const blocks = new Set(
  words(
    'address article aside blockquote br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul',
  ),
)
const unseen = new Set(words('script style noscript template textarea select title svg math'))
const voids = new Set(
  words('area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'),
)
const raw = new Set(words('script style xmp iframe noembed noframes plaintext'))
const escapable = new Set(words('title textarea'))
const containers = new Set(
  words('div ul ol dl section table tbody tr td p aside article span li center form nav footer header'),
)
const inline = words(
  'a abbr acronym b bdi bdo big body button canvas cite code data datalist del dfn em font head html i image ins kbd label legend map mark menu meter object optgroup option output picture progress q rp rt ruby s samp small span strike strong sub summary sup time tt u var video audio details figcaption',
)

const forms = 'input option optgroup select button datalist textarea'
const endings: readonly (readonly [tags: string, ended: string])[] = [
  ['tr', 'tr th td'],
  ['th', 'th'],
  ['td', 'thead th td'],
  ['body', 'head'],
  ['a', 'a'],
  ['li', 'li'],
  ['h1 h2 h3 h4 h5 h6', 'h1 h2 h3 h4 h5 h6 p'],
  ['select input output button datalist textarea', forms],
  ['option', 'option'],
  ['optgroup', 'optgroup option'],
  ['dd dt', 'dd dt'],
  ['rt rp', 'rt rp'],
  ['tbody tfoot', 'thead tbody'],
  [
    'p address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol pre section table ul',
    'p',
  ],
]

const names = [...new Set([...blocks, ...unseen, ...voids, ...raw, ...escapable, ...inline])]
const ends = new Map(
  endings.flatMap(([tags, ended]) => words(tags).map((tag) => [tag, indexed(words(ended))] as const)),
)
const known = new Map(names.map((name, index) => [name, tagFrom(name, index)]))
/** Number of different `Tag.index`. */
export const tagCount = names.length + 1

function indexed(tags: readonly string[]): Uint8Array {
  return Uint8Array.from({ length: names.length + 1 }, (_, index) => (tags.includes(names[index] ?? '') ? 1 : 0))
}

function tagFrom(name: string, index: number): Tag {
  return {
    name,
    index,
    isVoid: voids.has(name),
    content: raw.has(name) ? 'raw' : escapable.has(name) ? 'escapable' : 'tags',
    isBlock: blocks.has(name),
    isUnseen: unseen.has(name),
    isContainer: containers.has(name),
    ends: ends.get(name) ?? null,
  }
}

/** The tag with a name in lower case. */
export function tagNamed(name: string): Tag {
  return known.get(name === 'image' ? 'img' : name) ?? tagFrom(name, names.length)
}

/** Known tags by the lower bits of their hash; those that share them are found by name. */
const byHash: (Tag | undefined)[] = Array.from({ length: 4096 }, () => undefined)
for (const tag of known.values()) byHash[slotOf(hashOfName(tag.name, 0, tag.name.length))] ??= tag

/** The tag whose name begins at a position, in any case; without making a string of it when it is a known one. */
export function tagAt(text: string, start: number): Tag {
  let end = start
  let hash = 0
  for (let code = text.charCodeAt(start); end < text.length && !endsName(code); code = text.charCodeAt(end)) {
    hash = (hash * 31 + (code | 0x20)) & 0x3fffffff
    end += 1
  }
  const tag = byHash[slotOf(hash)]
  return tag !== undefined && standsAt(tag.name, text, start, end)
    ? tag
    : tagNamed(text.slice(start, Math.min(end, start + 100)).toLowerCase())
}

/** Where the tag name that begins at a position ends. */
export function endOfName(text: string, start: number): number {
  let at = start
  while (at < text.length && !endsName(text.charCodeAt(at))) at += 1
  return at
}

const endsName = (code: number) =>
  code === 62 || code === 47 || (code <= 32 && (code === 32 || (code >= 9 && code <= 13)))

/** Place of a hash in a table of 4096. */
export function slotOf(hash: number): number {
  return (hash ^ (hash >>> 12)) & 4095
}

/** Hash of an ASCII name that does not distinguish cases. */
export function hashOfName(text: string, start: number, end: number): number {
  let hash = 0
  for (let at = start; at < end; at += 1) hash = (hash * 31 + (text.charCodeAt(at) | 0x20)) & 0x3fffffff
  return hash
}

/** Whether a name in lower case stands at a position, in any case. */
export function standsAt(name: string, text: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false
  for (let at = 0; at < name.length; at += 1) {
    const code = text.charCodeAt(start + at)
    const wanted = name.charCodeAt(at)
    if (code !== wanted && (code < 65 || code > 90 || code + 32 !== wanted)) return false
  }
  return true
}
