/** Working on a campaign: opening it with a preview of its sample, freezing, drawing, running, pausing, cancelling. */
import { randomBytes } from 'node:crypto'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { findStyle, styles } from '../../bulletins/styles/index.ts'
import { drawRounds } from '../../campaigns/draw.ts'
import { freezeRounds } from '../../campaigns/freeze.ts'
import { pauseInspections, resumeInspections } from '../../campaigns/hold.ts'
import { openCampaign } from '../../campaigns/open.ts'
import { planSample } from '../../campaigns/plan-sample.ts'
import { finishCollecting, startRun } from '../../campaigns/run.ts'
import { defaultStrata, parseStrata } from '../../campaigns/stratum.ts'
import { dayField } from '../../evidence/fields.ts'
import { cancelInspections } from '../../judging/cancel.ts'
import { Failure } from '../../kernel/failure.ts'
import { ruleSets } from '../../regulations/index.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { transaction } from '../../store/database.ts'
import type { Jobs } from '../../store/jobs.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { checked } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'

const id = z.object({
  id: z
    .string()
    .max(20)
    .openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }),
})
const strata = z
  .array(z.record(z.string(), z.unknown()))
  .min(1)
  .max(50)
  .describe('抽样方案，格式见 docs/how-to/plan-a-sample.md')

const choices = z
  .object({
    ruleSets: z.array(z.object({ id: z.string(), name: z.string(), version: z.number().int() })),
    styles: z.array(z.object({ id: z.string(), name: z.string(), issuer: z.string() })),
    strata: z.array(z.record(z.string(), z.unknown())).describe('通常的抽样方案'),
  })
  .openapi('CampaignChoices')
export type CampaignChoicesAnswer = z.output<typeof choices>

const planned = z
  .object({
    population: z.number().int(),
    sampled: z.number().int(),
    seed: z.string(),
    statement: z.string(),
    strata: z.array(
      z.object({
        id: z.string(),
        rule: z.string(),
        label: z.string(),
        population: z.number().int(),
        members: z.number().int(),
        parts: z.array(z.object({ cell: z.string(), population: z.number().int(), members: z.number().int() })),
      }),
    ),
    notFound: z.array(z.string()),
    members: z
      .array(z.object({ key: z.string(), name: z.string(), strata: z.array(z.string()) }))
      .describe('前 500 个'),
  })
  .openapi('PlannedSample')
export type PlannedSampleAnswer = z.output<typeof planned>
/** Members of a planned sample that are sent. */
const mostMembers = 500

const opened = z.object({
  id: z.string().max(20),
  ruleSet: z.string().max(100),
  style: z.string().max(100),
  issuer: z.string().max(200).optional(),
  monitorPoint: dayField,
  intervalFrom: dayField.optional().describe('账号按时间段检查的口径：时间段首日，末日为监测时间点'),
  siteRounds: z.array(dayField).min(1).max(20),
  strata: strata.optional(),
  seed: z.string().min(1).max(100).optional().describe('默认随机生成，抽样后公开'),
})

const choicesRoute = createRoute({
  ...needs('campaigns:manage'),
  method: 'get',
  path: '/api/campaign-choices',
  responses: jsonAnswer('立项时可选的口径、通报样式和抽样方案', choices),
})
const planRoute = createRoute({
  ...needs('campaigns:manage'),
  method: 'post',
  path: '/api/campaign-plan',
  request: jsonBody(z.object({ strata, seed: z.string().min(1).max(100) })),
  responses: jsonAnswer('按现在的名录会抽到什么；不写入', planned),
})
const openRoute = createRoute({
  ...needs('campaigns:manage'),
  method: 'post',
  path: '/api/campaigns',
  request: jsonBody(opened),
  responses: jsonAnswer('已立项', z.object({ id: z.string() })),
})

const step = <Path extends string>(path: Path, description: string, capability: 'manage' | 'run') =>
  createRoute({
    ...needs(`campaigns:${capability}`),
    method: 'post',
    path,
    request: {
      params: id,
      ...jsonBody(
        z.object({
          round: z.string().max(20).optional().describe('只对一轮'),
          inspection: z.number().int().min(1).max(2_147_483_647).optional().describe('只对一次检查'),
        }),
      ),
    },
    responses: jsonAnswer(description, z.object({ words: z.string() })),
  })
const freezeRoute = step('/api/campaigns/{id}/freeze', '已冻结名录', 'manage')
const drawRoute = step('/api/campaigns/{id}/draw', '已抽样', 'manage')
const runRoute = step('/api/campaigns/{id}/run', '已放入队列', 'run')
const pauseRoute = step('/api/campaigns/{id}/pause', '已暂停', 'run')
const resumeRoute = step('/api/campaigns/{id}/resume', '已继续', 'run')
const cancelRoute = step('/api/campaigns/{id}/cancel', '已取消', 'run')

export function campaignWorkRoutes({ db, jobs, demonstration = false }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const queue = (): Promise<Jobs> => {
    if (jobs) return jobs()
    throw new Failure('unavailable.queue', '此服务没有连接任务队列', '请用 mingcha serve 启动服务')
  }

  app.openapi(choicesRoute, (context) =>
    context.json(
      {
        ruleSets: Object.values(ruleSets).map(({ id: ruleSet, title, version }) => ({
          id: ruleSet,
          name: title,
          version,
        })),
        styles: Object.values(styles).map(({ id: style, name, defaultIssuer: issuer }) => ({
          id: style,
          name,
          issuer,
        })),
        strata: JSON.parse(JSON.stringify(defaultStrata)) as Record<string, string>[],
      },
      200,
    ),
  )
  app.openapi(planRoute, async (context) => {
    demandAll(actorOf(context), '抽样')
    const given = context.req.valid('json')
    const plan = await planSample(db, parseStrata(JSON.stringify(given.strata)), given.seed)
    return context.json(
      {
        ...plan,
        strata: plan.strata.map((entry) => ({ ...entry, parts: [...entry.parts] })),
        notFound: [...plan.notFound],
        members: plan.members.slice(0, mostMembers).map((member) => ({ ...member, strata: [...member.strata] })),
      },
      200,
    )
  })
  app.openapi(openRoute, async (context) => {
    demandAll(actorOf(context), '立项')
    const given = context.req.valid('json')
    const style = findStyle(given.style)
    if (style === undefined) {
      throw new Failure('badInput.style', `没有通报样式“${given.style}”`, `可用：${Object.keys(styles).join('、')}`)
    }
    const { actor, at } = byOf(context)
    await transaction(db, (tx) =>
      openCampaign(tx, {
        ...given,
        issuer: given.issuer?.trim() || style.defaultIssuer,
        strata: given.strata === undefined ? defaultStrata : parseStrata(JSON.stringify(given.strata)),
        // Unknown before it is drawn: nobody can tell in advance who will be in a spot check.
        seed: given.seed ?? randomBytes(8).toString('hex'),
        demonstration,
        openedBy: actor,
        openedAt: at,
      }),
    )
    return context.json({ id: given.id }, 200)
  })
  app.openapi(freezeRoute, async (context) => {
    const { campaignId, round, by } = stepOf(context, context.req.valid('param').id, context.req.valid('json'))
    const frozen = await transaction(db, (tx) => freezeRounds(tx, campaignId, round, by))
    const words = frozen.map((entry) => `${entry.round} 已冻结 ${entry.targets} 个对象`).join('；')
    return context.json({ words: words || '没有待冻结的轮次' }, 200)
  })
  app.openapi(drawRoute, async (context) => {
    const { campaignId, by } = stepOf(context, context.req.valid('param').id, context.req.valid('json'))
    const drawn = await transaction(db, (tx) => drawRounds(tx, campaignId, by))
    return context.json({ words: drawn.map((entry) => `${entry.round} 抽取 ${entry.inspections} 个`).join('；') }, 200)
  })
  app.openapi(runRoute, async (context) => {
    const { campaignId, round, by } = stepOf(context, context.req.valid('param').id, context.req.valid('json'))
    const { inspectionIds } = await startRun(db, await queue(), campaignId, round, by)
    if (inspectionIds.length === 0) await transaction(db, (tx) => finishCollecting(tx, campaignId, by))
    const count = inspectionIds.length
    return context.json({ words: count > 0 ? `${count} 次检查已放入队列` : '没有等待的检查' }, 200)
  })
  app.openapi(pauseRoute, async (context) => {
    const { scope, by } = stepOf(context, context.req.valid('param').id, context.req.valid('json'))
    const ids = await transaction(db, (tx) => pauseInspections(tx, scope, by))
    return context.json({ words: `已暂停 ${ids.length} 次检查` }, 200)
  })
  app.openapi(resumeRoute, async (context) => {
    const { scope, by } = stepOf(context, context.req.valid('param').id, context.req.valid('json'))
    const queued = await queue()
    const ids = await transaction(db, (tx) => resumeInspections(tx, queued, scope, by))
    return context.json({ words: `已继续 ${ids.length} 次检查` }, 200)
  })
  app.openapi(cancelRoute, async (context) => {
    const { scope, by } = stepOf(context, context.req.valid('param').id, context.req.valid('json'))
    const ids = await transaction(db, async (tx) => {
      const cancelled = await cancelInspections(tx, scope, by)
      await finishCollecting(tx, scope.campaignId, by)
      return cancelled
    })
    return context.json({ words: `已取消 ${ids.length} 次检查` }, 200)
  })
  return app
}

/** What a step is about, for those who may see the campaign as a whole. */
function stepOf(
  context: Context,
  campaignId: string,
  { round, inspection }: { readonly round?: string | undefined; readonly inspection?: number | undefined },
) {
  const actor = actorOf(context)
  demandCampaign(actor, campaignId)
  demandAll({ units: actor.units, campaigns: 'all' }, '这一步')
  return { campaignId, round, scope: { campaignId, round, inspectionId: inspection }, by: byOf(context) }
}
