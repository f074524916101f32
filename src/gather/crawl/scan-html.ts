/**
 * The elements of an HTML document, without a tree: tags properly nested, with the implied ends of the HTML standard, and
 * texts with their references resolved, as far as links and text need them.
 */
import { Attributes } from './html-attributes.ts'
import { decodeText } from './html-entities.ts'
import { tagCount, tagNamed, type Tag } from './html-tags.ts'
import { scanTags } from './scan-tags.ts'

export interface HtmlReader {
  /** The attributes are those of this tag only while the call lasts. */
  open(tag: Tag, attributes: Attributes): void
  /** References are resolved; white space is as written. */
  text(data: string): void
  /** Ends come properly nested; void elements have none. */
  close(tag: Tag): void
  /** Asked before each tag. */
  stopped(): boolean
}

const paragraph = tagNamed('p')
const lineBreak = tagNamed('br')
const form = tagNamed('form')
const nothing = new Attributes('')
nothing.clear()

/** Reads a whole document; ends early when the reader says so. Linear in the length of the document. */
export function scanHtml(html: string, reader: HtmlReader): void {
  const stack: Tag[] = []
  const opened = new Int32Array(tagCount)
  let foreign = 0

  function pop(): void {
    const tag = stack.pop()!
    opened[tag.index]! -= 1
    if (tag.name === 'svg' || tag.name === 'math') foreign -= 1
    reader.close(tag)
  }

  function open(tag: Tag, attributes: Attributes): boolean {
    // A form in a form is none.
    if (tag === form && opened[form.index]! > 0) return true
    if (tag.ends !== null) while (stack.length > 0 && tag.ends[stack[stack.length - 1]!.index] === 1) pop()
    reader.open(tag, attributes)
    if (tag.isVoid) return true
    if (tag.name === 'svg' || tag.name === 'math') foreign += 1
    stack.push(tag)
    opened[tag.index]! += 1
    if (foreign > 0 && attributes.selfClosing) {
      pop()
      return true
    }
    return tag.content === 'tags'
  }

  function close(tag: Tag): void {
    if (tag === lineBreak || (tag === paragraph && opened[tag.index] === 0)) {
      reader.open(tag, nothing)
      if (tag === paragraph) reader.close(tag)
    } else if (opened[tag.index]! > 0) {
      let position = stack.length - 1
      // Unknown tags share a counter: it may be another one that is open.
      while (position >= 0 && stack[position]!.name !== tag.name) position -= 1
      if (position >= 0) while (stack.length > position) pop()
    }
  }

  scanTags(html, {
    skipsServerCode: true,
    open,
    close,
    text: (start, end) => reader.text(decodeText(html.slice(start, end))),
    raw(tag, start, end) {
      if (end <= start) return
      const text = html.slice(start, end)
      reader.text(tag.content === 'escapable' ? decodeText(text) : text)
    },
    stopped: () => reader.stopped(),
  })
  while (stack.length > 0) pop()
}
