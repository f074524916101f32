/** The files in a WACZ by name: stored uncompressed, so that any part of one is read by its place. */
import type { Entry, ZipFile } from 'yauzl'

const maxListBytes = 500_000_000

/** All files of the package; of two with one name the last counts, and `twice` is told. */
export async function entriesOf(zip: ZipFile, twice: (name: string) => void): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) twice(entry.fileName)
    entries.set(entry.fileName, entry)
  }
  return entries
}

/** A whole file of the package, up to 500 MB. */
export async function readEntry(zip: ZipFile, entries: ReadonlyMap<string, Entry>, name: string): Promise<Buffer> {
  const entry = entries.get(name)
  if (entry === undefined) throw new Error(`缺少 ${name}`)
  if (entry.uncompressedSize > maxListBytes) throw new Error(`${name} 过大`)
  return readRange(zip, entry, 0, entry.uncompressedSize)
}

/** The bytes of a file from `start` up to `end`. */
export async function readRange(zip: ZipFile, entry: Entry, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  const stream = await zip.openReadStreamPromise(entry, { start, end })
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
