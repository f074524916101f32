/**
 * The second opinion about a server whose answer the strict parser refuses. Browsers read lines without a colon, bare
 * line feeds, control characters, repeated equal lengths, length and chunks together; so does this reader, through the
 * same guarded connector. What it cannot read, browsers cannot either.
 */
import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import type { RawHeaders } from './headers.ts'
import { pathOf } from './request.ts'

export interface LenientAnswer {
  readonly status: number
  readonly headers: RawHeaders
  /** Body without transfer coding, at most `maxBytes`. */
  readonly body: Buffer
  readonly truncated: boolean
}

interface LenientRequest {
  readonly target: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly maxBytes: number
  readonly signal: AbortSignal
}

const maxHeadBytes = 262_144

/** One request on a connection of its own. `null`: not HTTP even with good will. Rejects when the connection fails. */
export async function lenientExchange(
  connect: buildConnector.connector,
  request: LenientRequest,
): Promise<LenientAnswer | null> {
  const socket = await open(connect, request.target)
  const stop = () => socket.destroy()
  request.signal.addEventListener('abort', stop, { once: true })
  try {
    socket.write(requestText(request))
    const bytes = await read(socket, request)
    request.signal.throwIfAborted()
    const head = readHead(bytes)
    return head === null ? null : withBody(head, bytes.subarray(head.length), request)
  } finally {
    request.signal.removeEventListener('abort', stop)
    socket.destroy()
  }
}

function open(connect: buildConnector.connector, { protocol, hostname, port, host }: URL): Promise<Socket> {
  const name = hostname.replace(/^\[|\]$/g, '')
  const defaultPort = protocol === 'https:' ? '443' : '80'
  const options = { protocol, hostname: name, host, port: port || defaultPort } as buildConnector.Options
  return new Promise((resolve, reject) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) reject(error)
      else resolve(socket)
    })
  })
}

/** The headers as this reader sends them: one answer a connection, and nothing to unpack. */
export function lenientHeaders(target: URL, headers: Readonly<Record<string, string>>): Record<string, string> {
  return { host: target.host, connection: 'close', ...headers, 'accept-encoding': 'identity' }
}

function requestText({ target, method, headers }: LenientRequest): string {
  const fields = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, '')}\r\n`)
    .join('')
  return `${method} ${pathOf(target)} HTTP/1.1\r\n${fields}\r\n`
}

/** Everything the server sends until it is enough. A reset after the first byte ends the answer, it does not undo it. */
async function read(socket: Socket, { maxBytes }: LenientRequest): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size > maxBytes + maxHeadBytes || isComplete(chunks)) break
    }
  } catch (error) {
    if (size === 0) throw error
  }
  return Buffer.concat(chunks)
}

function isComplete(chunks: Buffer[]): boolean {
  if (chunks.length > 64) return false
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  const head = readHead(bytes)
  if (head === null) return false
  const body = bytes.subarray(head.length)
  if (head.chunked) return /(^|\n)0+\s*\r?\n\r?\n$/.test(body.subarray(-64).toString('latin1'))
  return head.contentLength !== null && body.length >= head.contentLength
}

interface Head {
  readonly status: number
  readonly headers: RawHeaders
  /** Bytes of the head with the empty line. */
  readonly length: number
  readonly chunked: boolean
  readonly contentLength: number | null
}

/** The head of the answer; those that only announce it (1xx) are passed over. */
function readHead(bytes: Buffer): Head | null {
  const text = bytes.subarray(0, maxHeadBytes).toString('latin1')
  let from = 0
  for (;;) {
    const head = headFrom(text.slice(from))
    if (head === null) return null
    if (head.status >= 200 || head.status === 101) return { ...head, length: from + head.length }
    from += head.length
  }
}

function headFrom(text: string): Head | null {
  const end = /\r?\n\r?\n/.exec(text)
  if (end === null) return null
  const [first = '', ...lines] = text.slice(0, end.index).split(/\r\n|\n|\r/)
  // Up to four stray bytes before the status line are forgiven, as browsers do.
  const status = /^[^]{0,4}?HTTP\/\d(?:\.\d)?\s+(\d{3})(?!\d)/i.exec(first)?.[1]
  if (status === undefined) return null
  const headers = lines.flatMap((line): [string, string][] => {
    const match = /^([!#$%&'*+.^_`|~\w-]+)[ \t]*:(.*)$/.exec(line)
    return match ? [[match[1]!, match[2]!.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, '').trim()]] : []
  })
  const all = (name: string) => headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
  const lengths = new Set(all('content-length').flatMap((value) => value.split(/\s*,\s*/)))
  const chunked = all('transfer-encoding').some((value) => /chunked/i.test(value))
  // Two different lengths: where the answer ends cannot be known, and browsers refuse it.
  if (lengths.size > 1 && !chunked) return null
  const length = Number([...lengths][0] ?? Number.NaN)
  return {
    status: Number(status),
    headers,
    length: end.index + end[0].length,
    chunked,
    contentLength: Number.isSafeInteger(length) && length >= 0 ? length : null,
  }
}

function withBody({ status, headers, chunked, contentLength }: Head, rest: Buffer, request: LenientRequest) {
  const whole = chunked ? withoutChunks(rest) : rest.subarray(0, contentLength ?? rest.length)
  const body = whole.subarray(0, request.maxBytes)
  return { status, headers, body, truncated: whole.length > request.maxBytes }
}

/** Joins the chunks as far as they can be read. */
function withoutChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const line = /^[ \t]*([\da-f]{1,8})[^\n]{0,200}\n/i.exec(bytes.subarray(at, at + 256).toString('latin1'))
    if (line === null) break
    const size = Number.parseInt(line[1]!, 16)
    if (size === 0) break
    at += line[0].length
    parts.push(bytes.subarray(at, at + size))
    at += size
    while (bytes[at] === 0x0d || bytes[at] === 0x0a) at += 1
  }
  return Buffer.concat(parts)
}
