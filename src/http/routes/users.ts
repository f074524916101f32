/** Users as administrators see and change them. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { demandOther, demandResettable } from '../../identity/administer.ts'
import { endSessions, resetPassword, setUserState } from '../../identity/change-user.ts'
import { randomPassword } from '../../identity/password-rules.ts'
import { heldBy } from '../../identity/sessions.ts'
import { unlockUser } from '../../identity/sign-in.ts'
import { createUser, findUser, listUsers, setReach } from '../../identity/users.ts'
import { capabilities, may, roles, type Capability, type Role } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { checked } from '../errors.ts'
import { pageQuery, rowsOfPage } from '../list-query.ts'
import { nowOf, policyOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody, noContent, unit } from '../route-parts.ts'

const role = z.enum(Object.keys(roles) as [Role, ...Role[]])

const user = z
  .object({
    id: z.number().int(),
    userName: z.string(),
    name: z.string(),
    role: role.nullable().describe('null 为尚未授权'),
    allUnits: z.boolean(),
    units: z.array(unit),
    campaigns: z.array(z.string()),
    state: z.enum(['active', 'disabled']),
    lockedUntil: z.string().nullable(),
    mustChangePassword: z.boolean(),
    secondFactor: z.boolean(),
    createdAt: z.string(),
    lastSignInAt: z.string().nullable(),
  })
  .openapi('User')

export type UserAnswer = z.output<typeof user>

const given = z
  .object({ userName: z.string(), password: z.string().describe('只显示这一次；经统一认证登录的用户为空') })
  .openapi('GivenPassword')

const texts = (most: number) => z.array(z.string().min(1).max(500)).max(most)
const reach = { units: texts(1000).default([]), campaigns: texts(1000).default([]) }

const done = noContent('已完成')
const params = z.object({
  userName: z
    .string()
    .max(100)
    .openapi({ param: { in: 'path', name: 'userName' }, example: 'zhangsan' }),
})

/** The filter of the list; its xlsx takes the same. */
export const userQuery = {
  search: z.string().max(100).optional(),
  role: role.optional(),
  state: z.enum(['active', 'disabled']).optional(),
}
const list = createRoute({
  ...needs('users:read'),
  method: 'get',
  path: '/api/users',
  request: {
    query: z.object({ ...pageQuery, ...userQuery }),
  },
  responses: jsonAnswer(
    '一页用户，按用户名',
    z.object({ total: z.number().int(), items: z.array(user) }).openapi('UserPage'),
  ),
})

const roleList = createRoute({
  ...needs('users:read'),
  method: 'get',
  path: '/api/roles',
  responses: jsonAnswer(
    '角色及其在本系统中能做的事',
    z.array(
      z.object({
        role,
        title: z.string(),
        capabilities: z.array(z.object({ id: z.string() as unknown as z.ZodType<Capability>, title: z.string() })),
      }),
    ),
  ),
})

const create = createRoute({
  ...needs('users:create'),
  method: 'post',
  path: '/api/users',
  request: jsonBody(
    z.object({
      userName: z.string().max(100),
      name: z.string().max(100),
      providerOnly: z.boolean().default(false).describe('没有本地密码，只经统一认证登录'),
      role: role.nullable().default(null).describe('三员分立时留空，由安全管理员授予'),
      ...reach,
    }),
  ),
  responses: jsonAnswer('已建立；首次登录必须修改密码', given),
})

const authorise = createRoute({
  ...needs('users:authorise'),
  method: 'put',
  path: '/api/users/{userName}/reach',
  request: { params, ...jsonBody(z.object({ role, ...reach })) },
  responses: done,
})

const state = createRoute({
  ...needs('users:create'),
  method: 'put',
  path: '/api/users/{userName}/state',
  request: { params, ...jsonBody(z.object({ state: z.enum(['active', 'disabled']) })) },
  responses: done,
})

const reset = createRoute({
  ...needs('users:create'),
  method: 'post',
  path: '/api/users/{userName}/password',
  request: { params },
  responses: jsonAnswer('新的随机密码；下次登录必须修改', given),
})

const unlock = createRoute({
  ...needs('users:authorise'),
  method: 'delete',
  path: '/api/users/{userName}/lock',
  request: { params },
  responses: done,
})

const sessions = createRoute({
  ...needs('users:authorise'),
  method: 'delete',
  path: '/api/users/{userName}/sessions',
  request: { params },
  responses: done,
})

export function userRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db } = settings
  const policy = policyOf(settings)
  app.openapi(list, async (context) => {
    const { page, size, ...filter } = context.req.valid('query')
    const found = await listUsers(db, filter, { ...rowsOfPage({ page, size }), at: nowOf(settings) })
    const items = found.items.map((row) => ({ ...row, units: [...row.units], campaigns: [...row.campaigns] }))
    return context.json({ total: found.total, items }, 200)
  })
  app.openapi(roleList, (context) => {
    const held = (id: Role) =>
      heldBy(id, policy).map((capability) => ({ id: capability, title: capabilities[capability] }))
    const shown = Object.entries(roles).map(([id, title]) => ({
      role: id as Role,
      title,
      capabilities: held(id as Role),
    }))
    return context.json(shown, 200)
  })
  app.openapi(create, async (context) => {
    const wanted = context.req.valid('json')
    if (wanted.role !== null && !may(actorOf(context), 'users:authorise')) {
      throw new Failure('forbidden.role', '三员分立时，角色由安全管理员授予', '请先不带角色建立用户')
    }
    const password = wanted.providerOnly ? null : randomPassword()
    await transaction(db, (tx) =>
      createUser(tx, { ...wanted, password, mustChangePassword: true }, byOf(context), policy),
    )
    return context.json({ userName: wanted.userName.trim().toLowerCase(), password: password ?? '' }, 200)
  })
  app.openapi(authorise, async (context) => {
    const { userName } = context.req.valid('param')
    await transaction(db, async (tx) => {
      await demandOther(tx, userName, actorOf(context).userId)
      await setReach(tx, userName, context.req.valid('json'), byOf(context))
    })
    return context.body(null, 204)
  })
  app.openapi(state, async (context) => {
    const { userName } = context.req.valid('param')
    await transaction(db, async (tx) => {
      await demandOther(tx, userName, actorOf(context).userId)
      await setUserState(tx, userName, context.req.valid('json').state, byOf(context))
    })
    return context.body(null, 204)
  })
  app.openapi(reset, async (context) => {
    const { userName } = context.req.valid('param')
    const password = await transaction(db, async (tx) => {
      await demandOther(tx, userName, actorOf(context).userId)
      await demandResettable(tx, userName, policy)
      return resetPassword(tx, userName, byOf(context), policy)
    })
    return context.json({ userName, password }, 200)
  })
  app.openapi(unlock, async (context) => {
    const { userName } = context.req.valid('param')
    await transaction(db, async (tx) => {
      await demandOther(tx, userName, actorOf(context).userId)
      await unlockUser(tx, (await findUser(tx, userName)).userName, byOf(context))
    })
    return context.body(null, 204)
  })
  app.openapi(sessions, async (context) => {
    await transaction(db, (tx) => endSessions(tx, context.req.valid('param').userName, byOf(context)))
    return context.body(null, 204)
  })
  return app
}
