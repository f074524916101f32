/** Campaigns: list, one with its rounds and progress, and what waits for review. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { roundKey } from '../../campaigns/round.ts'
import { crawlsUnderWay } from '../../campaigns/crawls.ts'
import { runProgress } from '../../campaigns/run.ts'
import { findCampaign, inspectionCounts, listCampaigns } from '../../campaigns/store.ts'
import { usualCampaign } from '../../campaigns/usual-campaign.ts'
import { findRuleSet } from '../../regulations/index.ts'
import { demandCampaign } from '../../registry/scope.ts'
import type { HttpSettings } from '../settings.ts'
import { actorOf, needs } from '../actor.ts'
import { otherwise } from '../errors.ts'

const campaign = z
  .object({
    id: z.string(),
    year: z.number(),
    quarter: z.number(),
    ruleSet: z.string(),
    ruleSetName: z.string(),
    ruleSetVersion: z.number().int(),
    monitorPoint: z.string(),
    state: z.string(),
    seed: z.string(),
    demonstration: z.boolean(),
  })
  .openapi('Campaign')
const listed = campaign.extend({ usual: z.boolean().describe('没有指明时看这一次检查') }).openapi('ListedCampaign')
export type CampaignAnswer = z.output<typeof campaign>
export type ListedCampaignAnswer = z.output<typeof listed>

const round = z
  .object({
    key: z.string(),
    monitorPoint: z.string(),
    frozenAt: z.string().nullable(),
    statement: z.string().nullable(),
    inspections: z.record(z.string(), z.number()),
  })
  .openapi('Round')

const detail = campaign
  .extend({
    issuer: z.string().describe('发文机关'),
    openedBy: z.string(),
    openedAt: z.string(),
    strata: z.array(z.object({ id: z.string(), label: z.string() })).describe('账号抽样方案的各层'),
    rounds: z.array(round),
  })
  .openapi('CampaignDetail')
export type CampaignDetailAnswer = z.output<typeof detail>

const id = z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) })

const list = createRoute({
  ...needs('campaigns:read'),
  method: 'get',
  path: '/api/campaigns',
  responses: {
    200: { description: '全部检查', content: { 'application/json': { schema: z.array(listed) } } },
    ...otherwise,
  },
})

const one = createRoute({
  ...needs('campaigns:read'),
  method: 'get',
  path: '/api/campaigns/{id}',
  request: { params: id },
  responses: {
    200: {
      description: '一次检查及其轮次',
      content: {
        'application/json': { schema: detail },
      },
    },
    ...otherwise,
  },
})

const crawl = z
  .object({
    inspectionId: z.number(),
    round: z.string(),
    targetName: z.string(),
    state: z.enum(['running', 'paused', 'interrupted']).openapi({
      description: 'running 正在检查；paused 已暂停；interrupted 执行者 15 秒没有消息，等待其他执行者接手',
    }),
    pagesDone: z.number(),
    pagesKnown: z.number().openapi({ description: '已知页数，检查中会增加' }),
    pagesPerSecond: z.number().nullable().openapi({ description: '最近一分钟；null 为尚不知道' }),
    remainingSeconds: z.number().nullable().openapi({ description: '预计剩余秒数；null 为无法预计' }),
    worker: z.string(),
    savedAt: z.string(),
  })
  .openapi('Crawl')

const progress = createRoute({
  ...needs('campaigns:read'),
  method: 'get',
  path: '/api/campaigns/{id}/progress',
  request: { params: id },
  responses: {
    200: {
      description: '进展：各次检查的计数，和正在检查的网站',
      content: {
        'application/json': {
          schema: z
            .object({ done: z.number(), paused: z.number(), total: z.number(), crawls: z.array(crawl) })
            .openapi('CampaignProgress'),
        },
      },
    },
    ...otherwise,
  },
})

export function campaignRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(list, async (context) => {
    const all = await listCampaigns(db, actorOf(context))
    const usual = await usualCampaign(db, all)
    return context.json(
      all.map((row) => ({ ...shown(row), usual: row.id === usual })),
      200,
    )
  })
  app.openapi(one, async (context) => {
    const found = await seenCampaign(context, context.req.valid('param').id)
    const counts = await inspectionCounts(db, found.id, actorOf(context))
    const rounds = found.rounds.map((entry) => ({
      key: roundKey(entry),
      monitorPoint: entry.monitorPoint,
      frozenAt: entry.frozenAt,
      statement: (entry.sample as { statement: string } | null)?.statement ?? null,
      inspections: Object.fromEntries(
        counts.filter((row) => roundKey(row) === roundKey(entry)).map((row) => [row.state, row.count]),
      ),
    }))
    const { issuer, openedBy, openedAt } = found
    const strata = (found.strata as readonly { id: string; label: string }[]).map((stratum) => ({
      id: stratum.id,
      label: stratum.label,
    }))
    return context.json({ ...shown(found), issuer, openedBy, openedAt, strata, rounds }, 200)
  })
  app.openapi(progress, async (context) => {
    const found = await seenCampaign(context, context.req.valid('param').id)
    const counts = await runProgress(db, found.id, undefined, actorOf(context))
    return context.json({ ...counts, crawls: await crawlsUnderWay(db, found.id, actorOf(context)) }, 200)
  })
  return app

  function seenCampaign(context: Context, campaignId: string) {
    demandCampaign(actorOf(context), campaignId)
    return findCampaign(db, campaignId)
  }
}

function shown(row: Awaited<ReturnType<typeof listCampaigns>>[number]): z.output<typeof campaign> {
  const { id: campaignId, year, quarter, ruleSet, ruleSetVersion, monitorPoint, state, seed, demonstration } = row
  const ruleSetName = findRuleSet(ruleSet)?.title ?? ruleSet
  return {
    id: campaignId,
    year,
    quarter,
    ruleSet,
    ruleSetName,
    ruleSetVersion,
    monitorPoint,
    state,
    seed,
    demonstration,
  }
}
