/** Lists of the system as xlsx: audit log, users, messages sent, load of hosts. The same filters as the lists, all rows. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { dispatchStates, listDispatches, type DispatchState } from '../../delivery/dispatch-list.ts'
import { listUsers, type ListedUser } from '../../identity/users.ts'
import { roles } from '../../kernel/actor.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { pageOfHosts, type LoadRow } from '../../registry/host-load.ts'
import { auditBefore } from '../../store/audit.ts'
import type { Row } from '../../store/database.ts'
import { actorOf, needs } from '../actor.ts'
import { demandWhole } from '../demand-all.ts'
import { checked, otherwise } from '../errors.ts'
import { nowOf, type HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'
import { auditFilter, auditQuery } from './audit.ts'
import { dispatchQuery } from './dispatches.ts'
import { instantsOf, loadQuery } from './load.ts'
import { userQuery } from './users.ts'

const sheet = (description: string) => ({ 200: { description: `${description}（xlsx）` }, ...otherwise })
const audit = createRoute({
  ...needs('audit:read'),
  method: 'get',
  path: '/api/audit.xlsx',
  request: { query: z.object(auditQuery) },
  responses: sheet('符合条件的全部审计日志'),
})
const users = createRoute({
  ...needs('users:read'),
  method: 'get',
  path: '/api/users.xlsx',
  request: { query: z.object(userQuery) },
  responses: sheet('符合条件的全部用户'),
})
const dispatches = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/dispatches.xlsx',
  request: { query: z.object(dispatchQuery) },
  responses: sheet('符合条件的全部消息'),
})
const load = createRoute({
  ...needs('system:read'),
  method: 'get',
  path: '/api/load.xlsx',
  request: { query: z.object(loadQuery) },
  responses: sheet('采集程序向各主机发出的请求'),
})

const at = (instant: string | null) => (instant === null ? '' : beijingTime(instant))
const values = (value: unknown) => (value === null ? '' : JSON.stringify(value))
type Dispatch = Awaited<ReturnType<typeof listDispatches>>['items'][number]

export function systemSheetRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const app = new OpenAPIHono(checked)
  app.openapi(audit, (context) => {
    demandWhole(actorOf(context), '审计日志')
    const filter = auditFilter(context.req.valid('query'))
    return sendSheet<Row<'auditEntry'>>(
      '审计日志',
      [
        { title: '序号', width: 10, value: ({ sequence }) => sequence },
        { title: '时间', width: 20, value: (row) => at(row.at) },
        { title: '人员', width: 16, value: ({ actor }) => actor },
        { title: '动作', width: 24, value: ({ action }) => action },
        { title: '对象', width: 30, value: ({ subject }) => subject },
        { title: '原因', width: 30, value: ({ reason }) => reason },
        { title: '说明', width: 40, value: ({ detail }) => values(detail) },
        { title: '原来', width: 40, value: ({ before }) => values(before) },
        { title: '现在', width: 40, value: ({ after }) => values(after) },
        { title: '摘要', width: 66, value: ({ hash }) => hash },
      ],
      (_offset, limit, last) => auditBefore(db, filter, last?.sequence ?? undefined, limit),
    ) as never
  })
  app.openapi(users, (context) => {
    const [filter, now] = [context.req.valid('query'), nowOf(settings)]
    return sendSheet<ListedUser>(
      '用户',
      [
        { title: '用户名', width: 18, value: ({ userName }) => userName },
        { title: '姓名', width: 18, value: ({ name }) => name },
        { title: '角色', width: 18, value: ({ role }) => (role === null ? '尚未授权' : roles[role]) },
        { title: '单位', width: 50, value: (row) => (row.allUnits ? '全部单位' : row.units.map(nameOf).join('；')) },
        { title: '检查', width: 20, value: ({ campaigns }) => campaigns.join('；') },
        { title: '状态', width: 10, value: ({ state }) => (state === 'active' ? '正常' : '停用') },
        { title: '锁定至', width: 20, value: ({ lockedUntil }) => at(lockedUntil) },
        { title: '动态验证码', width: 12, value: ({ secondFactor }) => (secondFactor ? '已启用' : '') },
        { title: '新建', width: 20, value: ({ createdAt }) => at(createdAt) },
        { title: '最近登录', width: 20, value: ({ lastSignInAt }) => at(lastSignInAt) },
      ],
      async (offset, limit) => (await listUsers(db, filter, { offset, limit, at: now })).items,
    ) as never
  })
  app.openapi(dispatches, (context) => {
    const filter = { ...context.req.valid('query'), scope: actorOf(context) }
    return sendSheet<Dispatch>(
      '消息',
      [
        { title: '编号', width: 10, value: ({ id }) => id },
        { title: '主题', width: 44, value: ({ subject }) => subject },
        { title: '发给', width: 30, value: ({ unit }) => unit ?? '主管部门' },
        { title: '渠道', width: 18, value: ({ channel }) => channel },
        { title: '地址', width: 26, value: ({ address }) => address },
        { title: '状态', width: 12, value: ({ state }) => dispatchStates[state as DispatchState] },
        { title: '紧急', width: 8, value: ({ severe }) => (severe ? '是' : '') },
        { title: '尝试', width: 8, value: ({ attempts }) => attempts },
        { title: '写成', width: 20, value: ({ createdAt }) => at(createdAt) },
        { title: '送达', width: 20, value: ({ acceptedAt }) => at(acceptedAt) },
        { title: '已读', width: 20, value: ({ readAt }) => at(readAt) },
        { title: '最近的错误', width: 40, value: ({ lastError }) => lastError },
      ],
      async (offset, limit) => (await listDispatches(db, filter, { offset, limit })).items,
    ) as never
  })
  app.openapi(load, (context) => {
    demandWhole(actorOf(context), '全部主机的负载')
    const { search, from, to } = context.req.valid('query')
    const query = { ...instantsOf({ from, to }), search }
    return sendSheet<LoadRow>(
      '采集负荷',
      [
        { title: '主机', width: 36, value: ({ host }) => host },
        { title: '请求', width: 12, value: ({ requests }) => requests },
        { title: '字节', width: 16, value: ({ bytes }) => bytes },
        { title: '出错', width: 10, value: ({ errors }) => errors },
        { title: '被要求放慢', width: 12, value: ({ slowDowns }) => slowDowns },
        { title: '平均（毫秒）', width: 14, value: ({ meanMs }) => meanMs },
        { title: '最慢（毫秒）', width: 14, value: ({ slowestMs }) => slowestMs },
      ],
      async (offset, limit) => (await pageOfHosts(db, query, { offset, limit })).items,
    ) as never
  })
  return app
}

const nameOf = ({ name }: { readonly name: string }) => name
