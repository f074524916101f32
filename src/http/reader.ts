/** Where a request comes from, as far as the connection tells. */
import type { Context } from 'hono'
import type { Origin } from '../identity/sessions.ts'

/**
 * The other end of the connection and what it calls itself; `http` when a request came without a connection. Where `proxies`
 * stand before this server, each adds whom it heard to X-Forwarded-For, and only what they added is believed.
 */
export function originOf(context: Context): Origin {
  const proxies = (context.get('proxies') as number | undefined) ?? 0
  const { incoming } = (context.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  const forwarded = (context.req.header('x-forwarded-for') ?? '').split(',').map((text) => text.trim())
  const heard = proxies > 0 ? forwarded.at(-proxies) : undefined
  return {
    address: heard?.slice(0, 100) || (incoming?.socket?.remoteAddress ?? 'http'),
    client: (context.req.header('user-agent') ?? '').slice(0, 200),
  }
}
