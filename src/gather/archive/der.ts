/** The little of ASN.1 DER that time stamps need. Tokens come from elsewhere: every length is checked. */

export interface DerValue {
  /** The whole identifier byte. */
  readonly tag: number
  /** The value with its head, as it was sent. */
  readonly whole: Buffer
  readonly content: Buffer
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** The values that stand one behind the other. Throws a `RangeError` on what is no DER. */
export function readDer(bytes: Buffer): DerValue[] {
  const values: DerValue[] = []
  for (let at = 0; at < bytes.length;) {
    const value = readOne(bytes, at)
    values.push(value)
    at += value.whole.length
  }
  return values
}

/** The values inside a constructed value. */
export function inside(value: DerValue | undefined, tag: number): DerValue[] {
  return readDer(contentOf(value, tag))
}

/** The content of a value that must have this tag. */
export function contentOf(value: DerValue | undefined, tag: number): Buffer {
  if (value === undefined || value.tag !== tag) throw new RangeError(`expected the tag ${tag}, found ${value?.tag}`)
  return value.content
}

/** An object identifier in dots. */
export function oidOf(value: DerValue | undefined): string {
  const numbers: number[] = []
  let number = 0
  for (const byte of contentOf(value, tags.oid)) {
    number = number * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(number / 40))
      numbers.push(first, number - first * 40)
    } else numbers.push(number)
    number = 0
  }
  return numbers.join('.')
}

/** Writes one value. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content])
}

function readOne(bytes: Buffer, at: number): DerValue {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new RangeError('no DER value')
  let [start, length] = [at + 2, first]
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 4 || start + count > bytes.length) throw new RangeError('no DER length')
    length = bytes.readUIntBE(start, count)
    start += count
  }
  const end = start + length
  if (end > bytes.length) throw new RangeError('a DER value is cut off')
  return { tag, whole: bytes.subarray(at, end), content: bytes.subarray(start, end) }
}
