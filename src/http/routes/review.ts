/** What review has measured: precision by indicator, agreement of two reviewers. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { findCampaign } from '../../campaigns/store.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { agreement, setBlindPercent } from '../../review/blind.ts'
import { measuredPrecision, precisionOf } from '../../review/precision.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { checked, otherwise } from '../errors.ts'
import { jsonBody, noContent } from '../route-parts.ts'
import type { HttpSettings } from '../settings.ts'

const precision = z
  .object({
    clause: z.string(),
    found: z.number(),
    confirmed: z.number(),
    dismissed: z.number(),
    disputed: z.number(),
    /** confirmed / (confirmed + dismissed); `null` while nothing is decided. */
    precision: z.number().nullable(),
    reasons: z.array(z.object({ code: z.string(), label: z.string(), count: z.number() })),
  })
  .openapi('Precision')

const measured = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/precision',
  request: {
    query: z.object({
      campaign: z
        .string()
        .optional()
        .openapi({ param: { in: 'query', name: 'campaign' }, example: '2025Q3' }),
      clause: z
        .string()
        .optional()
        .openapi({ param: { in: 'query', name: 'clause' }, example: 'NM-V2.1' }),
    }),
  },
  responses: {
    200: { description: '各指标的实测准确率', content: { 'application/json': { schema: z.array(precision) } } },
    ...otherwise,
  },
})

const agreed = z
  .object({
    blindPercent: z.number().describe('机器判为未通过的，百分之几由两人各自复核'),
    items: z.number().describe('已由两人各自复核的'),
    agreed: z.number().describe('其中结论一致的'),
  })
  .openapi('Agreement')
export type AgreementAnswer = z.output<typeof agreed>

const blind = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/campaigns/{id}/agreement',
  request: { params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) }) },
  responses: {
    200: {
      description: '双盲复核的一致率',
      content: {
        'application/json': {
          schema: agreed,
        },
      },
    },
    ...otherwise,
  },
})

const setBlind = createRoute({
  ...needs('campaigns:manage'),
  method: 'put',
  path: '/api/campaigns/{id}/blind-share',
  request: {
    params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) }),
    ...jsonBody(z.object({ percent: z.number().int().min(0).max(100).openapi({ example: 10 }) })),
  },
  responses: noContent('已设定；此前双盲复核的仍计入一致率'),
})

export function reviewRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(measured, async (context) => {
    const { campaign: campaignId, clause } = context.req.valid('query')
    if (campaignId !== undefined) demandCampaign(actorOf(context), campaignId)
    const rows = await measuredPrecision(db, { campaignId, clause, scope: actorOf(context) })
    return context.json(
      rows.map((row) => ({ ...row, precision: precisionOf(row), reasons: [...row.reasons] })),
      200,
    )
  })
  app.openapi(blind, async (context) => {
    demandCampaign(actorOf(context), context.req.valid('param').id)
    const { id, blindPercent } = await findCampaign(db, context.req.valid('param').id)
    return context.json({ blindPercent, ...(await agreement(db, id, actorOf(context))) }, 200)
  })
  app.openapi(setBlind, async (context) => {
    const { id } = context.req.valid('param')
    const { units } = actorOf(context)
    demandCampaign(actorOf(context), id)
    demandAll({ units, campaigns: 'all' }, '双盲复核')
    const { percent } = context.req.valid('json')
    await transaction(db, (tx) => setBlindPercent(tx, id, percent, byOf(context)))
    return context.body(null, 204)
  })
  return app
}
