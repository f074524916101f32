/** 申诉 and 延期申请 as xlsx: the same filters as the lists, all rows. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  appealStates,
  extensionStates,
  findAppeals,
  findExtensions,
  type FoundAppeal,
  type FoundExtension,
} from '../../rectification/find-requests.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { actorOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'
import { appealQuery } from './appeals.ts'
import { extensionQuery } from './notices.ts'

const appeals = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/appeals.xlsx',
  request: { query: z.object(appealQuery) },
  responses: { 200: { description: '符合条件的全部申诉（xlsx）' }, ...otherwise },
})
const extensions = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/extensions.xlsx',
  request: { query: z.object(extensionQuery) },
  responses: { 200: { description: '符合条件的全部延期申请（xlsx）' }, ...otherwise },
})

const at = (instant: string | null) => (instant === null ? '' : beijingTime(instant))
const outcomes: Readonly<Record<string, string>> = {
  passed: '通过',
  failed: '未通过',
  cantTell: '无法判断',
  inapplicable: '不适用',
  untested: '待人工检查',
}

export function requestSheetRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(appeals, (context) => {
    const { state, clause } = context.req.valid('query')
    const [actor, filter] = [actorOf(context), { states: state, clause }]
    return sendSheet<FoundAppeal>(
      '申诉',
      [
        { title: '对象', width: 36, value: ({ targetName }) => targetName },
        { title: '指标', width: 14, value: (row) => row.clause },
        { title: '问题', width: 44, value: ({ problem }) => problem },
        { title: '单位', width: 30, value: ({ unit }) => unit.name },
        { title: '状态', width: 10, value: (row) => appealStates[row.state] },
        { title: '理由', width: 50, value: ({ text }) => text },
        { title: '提出', width: 20, value: ({ filedAt }) => at(filedAt) },
        { title: '提出人', width: 12, value: ({ author }) => author },
        { title: '答复期限', width: 12, value: ({ dueOn }) => dueOn },
        { title: '按当时证据重新判定', width: 20, value: (row) => outcomes[row.rejudgedOutcome ?? ''] ?? '' },
        { title: '答复', width: 50, value: ({ reason }) => reason },
        { title: '答复人', width: 12, value: ({ decidedBy }) => decidedBy },
        { title: '答复时间', width: 20, value: ({ decidedAt }) => at(decidedAt) },
      ],
      async (offset, limit) => (await findAppeals(db, actor, filter, { offset, limit })).items,
    ) as never
  })
  app.openapi(extensions, (context) => {
    const [actor, filter] = [actorOf(context), { states: context.req.valid('query').state }]
    return sendSheet<FoundExtension>(
      '延期申请',
      [
        { title: '通知', width: 28, value: ({ noticeNumber }) => noticeNumber },
        { title: '单位', width: 30, value: ({ unit }) => unit.name },
        { title: '状态', width: 10, value: ({ state }) => extensionStates[state as keyof typeof extensionStates] },
        { title: '现有期限', width: 12, value: ({ dueOn }) => dueOn },
        { title: '申请延至', width: 12, value: ({ wantedOn }) => wantedOn },
        { title: '理由', width: 50, value: ({ reason }) => reason },
        { title: '提出', width: 20, value: ({ askedAt }) => at(askedAt) },
        { title: '提出人', width: 12, value: ({ askedBy }) => askedBy },
        { title: '审批人', width: 12, value: ({ decidedBy }) => decidedBy },
        { title: '审批时间', width: 20, value: ({ decidedAt }) => at(decidedAt) },
        { title: '审批意见', width: 40, value: ({ decisionReason }) => decisionReason },
      ],
      async (offset, limit) => (await findExtensions(db, actor, filter, { offset, limit })).items,
    ) as never
  })
  return app
}
