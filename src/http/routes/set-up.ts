/** The first run: whether an administrator is wanted, and making one with the code of the terminal. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { firstRoles, needsSetUp, setUp } from '../../identity/set-up.ts'
import { roles, type Role } from '../../kernel/actor.ts'
import { transaction } from '../../store/database.ts'
import { forEverybody } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { nowOf, policyOf, type HttpSettings } from '../settings.ts'

const state = z
  .object({
    needed: z.boolean().describe('还没有任何用户'),
    users: z
      .array(z.object({ role: z.enum(Object.keys(roles) as [Role, ...Role[]]), roleName: z.string() }))
      .describe('首次设置要建立的管理员，依此顺序'),
    passwordLength: z.number().int(),
  })
  .openapi('SetUp')
export type SetUpAnswer = z.output<typeof state>

const stateRoute = createRoute({
  ...forEverybody,
  method: 'get',
  path: '/api/setup',
  responses: {
    200: { description: '是否需要首次设置', content: { 'application/json': { schema: state } } },
    ...otherwise,
  },
})

const text = (most: number) => z.string().min(1).max(most)
const setUpRoute = createRoute({
  ...forEverybody,
  method: 'post',
  path: '/api/setup',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({
            code: text(100).describe('mingcha serve 在终端显示的一次性代码'),
            users: z.array(z.object({ userName: text(100), name: text(100), password: text(1000) })).max(3),
          }),
        },
      },
    },
  },
  responses: { 204: { description: '已建立管理员，可以登录' }, ...otherwise },
})

export function setUpRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db, setUpCode = null } = settings
  const policy = policyOf(settings)
  app.openapi(stateRoute, async (context) => {
    const users = firstRoles(policy).map((role) => ({ role, roleName: roles[role] }))
    return context.json(
      { needed: await needsSetUp(db), users, passwordLength: policy.passwords.administratorLength },
      200,
    )
  })
  app.openapi(setUpRoute, async (context) => {
    const given = context.req.valid('json')
    await transaction(db, (tx) => setUp(tx, given, setUpCode, nowOf(settings), policy))
    return context.body(null, 204)
  })
  return app
}
