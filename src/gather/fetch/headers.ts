/** Headers as they came over the wire. */

/** Header names and values in the order and with the bytes (latin1) in which they came. */
export type RawHeaders = readonly (readonly [name: string, value: string])[]

/** Statuses that send a visitor on, if there is a `Location`. */
export const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Value of a header, first of several, decoded from the bytes that were sent: UTF-8, else GB18030. */
export function headerText(headers: RawHeaders, name: string): string | undefined {
  const value = headers.find(([key]) => key.length === name.length && key.toLowerCase() === name)?.[1]
  if (value === undefined || !/[\u0080-\u00ff]/.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
