/**
 * Writes WARC 1.1: one gzip member per record, so that a record can be read by its offset alone. Bodies are stored decoded
 * (they may have been cut at a limit), the encoding headers that no longer hold are kept under `x-archive-orig-`.
 */
import { createHash, randomUUID } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { RawHeaders } from '../fetch/headers.ts'

const compress = promisify(gzip)

export interface WarcResponse {
  readonly url: string
  /** ISO 8601, UTC. */
  readonly capturedAt: string
  readonly status: number
  readonly headers: RawHeaders
  readonly body: Buffer
  readonly truncated: boolean
}

/** Where a record lies in the WARC file, for the index. */
export interface WarcEntry {
  readonly url: string
  readonly capturedAt: string
  readonly status: number
  readonly mime: string
  /** `sha256:<hex>` of the body. */
  readonly digest: string
  readonly offset: number
  readonly length: number
}

export interface WarcWriter {
  /** Appends a record; calls may overlap, records never do. `written` ends before the next record is appended. */
  write(response: WarcResponse, written?: (entry: WarcEntry) => Promise<void>): Promise<WarcEntry>
  /** Length of the file so far. */
  readonly bytes: number
  /** Waits for all records and closes the file. */
  close(): Promise<void>
}

/** Creates the file with its `warcinfo` record. `about` are lines of the form `software: …`. */
export async function createWarc(
  file: string,
  capturedAt: string,
  about: Readonly<Record<string, string>>,
): Promise<WarcWriter> {
  const warc = openWarc(await open(file, 'wx'), 0)
  const info = Object.entries(about)
    .map(([name, value]) => `${name}: ${oneLine(value)}\r\n`)
    .join('')
  const head = { 'WARC-Type': 'warcinfo', 'WARC-Date': capturedAt, 'Content-Type': 'application/warc-fields' }
  await warc.append(await compress(record(head, Buffer.from(info))))
  return warc
}

/** Opens a file that has `bytes` of complete records, to append further ones. */
export async function continueWarc(file: string, bytes: number): Promise<WarcWriter> {
  return openWarc(await open(file, 'r+'), bytes)
}

function openWarc(handle: FileHandle, from: number) {
  let offset = from
  let queue: Promise<unknown> = Promise.resolve()

  const append = (record: Buffer, then?: (offset: number) => Promise<void>) => {
    const written = queue.then(async () => {
      const at = offset
      await writeAll(handle, record, at)
      offset += record.length
      await then?.(at)
      return at
    })
    // A failed write fails its own caller and all later ones, but never as an unhandled rejection.
    queue = written
    queue.catch(() => undefined)
    return written
  }

  return {
    append,
    get bytes() {
      return offset
    },
    async write(response: WarcResponse, then?: (entry: WarcEntry) => Promise<void>): Promise<WarcEntry> {
      const block = httpBlock(response)
      const digest = sha256(response.body)
      const bytes = await compress(
        record(
          {
            'WARC-Type': 'response',
            'WARC-Target-URI': response.url,
            'WARC-Date': response.capturedAt,
            'WARC-Payload-Digest': digest,
            'WARC-Block-Digest': sha256(block),
            'Content-Type': 'application/http; msgtype=response',
            ...(response.truncated ? { 'WARC-Truncated': 'length' } : {}),
          },
          block,
        ),
      )
      const { url, capturedAt: at, status } = response
      const entry = { url, capturedAt: at, status, mime: mimeOf(response.headers), digest, length: bytes.length }
      return { ...entry, offset: await append(bytes, then && ((offset) => then({ ...entry, offset }))) }
    },
    async close(): Promise<void> {
      try {
        await queue
      } finally {
        await handle.close()
      }
    },
  }
}

/** `sha256:<hex>` of bytes. */
export function sha256(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function record(headers: Readonly<Record<string, string>>, block: Buffer): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${oneLine(value)}\r\n`)
  const head = `WARC/1.1\r\nWARC-Record-ID: <urn:uuid:${randomUUID()}>\r\n${lines.join('')}Content-Length: ${block.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), block, Buffer.from('\r\n\r\n')])
}

const replaced = new Set(['content-encoding', 'transfer-encoding', 'content-length'])

/** Header bytes are latin1 as they came. */
function httpBlock({ status, headers, body }: WarcResponse): Buffer {
  const lines = headers.map(([name, value]) =>
    replaced.has(name.toLowerCase()) ? `x-archive-orig-${name}: ${value}\r\n` : `${name}: ${value}\r\n`,
  )
  const head = `HTTP/1.1 ${status} \r\n${lines.join('')}content-length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body])
}

function mimeOf(headers: RawHeaders): string {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return /^[\w.+-]+\/[\w.+-]+/.exec(type.trim())?.[0]?.toLowerCase() ?? 'unk'
}

function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, ' ')
}

async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let start = 0; start < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, start, bytes.length - start, at + start)
    start += bytesWritten
  }
}
