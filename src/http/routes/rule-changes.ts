/** Changing rules: a correction as the next version, and what it would alter in a past campaign, before. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { correctRules } from '../../campaigns/rule-set-version.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import { epochMs } from '../../kernel/instant.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { dryRun } from '../../review/dry-run.ts'
import { record } from '../../store/audit.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { checked } from '../errors.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import type { HttpSettings } from '../settings.ts'
import { ruleSetId } from './rules.ts'

const correction = z.object({
  clause: z.string(),
  params: z.record(z.string(), z.number()).optional(),
  maxPoints: z.number().optional(),
  shadow: z.boolean().optional(),
})
const tried = z
  .object({
    inspections: z.number(),
    elapsedMs: z.number(),
    clauses: z.array(
      z.object({ clause: z.string(), before: z.string().nullable(), after: z.string(), count: z.number() }),
    ),
    verdicts: z.number().describe('结果会改变的对象'),
    total: z.number(),
    /** The first 1,000. */
    changes: z.array(
      z.object({
        inspectionId: z.number(),
        target: z.string(),
        targetName: z.string(),
        organiser: z.string(),
        clause: z.string(),
        before: z.string().nullable(),
        after: z.string(),
        because: z.string(),
        verdictBefore: z.string(),
        verdictAfter: z.string(),
      }),
    ),
  })
  .openapi('DryRun')
export type DryRunAnswer = z.output<typeof tried>

const tryOut = createRoute({
  ...needs('rules:manage'),
  method: 'post',
  path: '/api/campaigns/{id}/dry-run',
  request: {
    params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) }),
    body: {
      required: true,
      content: { 'application/json': { schema: z.object({ corrections: z.array(correction).min(1).max(50) }) } },
    },
  },
  responses: jsonAnswer('试算：改动条款的数字会改变哪些结果；什么也不写入', tried),
})

const corrected = createRoute({
  ...needs('rules:manage'),
  method: 'post',
  path: '/api/rule-sets/{id}/corrections',
  request: {
    params: z.object({ id: ruleSetId }),
    ...jsonBody(
      z.object({
        version: z.number().int().describe('更正的是第几版；已有更新的一版时拒绝'),
        correction: correction.extend({
          verified: z.boolean().optional().describe('文字和期限已与原文核对'),
          pointsVerified: z.boolean().optional().describe('分值已与原文核对'),
          source: z.string().trim().min(1).max(200).describe('出处').openapi({ example: '国办秘函〔2019〕19号附件1' }),
        }),
      }),
    ),
  },
  responses: jsonAnswer('存为新的一版；进行中的检查仍用原来的一版', z.object({ version: z.number().int() })),
})

const mostChanges = 1000

export function ruleChangeRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(corrected, async (context) => {
    const { id } = context.req.valid('param')
    const { version: given, correction: wanted } = context.req.valid('json')
    const by = byOf(context)
    demandAll(actorOf(context), '检查口径')
    const on = dayOfInstant(epochMs(by.at))
    const text = JSON.stringify({ ruleSet: id, version: given, corrections: [{ ...wanted, by: by.actor, on }] })
    const rules = await transaction(db, (tx) => correctRules(tx, id, text, by))
    return context.json({ version: rules.version }, 200)
  })
  app.openapi(tryOut, async (context) => {
    const { id } = context.req.valid('param')
    const { corrections } = context.req.valid('json')
    demandCampaign(actorOf(context), id)
    if (actorOf(context).units !== 'all') {
      throw new Failure('forbidden.scope', '试算涉及全部单位', '请由不限单位范围的人员进行')
    }
    const start = performance.now()
    const { changes, clauses, ...result } = await dryRun(db, await findCampaign(db, id), corrections)
    // The result is written nowhere; that somebody looked is.
    await record(db, { ...byOf(context), action: 'rules.triedOut', subject: id, detail: { corrections } })
    return context.json(
      {
        ...result,
        elapsedMs: Math.round(performance.now() - start),
        clauses: [...clauses],
        total: changes.length,
        changes: changes.slice(0, mostChanges),
      },
      200,
    )
  })
  return app
}
