/** Cookies as far as a visit needs them: by host, without expiry and paths. A jar lives as long as one inspection. */
import type { RawHeaders } from './headers.ts'

/** Names and values by host. */
export type CookieJar = Map<string, Map<string, string>>

const [maxHosts, maxPerHost] = [1000, 50]

/** Keeps what an answer sets; whether that changed anything. */
export function rememberCookies(jar: CookieJar, host: string, headers: RawHeaders): boolean {
  let changed = false
  for (const [name, value] of headers) {
    if (name.length !== 10 || name.toLowerCase() !== 'set-cookie') continue
    const match = /^([^=;\s]{1,200})=([^;]{0,2000})/.exec(value)
    if (!match || (!jar.has(host) && jar.size >= maxHosts)) continue
    const own = jar.get(host) ?? new Map<string, string>()
    jar.set(host, own)
    changed ||= own.get(match[1]!) !== match[2]
    if (own.size < maxPerHost || own.has(match[1]!)) own.set(match[1]!, match[2]!)
  }
  return changed
}

/** The `Cookie` header for a host, or `null`. */
export function cookieHeader(jar: CookieJar, host: string): string | null {
  const own = jar.get(host)
  if (own === undefined || own.size === 0) return null
  const text = [...own].map(([name, value]) => `${name}=${value}`).join('; ')
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : null
}
