/**
 * Who is asking, and whether they may. Every route says next to itself what it needs:
 *
 *     createRoute({ ...needs('registry:read'), method: 'get', path: '/api/sites', … })
 *     app.get('/events', needs('campaigns:read').middleware, …)
 *
 * A route that says nothing keeps the program from starting (`demandAccess`), and a test walks all routes with all roles.
 */
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { actorOfKey } from '../identity/api-keys.ts'
import { demandNetwork } from '../identity/networks.ts'
import { findSession, type Session } from '../identity/sessions.ts'
import type { By } from '../identity/users.ts'
import { capabilities, may, roles, type Actor, type Capability } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import { originOf } from './reader.ts'
import { nowOf, policyOf, type HttpSettings } from './settings.ts'

/** What a route needs: a capability; a session, whatever the role and what it must do next; or nothing. */
export type Access = Capability | 'session' | 'everybody'

const guards = new WeakMap<object, Access>()

/** For a route that only whoever has the capability may use. */
export function needs(capability: Capability) {
  return guarded(capability, (context) => {
    const actor = actorOf(context)
    const next = (context.get('session') as Session | null)?.next ?? null
    if (next !== null) throw unfinished(next)
    if (!may(actor, capability))
      throw new Failure(
        'forbidden.role',
        `${roles[actor.role]}不能${capabilities[capability]}`,
        '如确有需要，请联系管理员授予相应角色',
      )
  })
}

/** For a route that something else than a session opens as well (a kiosk token); `opens` is asked first. */
export function needsOr(capability: Capability, opens: (context: Context) => Promise<boolean>) {
  const { middleware } = needs(capability)
  return guarded(capability, async (context) => {
    if (!(await opens(context))) await middleware(context, async () => {})
  })
}

/** For a user's own affairs: signing out, the password, the second factor. */
export const needsSession = guarded('session', (context) => void sessionOf(context))

/** For what whoever has signed in, and has nothing left to do first, keeps for themselves. */
export const needsOwner = guarded('session', (context) => {
  const { next } = sessionOf(context)
  if (next !== null) throw unfinished(next)
})

/** For what must be open to whoever has not signed in. */
export const forEverybody = guarded('everybody', () => {})

/** Spread into a route: the guard, and the same in the OpenAPI document. */
function guarded(access: Access, check: (context: Context) => void | Promise<void>) {
  const middleware: MiddlewareHandler = async (context, next) => {
    await check(context)
    await next()
  }
  guards.set(middleware, access)
  const security =
    access === 'everybody' ? [] : access === 'session' ? [{ session: [] }] : [{ session: [] }, { key: [] }]
  return { middleware, security, 'x-capability': access } as const
}

/**
 * Puts whom a request stands for where `actorOf` finds it: a user by the cookie of a session, or a program by its key, and then
 * no cookie counts. The console's files are for everybody.
 */
export function identify(settings: HttpSettings): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.path.startsWith('/assets/')) return next()
    const now = nowOf(settings)
    context.set('now', now)
    context.set('proxies', settings.proxies)
    const { address } = originOf(context)
    const key = keyOf(context)
    if (key !== null) {
      const used = { at: now, address }
      const actor = await actorOfKey(settings.db, key, used, policyOf(settings))
      if (actor !== null) demandNetwork(policyOf(settings), actor.role, address)
      context.set('actor', actor)
      return next()
    }
    const token = getCookie(context, sessionCookie(settings))
    const session = token === undefined ? null : await findSession(settings.db, token, now, policyOf(settings))
    // A session that was opened inside opens nothing outside.
    if (session !== null) demandNetwork(policyOf(settings), session.actor.role, address)
    context.set('session', session)
    context.set('actor', session?.actor ?? null)
    return next()
  }
}

/** The key of a program, `Authorization: Bearer …`; no page elsewhere can make a browser send one. */
export function keyOf(context: Context): string | null {
  return /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null
}

/** Only over TLS may a cookie have the prefix that binds it to this host and to TLS. */
export function sessionCookie({ secure = false }: HttpSettings): string {
  return secure ? '__Host-mingcha' : 'mingcha'
}

/** The session of this request. @throws Failure `signedOut.session` */
export function sessionOf(context: Context): Session {
  const session = context.get('session') as Session | null | undefined
  if (session) return session
  throw new Failure('signedOut.session', '尚未登录，或登录已过期', '请登录后重试')
}

/** Who is asking. @throws Failure `signedOut.session` */
export function actorOf(context: Context): Actor {
  const actor = context.get('actor') as Actor | null | undefined
  return actor ?? sessionOf(context).actor
}

/** Author and instant of what this request changes. */
export function byOf(context: Context): By {
  return { actor: actorOf(context).name, at: context.get('now') as string }
}

/** What every route needs, by method and path; `null` where it says nothing. */
export function accessOfRoutes(app: Hono | { readonly routes: Hono['routes'] }): ReadonlyMap<string, Access | null> {
  const access = new Map<string, Access | null>()
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL') continue
    const key = `${method} ${path}`
    access.set(key, guards.get(handler) ?? access.get(key) ?? null)
  }
  return access
}

/** A route that forgot to say what it needs would be open to everybody: the program does not start with one. */
export function demandAccess(app: { readonly routes: Hono['routes'] }): void {
  const silent = [...accessOfRoutes(app)].filter(([, access]) => access === null).map(([route]) => route)
  if (silent.length === 0) return
  throw new Error(`routes without needs(…), needsSession or forEverybody of http/actor.ts: ${silent.join(', ')}`)
}

function unfinished(next: NonNullable<Session['next']>): Failure {
  if (next === 'secondFactor') {
    return new Failure('forbidden.secondFactor', '还需要动态验证码', '请输入验证器上的六位验证码')
  }
  return next === 'enrolSecondFactor'
    ? new Failure('forbidden.enrolSecondFactor', '此角色必须使用动态验证码', '请先在验证器中添加并确认')
    : new Failure('forbidden.changePassword', '请先修改密码', '首次登录、重置后或密码到期时必须修改密码')
}
