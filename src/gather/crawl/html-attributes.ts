/** The attributes that readers of pages ask for, each with its number, and those of the tag that is being read. */
import { decodeAttribute } from './html-entities.ts'
import { hashOfName, slotOf, standsAt } from './html-tags.ts'

/** All others are skipped. */
export const attribute = {
  action: 0,
  alt: 1,
  charset: 2,
  class: 3,
  content: 4,
  dataCount: 5,
  dataPageCount: 6,
  dataPagecount: 7,
  dataPages: 8,
  dataTotal: 9,
  dataTotalPage: 10,
  dataTotalpage: 11,
  datetime: 12,
  href: 13,
  httpEquiv: 14,
  id: 15,
  itemprop: 16,
  name: 17,
  ngRepeat: 18,
  onclick: 19,
  placeholder: 20,
  property: 21,
  sitecode: 22,
  src: 23,
  title: 24,
  type: 25,
  vFor: 26,
  value: 27,
  method: 28,
  background: 29,
  data: 30,
  poster: 31,
  rel: 32,
  srcset: 33,
  style: 34,
  'xlink:href': 35,
  onload: 36,
  imagesrcset: 37,
  dataSrc: 38,
  dataOriginal: 39,
  dataLazySrc: 40,
  dataSrcset: 41,
} as const
const names = Object.keys(attribute).map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))

/** Number of an attribute and one, by the lower bits of its hash. */
const byHash = new Uint8Array(4096)
for (const [index, name] of names.entries()) {
  const slot = slotOf(hashOfName(name, 0, name.length))
  if (byHash[slot] !== 0) throw new Error(`attribute ${name} needs another hash`)
  byHash[slot] = index + 1
}

/** Attributes of one tag: the first value of each name. Values become strings when they are asked for. */
export class Attributes {
  private readonly html: string
  /** The tag that an attribute was last seen in. */
  private readonly seenIn = new Uint32Array(names.length)
  /** The intervals of their values. */
  private readonly starts = new Uint32Array(names.length)
  private readonly ends = new Uint32Array(names.length)
  private tag = 0
  /** The tag ends with `/>`. */
  selfClosing = false

  constructor(html: string) {
    this.html = html
  }

  /** Takes numbers of `attribute`, like the others. */
  has(which: number): boolean {
    return this.seenIn[which] === this.tag
  }

  read(which: number): string | undefined {
    return this.has(which) ? decodeAttribute(this.html.slice(this.starts[which]!, this.ends[which]!)) : undefined
  }

  /** As written: for long values of which little is needed. */
  raw(which: number): string | undefined {
    return this.has(which) ? this.html.slice(this.starts[which]!, this.ends[which]!) : undefined
  }

  /** Where the value stands in the document, from its first character to behind its last. */
  interval(which: number): readonly [start: number, end: number] | undefined {
    return this.has(which) ? [this.starts[which]!, this.ends[which]!] : undefined
  }

  /** Forgets the tag before. */
  clear(): void {
    this.tag += 1
    this.selfClosing = false
  }

  /** Notes the attribute whose name, with this hash, stands in an interval, as does its value. */
  note(hash: number, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const which = byHash[slotOf(hash)]! - 1
    if (which < 0 || this.has(which) || !standsAt(names[which]!, this.html, nameStart, nameEnd)) return
    this.seenIn[which] = this.tag
    this.starts[which] = valueStart
    this.ends[which] = valueEnd
  }
}
