/** What review has measured: precision by indicator, agreement of two reviewers. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { findCampaign } from '../../campaigns/store.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { agreement } from '../../review/blind.ts'
import { measuredPrecision, precisionOf } from '../../review/precision.ts'
import { actorOf, needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
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
          schema: z.object({ blindPercent: z.number(), items: z.number(), agreed: z.number() }).openapi('Agreement'),
        },
      },
    },
    ...otherwise,
  },
})

export function reviewRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
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
  return app
}
