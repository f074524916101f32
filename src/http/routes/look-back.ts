/** 回头看: what a campaign shows of the problems that earlier ones confirmed. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { failedClauses } from '../../bulletins/load-facts.ts'
import { rulesOfCampaign } from '../../campaigns/rule-set-version.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { findCases } from '../../rectification/find-cases.ts'
import { lookBack, lookBackWords, type LookBackRow as LookedAt } from '../../rectification/look-back.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { loadResults } from '../../review/results.ts'
import { actorOf, needs } from '../actor.ts'
import { listedCase, withDays, type CaseRow } from '../case-row.ts'
import { checked } from '../errors.ts'
import { severalQuery, todayOf } from '../list-filters.ts'
import { pageQuery, rowsOfPage } from '../list-query.ts'
import { jsonAnswer, keysOf } from '../route-parts.ts'
import { calendarOf, type HttpSettings } from '../settings.ts'

const lookBackRoute = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/campaigns/{id}/look-back',
  request: {
    params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) }),
    query: z.object({ ...pageQuery, result: severalQuery('result', lookBackWords) }),
  },
  responses: jsonAnswer(
    '回头看：以前各次检查确认的问题，这一次看到的情况',
    z
      .object({
        total: z.number(),
        counts: z.object({ again: z.number(), gone: z.number(), open: z.number() }),
        items: z.array(
          listedCase.extend({ result: keysOf(lookBackWords), seenIn: z.number() }).openapi('LookBackCase'),
        ),
      })
      .openapi('LookBackPage'),
  ),
})

export type LookBackRow = CaseRow & { readonly result: LookedAt['standing']; readonly seenIn: number }

export function lookBackRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const app = new OpenAPIHono(checked)
  app.openapi(lookBackRoute, async (context) => {
    const { id } = context.req.valid('param')
    const { page, size, result } = context.req.valid('query')
    const scope = actorOf(context)
    demandCampaign(scope, id)
    const campaign = await findCampaign(db, id)
    const failed = failedClauses(await rulesOfCampaign(db, campaign), await loadResults(db, campaign))
    const { rows, again, gone, open } = await lookBack(db, campaign, failed, scope)
    const wanted = rows.filter(({ standing }) => !result?.length || result.includes(standing))
    const { offset, limit } = rowsOfPage({ page, size })
    const shown = new Map(wanted.slice(offset, offset + limit).map((row) => [row.caseId, row]))
    // Of earlier campaigns, which a contract for this one need not name.
    const seen = { ...scope, campaigns: 'all' } as const
    const { items } = await findCases(db, seen, { ids: [...shown.keys()] }, { offset: 0, limit }, todayOf(context))
    const answered = {
      total: wanted.length,
      counts: { again, gone, open },
      items: items.map((row): LookBackRow => {
        const { standing, inspectionId } = shown.get(row.id)!
        return { ...withDays(row, todayOf(context), calendarOf(settings)), result: standing, seenIn: inspectionId }
      }),
    }
    return context.json(answered as never, 200)
  })
  return app
}
