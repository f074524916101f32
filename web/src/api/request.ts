/** Requests to the program's own API: JSON in, JSON out, trouble as `ApiProblem`. */
import { asProblem, problemOf } from './problem.ts'

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>

/** An address with its query; what is empty stays out, a list becomes one parameter per entry. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

const timeoutMs = 30_000

interface Sent {
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Query
  /** JSON, or a file as it is. */
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** One request; the answer's JSON, `null` for an answer without a body. */
export async function request<Answer>(path: string, { method, query, body, signal }: Sent = {}): Promise<Answer> {
  const raw = body instanceof Blob || body instanceof FormData
  const signals = [AbortSignal.timeout(raw ? 10 * timeoutMs : timeoutMs), ...(signal ? [signal] : [])]
  try {
    const answer = await fetch(address(path, query), {
      method: method ?? 'GET',
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        // A page elsewhere cannot send this header: a forged form is refused without it.
        'x-requested-with': 'mingcha-console',
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      signal: anySignal(signals),
    })
    if (!answer.ok) throw await problemOf(answer)
    const text = await answer.text()
    return (text === '' ? null : JSON.parse(text)) as Answer
  } catch (error) {
    if (signal?.aborted) throw error
    throw asProblem(error)
  }
}

/** `AbortSignal.any`, which the oldest browser that we promise does not have. */
function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  const either = new AbortController()
  for (const signal of signals) {
    if (signal.aborted) either.abort(signal.reason)
    signal.addEventListener('abort', () => either.abort(signal.reason), { once: true })
  }
  return either.signal
}
