/** Opens what the formats write, with another zip library than theirs. */
import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'

export interface ZipContents {
  /** Text of each entry by its name. */
  readonly files: ReadonlyMap<string, string>
  /** The days the entries are dated to, each once. */
  readonly days: readonly string[]
}

export async function unzip(bytes: Uint8Array): Promise<ZipContents> {
  const zip = await fromBufferPromise(Buffer.from(bytes))
  const files = new Map<string, string>()
  const days = new Set<string>()
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8'))
    days.add(entry.getLastModDate({ forceDosFormat: true, timezone: 'UTC' }).toISOString().slice(0, 10))
  }
  return { files, days: [...days] }
}

/** What is wrong with an XML text: a tag left open, a stray `&` or `<`; `null` when it is well formed as far as that goes. */
export function xmlFault(xml: string): string | null {
  const open: string[] = []
  const rest = xml.replace(/<[?!][^>]*>/g, '').replace(/<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g, tag)
  if (/[<>]|&(?!(amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(rest))
    return `stray character near ${rest.slice(0, 80)}`
  // oxlint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml)) return 'forbidden character'
  return open.length === 0 ? null : `not closed: ${open.join(' ')}`

  function tag(_: string, closing: string, name: string, __: string, empty: string): string {
    if (closing !== '') return open.pop() === name ? '' : '<'
    if (empty === '') open.push(name)
    return ''
  }
}
