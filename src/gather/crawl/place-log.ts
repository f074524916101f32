/**
 * Where links stand, written down in a temporary file: most places are never asked for again, because their links turn out
 * to work. Memory holds the last quarter of a megabyte.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { LinkPlace } from '../../evidence/links.ts'

export interface PlaceLog {
  /** Notes a page for the places on it. Positions are never 0; 0 means that the log is full. */
  page(url: string): number
  /** Notes a place behind an earlier one of the same link (`previous`, or 0). */
  place(previous: number, page: number, place: string, text: string): number
  text(text: string): number
  /** A place and the one before it. */
  readPlace(position: number): { readonly place: LinkPlace; readonly previous: number }
  readText(position: number): string
  /** Removes the file. */
  close(): void
}

const bufferBytes = 1 << 18
/** Read back at once: nearly every record fits. */
const windowBytes = 512
/** Positions are 32 bits wide. */
const maxBytes = 0xffff_0000
const headBytes = 12
const [maxPlaceChars, maxTextChars] = [100, 8000]

/** Opens a log; the file is made when the buffer has run over for the first time. */
export function createPlaceLog(): PlaceLog {
  const buffer = Buffer.allocUnsafeSlow(bufferBytes)
  const window = Buffer.allocUnsafeSlow(windowBytes)
  let [written, used] = [0, headBytes]
  let file: { readonly descriptor: number; readonly folder: string } | null = null
  let lastPage = { position: 0, url: '' }

  /** A record: two numbers, the lengths of two texts, the texts. */
  function append(first: number, second: number, one: string, other: string): number {
    const most = headBytes + 3 * (one.length + other.length)
    if (used + most > bufferBytes) flush()
    if (written + used + most > maxBytes) return 0
    const start = used
    const textStart = start + headBytes
    const oneBytes = one === '' ? 0 : buffer.write(one, textStart)
    const otherBytes = other === '' ? 0 : buffer.write(other, textStart + oneBytes)
    buffer.writeUInt32LE(first, start)
    buffer.writeUInt32LE(second, start + 4)
    buffer.writeUInt16LE(oneBytes, start + 8)
    buffer.writeUInt16LE(otherBytes, start + 10)
    used = textStart + oneBytes + otherBytes
    return written + start
  }

  function flush(): void {
    file ??= create()
    let from = 0
    while (from < used) from += writeSync(file.descriptor, buffer, from, used - from)
    written += used
    used = 0
  }

  function read(position: number): { first: number; second: number; one: string; other: string } {
    let [bytes, at] = [buffer, position - written]
    if (at < 0) {
      bytes = window
      load(bytes, position, headBytes)
      const length = headBytes + bytes.readUInt16LE(8) + bytes.readUInt16LE(10)
      if (length > bytes.length) load((bytes = Buffer.allocUnsafe(length)), position, length)
      at = 0
    }
    const middle = at + headBytes + bytes.readUInt16LE(at + 8)
    return {
      first: bytes.readUInt32LE(at),
      second: bytes.readUInt32LE(at + 4),
      one: bytes.toString('utf8', at + headBytes, middle),
      other: bytes.toString('utf8', middle, middle + bytes.readUInt16LE(at + 10)),
    }
  }

  /** Reads at least so many bytes, and what else fits. */
  function load(into: Buffer, position: number, least: number): void {
    for (let from = 0; from < least;) {
      const count = readSync(file!.descriptor, into, from, into.length - from, position + from)
      if (count === 0) throw new Error(`the log of places ends at ${position + from}`)
      from += count
    }
  }

  function pageAt(position: number): string {
    if (lastPage.position !== position) lastPage = { position, url: read(position).one }
    return lastPage.url
  }

  return {
    page: (url) => append(0, 0, url.slice(0, maxTextChars), ''),
    place: (previous, page, place, text) =>
      append(previous, page, place.slice(0, maxPlaceChars), text.slice(0, maxTextChars)),
    text: (text) => append(0, 0, text.slice(0, maxTextChars), ''),
    readPlace(position) {
      const { first, second, one, other } = read(position)
      return { place: { page: pageAt(second), text: other, place: one }, previous: first }
    },
    readText: (position) => read(position).one,
    close() {
      if (file === null) return
      closeSync(file.descriptor)
      rmSync(file.folder, { recursive: true, force: true })
      file = null
    },
  }
}

function create() {
  const folder = mkdtempSync(path.join(tmpdir(), 'mingcha-places-'))
  return { folder, descriptor: openSync(path.join(folder, 'places'), 'wx+', 0o600) }
}
