/** Accounts of the register: list with filters and paging by the server, one account, its history. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { dayOfInstant } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import { listRecords } from '../../monitoring/list-records.ts'
import { accountDoubts } from '../../registry/account-doubts.ts'
import { accountRules, usualFactOptions, type AccountRule } from '../../registry/account-facts.ts'
import { accountHistory, accountNames } from '../../registry/account-history.ts'
import { accountOrders, findAccount, listAccounts, type ListedAccount } from '../../registry/account-list.ts'
import { platformLabels, type PlatformId } from '../../registry/platforms/index.ts'
import { accountPurposes, accountStates, filingStates } from '../../registry/register.ts'
import { demandAccount } from '../../registry/scope.ts'
import { actorOf, needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import { listOf, orderQuery, pageQuery, rowsOfPage, several } from '../list-query.ts'
import { sendSheet } from '../sheet-export.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer, keysOf, unit } from '../route-parts.ts'

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
export type AccountAnswer = z.output<typeof account>

const accountDetail = account
  .extend({
    names: z.array(z.object({ name: z.string(), fromOn: z.string().nullable(), untilOn: z.string().nullable() })),
  })
  .openapi('AccountDetail')
export type AccountDetailAnswer = z.output<typeof accountDetail>

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

const MAX_PAGE = 200
/** Beyond it a filter is the better way; the database would count through all of them. */
const MAX_OFFSET = 1_000_000

const filters = {
  platform: several(platform).describe('账号类型'),
  state: several(keysOf(accountStates)).describe('账号状态'),
  purpose: several(keysOf(accountPurposes)).describe('账号用途'),
  filing: several(keysOf(filingStates)).describe('备案情况'),
  organiser: z.string().max(500).optional().describe('主办单位代码'),
  under: z.string().max(500).optional().describe('主办单位或其上级的代码'),
  supervisor: z.string().max(500).optional().describe('主管单位代码；空为没有主管单位的'),
  outsourced: z.enum(['true', 'false']).optional().describe('是否代运营'),
  search: z.string().max(200).optional().describe('名称、曾用名或标识中含有'),
  ...orderQuery(accountOrders),
}

const id = z.object({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .openapi({ param: { in: 'path', name: 'id' } }),
})

const list = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/accounts',
  request: { query: z.object({ ...filters, ...pageQuery }) },
  responses: jsonAnswer('一页账号和总数', listOf(account)),
})

const sheet = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/accounts.xlsx',
  request: { query: z.object(filters) },
  responses: { 200: { description: '符合条件的全部账号（xlsx）' }, ...otherwise },
})

const one = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/accounts/{id}',
  request: { params: id },
  responses: jsonAnswer('一个账号及其曾用名', accountDetail),
})

const history = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/accounts/{id}/history',
  request: { params: id },
  responses: jsonAnswer('一个账号的变更，最近的在前', z.array(accountChange)),
})

const accountRecord = z
  .object({
    id: z.number().int(),
    key: z.string(),
    name: z.string(),
    unit,
    followers: z.number().int().nullable(),
    yearlyCostYuan: z.number().int().nullable(),
    record: z
      .object({
        lastPostOn: z.string().nullable(),
        daysSilent: z.number().int().nullable(),
        longestGapDays: z.number().int().describe('近一年已知部分内'),
        postsPerWeek: z.number(),
        postsInYear: z.number().int(),
        knownDays: z.number().int(),
        ageDays: z.number().int().describe('所知情况距今几天'),
        isDormant: z.boolean().nullable().describe('所知情况太旧时为空'),
        yuanPerPost: z.number().int().nullable(),
      })
      .nullable()
      .describe('没有读到过任何来源时为空：情况未知'),
  })
  .openapi('AccountRecord')

const activity = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/account-activity',
  request: {
    query: z.object({
      unit: z.string().max(500).optional().describe('单位代码：该单位及其下属'),
      after: z.coerce.number().int().min(0).max(2_147_483_647).default(0).describe('上一页最后一个账号的 id'),
      limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
      dormantAfter: z.coerce.number().int().min(1).max(10_000).default(usualFactOptions.dormantAfterDays),
    }),
  },
  responses: jsonAnswer('一页账号的更新情况', z.object({ accounts: z.array(accountRecord) })),
})

const doubts = createRoute({
  ...needs('registry:read'),
  method: 'get',
  path: '/api/account-doubts',
  request: {
    query: z.object({
      under: z.string().max(500).optional().describe('主办单位或其上级的代码；名录很大时请给出'),
      organiser: z.string().max(500).optional(),
      rule: several(z.enum(Object.keys(accountRules) as [AccountRule, ...AccountRule[]])),
      offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
      limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
    }),
  },
  responses: jsonAnswer(
    '需要核实的线索：重复开设、内设机构、名称、未备案、注销后仍发布、长期不更新、归并建议',
    z.object({
      on: z.string(),
      total: z.number().int(),
      withoutSource: z.number().int(),
      doubts: z.array(
        z.object({
          rule: z.string(),
          title: z.string(),
          key: z.string(),
          name: z.string(),
          organiser: z.string(),
          because: z.string(),
        }),
      ),
    }),
  ),
})

export function accountRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw badQuery(result.error.issues)
    },
  })
  app.openapi(list, async (context) => {
    const given = context.req.valid('query')
    const page = { ...rowsOfPage(given), order: given.order, descending: given.descending === 'true' }
    const { total, accounts } = await listAccounts(db, filterOf(context, given), page)
    return context.json({ total, items: accounts.map(shown) }, 200)
  })
  app.openapi(sheet, (context) => {
    const given = context.req.valid('query')
    const filter = filterOf(context, given)
    const sorted = { order: given.order, descending: given.descending === 'true' }
    return sendSheet<ListedAccount>('账号名录', sheetHeadings, async (offset, limit) => {
      return (await listAccounts(db, filter, { offset, limit, ...sorted })).accounts
    }) as never
  })
  app.openapi(activity, async (context) => {
    const { unit: code, after: afterId, limit, dormantAfter: dormantAfterDays } = context.req.valid('query')
    const at = new Date().toISOString()
    const accounts = await listRecords(db, {
      unit: code,
      scope: actorOf(context),
      afterId,
      limit,
      at,
      dormantAfterDays,
    })
    return context.json({ accounts: [...accounts] }, 200)
  })
  app.openapi(doubts, async (context) => {
    const { under, organiser, rule, offset, limit } = context.req.valid('query')
    const options = { ...usualFactOptions, on: dayOfInstant(Date.now()) }
    const { on, withoutSource, facts } = await accountDoubts(db, { under, organiser, scope: actorOf(context) }, options)
    const found = facts.filter((fact) => rule === undefined || rule.length === 0 || rule.includes(fact.rule))
    const page = found.slice(offset, offset + limit).map((fact) => ({ ...fact, title: accountRules[fact.rule] }))
    return context.json({ on, total: found.length, withoutSource, doubts: page }, 200)
  })
  app.openapi(one, async (context) => {
    const found = await findAccount(db, context.req.valid('param').id)
    await demandAccount(db, actorOf(context), found.id)
    return context.json({ ...shown(found), names: [...(await accountNames(db, found.id))] }, 200)
  })
  app.openapi(history, async (context) => {
    const { id: accountId } = await findAccount(db, context.req.valid('param').id)
    await demandAccount(db, actorOf(context), accountId)
    const changes = await accountHistory(db, accountId)
    return context.json(
      changes.map((change) => ({ ...change, fields: change.fields === null ? null : [...change.fields] })),
      200,
    )
  })
  return app
}

function filterOf(context: Context, given: z.output<z.ZodObject<typeof filters>>) {
  const { platform: platforms, state: states, purpose: purposes, outsourced, ...others } = given
  const flag = outsourced === undefined ? undefined : outsourced === 'true'
  return { ...others, platforms, states, purposes, outsourced: flag, scope: actorOf(context) }
}

const sheetHeadings = [
  { title: '账号类型', width: 14, value: (item: ListedAccount) => platformLabels[item.platform] },
  { title: '账号名称', width: 30, value: ({ name }: ListedAccount) => name },
  { title: '账号标识', width: 24, value: ({ platformId }: ListedAccount) => platformId },
  { title: '主办单位', width: 30, value: ({ organiser }: ListedAccount) => organiser.name },
  { title: '主管单位', width: 30, value: ({ supervisor }: ListedAccount) => supervisor?.name ?? null },
  { title: '账号状态', width: 14, value: (item: ListedAccount) => accountStates[item.state] },
  { title: '备案情况', width: 12, value: (item: ListedAccount) => filingStates[item.filingState] },
  { title: '账号用途', width: 14, value: (item: ListedAccount) => accountPurposes[item.purpose] },
  { title: '粉丝数', width: 12, value: ({ followers }: ListedAccount) => followers },
  { title: '开设日期', width: 12, value: ({ openedOn }: ListedAccount) => openedOn },
  { title: '运营单位', width: 24, value: ({ operator }: ListedAccount) => operator },
]

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
