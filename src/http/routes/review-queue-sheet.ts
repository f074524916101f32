/** 复核队列 as xlsx: the same filters as the list, all rows. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { findCampaign } from '../../campaigns/store.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { reviewQueue, waitingWords, type ReviewItem } from '../../review/queue.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { organisersOf } from '../review-scope.ts'
import type { HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'
import { filterOf, queueQuery } from './review-queue.ts'

const params = z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) })
const queue = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/campaigns/{id}/review.xlsx',
  request: { params, query: z.object(queueQuery) },
  responses: { 200: { description: '待复核的全部条款（xlsx）' }, ...otherwise },
})
const outcomes: Readonly<Record<string, string>> = {
  passed: '通过',
  failed: '未通过',
  cantTell: '无法判断',
  inapplicable: '不适用',
  untested: '待人工检查',
}
const headings = [
  { title: '对象', width: 36, value: ({ targetName }: ReviewItem) => targetName },
  { title: '标识', width: 28, value: ({ target }: ReviewItem) => target },
  { title: '主办单位', width: 24, value: ({ organiser }: ReviewItem) => organiser },
  { title: '条款', width: 16, value: ({ clause }: ReviewItem) => clause },
  { title: '条款名称', width: 36, value: ({ title }: ReviewItem) => title },
  { title: '机器判定', width: 12, value: ({ outcome }: ReviewItem) => outcomes[outcome] ?? outcome },
  { title: '机器意见', width: 60, value: ({ because }: ReviewItem) => because },
  { title: '等待', width: 18, value: ({ waitingFor }: ReviewItem) => waitingWords[waitingFor] },
  { title: '已领取', width: 14, value: ({ claimedBy }: ReviewItem) => claimedBy },
  { title: '轮次', width: 12, value: ({ round }: ReviewItem) => round },
  { title: '检查编号', width: 10, value: ({ inspectionId }: ReviewItem) => inspectionId },
]

export function reviewQueueSheetRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(queue, async (context) => {
    const [{ id }, actor] = [context.req.valid('param'), actorOf(context)]
    demandCampaign(actor, id)
    const [filter, now] = [filterOf(context.req.valid('query'), organisersOf(actor)), byOf(context).at]
    const campaign = await findCampaign(db, id)
    return sendSheet<ReviewItem>(`${id}复核队列`, headings, async (offset, limit) => {
      return (await reviewQueue(db, campaign, { filter, limit, offset, now })).items
    }) as never
  })
  return app
}
