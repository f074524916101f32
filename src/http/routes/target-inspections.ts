/** The inspections of one site or account over all campaigns, newest first. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { roundKey } from '../../campaigns/round.ts'
import { findCampaign, inspectionsWithTargets } from '../../campaigns/store.ts'
import { seesInspection } from '../../registry/scope.ts'
import { actorOf, needs } from '../actor.ts'
import type { CampaignResults } from '../campaign-results.ts'
import { checked } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const inspection = z
  .object({
    id: z.number().int(),
    campaign: z.string(),
    round: z.string(),
    purpose: z.string(),
    state: z.string(),
    gatheredAt: z.string().nullable(),
    verdict: z.string().nullable().describe('自查和未完成的检查为空'),
    problems: z.array(z.string()),
    archived: z.boolean().describe('有网页存档可以回放'),
  })
  .openapi('TargetInspection')
export type TargetInspectionAnswer = z.output<typeof inspection>

const route = createRoute({
  ...needs('findings:read'),
  method: 'get',
  path: '/api/targets/{kind}/{id}/inspections',
  request: {
    params: z.object({
      kind: z.enum(['site', 'account']).openapi({ param: { in: 'path', name: 'kind' } }),
      id: z.coerce
        .number()
        .int()
        .min(1)
        .max(2_147_483_647)
        .openapi({ type: 'integer', param: { in: 'path', name: 'id', required: true }, example: 1 }),
    }),
  },
  responses: jsonAnswer('一个网站或账号最近的检查，新的在前', z.array(inspection)),
})

const most = 50

export function targetInspectionRoutes({ db }: HttpSettings, results: CampaignResults): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(route, async (context) => {
    const { kind, id } = context.req.valid('param')
    const actor = actorOf(context)
    const rows = await inspectionsWithTargets(db)
      .select(['inspection.id', 'inspection.purpose', 'inspection.state', 'inspection.gatheredAt'])
      .select(sql<boolean>`inspection.archive is not null`.as('archived'))
      .select(['round.campaignId', 'round.target', 'round.ordinal'])
      .where('round.target', '=', kind)
      .where('inspection.targetId', '=', id)
      .where(seesInspection(actor, 'inspection.id'))
      .orderBy('inspection.id', 'desc')
      .limit(most)
      .execute()
    const verdicts = new Map<number, { readonly verdict: string; readonly problems: readonly string[] }>()
    for (const campaignId of new Set(rows.map((row) => row.campaignId))) {
      for (const row of await results.of(await findCampaign(db, campaignId), actor)) {
        const problems = row.problems.map(({ title }) => title)
        verdicts.set(row.inspectionId, { verdict: row.verdict, problems })
      }
    }
    return context.json(
      rows.map((row) => ({
        id: row.id,
        campaign: row.campaignId,
        round: roundKey(row),
        purpose: row.purpose,
        state: row.state,
        gatheredAt: row.gatheredAt,
        verdict: verdicts.get(row.id)?.verdict ?? null,
        problems: [...(verdicts.get(row.id)?.problems ?? [])],
        archived: row.archived,
      })),
      200,
    )
  })
  return app
}
