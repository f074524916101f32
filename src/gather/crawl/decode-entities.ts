/** Character references of attribute values and text. */
import { Parser } from 'htmlparser2'

const simple: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

/** Decodes an attribute's value. What is not everyday is left to the parser, which knows all the rules. */
export function decodeAttribute(value: string): string {
  if (!value.includes('&')) return value
  let everyday = true
  const decoded = value.replace(
    /&(?:([a-z]+);|(#?\w+);?)?/gi,
    (all, name: string | undefined, odd: string | undefined) => {
      const char = name === undefined ? undefined : simple[name]
      if (char !== undefined) return char
      if (name !== undefined || odd !== undefined) everyday = false
      return all
    },
  )
  return everyday ? decoded : parsed(value)
}

function parsed(value: string): string {
  let decoded = value
  const parser = new Parser({ onattribute: (_name, text) => (decoded = text) })
  parser.end(`<x a="${value.replaceAll('"', '&quot;')}">`)
  return decoded
}
