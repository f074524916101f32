/** One HTTP request of a channel: JSON out, a short answer back, no redirects, a deadline. */
import { request } from 'undici'
import type { SendResult } from './channel.ts'

const [patienceMs, longestAnswer] = [15_000, 64_000]

export interface Posted {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The answer as an object; `null` when it is none. */
  readonly answer: Readonly<Record<string, unknown>> | null
  readonly text: string
}

/** Posts a JSON text. The result is the answer, or why there was none. */
export async function postJson(
  url: string,
  body: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Posted | Extract<SendResult, { outcome: 'failed' }>> {
  try {
    const response = await request(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      headersTimeout: patienceMs,
      bodyTimeout: patienceMs,
    })
    const text = await readShort(response.body)
    return { status: response.statusCode, headers: response.headers, answer: parseObject(text), text }
  } catch (error) {
    return noAnswer(error)
  }
}

async function readShort(stream: AsyncIterable<Buffer>): Promise<string> {
  const [parts, read] = [[] as Buffer[], { bytes: 0 }]
  for await (const part of stream) {
    parts.push(part)
    read.bytes += part.length
    if (read.bytes > longestAnswer) break
  }
  return Buffer.concat(parts).toString('utf8')
}

function parseObject(text: string): Posted['answer'] {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** Only a connection that was never made is certain to have carried nothing. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function noAnswer(error: unknown): Extract<SendResult, { outcome: 'failed' }> {
  const { name, code, message } = error as NodeJS.ErrnoException
  const detail = name === 'TimeoutError' ? `${patienceMs / 1000} 秒内没有应答` : `没有应答：${code ?? name} ${message}`
  return { outcome: 'failed', detail: detail.slice(0, 300), uncertain: !neverConnected.has(code ?? '') }
}
