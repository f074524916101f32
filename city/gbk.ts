/**
 * Text to GBK bytes. The platform only decodes GBK, so the table is made by decoding all two-byte codes once
 * (about 24 000, a few milliseconds) and turned round.
 */
let table: Uint16Array | undefined

/** GBK (the two-byte part of GB18030). A character without a code becomes `fallback(codePoint)`, plain ASCII. */
export function encodeGbk(text: string, fallback: (codePoint: number) => string = () => '?'): Buffer {
  table ??= reverseTable()
  const bytes = Buffer.allocUnsafe(text.length * 10)
  let length = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) {
      bytes[length++] = unit
      continue
    }
    const code = table[unit]!
    if (code !== 0) {
      bytes[length++] = code >> 8
      bytes[length++] = code & 0xff
      continue
    }
    const codePoint = text.codePointAt(index)!
    if (codePoint > 0xffff) index++
    length += bytes.write(fallback(codePoint), length, 'latin1')
  }
  return bytes.subarray(0, length)
}

/** The same for HTML: characters outside GBK become numeric references. */
export function encodeGbkHtml(html: string): Buffer {
  return encodeGbk(html, (codePoint) => `&#${codePoint};`)
}

function reverseTable(): Uint16Array {
  const decoder = new TextDecoder('gbk')
  const codes = new Uint16Array(0x10000)
  const pair = new Uint8Array(2)
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      pair[0] = lead
      pair[1] = trail
      const char = decoder.decode(pair)
      if (char.length === 1 && char !== '\ufffd') codes[char.charCodeAt(0)] ||= (lead << 8) | trail
    }
  }
  return codes
}
