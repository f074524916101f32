/**
 * Sends one request and reads its answer up to as many bytes as are wanted. Written on undici's callbacks: its promise of a
 * stream takes half as much time again, and for most answers the stream holds one piece.
 */
import type { Dispatcher } from 'undici'
import type { RawHeaders } from './headers.ts'

/** How far an exchange came before it failed. */
export interface Progress {
  status: number | null
  headers: RawHeaders
  /** Bytes of the body so far. */
  bytes: number
  /** When the answer began (`performance.now()`). */
  answeredAt: number | null
}

export interface ReadAnswer {
  readonly status: number
  readonly headers: RawHeaders
  readonly bytes: Buffer
  readonly truncated: boolean
  /** In Chinese. */
  readonly oddity: string | null
}

/**
 * `wanted` is asked once the headers are there; what is longer is cut and its connection closed. What came before a broken
 * connection is kept. Rejects with undici's error, or with the signal's reason.
 */
export function readAnswer(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  wanted: (status: number, headers: RawHeaders) => number,
  signal: AbortSignal,
  progress: Progress,
): Promise<ReadAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let maxBytes = 0
    let sending: Dispatcher.DispatchController | null = null
    let done = false
    const end = (how: () => void) => {
      if (done) return
      done = true
      signal.removeEventListener('abort', abort)
      how()
    }
    const answer = (truncated: boolean, oddity: string | null) => {
      const { status, headers } = progress
      const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      const bytes = whole.length > maxBytes ? whole.subarray(0, maxBytes) : whole
      end(() => resolve({ status: status!, headers, bytes, truncated, oddity }))
    }
    const fail = (error: unknown) =>
      end(() => reject(error instanceof Error ? error : new Error('aborted', { cause: error })))
    function abort(): void {
      fail(signal.reason)
      sending?.abort(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    dispatcher.dispatch(request, {
      onRequestStart(controller) {
        sending = controller
        // It may have been given up while it waited for a connection.
        if (done) controller.abort(new Error('aborted'))
      },
      onResponseStart(controller, status) {
        if (done || status < 200) return
        const headers = pairs(controller.rawHeaders as Buffer[])
        Object.assign(progress, { status, headers, answeredAt: performance.now() })
        maxBytes = wanted(status, headers)
      },
      onResponseData(controller, chunk) {
        if (done) return
        chunks.push(chunk)
        progress.bytes += chunk.length
        if (progress.bytes <= maxBytes) return
        answer(true, null)
        controller.abort(new Error('enough'))
      },
      onResponseEnd: () => answer(false, null),
      onResponseError(_, error) {
        // Browsers show what came of a page; nothing at all is nothing.
        if (progress.bytes > 0 && progress.status !== null) answer(true, '内容没有传完，连接就中断了')
        else fail(error)
      },
    })
  })
}

function pairs(raw: readonly Buffer[]): RawHeaders {
  const headers: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2)
    headers.push([raw[at]!.toString('latin1'), raw[at + 1]!.toString('latin1')])
  return headers
}
