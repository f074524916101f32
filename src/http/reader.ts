/** Where a request comes from, as far as the connection tells. */
import type { Context } from 'hono'
import type { Origin } from '../identity/sessions.ts'

/** The other end of the connection and what it calls itself; `http` when a request came without a connection. */
export function originOf(context: Context): Origin {
  const { incoming } = (context.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  return {
    address: incoming?.socket?.remoteAddress ?? 'http',
    client: (context.req.header('user-agent') ?? '').slice(0, 200),
  }
}
