/** A request for a part of a file (RFC 9110, section 14): players of web archives read them by ranges. */

/** Both ends belong to the range. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * The range that a `Range` header asks of a file of `size` bytes: `whole` when there is no header, it is not understood or
 * asks for several ranges (a server may ignore those), `unsatisfiable` when the file does not reach that far.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/i.exec(header?.trim() ?? '')
  if (!match) return 'whole'
  if (match[3] !== undefined) {
    const length = Math.min(Number(match[3]), size)
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 }
  }
  const first = Number(match[1])
  const wanted = match[2] === '' ? Number.POSITIVE_INFINITY : Number(match[2])
  if (wanted < first) return 'whole'
  return first >= size ? 'unsatisfiable' : { first, last: Math.min(wanted, size - 1) }
}
