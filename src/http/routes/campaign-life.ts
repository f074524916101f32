/** The second half of a campaign's life. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { loadCampaignLife } from '../../bulletins/campaign-life.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { actorOf, needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import { nowOf, type HttpSettings } from '../settings.ts'

const instant = z.string().nullable()
const lookBack = z.object({
  campaignId: z.string().openapi({ description: '开展“回头看”的检查' }),
  counts: z.object({ again: z.number(), gone: z.number(), open: z.number() }),
  rows: z.array(
    z.object({
      caseId: z.number(),
      notedIn: z.string(),
      target: z.string(),
      targetName: z.string(),
      unit: z.string(),
      clause: z.string(),
      problem: z.string(),
      inspectionId: z.number(),
      standing: z.enum(['again', 'gone', 'open']),
    }),
  ),
})
const life = z
  .object({
    campaignId: z.string(),
    notices: z.array(
      z.object({
        id: z.number(),
        number: z.string(),
        unit: z.string(),
        state: z.string(),
        sentAt: instant,
        deliveredAt: instant.openapi({ description: '第一个渠道送达的时间' }),
        readAt: instant,
        readBy: z.string().nullable(),
        repliedAt: instant,
        closedAt: instant,
        chasers: z.array(z.object({ kind: z.string(), words: z.string(), at: z.string() })),
      }),
    ),
    cases: z.array(
      z.object({
        id: z.number(),
        noticeId: z.number(),
        target: z.string(),
        targetName: z.string(),
        clause: z.string(),
        problem: z.string(),
        veto: z.boolean(),
        inspectionId: z.number(),
        state: z.string(),
        grade: z.string().nullable(),
        dueOn: z.string().nullable(),
        late: z.boolean(),
        recurrence: z.number(),
        acceptedBy: z.string().nullable(),
        closedBy: z.string().nullable(),
        steps: z.array(
          z.object({ at: z.string(), event: z.string(), words: z.string(), actor: z.string(), reason: z.string() }),
        ),
        rechecks: z.array(z.object({ inspectionId: z.number(), grade: z.string().nullable() })),
      }),
    ),
    extensions: z.array(
      z.object({
        noticeId: z.number(),
        state: z.string(),
        wantedOn: z.string(),
        reason: z.string(),
        askedAt: z.string(),
        decidedBy: z.string().nullable(),
      }),
    ),
    appeals: z.array(
      z.object({
        caseId: z.number(),
        state: z.string(),
        text: z.string(),
        filedAt: z.string(),
        decidedAt: instant,
        decidedBy: z.string().nullable(),
        reason: z.string().nullable(),
        rejudgedOutcome: z.string().nullable(),
      }),
    ),
    lookBack,
    lookedBackIn: z.array(lookBack),
    messages: z
      .record(z.string(), z.unknown())
      .nullable()
      .openapi({ description: '本季度找错留言；只看本单位的用户为 null' }),
  })
  .openapi('CampaignLife')

const one = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/campaigns/{id}/life',
  request: { params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) }) },
  responses: {
    200: {
      description: '复核之后的全过程：通知、反馈、复查、催办、申诉、办结、“回头看”、找错留言',
      content: { 'application/json': { schema: life } },
    },
    ...otherwise,
  },
})

export function campaignLifeRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  const { db } = settings
  app.openapi(one, async (context) => {
    const [actor, { id }] = [actorOf(context), context.req.valid('param')]
    demandCampaign(actor, id)
    const today = dayOfInstant(epochMs(nowOf(settings)))
    return context.json((await loadCampaignLife(db, await findCampaign(db, id), actor, today)) as never, 200)
  })
  return app
}
