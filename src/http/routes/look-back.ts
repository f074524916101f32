/** 回头看: what a campaign shows of the problems that earlier ones confirmed. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { findCampaign } from '../../campaigns/store.ts'
import type { Day } from '../../kernel/day.ts'
import { caseStates } from '../../rectification/case.ts'
import { findCases } from '../../rectification/find-cases.ts'
import { lookBack, lookBackWords, type LookBackRow as LookedAt } from '../../rectification/look-back.ts'
import { demandCampaign, type Scope } from '../../registry/scope.ts'
import { actorOf, needs } from '../actor.ts'
import type { CampaignResults } from '../campaign-results.ts'
import { listedCase, withDays, type CaseRow } from '../case-row.ts'
import { checked, otherwise } from '../errors.ts'
import { severalQuery, todayOf } from '../list-filters.ts'
import { pageQuery, rowsOfPage } from '../list-query.ts'
import { jsonAnswer, keysOf } from '../route-parts.ts'
import { calendarOf, type HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'

const campaignParam = z.object({
  id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }),
})
const lookBackQuery = { result: severalQuery('result', lookBackWords) }
const lookBackRoute = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/campaigns/{id}/look-back',
  request: { params: campaignParam, query: z.object({ ...pageQuery, ...lookBackQuery }) },
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

const sheet = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/campaigns/{id}/look-back.xlsx',
  request: { params: campaignParam, query: z.object(lookBackQuery) },
  responses: { 200: { description: '符合条件的全部回头看结果（xlsx）' }, ...otherwise },
})

export type LookBackRow = CaseRow & { readonly result: LookedAt['standing']; readonly seenIn: number }

export function lookBackRoutes(settings: HttpSettings, results: CampaignResults): OpenAPIHono {
  const { db } = settings
  const app = new OpenAPIHono(checked)
  /** What is asked for, and its rows from `offset` on. */
  async function found(scope: Scope, id: string, result: readonly LookedAt['standing'][] | undefined, today: Day) {
    demandCampaign(scope, id)
    const campaign = await findCampaign(db, id)
    const { rows, ...counts } = await lookBack(db, campaign, await results.clausesOf(campaign), scope)
    const wanted = rows.filter(({ standing }) => !result?.length || result.includes(standing))
    // Of earlier campaigns, which a contract for this one need not name.
    const seen = { ...scope, campaigns: 'all' } as const
    async function itemsFrom(offset: number, limit: number): Promise<LookBackRow[]> {
      const shown = new Map(wanted.slice(offset, offset + limit).map((row) => [row.caseId, row]))
      const { items } = await findCases(db, seen, { ids: [...shown.keys()] }, { offset: 0, limit }, today)
      return items.map((row) => {
        const { standing, inspectionId } = shown.get(row.id)!
        return { ...withDays(row, today, calendarOf(settings)), result: standing, seenIn: inspectionId }
      })
    }
    return { total: wanted.length, counts, itemsFrom }
  }
  app.openapi(lookBackRoute, async (context) => {
    const { page, size, result } = context.req.valid('query')
    const { id } = context.req.valid('param')
    const { total, counts, itemsFrom } = await found(actorOf(context), id, result, todayOf(context))
    const { again, gone, open } = counts
    const { offset, limit } = rowsOfPage({ page, size })
    return context.json({ total, counts: { again, gone, open }, items: await itemsFrom(offset, limit) } as never, 200)
  })
  app.openapi(sheet, async (context) => {
    const [{ id }, { result }] = [context.req.valid('param'), context.req.valid('query')]
    const { itemsFrom } = await found(actorOf(context), id, result, todayOf(context))
    return sendSheet<LookBackRow>(
      `${id}回头看`,
      [
        { title: '对象', width: 36, value: ({ targetName }) => targetName },
        { title: '本次结果', width: 14, value: (row) => lookBackWords[row.result] },
        { title: '指标', width: 14, value: ({ clause }) => clause },
        { title: '问题', width: 44, value: ({ problem }) => problem },
        { title: '单位', width: 30, value: (row) => row.unit.name },
        { title: '原检查', width: 12, value: ({ campaignId }) => campaignId },
        { title: '通知', width: 26, value: ({ noticeNumber }) => noticeNumber },
        { title: '整改状态', width: 14, value: ({ state }) => caseStates[state] },
        { title: '本次检查编号', width: 14, value: ({ seenIn }) => seenIn },
      ],
      itemsFrom,
    ) as never
  })
  return app
}
