/**
 * Content decoding with a cap. Done by ourselves and not by the client: a bomb must stop at the limit, an archive with a
 * missing tail must still give what is there, and a wrong header must not lose the body.
 */
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import type { Transform } from 'node:stream'

export interface Decoded {
  readonly body: Buffer
  /** The limit was reached; the rest was not decoded. */
  readonly truncated: boolean
  /** What was wrong with the encoding, in Chinese; the body is then as good as it gets. */
  readonly problem: string | null
  /** Not a byte could be decoded: a browser shows an error instead of the page. */
  readonly failed?: true
}

const decoders: Readonly<Record<string, readonly (() => Transform)[]>> = {
  gzip: [() => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })],
  'x-gzip': [() => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })],
  // Servers send both zlib-wrapped and raw deflate under this name.
  deflate: [
    () => createInflate({ finishFlush: constants.Z_SYNC_FLUSH }),
    () => createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH }),
  ],
  br: [() => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH })],
  zstd: [() => createZstdDecompress()],
}

/** Decodes `bytes` by a `Content-Encoding` header (in order of application) to at most `maxBytes`. Never throws. */
export async function decompress(bytes: Buffer, contentEncoding: string, maxBytes: number): Promise<Decoded> {
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  if (names.length > 3) return { ...cut(bytes, maxBytes), problem: `内容编码层数过多：${contentEncoding.slice(0, 80)}` }
  let [body, truncated] = [bytes, false]
  for (const name of names.toReversed()) {
    const tries = decoders[name]
    if (!tries) return { ...cut(body, maxBytes), problem: `不认识的内容编码 ${name.slice(0, 40)}` }
    const decoded = await firstThatWorks(body, tries, maxBytes)
    if (decoded === null) return { ...cut(body, maxBytes), problem: `声明为 ${name}，内容却不是`, failed: true }
    body = decoded.body
    truncated ||= decoded.truncated
  }
  const { body: kept, truncated: cutNow } = cut(body, maxBytes)
  return { body: kept, truncated: truncated || cutNow, problem: null }
}

async function firstThatWorks(bytes: Buffer, tries: readonly (() => Transform)[], maxBytes: number) {
  for (const create of tries) {
    const decoded = await run(create(), bytes, maxBytes)
    if (decoded !== null) return decoded
  }
  return null
}

/** `null` when not a single byte could be decoded although there was input. */
function run(stream: Transform, bytes: Buffer, maxBytes: number): Promise<{ body: Buffer; truncated: boolean } | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > maxBytes) {
        stream.destroy()
        resolve({ body: Buffer.concat(chunks).subarray(0, maxBytes), truncated: true })
      }
    })
    stream.on('end', () => resolve({ body: Buffer.concat(chunks), truncated: false }))
    stream.on('error', () => resolve(size === 0 ? null : { body: Buffer.concat(chunks), truncated: false }))
    stream.end(bytes)
  })
}

function cut(bytes: Buffer, maxBytes: number): { body: Buffer; truncated: boolean } {
  return { body: bytes.subarray(0, maxBytes), truncated: bytes.length > maxBytes }
}
