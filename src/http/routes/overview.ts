/** The first page: how far the campaign has got, what needs whoever asks today, and the numbers of the campaign. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { overviewOf } from '../../bulletins/overview.ts'
import { perTarget } from '../../bulletins/result-rows.ts'
import { quarterRates } from '../../bulletins/trend.ts'
import { campaignSteps } from '../../bulletins/campaign-steps.ts'
import { campaignStates, type CampaignState } from '../../campaigns/campaign.ts'
import { findCampaign, listCampaigns } from '../../campaigns/store.ts'
import { usualCampaign } from '../../campaigns/usual-campaign.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { actorOf, needs } from '../actor.ts'
import type { CampaignResults } from '../campaign-results.ts'
import { dueToday, type Due } from '../due-today.ts'
import { checked } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const verdicts = {
  total: z.number().int(),
  qualified: z.number().int(),
  unqualified: z.number().int(),
  undecided: z.number().int(),
  waiting: z.number().int().describe('还没有检查'),
}
const verdictCounts = z.object(verdicts)
const part = z.object({ key: z.string(), name: z.string(), ...verdicts })
const rate = z.object({ qualified: z.number().int(), inspected: z.number().int() }).nullable()

const overview = z
  .object({
    campaigns: z.array(z.object({ id: z.string(), stateName: z.string() })).describe('可选的检查，新的在前'),
    campaign: z
      .object({
        id: z.string(),
        year: z.number().int(),
        quarter: z.number().int(),
        state: z.string(),
        stateName: z.string(),
        monitorPoint: z.string(),
        demonstration: z.boolean(),
        steps: z.array(
          z.object({
            key: z.string(),
            title: z.string(),
            done: z.number().int(),
            total: z.number().int(),
            state: z.enum(['done', 'current', 'ahead']),
          }),
        ),
      })
      .nullable(),
    today: z.array(
      z.object({
        key: z.string(),
        title: z.string(),
        count: z.number().int(),
        severe: z.boolean(),
        filter: z.record(z.string(), z.union([z.string(), z.array(z.string())])).describe('在清单中只看这些的条件'),
      }),
    ),
    sites: verdictCounts,
    accounts: verdictCounts,
    siteCategories: z.array(part),
    platforms: z.array(part),
    problems: z.array(
      z.object({
        kind: z.enum(['site', 'account']),
        clause: z.string(),
        group: z.string(),
        title: z.string(),
        count: z.number().int(),
      }),
    ),
    areas: z.array(part.extend({ sites: verdictCounts, accounts: verdictCounts })),
    heat: z.array(
      z.object({
        area: z.string(),
        platform: z.string(),
        unqualified: z.number().int(),
        total: z.number().int(),
      }),
    ),
    trend: z.array(z.object({ campaign: z.string(), demonstration: z.boolean(), sites: rate, accounts: rate })),
  })
  .openapi('Overview')
export type OverviewAnswer = z.output<typeof overview>

const route = createRoute({
  ...needs('campaigns:read'),
  method: 'get',
  path: '/api/overview',
  request: {
    query: z.object({
      campaign: z.string().max(20).optional().describe('检查编号；默认最近一次，不算只检查一小部分对象的'),
    }),
  },
  responses: jsonAnswer('一次检查的总览；每个数字可在检查结果中打开', overview),
})

/** Quarters of the trend. */
const quarters = 8

export function overviewRoutes({ db }: HttpSettings, results: CampaignResults): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(route, async (context) => {
    const actor = actorOf(context)
    const all = (await listCampaigns(db)).filter(({ id }) => actor.campaigns === 'all' || actor.campaigns.includes(id))
    const wanted = context.req.valid('query').campaign ?? (await usualCampaign(db, all))
    if (wanted !== undefined) demandCampaign(actor, wanted)
    const campaign = wanted === undefined ? null : await findCampaign(db, wanted)
    const rows = campaign === null ? [] : await results.of(campaign, actor)
    const [trend, today] = await Promise.all([
      // a bulletin counts all units: whoever sees only some of them does not see its numbers here
      actor.units === 'all' ? quarterRates(db, quarters) : [],
      dueToday(db, actor, campaign, new Date().toISOString()),
    ])
    return context.json(
      {
        campaigns: all.map(({ id, state }) => ({ id, stateName: campaignStates[state as CampaignState] })),
        campaign:
          campaign === null
            ? null
            : {
                id: campaign.id,
                year: campaign.year,
                quarter: campaign.quarter,
                state: campaign.state,
                stateName: campaignStates[campaign.state as CampaignState],
                monitorPoint: campaign.monitorPoint,
                demonstration: campaign.demonstration,
                steps: [...campaignSteps(campaign, rows)],
              },
        today: today.map((due) => ({ ...due, filter: mutableFilter(due.filter) })),
        ...mutable(overviewOf(perTarget(rows.filter(({ purpose }) => purpose === 'regular')))),
        trend: [...trend],
      },
      200,
    )
  })
  return app
}

/** As the document describes it. */
function mutable(value: ReturnType<typeof overviewOf>) {
  const { sites, accounts, siteCategories, platforms, problems, areas, heat } = value
  return {
    sites,
    accounts,
    siteCategories: [...siteCategories],
    platforms: [...platforms],
    problems: [...problems],
    areas: [...areas],
    heat: [...heat],
  }
}

function mutableFilter(filter: Due['filter']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(filter).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
  )
}
