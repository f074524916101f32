/** Who asks, as far as it is known: there is no sign-in yet, so it is the address that the connection came from. */
import type { Context } from 'hono'

/** For the audit log: `http 127.0.0.1`; `http` alone when a request came without a connection. */
export function readerOf(context: Context): string {
  const { incoming } = (context.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  const address = incoming?.socket?.remoteAddress
  return address === undefined ? 'http' : `http ${address}`
}
