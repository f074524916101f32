/** Signing in and out, who one is, and one's own password. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { deleteCookie } from 'hono/cookie'
import { changeOwnPassword } from '../../identity/change-user.ts'
import { idleMinutes } from '../../identity/policy.ts'
import { endSession, findSession, listSessions, renewToken, signOut, type Session } from '../../identity/sessions.ts'
import { signIn, verifyOwnPassword } from '../../identity/sign-in.ts'
import { roles, type Capability, type Role } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { transaction } from '../../store/database.ts'
import { byOf, forEverybody, needsSession, sessionCookie, sessionOf } from '../actor.ts'
import { cookieOptions, keepSession } from '../session-cookie.ts'
import { checked, otherwise } from '../errors.ts'
import { originOf } from '../reader.ts'
import { nowOf, policyOf, type HttpSettings } from '../settings.ts'
import { jsonBody, noContent } from '../route-parts.ts'

const me = z
  .object({
    userName: z.string().openapi({ example: 'zhangsan' }),
    name: z.string().openapi({ example: '张三' }),
    role: z.enum(Object.keys(roles) as [Role, ...Role[]]),
    roleName: z.string(),
    capabilities: z.array(z.string() as unknown as z.ZodType<Capability>).describe('能做的事；须先完成 next 时为空'),
    scope: z.object({ allUnits: z.boolean(), campaigns: z.array(z.string()).nullable().describe('null 为全部') }),
    next: z
      .enum(['secondFactor', 'changePassword', 'enrolSecondFactor'])
      .nullable()
      .describe('须先做的事：输入动态验证码、修改密码、启用动态验证码；null 为可以使用'),
    endsAt: z.string().describe('登录最迟到何时有效'),
    idleMinutes: z.number().int().describe('多少分钟不操作即退出'),
    passwordExpiresAt: z.string().nullable(),
    secondFactor: z.boolean().describe('已启用动态验证码'),
  })
  .openapi('Me')
export type MeAnswer = z.output<typeof me>

const answer = { 200: { description: '当前用户', content: { 'application/json': { schema: me } } }, ...otherwise }
const done = noContent('已完成')
const password = z.string().min(1).max(1000)

const signInRoute = createRoute({
  ...forEverybody,
  method: 'post',
  path: '/api/session',
  request: jsonBody(z.object({ userName: z.string().min(1).max(100), password })),
  responses: answer,
})
const signOutRoute = createRoute({ ...needsSession, method: 'delete', path: '/api/session', responses: done })
const meRoute = createRoute({ ...needsSession, method: 'get', path: '/api/me', responses: answer })
const passwordRoute = createRoute({
  ...needsSession,
  method: 'put',
  path: '/api/me/password',
  request: jsonBody(z.object({ current: password, password })),
  responses: answer,
})

const ownSessions = createRoute({
  ...needsSession,
  method: 'get',
  path: '/api/me/sessions',
  responses: {
    200: {
      description: '自己正在使用的登录，最近用过的在前',
      content: {
        'application/json': {
          schema: z.array(
            z.object({
              id: z.number().int(),
              current: z.boolean(),
              createdAt: z.string(),
              seenAt: z.string(),
              address: z.string(),
              client: z.string(),
            }),
          ),
        },
      },
    },
    ...otherwise,
  },
})
const endRoute = createRoute({
  ...needsSession,
  method: 'delete',
  path: '/api/me/sessions/{id}',
  request: {
    params: z.object({
      id: z.coerce
        .number()
        .int()
        .min(1)
        .max(2_147_483_647)
        .openapi({ param: { in: 'path', name: 'id' } }),
    }),
  },
  responses: done,
})

export function sessionRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db } = settings
  const [policy, cookie] = [policyOf(settings), sessionCookie(settings)]

  app.openapi(signInRoute, async (context) => {
    const { userName, password: given } = context.req.valid('json')
    const token = await signIn(db, { userName, password: given, ...originOf(context) }, nowOf(settings), policy)
    keepSession(context, settings, token)
    return context.json(shown((await findSession(db, token, nowOf(settings), policy))!), 200)
  })
  app.openapi(signOutRoute, async (context) => {
    await transaction(db, (tx) => signOut(tx, sessionOf(context), byOf(context)))
    deleteCookie(context, cookie, cookieOptions(settings))
    return context.body(null, 204)
  })
  app.openapi(meRoute, (context) => context.json(shown(sessionOf(context)), 200))
  app.openapi(passwordRoute, async (context) => {
    const { current, password: wanted } = context.req.valid('json')
    const { id: sessionId, userName, next } = sessionOf(context)
    if (next === 'secondFactor')
      throw new Failure('forbidden.secondFactor', '还需要动态验证码', '请输入验证器上的六位验证码')
    await verifyOwnPassword(db, userName, current, nowOf(settings), policy)
    const token = await transaction(db, async (tx) => {
      await changeOwnPassword(tx, { sessionId, userName, password: wanted }, byOf(context), policy)
      return renewToken(tx, sessionId)
    })
    keepSession(context, settings, token)
    return context.json(shown((await findSession(db, token, nowOf(settings), policy))!), 200)
  })
  app.openapi(ownSessions, async (context) => {
    const { id, actor } = sessionOf(context)
    const found = await listSessions(db, actor.userId, actor.role, nowOf(settings), policy)
    return context.json(
      found.map((session) => ({ ...session, current: session.id === id })),
      200,
    )
  })
  app.openapi(endRoute, async (context) => {
    const { id } = context.req.valid('param')
    await transaction(db, (tx) => endSession(tx, sessionOf(context), id, byOf(context)))
    return context.body(null, 204)
  })
  return app

  function shown({ userName, actor, next, endsAt, passwordExpiresAt, hasSecondFactor }: Session): z.output<typeof me> {
    const { name, role, capabilities, units, campaigns } = actor
    const scope = { allUnits: units === 'all', campaigns: campaigns === 'all' ? null : [...campaigns] }
    const limits = { endsAt, idleMinutes: idleMinutes(policy, role), passwordExpiresAt, secondFactor: hasSecondFactor }
    return { userName, name, role, roleName: roles[role], capabilities: [...capabilities], scope, next, ...limits }
  }
}
