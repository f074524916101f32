/** Accounts of the register: list with filters and paging by the server, one account, its history. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Failure } from '../../kernel/failure.ts'
import { accountHistory, accountNames } from '../../registry/account-history.ts'
import { accountOrders, findAccount, listAccounts, type ListedAccount } from '../../registry/account-list.ts'
import { platformLabels, type PlatformId } from '../../registry/platforms/index.ts'
import { accountPurposes, accountStates, filingStates } from '../../registry/register.ts'
import { otherwise } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'

const unit = z.object({ code: z.string(), name: z.string() })

const keysOf = <Key extends string>(labels: Readonly<Record<Key, string>>) =>
  z.enum(Object.keys(labels) as [Key, ...Key[]])

const platform = keysOf<PlatformId>(platformLabels)

const account = z
  .object({
    id: z.number().int(),
    key: z.string().describe('账号类型/账号标识'),
    platform,
    platformId: z.string(),
    name: z.string(),
    organiser: unit,
    supervisor: unit.nullable(),
    operator: z.string(),
    outsourced: z.boolean().nullable(),
    mainAccount: z.boolean().nullable(),
    verifiedPrincipal: z.string(),
    purpose: keysOf(accountPurposes),
    filingState: keysOf(filingStates),
    state: keysOf(accountStates),
    openedOn: z.string().nullable(),
    filedOn: z.string().nullable(),
    closedOn: z.string().nullable(),
    followers: z.number().int().nullable(),
    yearlyCostYuan: z.number().int().nullable(),
    sourceKind: z.enum(['feed', 'delivered']),
    feedUrl: z.string().nullable(),
  })
  .openapi('Account')

const accountDetail = account
  .extend({
    names: z.array(z.object({ name: z.string(), fromOn: z.string().nullable(), untilOn: z.string().nullable() })),
  })
  .openapi('AccountDetail')

const accountChange = z
  .object({
    at: z.string(),
    author: z.string(),
    fields: z
      .array(z.object({ field: z.string(), before: z.string(), after: z.string() }))
      .nullable()
      .describe('首次登记时为空'),
  })
  .openapi('AccountChange')

/** One value or several of them: `?state=active&state=unfiled`. */
const several = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(schema).max(50).optional())

const MAX_PAGE = 200
/** Beyond it a filter is the better way; the database would count through all of them. */
const MAX_OFFSET = 1_000_000

const query = z.object({
  platform: several(platform).describe('账号类型'),
  state: several(keysOf(accountStates)).describe('账号状态'),
  purpose: several(keysOf(accountPurposes)).describe('账号用途'),
  filing: several(keysOf(filingStates)).describe('备案情况'),
  organiser: z.string().max(500).optional().describe('主办单位代码'),
  under: z.string().max(500).optional().describe('主办单位或其上级的代码'),
  supervisor: z.string().max(500).optional().describe('主管单位代码；空为没有主管单位的'),
  outsourced: z.enum(['true', 'false']).optional().describe('是否代运营'),
  search: z.string().max(200).optional().describe('名称、曾用名或标识中含有'),
  order: z.enum(accountOrders).default('id'),
  descending: z.enum(['true', 'false']).default('false'),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
})

const id = z.object({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .openapi({ param: { in: 'path', name: 'id' } }),
})

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...otherwise,
})

const list = createRoute({
  method: 'get',
  path: '/api/accounts',
  request: { query },
  responses: json(
    '一页账号和总数',
    z.object({ total: z.number().int(), accounts: z.array(account) }).openapi('AccountPage'),
  ),
})

const one = createRoute({
  method: 'get',
  path: '/api/accounts/{id}',
  request: { params: id },
  responses: json('一个账号及其曾用名', accountDetail),
})

const history = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/history',
  request: { params: id },
  responses: json('一个账号的变更，最近的在前', z.array(accountChange)),
})

export function accountRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw badQuery(result.error.issues)
    },
  })
  app.openapi(list, async (context) => {
    const given = context.req.valid('query')
    const filter = {
      ...given,
      platforms: given.platform,
      states: given.state,
      purposes: given.purpose,
      outsourced: given.outsourced === undefined ? undefined : given.outsourced === 'true',
    }
    const page = {
      offset: given.offset,
      limit: given.limit,
      order: given.order,
      descending: given.descending === 'true',
    }
    const { total, accounts } = await listAccounts(db, filter, page)
    return context.json({ total, accounts: accounts.map(shown) }, 200)
  })
  app.openapi(one, async (context) => {
    const found = await findAccount(db, context.req.valid('param').id)
    return context.json({ ...shown(found), names: [...(await accountNames(db, found.id))] }, 200)
  })
  app.openapi(history, async (context) => {
    const { id: accountId } = await findAccount(db, context.req.valid('param').id)
    const changes = await accountHistory(db, accountId)
    return context.json(
      changes.map((change) => ({ ...change, fields: change.fields === null ? null : [...change.fields] })),
      200,
    )
  })
  return app
}

function shown(found: ListedAccount): z.output<typeof account> {
  return { ...found }
}

function badQuery(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): Failure {
  return new Failure(
    'badInput.query',
    '查询条件不正确',
    '可用的条件见 /api/openapi.json',
    issues.map(({ path, message }) => `${path.join('.')}：${message}`),
  )
}
