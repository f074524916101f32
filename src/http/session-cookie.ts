/** The cookie that holds the token of a session: out of reach of scripts, and sent to this site alone. */
import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { sessionCookie } from './actor.ts'
import type { HttpSettings } from './settings.ts'

export function cookieOptions({ secure = false }: HttpSettings) {
  return { httpOnly: true, secure, sameSite: 'Lax', path: '/' } as const
}

/** Gives the browser the token of its session. */
export function keepSession(context: Context, settings: HttpSettings, token: string): void {
  setCookie(context, sessionCookie(settings), token, cookieOptions(settings))
}
